package exact

import (
	"context"
	"fmt"
	"math"
	"strings"
	"testing"

	"gonum.org/v1/gonum/mat"

	"proxflow/theory/catalog"
	"proxflow/theory/claim"
	"proxflow/theory/claim/internal/coupling"
	"proxflow/theory/potential"
	"proxflow/theory/schedule"
)

// run builds a check and runs it once.
func run(t *testing.T, ref catalog.Ref) (claim.Check, *claim.Trial) {
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

// failures lists by metric the measurements beyond their default tolerance, and those that are NaN.
func failures(check claim.Check, trial *claim.Trial) map[string]string {
	failed := map[string]string{}
	for _, metric := range check.Metrics() {
		for _, m := range trial.Measurements {
			tol := metric.Times * m.Budget
			if m.Metric == metric.Name && m.Skip == "" && !(math.Abs(m.Got-m.Want) <= tol) {
				const text = "%s at t = %g: got %.3g, want %.3g, tolerance %.3g"
				failed[m.Metric] = fmt.Sprintf(text, m.Metric, m.At, m.Got, m.Want, tol)
			}
		}
	}
	return failed
}

func TestClaimsPAndVHoldOnTheBall(t *testing.T) {
	times := []any{1e-6, 0.1, 0.5, 0.9, 0.999, 1 - 1e-6}
	for _, name := range schedule.Catalog.Names() {
		for _, check := range []string{"proximal-recovery", "vector-field"} {
			c, trial := run(t, catalog.Ref{"name": check, "target": "ball", "schedule": name, "t": times})
			for _, f := range failures(c, trial) {
				t.Errorf("%s, %s: %s", check, name, f)
			}
		}
	}
}

// TestControlsAreCaught by every metric that must catch them.
func TestControlsAreCaught(t *testing.T) {
	gaussian := catalog.Ref{"name": "gaussian", "sd": []any{1.5, 0.5}}
	thick := func(sd float64) catalog.Ref { return catalog.Ref{"name": "gaussian", "sd": []any{1.0, sd}} }
	soft := catalog.Ref{"name": "soft-threshold", "mu": 0.5}
	const recovery = "x1-error x1-error-rms x0-error "
	const routes = "moreau-identity route-difference "
	const paths = "trajectory-error endpoint-error "
	for check, controls := range map[string][]struct {
		params  catalog.Ref
		catches string
	}{
		"proximal-recovery": {
			{catalog.Ref{"target": gaussian, "coupling": "independent"}, recovery},
			{catalog.Ref{"target": "ball", "coupling": "reversed"}, recovery},
			{catalog.Ref{"target": gaussian, "inverse": true, "t": 0.3}, recovery + routes},
			{catalog.Ref{"target": gaussian, "perturb": by("lambda", 1e-9)}, recovery + routes},
			{catalog.Ref{"target": "ball", "perturb": by("turn", 1e-5)},
				recovery + routes + "firm-nonexpansiveness"},
		},
		"vector-field": {
			{catalog.Ref{"target": "ball", "coupling": "independent"},
				paths + "field-error conditional-variance"},
			{catalog.Ref{"target": gaussian, "coupling": "reversed"}, paths + "field-error"},
			{catalog.Ref{"target": gaussian, "perturb": by("map-turn", 1e-5)}, "jacobian-asymmetry"},
			{catalog.Ref{"target": gaussian, "perturb": by("turn", 1e-5)},
				paths + "field-error jacobian-asymmetry material-derivative"},
		},
		"second-epi-derivative": {
			{catalog.Ref{"target": "box", "x0": []any{1.0, 0.0}}, "side-difference"},
			{catalog.Ref{"target": soft, "x0": []any{0.5, 2.0}}, "side-difference"},
			{catalog.Ref{"target": "ball", "perturb": by("hessian", 1e-5)}, "quotient-error order"},
			{catalog.Ref{"target": "ball", "perturb": by("tangent", 1e-5)},
				"quotient-error normal-blow-up order"},
		},
		"terminal-hyperbolicity": {
			{catalog.Ref{"target": "box", "schedule": "logarithmic"}, "normal-limit"},
			{catalog.Ref{"target": thick(1e-2), "dimension": 1},
				"normal-eigenvalue normal-limit dimension codimension lyapunov-normal kick-normal"},
			{catalog.Ref{"target": thick(1e-6), "dimension": 1},
				"normal-eigenvalue normal-limit dimension codimension"},
			{catalog.Ref{"target": "torus", "perturb": by("lambda", 1e-4)},
				"tangential-eigenvalue spectral-gap eigenspace-angle lyapunov-tangential distance-rate"},
			{catalog.Ref{"target": "torus", "perturb": by("tangent", 1e-5)}, "eigenspace-angle"},
			{catalog.Ref{"target": "two-moons", "x0": []any{-1.5, -1.0}, // an end of a moon
				"dimension": 1, "schedule": "trigonometric"},
				"tangential-eigenvalue spectral-gap dimension codimension " +
					"tangential-limit tangential-limit-order kick-tangential"},
		},
	} {
		for _, c := range controls {
			c.params["name"] = check
			failed := failures(run(t, c.params))
			for _, metric := range strings.Fields(c.catches) {
				if failed[metric] == "" {
					t.Errorf("%v is not caught by %s", c.params, metric)
				}
			}
		}
	}
}

// TestASourcePointBesideTheRelativeBoundaryIsNoControl: there the assumptions just hold.
func TestASourcePointBesideTheRelativeBoundaryIsNoControl(t *testing.T) {
	soft := catalog.Ref{"name": "soft-threshold", "mu": 0.5}
	for _, off := range []float64{0.1, 1e-3, 1e-5} {
		for _, ref := range []catalog.Ref{
			{"target": soft, "x0": []any{0.5 + off, 2.0}}, {"target": soft, "x0": []any{0.5 - off, 2.0}},
			{"target": "box", "x0": []any{1.0, off}}, {"target": "two-moons", "x0": []any{-1.5, off}},
			{"target": "two-moons", "x0": []any{-1.5, -off}},
		} {
			ref["name"] = "second-epi-derivative"
			check, trial := run(t, ref)
			for _, f := range failures(check, trial) {
				t.Errorf("%v: %s", ref, f)
			}
			for _, m := range trial.Measurements {
				if m.Metric == "quotient-error" && m.Skip != "" {
					t.Errorf("%v: %s is skipped: %s", ref, m.Metric, m.Skip)
				}
			}
		}
	}
}

func TestChecksMeasureTheMetricsThatTheyDeclareAndNoOthers(t *testing.T) {
	for _, name := range []string{
		"proximal-recovery", "vector-field", "second-epi-derivative", "terminal-hyperbolicity",
	} {
		check, trial := run(t, catalog.Ref{"name": name, "target": "ball"})
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
	c := &VectorField{extent: extent{source: 3, target: 3 * sd}}
	got, bound, total := c.neighbourVariance(xs, pairs, s)
	// The relative deviation of the mean of n dependent χ² terms is about √(3/n) = 0.03.
	if math.Abs(got/want-1) > 0.12 || bound > 1e-3 || math.Abs(total/(sd*sd)-1) > 0.12 {
		t.Errorf("got %g of %g, want %g of %g; bound %g", got, total, want, sd*sd, bound)
	}
}

func TestTheFieldOfATurnedGaussianIsItsClosedForm(t *testing.T) {
	// S(x) = Q A x: v_t(x) = (α̇ I + β̇ QA)(αI + βQA)⁻¹ x.
	check, _, err := claim.Catalog.Build(catalog.Ref{"name": "vector-field", "perturb": by("map-turn", 0.6),
		"target": catalog.Ref{"name": "gaussian", "sd": []any{2.0, 0.5}}})
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

// TestClaimsHoldOnTheWholeCatalog with few points, so that a new potential is tested by existing.
func TestClaimsHoldOnTheWholeCatalog(t *testing.T) {
	for _, target := range potential.Catalog.Names() {
		phi, err := potential.Catalog.New(target)
		if err != nil {
			t.Fatal(err)
		}
		_, refused := potential.AsTarget(phi)
		_, smooth := phi.(potential.SecondOrder)
		for _, ref := range []catalog.Ref{
			{"name": "proximal-recovery", "t": []any{1e-6, 0.5, 1 - 1e-6}, "points": 32,
				"schedule": "variance-preserving"},
			{"name": "vector-field", "t": []any{0.1, 0.9}, "points": 64, "jacobians": 4, "paths": 2},
			{"name": "second-epi-derivative", "points": 2},
			{"name": "terminal-hyperbolicity", "points": 2, "paths": 1, "schedule": "trigonometric"},
		} {
			ref["target"] = target
			needs := ref["name"] == "second-epi-derivative" || ref["name"] == "terminal-hyperbolicity"
			if refused != nil || needs && !smooth {
				if _, _, err := claim.Catalog.Build(ref); err == nil {
					t.Errorf("%v accepts a target that it cannot check", ref)
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
		for _, target := range []any{"ball", catalog.Ref{"name": "ball", "d": 5, "radius": 2.0}} {
			failed := failures(run(t, catalog.Ref{
				"name": "terminal-hyperbolicity", "target": target, "schedule": name}))
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
	power := catalog.Ref{"name": "power", "p": 5.0}
	for _, c := range []struct{ target, schedule any }{
		{catalog.Ref{"name": "box", "half-width": 1000.0}, power},
		{catalog.Ref{"name": "soft-threshold", "d": 3}, power},
		{catalog.Ref{"name": "ball", "radius": 1e-3}, "variance-preserving"},
		{catalog.Ref{"name": "translation", "by": []any{100.0}}, "variance-preserving"},
		{catalog.Ref{"name": "ellipsoid", "axes": []any{1e-3, 1.0, 1.0}}, "variance-preserving"},
		{catalog.Ref{"name": "ellipsoid", "axes": []any{1.0, 1000.0}}, "linear"},
		{catalog.Ref{"name": "cantor", "low": 0.0, "high": 1000.0}, "linear"},
		{catalog.Ref{"name": "stiefel", "n": 6, "p": 3}, "linear"},
	} {
		for _, ref := range []catalog.Ref{
			{"name": "proximal-recovery", "t": []any{1e-6, 0.5, 0.99, 1 - 1e-6}, "points": 16},
			{"name": "terminal-hyperbolicity", "points": 2, "paths": 1},
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
	check, trial := run(t, catalog.Ref{"name": "terminal-hyperbolicity",
		"target": "segment", "schedule": "trigonometric",
		"x0": []any{1e-3, 0.7}, "t": []any{0.5, 0.9999, 1 - 1e-8}})
	for _, f := range failures(check, trial) {
		t.Error(f)
	}
}

// by is a perturbation.
func by(name string, size float64) catalog.Ref { return catalog.Ref{"name": name, "size": size} }
