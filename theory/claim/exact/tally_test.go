package exact

import (
	"context"
	"math"
	"strings"
	"testing"

	"proxflow/theory/claim"
)

func TestATallyKeepsWhatIsWorstInItsOwnBudgetAndNaNAboveAll(t *testing.T) {
	nan := math.NaN()
	for _, c := range []struct {
		errors, budgets []float64
		want            float64
	}{
		{[]float64{1e-6, 1e-9, 1e-8}, []float64{1e-3, 1e-9, 1e-6}, 1e-9},
		{[]float64{nan, 1, 2}, []float64{1, 1, 1}, nan},
		{[]float64{1, nan, 2}, []float64{1, 1, 1}, nan},
		{[]float64{1, 2, nan}, []float64{1, 1, 1}, nan},
	} {
		var y tally
		for i, e := range c.errors {
			y.add(e, 0, c.budgets[i])
		}
		if y.got != c.want && !(math.IsNaN(y.got) && math.IsNaN(c.want)) {
			t.Errorf("of %v in budgets %v it keeps %g", c.errors, c.budgets, y.got)
		}
	}
}

// TestWhatIsNotFollowedIsSkippedForItsOwnReason: no trajectories are asked for, or float64 resolves none.
func TestWhatIsNotFollowedIsSkippedForItsOwnReason(t *testing.T) {
	for _, c := range []struct {
		ref  map[string]any
		says string
	}{
		{map[string]any{"target": "ball", "paths": int64(0)}, "paths = 0"},
		{map[string]any{"target": map[string]any{"name": "ball", "radius": 1e9}, "schedule": "trigonometric", "t": []any{0.5}, "points": int64(1)}, "resolves"},
	} {
		c.ref["name"] = "terminal-hyperbolicity"
		check, _, err := claim.Catalog.Build(c.ref)
		if err != nil {
			t.Fatal(err)
		}
		trial := claim.NewTrial("skip")
		if err := check.Run(context.Background(), trial); err != nil {
			t.Fatalf("%v: %v", c.ref, err)
		}
		told := 0
		for _, m := range trial.Measurements {
			switch m.Metric {
			case "lyapunov-normal", "lyapunov-tangential", "distance-rate", "kick-normal", "kick-tangential":
				if told++; !strings.Contains(m.Skip, c.says) {
					t.Errorf("%v: %s is skipped because %q", c.ref, m.Metric, m.Skip)
				}
			}
		}
		if told != 5 {
			t.Errorf("%v: %d metrics are told of 5", c.ref, told)
		}
	}
}
