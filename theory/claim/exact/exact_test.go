package exact

import (
	"context"
	"fmt"
	"math"
	"testing"

	"gonum.org/v1/gonum/mat"

	"proxflow/theory/claim"
	"proxflow/theory/claim/internal/coupling"
	"proxflow/theory/potential"
	"proxflow/theory/schedule"
)

// run builds a check and runs it once.
func run(t *testing.T, ref map[string]any) (claim.Check, *claim.Trial) {
	t.Helper()
	check, _, err := claim.Catalog.Build(ref)
	if err != nil {
		t.Fatal(err)
	}
	trial := claim.NewTrial(fmt.Sprint(ref))
	if err := check.Run(context.Background(), trial); err != nil {
		t.Fatalf("%v: %v", ref, err)
	}
	return check, trial
}

// failures lists the measurements beyond the default tolerance of their metric, with those that are no numbers.
func failures(check claim.Check, trial *claim.Trial) map[string]string {
	failed := map[string]string{}
	for _, metric := range check.Metrics() {
		for _, m := range trial.Measurements {
			if tol := metric.Times * m.Budget; m.Metric == metric.Name && m.Skip == "" && !(math.Abs(m.Got-m.Want) <= tol) {
				failed[m.Metric] = fmt.Sprintf("%s at t = %g: got %.3g, tolerance %.3g", m.Metric, m.At, m.Got, tol)
			}
		}
	}
	return failed
}

func TestClaimsPAndVHoldOnTheBall(t *testing.T) {
	for _, name := range schedule.Catalog.Names() {
		for _, check := range []string{"proximal-recovery", "vector-field"} {
			c, trial := run(t, map[string]any{"name": check, "target": "ball", "schedule": name, "t": []any{1e-6, 0.1, 0.5, 0.9, 0.999, 1 - 1e-6}})
			for _, f := range failures(c, trial) {
				t.Errorf("%s, %s: %s", check, name, f)
			}
		}
	}
}

func TestControlsOfClaimsPAndVAreCaught(t *testing.T) {
	ball := map[string]any{"name": "ball", "d": int64(3)}
	gaussian := map[string]any{"name": "gaussian", "sd": []any{1.5, 0.5}}
	for _, target := range []any{ball, gaussian} {
		for _, c := range []struct {
			check  string
			params map[string]any
			caught []string
		}{
			{"proximal-recovery", map[string]any{"coupling": "independent"}, []string{"x1-error", "x1-error-rms", "x0-error"}},
			{"proximal-recovery", map[string]any{"coupling": "reversed"}, []string{"x1-error", "x1-error-rms", "x0-error"}},
			{"proximal-recovery", map[string]any{"inverse": true, "t": 0.3}, []string{"x0-error", "moreau-identity"}},
			{"vector-field", map[string]any{"coupling": "independent"}, []string{"field-error", "conditional-variance", "endpoint-error"}},
			{"vector-field", map[string]any{"coupling": "reversed"}, []string{"field-error", "endpoint-error"}},
			{"vector-field", map[string]any{"rotation": 0.7}, []string{"jacobian-asymmetry"}},
		} {
			if _, projects := c.params["inverse"]; projects && target.(map[string]any)["name"] == "ball" {
				continue // the prox of an indicator does not depend on λ
			}
			c.params["name"], c.params["target"] = c.check, target
			check, trial := run(t, c.params)
			failed := failures(check, trial)
			for _, metric := range c.caught {
				if failed[metric] == "" {
					t.Errorf("%v is not caught by %s", c.params, metric)
				}
			}
		}
	}
}

func TestChecksMeasureOnlyTheMetricsTheyDeclare(t *testing.T) {
	for _, name := range []string{"proximal-recovery", "vector-field"} {
		check, trial := run(t, map[string]any{"name": name, "target": "ball", "schedule": "power", "t": []any{0.3, 0.6}})
		seen := map[string]int{}
		for _, m := range trial.Measurements {
			seen[m.Metric]++
		}
		for _, m := range check.Metrics() {
			if seen[m.Name] == 0 {
				t.Errorf("%s does not measure %s", name, m.Name)
			}
			delete(seen, m.Name)
		}
		if len(seen) > 0 {
			t.Errorf("%s measures more than it declares: %v", name, seen)
		}
	}
}

