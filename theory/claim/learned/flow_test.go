package learned

import (
	"context"
	"errors"
	"maps"
	"math"
	"strings"
	"testing"

	"gonum.org/v1/gonum/mat"

	"proxflow/theory/catalog"
	"proxflow/theory/claim"
	"proxflow/theory/claim/internal/coupling"
)

func learnedFlow(t *testing.T, params catalog.Ref) *Flow {
	t.Helper()
	ref := maps.Clone(params)
	ref["name"] = "learned-flow"
	check, _, err := claim.Catalog.Build(ref)
	if err != nil {
		t.Fatal(err)
	}
	return check.(*Flow)
}

// got returns a trial's measurement of a metric at a place.
func got(t *testing.T, trial *claim.Trial, metric claim.Metric, at float64) claim.Measurement {
	t.Helper()
	for _, m := range trial.Measurements {
		if m.Metric == metric.Name && m.At == at {
			return m
		}
	}
	t.Fatalf("%s is not measured at %g", metric.Name, at)
	return claim.Measurement{}
}

// turned returns diag(s) turned by an angle, as a matrix and as a parameter.
func turned(angle float64, s ...float64) (*mat.Dense, []any) {
	sin, cos := math.Sincos(angle)
	q, out := mat.NewDense(2, 2, []float64{cos, -sin, sin, cos}), mat.NewDense(2, 2, nil)
	out.Mul(q, mat.NewDiagDense(2, s))
	out.Mul(out, q.T())
	return out, []any{[]any{out.At(0, 0), out.At(0, 1)}, []any{out.At(1, 0), out.At(1, 1)}}
}

func TestTheFieldOfAGaussianHasThePopulationsEigenvalues(t *testing.T) {
	// Optimal coupling: v = (α̇I+β̇A)(αI+βA)⁻¹x. Independent: v = (α̇αI+β̇βA²)(α²I+β²A²)⁻¹x. The field is the
	// exact one turned by 0.02 radians, so that its eigenvalues differ from the population's in second order.
	const time, slip = 0.7, 0.02
	for _, paired := range []string{"optimal", "independent"} {
		variance := func(a float64) float64 { // of X_t, in a direction where A is a
			if paired == "optimal" {
				return (1 - time + time*a) * (1 - time + time*a)
			}
			return (1-time)*(1-time) + time*time*a*a
		}
		rate := func(a float64) float64 {
			if paired == "optimal" {
				return (a - 1) / (1 - time + time*a)
			}
			return (time*a*a - (1 - time)) / variance(a)
		}
		for _, rank := range []int{1, 2} {
			sd := []float64{1.5, 0.4}
			if rank == 1 {
				sd[1] = 0
			}
			_, a := turned(0.5, sd...)
			v, _ := turned(0.5+slip, rate(sd[0]), rate(sd[1]))
			c := learnedFlow(t, catalog.Ref{"target": catalog.Ref{"name": "gaussian", "a": a}, "coupling": paired})
			trial := claim.NewTrial("gaussian")
			wanted := c.population(trial)
			var xs [][]float64
			for range 20 {
				p, x := coupling.NewPair(2), make([]float64, 2)
				wanted.pair(trial, p.X0, p.X1)
				p.At(x, 1-time, time)
				xs = append(xs, x)
			}
			ctx := context.Background()
			err := errors.Join(c.compareSpectra(ctx, trial, affineNetwork(v, make([]float64, 2)), wanted, xs, time),
				c.compareFields(ctx, trial, affineNetwork(v, make([]float64, 2)), wanted, time))
			if err != nil {
				t.Fatal(err)
			}
			tol := 1e-9
			if paired == "independent" {
				tol = 0.004 // of 2¹³ samples, a third of which count
			}
			near := func(metric string, value, want float64) {
				t.Helper()
				if math.Abs(value-want) > tol {
					t.Errorf("%s coupling, rank %d: %s is %.6g, not %.6g", paired, rank, metric, value, want)
				}
			}
			tilt := math.Sin(slip) * math.Sin(slip) * (rate(sd[0]) - rate(sd[1])) * (1 - time)
			mean := (rate(sd[0]) + rate(sd[1])) / 2 * (1 - time)
			if rank == 1 {
				m := got(t, trial, normal.eigenvalue.Metric, time)
				near("the normal eigenvalue", m.Got, rate(0)*(1-time)+tilt)
				near("the population's", m.Want, rate(0)*(1-time))
				mean, m = rate(sd[0])*(1-time)-tilt, got(t, trial, tangential.eigenvalue.Metric, time)
				near("the population's tangential one", m.Want, rate(sd[0])*(1-time))
				want := math.Abs(tilt / (rate(sd[0]) * (1 - time)))
				near("its relative error", got(t, trial, tangential.error.Metric, time).Got, want)
			}
			near("the tangential eigenvalue", got(t, trial, tangential.eigenvalue.Metric, time).Got, mean)
			near("the asymmetry", got(t, trial, asymmetry.Metric, time).Got, 0)
			// A turn by θ changes the field by θ(r1-r2)(x2,x1) in the eigenvectors' coordinates.
			v1, v2 := variance(sd[0]), variance(sd[1])
			r1, r2 := rate(sd[0]), rate(sd[1])
			want := math.Abs(math.Sin(slip)*(r1-r2)) * math.Sqrt((v1+v2)/(r1*r1*v1+r2*r2*v2))
			if e := got(t, trial, fieldError.Metric, time).Got; math.Abs(e/want-1) > 0.25 {
				t.Errorf("%s coupling, rank %d: the error of a field turned by %g is %g, not %g",
					paired, rank, slip, e, want)
			}
		}
	}
}

