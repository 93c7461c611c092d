package learned

import (
	"encoding/json"
	"maps"
	"strings"
	"testing"

	"proxflow/theory/catalog"
	"proxflow/theory/claim"
	"proxflow/theory/potential"
	"proxflow/theory/schedule"
)

// A training is named by the canonical parameters of its case, except those that say what is measured.
func TestATrainingIsNamedByTheCanonicalParametersOfItsCase(t *testing.T) {
	files := strings.Repeat("0123456789abcdef", 4)
	idx := catalog.Ref{
		"name": "idx", "train-images": files, "train-labels": files, "test-images": files, "test-labels": files}
	refs := []catalog.Ref{
		{"name": "learned-images"}, {"name": "learned-images", "t": 0.8, "kick": 2, "coupling": "independent"},
		{"name": "learned-images", "data": idx, "frequencies": 2, "steps": 7, "activation": "selu"},
		{"name": "learned-flow", "target": "ball", "against": "optimal", "coupling": "independent",
			"samples": 3, "points": 2},
	}
	for _, name := range schedule.Catalog.Names() {
		refs = append(refs, catalog.Ref{
			"name": "learned-flow", "target": "ball", "schedule": name, "t": 0.5, "rate": 0.01})
	}
	for _, name := range potential.Catalog.Names() {
		refs = append(refs, catalog.Ref{"name": "learned-flow", "target": name, "width": 8},
			catalog.Ref{"name": "learned-flow", "target": catalog.Ref{"name": "translation", "of": name}})
	}
	measuring := map[string][]string{
		"learned-flow":   {"name", "against", "t", "points", "samples"},
		"learned-images": {"name", "t", "end", "images", "along", "directions", "kick", "samples"},
	}
	named := map[string]int{}
	for _, ref := range refs {
		check, canonical, err := claim.Catalog.Build(ref)
		if err != nil {
			continue // no target, or none with second-order data
		}
		trained := maps.Clone(canonical)
		for _, key := range measuring[ref["name"].(string)] {
			delete(trained, key)
		}
		text, err := json.Marshal(trained)
		if err != nil {
			t.Fatal(err)
		}
		want := ref["name"].(string) + " " + string(text) + " seed 1"
		if got := check.(interface{ training(string) string }).training("seed 1"); got != want {
			t.Errorf("%v:\ngot  %s\nwant %s", ref, got, want)
		}
		named[ref["name"].(string)]++
	}
	if named["learned-flow"] < 20 || named["learned-images"] != 3 {
		t.Errorf("only %v were built", named)
	}
}

func TestAShareOfThePairsIsPermuted(t *testing.T) {
	reverse := func(x0, _ []float64) ([]int, error) {
		perm := make([]int, len(x0))
		for i := range perm {
			perm[i] = len(x0) - 1 - i
		}
		return perm, nil
	}
	x := make([]float64, 20)
	before, _ := reverse(x, x)
	for share, moved := range map[float64]int{0: 0, 0.05: 0, 0.1: 2, 0.5: 10, 1: 20} {
		perm, err := permuted(reverse, share)(x, x)
		if err != nil {
			t.Fatal(err)
		}
		changed, to := 0, map[int]bool{}
		for i, j := range perm {
			to[j] = true
			if j != before[i] {
				changed++
			}
		}
		if changed != moved || len(to) != 20 {
			t.Errorf("share %g: %d pairs of %v are permuted", share, changed, perm)
		}
	}
}

// With the optimal coupling the two populations are the same: naming the optimal one would give the same
// case a second key.
func TestOneCaseHasOneKey(t *testing.T) {
	_, err := claim.Catalog.Canonical(catalog.Ref{
		"name": "learned-flow", "target": "ball", "coupling": "optimal", "against": "optimal"})
	if err == nil || !strings.HasPrefix(err.Error(), "against: ") {
		t.Errorf("a second spelling of the case of the optimal coupling: %v", err)
	}
}
