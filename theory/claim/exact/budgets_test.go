package exact

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"proxflow/theory/catalog"
	"proxflow/theory/claim"
)

// TestBudgetsAreAsTightAsTheirAnalysis bounds budgets from above in an easy case, the circle at mid-time with
// the linear schedule. The constants are worked out by hand from |x0| ≤ 3, |x1| = 1, u = 2⁻⁵³, α = β = ½ and
// α̇ = -β̇ = -1.
func TestBudgetsAreAsTightAsTheirAnalysis(t *testing.T) {
	const u = 0x1p-53
	for _, c := range []struct {
		check  string
		budget map[string]float64
	}{
		{"proximal-recovery", map[string]float64{
			"x1-error":     4 * u, // u(α|x0| + β|x1|)/β = u(1 + |x0|)
			"x1-error-rms": 4 * u,
			"x0-error":     2 * u, // u(1 + |x0|) over the largest |x0|, which is at least 2
			// u(|y| + |z| + 2|x1|)/|p-q|: y and z are at most 4 in size, and close pairs, a few per cent of 1
			// apart, cost two digits.
			"firm-nonexpansiveness": 1000 * u,
			"moreau-identity":       4 * u,
			"route-difference":      4 * u,
		}},
		{"vector-field", map[string]float64{
			// u(α|x0| + β|x1|)(|α̇|/α + β̇/β)/(|x0| + |x1|), and u for the sum.
			"field-error": 3.001 * u,
			// Differences of noise ν = 4·3u·4 and step h: (h/α)² of truncation, and 8√2 ν/h, which is least
			// near h = 10⁻⁵.
			"jacobian-asymmetry": 2e-8,
			// Twice the error of the field over 2h|v|/(1-t), h = t/100, for |v| not below a tenth of |x0| +
			// |x1|.
			"material-derivative": 1e4 * u,
			// Nearest neighbours of 512 points in the plane are 1/√(512 π ρ) apart, where the density ρ is
			// some 1/10; over β².
			"conditional-variance": 0.05,
			// Some 60 steps of 10⁻⁸, which the rough integration takes, for |x0| ≤ 3 and a unit of ½.
			"trajectory-error": 1e-5,
			"endpoint-error":   1e-5,
		}},
		{"second-epi-derivative", map[string]float64{
			// τ of truncation and 16u(1 + s|x0|)/τ of rounding, least near τ = √(16u(1 + s|x0|)), for s = 1.
			"quotient-error":  1e-6,
			"normal-blow-up":  1e-6,
			"side-difference": 2e-6,
			"order":           0.05,
		}},
		{"terminal-hyperbolicity", map[string]float64{
			"normal-eigenvalue":     1e-8, // as for the asymmetry
			"tangential-eigenvalue": 1e-8,
			"spectral-gap":          2e-8,
			"eigenspace-angle":      2e-8, // over the gap, which is 1
			"normal-limit":          1e-8, // (1-t)α̇/α is -1 at all times
			"tangential-limit":      0.1,  // what is left at t = ½; nothing above a tenth is measured
			// Steps of 0.17 and twice as much in τ, γ = 1: (0.34)⁵/1000 a unit; differences by 0.2 and 0.4
			// per cent of α, squared; and rounding of some 10u over 0.05 per cent of α = 10⁻⁶.
			"lyapunov-normal":     1e-5,
			"lyapunov-tangential": 1e-4,
			"distance-rate":       1e-5,
			"kick-normal":         1e-3,
			"kick-tangential":     1e-3,
		}},
	} {
		ref := catalog.Ref{"name": c.check, "target": "ball"}
		if c.check == "second-epi-derivative" {
			ref["s"] = 1.0
		} else {
			ref["t"] = 0.5
		}
		check, trial := run(t, ref)
		for _, f := range failures(check, trial) {
			t.Error(f)
		}
		for _, m := range trial.Measurements {
			if most := c.budget[m.Metric]; m.Budget > most || m.Skip != "" && most > 0 {
				const text = "%s: the budget is %.3g, %.3g u; want at most %.3g. %s"
				t.Errorf(text, m.Metric, m.Budget, m.Budget/u, most, m.Skip)
			}
			delete(c.budget, m.Metric)
		}
		if len(c.budget) > 0 {
			t.Errorf("%s does not measure %v", c.check, c.budget)
		}
	}
}

// TestBudgetsKnowTheExtentOfTheTarget: a point near the origin has the rounding error of the whole target.
func TestBudgetsKnowTheExtentOfTheTarget(t *testing.T) {
	times := []any{0.01, 0.5, 0.99, 0.999, 0.9999}
	for _, target := range []catalog.Ref{
		{"name": "two-moons", "radius": 30.0, "offset": []any{30.0, 15.0}},
		{"name": "uniform", "low": -100.0, "high": 100.0},
	} {
		for _, p := range []float64{1, 3, 4} {
			for _, name := range []string{"proximal-recovery", "vector-field"} {
				check, trial := run(t, catalog.Ref{"name": name, "target": target, "t": times,
					"schedule": catalog.Ref{"name": "power", "p": p}})
				for _, f := range failures(check, trial) {
					t.Errorf("%v, p = %g: %s", target, p, f)
				}
			}
		}
	}
}