func TestStraightnessOfARotationIsItsClosedForm(t *testing.T) {
	// On a circle of radius r and angle ω the energy is ω²r², and the chord 2r sin(ω/2).
	const omega = 1.3
	c := learnedFlow(t, catalog.Ref{"target": "ball"})
	rotation := affineNetwork(mat.NewDense(2, 2, []float64{0, -omega, omega, 0}), []float64{0, 0})
	p, err := c.integrate(context.Background(), rotation, []float64{1.2, -0.5})
	if err != nil {
		t.Fatal(err)
	}
	r2 := 1.2*1.2 + 0.5*0.5
	want := r2 * (omega*omega - 4*math.Pow(math.Sin(omega/2), 2))
	if math.Abs(p.straight-want) > 1e-5 || math.Abs(math.Hypot(p.x1[0], p.x1[1])-math.Sqrt(r2)) > 1e-6 {
		t.Errorf("got %.8g, want %.8g", p.straight, want)
	}
}

func TestDistanceToTheDataManifoldIsTheKnownOne(t *testing.T) {
	for _, c := range []struct {
		target any
		x0, x1 []float64
		want   float64
	}{
		{catalog.Ref{"name": "ball", "radius": 2.0}, []float64{0.3, 0.4}, []float64{1.0, 1.5},
			2 - math.Hypot(1, 1.5)},
		{"box", []float64{0.1, -2}, []float64{0.9, -1.2}, math.Hypot(0.1, 0.2)},
		{catalog.Ref{"name": "gaussian", "sd": []any{1.5, 0.0}}, []float64{1, 1}, []float64{1.7, 0.3}, 0.3},
		{catalog.Ref{"name": "ellipsoid", "axes": []any{2.0, 1.0}}, []float64{1, 0.1}, []float64{2.5, 0}, 0.5},
		{"two-moons", []float64{0, 2}, []float64{0, 1.25}, 0.25},
	} {
		check := learnedFlow(t, catalog.Ref{"target": c.target})
		if d := check.distance(c.x0, c.x1); math.Abs(d-c.want) > 1e-4 {
			t.Errorf("%v: got %.6g, want %.6g", c.target, d, c.want)
		}
	}
}

func TestALearnedCircleHasThePopulationsSpectrumAndAnUntrainedOneHasNot(t *testing.T) {
	for _, training := range []catalog.Ref{
		{"coupling": "optimal"}, {"coupling": "optimal", "predict": "data"},
		{"coupling": "independent", "reuse": 1},
	} {
		for _, steps := range []int{0, 400} {
			trial, params := claim.NewTrial("circle"), maps.Clone(training)
			maps.Copy(params, catalog.Ref{"target": "ball", "steps": steps, "batch": 128, "width": 32, "points": 40,
				"samples": 128, "t": 0.7})
			if err := learnedFlow(t, params).Run(context.Background(), trial); err != nil {
				t.Fatal(err)
			}
			for _, wanted := range []struct {
				metric  claim.Draw
				at, tol float64
			}{
				{tangential.error, 0.7, 0.6}, {fieldError, 0.7, 0.45}, {wasserstein, 1, 0.25},
			} {
				m := got(t, trial, wanted.metric.Metric, wanted.at)
				if trained := steps > 0; math.Abs(m.Got-m.Want) <= wanted.tol != trained {
					t.Errorf("%v, %d steps: %s is %.3g, the population's %.3g",
						training, steps, m.Metric, m.Got, m.Want)
				}
			}
		}
	}
}

func TestStraightnessAndFieldTellTheIndependentCoupling(t *testing.T) {
	trial := claim.NewTrial("told apart")
	c := learnedFlow(t, catalog.Ref{
		"target": "ball", "coupling": "independent", "against": "optimal", "reuse": 1, "steps": 400,
		"batch": 128, "width": 32, "points": 40, "samples": 16, "t": 0.5})
	if err := c.Run(context.Background(), trial); err != nil {
		t.Fatal(err)
	}
	for metric, at := range map[claim.Draw]float64{fieldError: 0.5, straightness: 1, leftOut: 0.5} {
		if m := got(t, trial, metric.Metric, at); m.Want != 0 || m.Got < 0.15 {
			t.Errorf("%s is %.3g, wanted %g", metric.Name, m.Got, m.Want)
		}
	}
}

func TestBadTrainingsAreRefusedOrEndWithAnError(t *testing.T) {
	for want, params := range map[string]catalog.Ref{
		"activation":                {"target": "ball", "activation": "sely"},
		"cannot serve as a target":  {"target": "half-space"},
		"learned up to t = 0.999":   {"target": "ball", "schedule": "variance-preserving", "t": 0.9995},
		"must be ascending":         {"target": "ball", "t": []any{0.9, 0.5}},
		"must be ≥ 0, ≤ 10000000":   {"target": "ball", "steps": -1},
		"must be ≥ 1, ≤ 65536, not": {"target": "ball", "batch": 100000},
		"permuted: permuting":       {"target": "ball", "coupling": "independent", "permuted": 0.5},
		"up to t = 0.999, but":      {"target": "ball", "predict": "data", "t": 0.9995},
	} {
		params["name"] = "learned-flow"
		if _, _, err := claim.Catalog.Build(params); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("want an error with %q, got %v", want, err)
		}
	}
	kept := &drawer{kept: map[string][]byte{}}
	trial := claim.NewTrial("diverges")
	trial.Artifacts = kept
	c := learnedFlow(t, catalog.Ref{
		"target": "ball", "rate": 1e30, "steps": 1000, "batch": 8, "coupling": "independent"})
	err := c.Run(context.Background(), trial)
	if err == nil || !strings.Contains(err.Error(), "diverges") || len(kept.kept) > 0 {
		t.Errorf("a training that diverges: %v, %d artifacts", err, len(kept.kept))
	}
}
