package all

import (
	"fmt"
	"go/parser"
	"go/token"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"proxflow/theory/catalog"
	"proxflow/theory/claim"
)

// Package all imports every package below theory/claim that adds to the catalog.
func TestEveryRoomIsLinked(t *testing.T) {
	self, err := parser.ParseFile(token.NewFileSet(), "all.go", nil, parser.ImportsOnly)
	if err != nil {
		t.Fatal(err)
	}
	var linked []string
	for _, i := range self.Imports {
		name, err := strconv.Unquote(i.Path.Value)
		if err != nil {
			t.Fatal(err)
		}
		linked = append(linked, strings.TrimPrefix(name, "proxflow/theory/claim/"))
	}
	files, err := filepath.Glob("../*/*.go")
	if err != nil {
		t.Fatal(err)
	}
	rooms := map[string]bool{}
	for _, file := range files {
		source, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.HasSuffix(file, "_test.go") && strings.Contains(string(source), "claim.Catalog.Add(") {
			rooms[filepath.Base(filepath.Dir(file))] = true
		}
	}
	if len(rooms) < 3 {
		t.Errorf("only %v add checks", rooms)
	}
	for room := range rooms {
		if !slices.Contains(linked, room) {
			t.Errorf("theory/claim/%s adds checks, but is not linked", room)
		}
	}
}

func TestEveryCheckDeclaresEachMetricOnceWithItsDocumentation(t *testing.T) {
	names := claim.Catalog.Names()
	if len(names) < 7 {
		t.Errorf("only %v are linked", names)
	}
	for _, name := range names {
		check, _ := claim.Catalog.Blank(name)
		seen := map[string]bool{}
		for _, m := range check.Metrics() {
			if seen[m.Name] || !catalog.IsName(m.Name) || m.Doc == "" || !(m.Times >= 1) {
				t.Errorf("%s declares %+v, which is declared twice or lacks something", name, m)
			}
			seen[m.Name] = true
		}
		if len(seen) == 0 {
			t.Errorf("%s measures nothing", name)
		}
	}
}

// A metric that nothing perturbs could be right by accident for ever.
func TestEachMetricThatIsJudgedCatchesSomePerturbation(t *testing.T) {
	for _, name := range claim.Catalog.Names() {
		check, _ := claim.Catalog.Blank(name)
		perturbable, ok := check.(claim.Perturbable)
		if !ok {
			t.Errorf("%s cannot be perturbed", name)
			continue
		}
		caught := map[string]bool{}
		for _, s := range perturbable.Sensitivities() {
			for _, m := range s.By {
				if !slices.Contains(check.Metrics(), m) || m.Unjudged != "" {
					t.Errorf("%s: %s is said to catch %s, but is never judged", name, m.Name, s.Name)
				}
				caught[m.Name] = true
			}
		}
		for _, m := range check.Metrics() {
			if m.Unjudged == "" && !caught[m.Name] {
				t.Errorf("%s: no perturbation is declared that %s catches", name, m.Name)
			}
		}
	}
}

func TestAPerturbationOfAnotherCheckIsRefused(t *testing.T) {
	ref := catalog.Ref{"name": "second-epi-derivative", "target": "ball",
		"perturb": catalog.Ref{"name": "lambda", "size": 0.1}}
	_, _, err := claim.Catalog.Build(ref)
	if err == nil || !strings.HasPrefix(err.Error(), "perturb: this check has no lambda") {
		t.Error(err)
	}
	ref["perturb"] = catalog.Ref{"name": "hessian", "size": 0.95}
	_, _, err = claim.Catalog.Build(ref)
	if err == nil || err.Error() != "perturb.size: must be ≤ 0.9, not 0.95" {
		t.Error(err)
	}
}

// small makes each check quick; learned-images needs data.
var small = map[string]catalog.Ref{
	"proximal-recovery":      {"target": "ball", "points": 4, "routes": 1},
	"vector-field":           {"target": "ball", "points": 4, "jacobians": 1, "paths": 1},
	"second-epi-derivative":  {"target": "ball", "points": 1},
	"terminal-hyperbolicity": {"target": "ball", "points": 1, "paths": 1, "t": []any{0.5, 0.99, 0.999, 0.9999}},
	"minibatch-convergence":  {"target": "two-atoms", "n": []any{4, 16}, "probes": 2},
	"minibatch-constant":     {"target": "uniform", "n": []any{4, 16}},
	"learned-flow":           {"target": "ball", "steps": 0, "t": 0.5, "points": 4, "samples": 8},
}

func TestAPerturbationOfSizeZeroChangesNothing(t *testing.T) {
	for _, name := range claim.Catalog.Names() {
		if name == "learned-images" {
			continue
		}
		if small[name] == nil {
			t.Errorf("add parameters to small that make %s quick", name)
			continue
		}
		measured := func(kind string, size float64) string {
			ref := maps.Clone(small[name])
			ref["name"] = name
			if kind != "" {
				ref["perturb"] = catalog.Ref{"name": kind, "size": size}
			}
			check, _, err := claim.Catalog.Build(ref)
			if err != nil {
				t.Fatal(err)
			}
			var repeats [][]claim.Measurement
			trial := claim.NewTrial("summary")
			for i := range 3 {
				repeat := claim.NewTrial(strconv.Itoa(i))
				if err := check.Run(t.Context(), repeat); err != nil {
					t.Fatal(err)
				}
				repeats = append(repeats, repeat.Measurements)
			}
			if summarizer, ok := check.(claim.Summarizer); ok {
				if err := summarizer.Summarize(t.Context(), trial, repeats); err != nil {
					t.Fatal(err)
				}
			}
			return fmt.Sprint(repeats, trial.Measurements)
		}
		none := measured("", 0)
		check, _ := claim.Catalog.Blank(name)
		for _, s := range check.(claim.Perturbable).Sensitivities() {
			if measured(s.Name, 0) != none {
				t.Errorf("%s: %s of size 0 changes something", name, s.Name)
			}
			if size := s.Most / 2; measured(s.Name, size) == none && s.Name != "lambda" { // a projection knows no λ
				t.Errorf("%s: %s of size %g changes nothing", name, s.Name, size)
			}
		}
	}
}