// TestQuotientsKnowTheExtentOfTheTarget: here the moons are far from the origin, but an arc passes close to
// it.
func TestQuotientsKnowTheExtentOfTheTarget(t *testing.T) {
	for r, s := range map[float64]float64{1e3: 0.01, 1e5: 1} {
		check, trial := run(t, catalog.Ref{"name": "second-epi-derivative", "s": s, "points": 4,
			"target": catalog.Ref{"name": "two-moons", "radius": r, "offset": []any{0.8 * r, 0.6*r + 3}}})
		for _, f := range failures(check, trial) {
			t.Errorf("radius %g: %s", r, f)
		}
	}
}

// TestWhatFloat64DoesNotResolveIsSkippedForItsReason: nothing passes because its budget is as large as the
// claim, and NaN is never recorded as a measurement.
func TestWhatFloat64DoesNotResolveIsSkippedForItsReason(t *testing.T) {
	steep := catalog.Ref{"name": "power", "p": 4.0}
	const tolerance, alpha = "exceeds a tenth", "is below what float64 resolves"
	for _, c := range []struct {
		check, metric, says string
		target              any
	}{
		{"proximal-recovery", "firm-nonexpansiveness", tolerance, "torus"},
		{"proximal-recovery", "x0-error", tolerance, "torus"},
		{"vector-field", "field-error", tolerance, "ball"},
		{"vector-field", "jacobian-asymmetry", alpha, "ball"},
		{"terminal-hyperbolicity", "normal-eigenvalue", alpha, "ball"},
		{"terminal-hyperbolicity", "eigenspace-angle", alpha, "ball"},
	} {
		check, trial := run(t, catalog.Ref{
			"name": c.check, "target": c.target, "schedule": steep, "t": []any{0.5, 0.9999}})
		for _, f := range failures(check, trial) {
			t.Error(f)
		}
		reasons := map[float64]string{}
		for _, m := range trial.Measurements {
			if m.Metric == c.metric {
				reasons[m.At] = m.Skip
			}
		}
		if why, ok := reasons[0.5]; !ok || why != "" {
			t.Errorf("%s at t = 0.5 is skipped: %s", c.metric, why)
		}
		if !strings.Contains(reasons[0.9999], c.says) {
			t.Errorf("%s at t = 0.9999 is skipped because %q", c.metric, reasons[0.9999])
		}
	}
}

// TestNothingPassesByALargeTolerance runs the checks where they are hardest: whatever is measured has a
// tolerance below a tenth of its scale.
func TestNothingPassesByALargeTolerance(t *testing.T) {
	thin := catalog.Ref{"name": "gaussian", "sd": []any{1.0, 1e-4}}
	for _, target := range []any{"ball", "torus", "psd", "cantor", thin} {
		for _, p := range []float64{0.5, 3, 12} {
			for _, ref := range []catalog.Ref{
				{"name": "proximal-recovery", "points": 8, "routes": 1},
				{"name": "vector-field", "points": 16, "jacobians": 2, "paths": 1},
				{"name": "terminal-hyperbolicity", "points": 2, "paths": 0},
			} {
				ref["target"], ref["schedule"] = target, catalog.Ref{"name": "power", "p": p}
				ref["t"] = []any{1e-9, 1e-4, 0.5, 0.99, 0.9999, 1 - 1e-6, 1 - 1e-9}
				if _, _, err := claim.Catalog.Build(ref); err != nil {
					continue // the Cantor law has no second-order data
				}
				check, trial := run(t, ref)
				scales := map[string]claim.Metric{}
				for _, m := range check.Metrics() {
					if scales[m.Name] = m; m.Scale == 0 {
						t.Errorf("%s states no scale", m.Name)
					}
				}
				for _, f := range failures(check, trial) {
					t.Errorf("%v, p = %g: %s", target, p, f)
				}
				for _, m := range trial.Measurements {
					scale, metric := math.Abs(m.Want), scales[m.Metric]
					if metric.Scale != claim.OfWant {
						scale = float64(metric.Scale)
					}
					if m.Skip == "" && metric.Times*m.Budget > 0.1*scale {
						const text = "%v, p = %g: %s at t = %g passes with the tolerance %g"
						t.Errorf(text, target, p, m.Metric, m.At, metric.Times*m.Budget)
					}
				}
			}
		}
	}
}

// TestStepsInTimeAreThoseThatWereTaken: next to t = 1 the rounding of t ± h is large compared with 1-t.
func TestStepsInTimeAreThoseThatWereTaken(t *testing.T) {
	for _, at := range []float64{0.999, 0.9999, 0.99999} {
		check, trial := run(t, catalog.Ref{"name": "vector-field", "t": at, "points": 128, "jacobians": 2,
			"paths": 1, "target": catalog.Ref{"name": "ball", "radius": 0.01}})
		if f := failures(check, trial)["material-derivative"]; f != "" {
			t.Error(f)
		}
	}
}

// TestASymmetricJacobianInOneDimensionProvesNothing, and the metric is skipped.
func TestASymmetricJacobianInOneDimensionProvesNothing(t *testing.T) {
	_, trial := run(t, catalog.Ref{"name": "vector-field", "target": "uniform"})
	found := fmt.Sprint(trial.Measurements)
	if want := "in one dimension ∇v is symmetric by construction"; !strings.Contains(found, want) {
		t.Errorf("got %s", found)
	}
}
