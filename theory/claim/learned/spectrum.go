package learned

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/gonum/stat"

	"proxflow/theory/claim"
	"proxflow/theory/claim/internal/coupling"
	"proxflow/theory/claim/series"
	"proxflow/theory/potential"
	"proxflow/theory/spectrum"
)

// eigenvalues are those in one kind of direction at one kind of point, and what the population has there.
type eigenvalues struct{ got, want []float64 }

func (e *eigenvalues) add(got, want []float64) {
	e.got, e.want = append(e.got, got...), append(e.want, want...)
}

// tell samples mean, spread and typical error, and leaves every eigenvalue for figures.
func (e *eigenvalues) tell(t *claim.Trial, d directional, at float64) {
	if len(e.got) == 0 {
		return
	}
	mean, spread := stat.MeanStdDev(e.got, nil)
	wantMean, wantSpread := stat.MeanStdDev(e.want, nil)
	t.Sample(d.eigenvalue, at, mean, wantMean)
	if len(e.got) > 1 {
		t.Sample(d.spread, at, spread, wantSpread)
	}
	t.Sample(d.error, at, e.miss(), 0)
	t.Sample(d.population, at, wantMean, math.NaN())
	for i, v := range e.got {
		t.Observe(series.Learned(d.direction), at, v)
		t.Observe(series.Population(d.direction), at, e.want[i])
	}
}

// miss is the median of |got - want|.
func (e *eigenvalues) miss() float64 {
	misses := make([]float64, len(e.got))
	for i, v := range e.got {
		misses[i] = math.Abs(v - e.want[i])
	}
	slices.Sort(misses)
	return stat.Quantile(0.5, stat.Empirical, misses, nil)
}

// compareSpectra compares the Jacobian at points of the learned flow with that of the population.
func (c *Flow) compareSpectra(ctx context.Context, t *claim.Trial, f *learned, wanted population, xs [][]float64, time float64) error {
	type point struct {
		coupling.Smooth
		x []float64
	}
	var points []point
	most := 0
	for _, x := range xs {
		p, err := wanted.near(x, time)
		if a := (*potential.AssumptionError)(nil); errors.As(err, &a) {
			continue
		}
		if err != nil {
			return err
		}
		points = append(points, point{p, x})
		most = max(most, p.M)
	}
	t.Sample(leftOut, time, 1-float64(len(points))/float64(len(xs)), 0)
	var alongNormals, alongTangents [2]eigenvalues // at interior and at boundary points
	skew := 0.0
	for _, p := range points {
		if err := ctx.Err(); err != nil {
			return err
		}
		jac := f.Jacobian(p.x, time)
		jac.Scale(1-time, jac)
		gotNormal, gotTangential, err := split(p.Smooth, jac)
		if err != nil {
			return err
		}
		wantNormal, wantTangential, err := wanted.rates(p.Smooth, p.x, time)
		if err != nil {
			return err
		}
		kind := 0
		if p.M < most {
			kind = 1
		}
		alongNormals[kind].add(gotNormal, wantNormal)
		alongTangents[kind].add(gotTangential, wantTangential)
		skew += spectrum.Asymmetry(jac) / float64(len(points))
	}
	if len(points) == 0 {
		t.Warn("at t = %g the learned flow has left the population's at all points", time)
		return nil
	}
	t.Sample(asymmetry, time, skew, 0)
	for i, kind := range [][2]directional{{normal, tangential}, {normalBoundary, tangentialBoundary}} {
		alongNormals[i].tell(t, kind[0], time)
		alongTangents[i].tell(t, kind[1], time)
	}
	return nil
}

// fieldPairs is the number of fresh pairs on which fields are compared.
const fieldPairs = 200

// compareFields measures the distance of the learned field to the population's in L²(P_t).
func (c *Flow) compareFields(ctx context.Context, t *claim.Trial, f *learned, wanted population, time float64) error {
	d, s := c.target.Dim(), c.Schedule.At(time)
	x, got, want := make([]float64, d), make([]float64, d), make([]float64, d)
	p := coupling.NewPair(d)
	sum := 0.0
	for range fieldPairs {
		if err := ctx.Err(); err != nil {
			return err
		}
		wanted.pair(t, p.X0, p.X1)
		p.At(x, s.A, s.B)
		f.At(got, x, time)
		wanted.at(want, x, time)
		sum += coupling.SquaredDistance(got, want)
	}
	if math.IsNaN(sum) {
		return fmt.Errorf("the prox of %d fresh points has no number", fieldPairs)
	}
	t.Sample(fieldError, time, sum/fieldPairs, 0)
	return nil
}
