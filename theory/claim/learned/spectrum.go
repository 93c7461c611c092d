package learned

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat"

	"proxflow/theory/claim"
	"proxflow/theory/claim/internal/coupling"
	"proxflow/theory/claim/series"
	"proxflow/theory/potential"
)

// eigenvalues holds the eigenvalues in one kind of direction at one kind of point, and the population's
// there.
type eigenvalues struct{ got, want []float64 }

func (e *eigenvalues) add(got, want []float64) {
	e.got, e.want = append(e.got, got...), append(e.want, want...)
}

// sample samples mean, standard deviation and relative error, and records every eigenvalue for figures.
func (e *eigenvalues) sample(t *claim.Trial, d directional, at float64) {
	if len(e.got) == 0 {
		return
	}
	mean, spread := stat.MeanStdDev(e.got, nil)
	wantMean, wantSpread := stat.MeanStdDev(e.want, nil)
	if d.eigenvalue.Name != "" {
		t.Sample(d.eigenvalue, at, mean, wantMean)
	}
	if d.spread.Name != "" && len(e.got) > 1 {
		t.Sample(d.spread, at, spread, wantSpread)
	}
	if err := e.error(); d.error.Name != "" && !math.IsInf(err, 1) {
		t.Sample(d.error, at, err, 0)
	}
	for i, v := range e.got {
		t.Observe(series.Learned(d.Direction), at, v)
		t.Observe(series.Population(d.Direction), at, e.want[i])
	}
}

// error returns the median of |got - want| relative to that of |want|. It is infinite if the latter is 0.
func (e *eigenvalues) error() float64 {
	misses, sizes := make([]float64, len(e.got)), make([]float64, len(e.got))
	for i, v := range e.got {
		misses[i], sizes[i] = math.Abs(v-e.want[i]), math.Abs(e.want[i])
	}
	size := medianOf(sizes)
	if size == 0 {
		return math.Inf(1)
	}
	return medianOf(misses) / size
}

func medianOf(x []float64) float64 {
	slices.Sort(x)
	return stat.Quantile(0.5, stat.Empirical, x, nil)
}

// compareSpectra compares the Jacobian at points of the learned flow with that of the population.
func (c *Flow) compareSpectra(
	ctx context.Context, t *claim.Trial, f field, wanted population, xs [][]float64, time float64,
) error {
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
	if c.optimal() { // under the independent coupling X_t can be anywhere
		t.Sample(leftOut, time, 1-float64(len(points))/float64(len(xs)), 0)
	}
	if len(points) == 0 {
		t.Warn("at t = %g all points of the learned flow are off the population's flow", time)
		return nil
	}
	var alongNormals, alongTangents [2]eigenvalues // at interior and at boundary points
	skew, size := 0.0, 0.0
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
		var difference mat.Dense
		difference.Sub(jac, jac.T())
		skew, size = skew+mat.Norm(&difference, 2), size+mat.Norm(jac, 2)
	}
	if size > 0 {
		t.Sample(asymmetry, time, skew/size, 0)
	}
	for i, kind := range [][2]directional{{normal, tangential}, {normalBoundary, tangentialBoundary}} {
		alongNormals[i].sample(t, kind[0], time)
		alongTangents[i].sample(t, kind[1], time)
	}
	return nil
}

// fieldPairs is the number of fresh pairs at which fields are compared.
const fieldPairs = 200

// compareFields measures the distance from the learned field to the population's in L²(P_t), relative to the
// norm of the latter.
func (c *Flow) compareFields(
	ctx context.Context, t *claim.Trial, f field, wanted population, time float64,
) error {
	d, s := c.target.Dim(), c.Schedule.At(time)
	x, got, want := make([]float64, d), make([]float64, d), make([]float64, d)
	p := coupling.NewPair(d)
	miss, size := 0.0, 0.0
	for range fieldPairs {
		if err := ctx.Err(); err != nil {
			return err
		}
		wanted.pair(t, p.X0, p.X1)
		p.At(x, s.A, s.B)
		f.At(got, x, time)
		wanted.at(want, x, time)
		miss += coupling.SquaredDistance(got, want)
		size += floats.Dot(want, want)
	}
	if math.IsNaN(miss) {
		return fmt.Errorf("the prox is NaN at some of %d fresh points", fieldPairs)
	}
	if size > 0 {
		t.Sample(fieldError, time, math.Sqrt(miss/size), 0)
	}
	return nil
}