func TestNeighbourVarianceFindsTheConditionalVarianceOfGaussians(t *testing.T) {
	// X0, X1 independent, N(0,1) and N(0,σ²): Var(X1|X_t) = σ² - β²σ⁴/(α² + β²σ²).
	const n, sd = 4000, 1.5
	trial := claim.NewTrial("variance")
	s := (&schedule.Linear{}).At(0.5)
	var xs [][]float64
	var pairs []coupling.Pair
	for range n {
		p := coupling.Pair{X0: []float64{trial.Rand.Normal()}, X1: []float64{sd * trial.Rand.Normal()}}
		x := make([]float64, 1)
		p.At(x, s.A, s.B)
		xs, pairs = append(xs, x), append(pairs, p)
	}
	want := sd*sd - s.B*s.B*sd*sd*sd*sd/(s.A*s.A+s.B*s.B*sd*sd)
	got, bound := neighbourVariance(xs, pairs, s)
	// The relative deviation of the mean of n dependent χ² terms is about √(3/n) = 0.03.
	if math.Abs(got/want-1) > 0.12 || bound > 1e-3 {
		t.Errorf("got %g, want %g; bound %g", got, want, bound)
	}
}

func TestTheFieldOfATurnedGaussianIsItsClosedForm(t *testing.T) {
	// S(x) = Q A x: v_t(x) = (α̇ I + β̇ QA)(αI + βQA)⁻¹ x.
	check, _, err := claim.Catalog.Build(map[string]any{"name": "vector-field", "target": map[string]any{"name": "gaussian", "sd": []any{2.0, 0.5}}, "rotation": 0.6})
	if err != nil {
		t.Fatal(err)
	}
	c := check.(*VectorField)
	sin, cos := math.Sincos(0.6)
	qa := mat.NewDense(2, 2, []float64{2 * cos, -0.5 * sin, 2 * sin, 0.5 * cos})
	var blend, drift mat.Dense
	eye := mat.NewDiagDense(2, []float64{1, 1})
	const time = 0.3
	blend.Scale(time, qa)
	var part mat.Dense
	part.Scale(1-time, eye)
	blend.Add(&blend, &part)
	drift.Sub(qa, eye)
	x := mat.NewVecDense(2, []float64{0.7, -1.1})
	var w, want mat.VecDense
	if err := w.SolveVec(&blend, x); err != nil {
		t.Fatal(err)
	}
	want.MulVec(&drift, &w)
	got := make([]float64, 2)
	c.at(got, x.RawVector().Data, time)
	if e := math.Hypot(got[0]-want.AtVec(0), got[1]-want.AtVec(1)); e > 1e-13 {
		t.Errorf("got %v, want %v", got, want.RawVector().Data)
	}
}

func TestControlsOfClaimsSAndHAreCaught(t *testing.T) {
	for _, c := range []struct {
		check, caught string
		params        map[string]any
	}{
		{"second-epi-derivative", "side-difference", map[string]any{"target": map[string]any{"name": "soft-threshold", "mu": 0.5}, "x0": []any{0.5, 2.0}}},
		{"second-epi-derivative", "side-difference", map[string]any{"target": "box", "x0": []any{1.0, 0.0}}},
		{"terminal-hyperbolicity", "normal-limit", map[string]any{"target": "box", "schedule": "logarithmic"}},
		{"terminal-hyperbolicity", "normal-eigenvalue", map[string]any{"target": map[string]any{"name": "gaussian", "sd": []any{1.0, 0.01}}, "dimension": int64(1)}},
		{"terminal-hyperbolicity", "dimension", map[string]any{"target": "two-moons", "x0": []any{-1.5, -1.0}, "dimension": int64(1)}},
	} {
		c.params["name"] = c.check
		check, trial := run(t, c.params)
		if failures(check, trial)[c.caught] == "" {
			t.Errorf("%v is not caught by %s", c.params, c.caught)
		}
	}
}

