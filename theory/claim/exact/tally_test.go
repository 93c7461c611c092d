package exact

import (
	"context"
	"math"
	"strings"
	"testing"

	"proxflow/theory/catalog"
	"proxflow/theory/claim"
)

func TestATallyKeepsWhatIsWorstInItsOwnBudget(t *testing.T) {
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

// TestATallyLeavesOutWhatIsTooCoarse, unless it fails all the same. Of equals a tally keeps the finest.
func TestATallyLeavesOutWhatIsTooCoarse(t *testing.T) {
	var metrics claim.Metrics
	metric := metrics.Add("gap", "a gap", 1, 1)
	inf := math.Inf(1)
	for _, c := range []struct {
		errors, budgets []float64
		got, budget     float64
		skip            string
	}{
		{[]float64{0.4, 1e-9, 0}, []float64{0.5, 1e-8, inf}, 1e-9, 1e-8, ""},
		{[]float64{0, 0, 0}, []float64{1e-3, 1e-9, 1e-6}, 0, 1e-9, ""},
		{[]float64{0.6, 1e-9}, []float64{0.5, 1e-8}, 0.6, 0.5, ""},
		{[]float64{0.4, 0.1, 0}, []float64{0.5, 0.2, inf}, math.NaN(), 0,
			"not resolved: the tolerance, 0.2, exceeds"},
		{nil, nil, math.NaN(), 0, "nothing to measure"},
	} {
		y, trial := tally{metric: metric}, claim.NewTrial("tally")
		for i, e := range c.errors {
			y.add(e, 0, c.budgets[i])
		}
		y.tell(trial, 0.5, "nothing to measure")
		m := trial.Measurements[0]
		same := m.Got == c.got || math.IsNaN(m.Got) && math.IsNaN(c.got)
		if !same || m.Budget != c.budget || !strings.HasPrefix(m.Skip, c.skip) {
			t.Errorf("errors %v in budgets %v: got %+v", c.errors, c.budgets, m)
		}
	}
}

// TestWhatIsNotFollowedIsSkippedForItsOwnReason: no trajectory is requested, or float64 resolves none.
func TestWhatIsNotFollowedIsSkippedForItsOwnReason(t *testing.T) {
	for _, c := range []struct {
		ref  catalog.Ref
		says string
	}{
		{catalog.Ref{"target": "ball", "paths": 0}, "paths = 0"},
		{catalog.Ref{"target": catalog.Ref{"name": "ball", "radius": 1e9}, "schedule": "trigonometric",
			"t": []any{0.5}, "points": 1}, "resolves"},
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
			t.Errorf("%v: %d metrics are skipped, want 5", c.ref, told)
		}
	}
}

// TestAnOrderIsMeasuredWhereOnePowerFits: scattered errors have no exponent, and a power has its own.
func TestAnOrderIsMeasuredWhereOnePowerFits(t *testing.T) {
	for _, c := range []struct{ power, scatter, got float64 }{{1, 0, 1}, {2, 0, 2}, {0.3, 0.1, math.NaN()}} {
		q := quotients{tau: taus()}
		for i, tau := range q.tau {
			e := math.Pow(tau, c.power) * math.Exp(c.scatter*math.Cos(math.Pi*float64(i)))
			q.value = append(q.value, []float64{e})
			q.rounding = append(q.rounding, math.Pow(1e-6, c.power)/50) // a fiftieth of the error at τ = 10⁻⁶
		}
		y, trial := tally{metric: quotientOrder}, claim.NewTrial("order")
		q.addOrder(&y, []float64{0})
		y.tell(trial, 1, "no order")
		m := trial.Measurements[0]
		if math.IsNaN(c.got) != (m.Skip != "") || !math.IsNaN(c.got) && math.Abs(m.Got-c.got) > 1e-9 {
			t.Errorf("power %g, scatter %g: %+v", c.power, c.scatter, m)
		}
	}
}
