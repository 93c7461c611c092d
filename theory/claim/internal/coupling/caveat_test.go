package coupling

import (
	"slices"
	"testing"

	"proxflow/theory/catalog"
	"proxflow/theory/claim"
	"proxflow/theory/potential"
)

func TestTheCaveatOfATargetIsRecordedOnce(t *testing.T) {
	for name, ref := range map[string]catalog.Ref{
		"equal offsets": {"name": "atoms"},
		"its offsets":   {"name": "atoms", "offsets": []any{0.0, 0.0, 0.0}},
	} {
		phi, _, err := potential.Catalog.Build(ref)
		if err != nil {
			t.Fatal(err)
		}
		var want []string
		if name == "equal offsets" {
			want = []string{potential.Caveat(phi)}
		}
		target := phi.(potential.Target)
		for means, draw := range map[string]func(*claim.Trial){
			"pairs":   func(t *claim.Trial) { Draw(t, target, Optimal, 2) },
			"a point": func(t *claim.Trial) { Sample(t, target, []float64{3, 1}, 1) },
			"pairs, twice": func(t *claim.Trial) {
				Draw(t, target, Optimal, 2)
				Draw(t, target, Independent, 2)
			},
		} {
			trial := claim.NewTrial("caveat")
			draw(trial)
			if !slices.Equal(trial.Warnings, want) {
				t.Errorf("%s, %s: warnings %q, want %q", name, means, trial.Warnings, want)
			}
		}
	}
}