// TestClaimsHoldOnTheWholeCatalog is small in points and has every potential, so that a new one is tested by existing.
func TestClaimsHoldOnTheWholeCatalog(t *testing.T) {
	for _, target := range potential.Catalog.Names() {
		phi, err := potential.Catalog.New(target)
		if err != nil {
			t.Fatal(err)
		}
		_, refused := potential.AsTarget(phi)
		for _, ref := range []map[string]any{
			{"name": "proximal-recovery", "t": []any{1e-6, 0.5, 1 - 1e-6}, "points": int64(32), "schedule": "variance-preserving"},
			{"name": "vector-field", "t": []any{0.1, 0.9}, "points": int64(64), "jacobians": int64(4), "paths": int64(2)},
			{"name": "second-epi-derivative", "points": int64(2)},
			{"name": "terminal-hyperbolicity", "points": int64(2), "paths": int64(1), "schedule": "trigonometric"},
		} {
			ref["target"] = target
			_, smooth := phi.(potential.SecondOrder)
			if needs := ref["name"] == "second-epi-derivative" || ref["name"] == "terminal-hyperbolicity"; refused != nil || needs && !smooth {
				if _, _, err := claim.Catalog.Build(ref); err == nil {
					t.Errorf("%v takes a target that it cannot check", ref)
				}
				continue
			}
			check, trial := run(t, ref)
			for _, f := range failures(check, trial) {
				t.Errorf("%v: %s", ref, f)
			}
		}
	}
}

func TestClaimHHoldsOnTheBall(t *testing.T) {
	for _, name := range schedule.Catalog.Names() {
		for _, target := range []any{"ball", map[string]any{"name": "ball", "d": int64(5), "radius": 2.0}} {
			c, trial := run(t, map[string]any{"name": "terminal-hyperbolicity", "target": target, "schedule": name})
			failed := failures(c, trial)
			if name == "logarithmic" {
				if failed["normal-limit"] == "" {
					t.Error("the logarithmic schedule has a rate")
				}
				delete(failed, "normal-limit")
			}
			for _, f := range failed {
				t.Errorf("%s: %s", name, f)
			}
		}
	}
}

func TestClaimsHoldAtOtherScales(t *testing.T) {
	power := map[string]any{"name": "power", "p": 5.0}
	for _, c := range []struct{ target, schedule any }{
		{map[string]any{"name": "box", "half-width": 1000.0}, power},
		{map[string]any{"name": "soft-threshold", "d": int64(3)}, power},
		{map[string]any{"name": "ball", "radius": 1e-3}, "variance-preserving"},
		{map[string]any{"name": "translation", "by": []any{100.0}}, "variance-preserving"},
		{map[string]any{"name": "ellipsoid", "axes": []any{1e-3, 1.0, 1.0}}, "variance-preserving"},
		{map[string]any{"name": "ellipsoid", "axes": []any{1.0, 1000.0}}, "linear"},
		{map[string]any{"name": "cantor", "low": 0.0, "high": 1000.0}, "linear"},
		{map[string]any{"name": "stiefel", "n": int64(6), "p": int64(3)}, "linear"},
	} {
		for _, ref := range []map[string]any{
			{"name": "proximal-recovery", "t": []any{1e-6, 0.5, 0.99, 1 - 1e-6}, "points": int64(16)},
			{"name": "terminal-hyperbolicity", "points": int64(2), "paths": int64(1)},
		} {
			ref["target"], ref["schedule"] = c.target, c.schedule
			if _, _, err := claim.Catalog.Build(ref); err != nil {
				continue // the Cantor law has no second-order data
			}
			check, trial := run(t, ref)
			for _, f := range failures(check, trial) {
				t.Errorf("%v: %s", ref, f)
			}
		}
	}
}

func TestAPointNearTheOriginHasTheRoundingOfItsTarget(t *testing.T) {
	check, trial := run(t, map[string]any{"name": "terminal-hyperbolicity", "target": "segment", "schedule": "trigonometric",
		"x0": []any{1e-3, 0.7}, "t": []any{0.5, 0.9999, 1 - 1e-8}})
	for _, f := range failures(check, trial) {
		t.Error(f)
	}
}
