package exact

import (
	"context"
	"math"
	"slices"

	"gonum.org/v1/gonum/floats"

	"proxflow/theory/claim"
	"proxflow/theory/claim/internal/coupling"
	"proxflow/theory/claim/series"
	"proxflow/theory/flow"
)

// pathTol is the tolerance of a step of a trajectory. roughTol is that of the same trajectory integrated
// again for its budget.
const (
	pathTol  = 1e-11
	roughTol = 1e-8
)

// trajectories integrates the field from x0, and compares the result with x_t at the times of the trial and
// at the end of the span. The budget has three terms: the tolerances of all steps so far; the change when
// the tolerance is a thousand times larger; and the change of x_t due to the rounding of t alone, which is
// large next to t = 1. On a field with kinks the estimated error of a step may be too low, and the error
// falls more slowly than the tolerance, but over three decades it does fall. For targets in up to three
// dimensions the paths, and points of the target, are recorded for a figure.
func (c *VectorField) trajectories(ctx context.Context, t *claim.Trial, pairs []coupling.Pair) error {
	if mapTurn.Of(c.Perturb) != 0 {
		const why = "the turned map has no prox; this perturbation is about the Jacobian"
		skip(t, math.NaN(), why, trajectoryError, endpointError)
		return nil
	}
	d, want := c.target.Dim(), make([]float64, c.target.Dim())
	stops := append(c.within(t), c.field.Span().End)
	errs := make([]tally, len(stops))
	for i := range errs {
		errs[i].metric = trajectoryError
	}
	end := &errs[len(errs)-1]
	end.metric = endpointError
	for k, p := range pairs[:min(len(pairs), c.Paths)] {
		fine, steps, err := c.follow(ctx, p.X0, stops, pathTol, show(t, k, p.X0))
		if err != nil {
			return err
		}
		rough, _, err := c.follow(ctx, p.X0, stops, roughTol, func(float64, []float64) {})
		if err != nil {
			return err
		}
		if d <= 3 {
			t.ObserveVector(series.Path.Of(k+1), 1, last(fine))
		}
		size := max(1, floats.Norm(p.X0, 2), floats.Norm(p.X1, 2))
		for i, time := range stops {
			s := c.Schedule.At(time)
			p.At(want, s.A, s.B)
			unit := orOne(s.A*c.extent.source + s.B*c.extent.target)
			budget := float64(steps[i])*pathTol*size + floats.Distance(fine[i], rough[i], 2) +
				4*claim.Unit*speed(s, p) // t = 1/(1+exp(-s)) has some 4 roundings
			errs[i].add(floats.Distance(fine[i], want, 2)/unit, 0, budget/unit)
		}
	}
	for i, time := range stops[:len(stops)-1] {
		errs[i].tell(t, time, "")
	}
	end.tell(t, math.NaN(), "")
	if d <= 3 {
		for k, p := range pairs[:min(len(pairs), 400)] {
			t.ObserveVector(series.Target, float64(k+1), p.X1)
		}
	}
	return nil
}

// within returns the times of the trial inside the span of a trajectory, ascending. At other times there is
// nothing to compare.
func (c *VectorField) within(t *claim.Trial) (times []float64) {
	span := c.field.Span()
	for _, time := range slices.Compact(slices.Sorted(slices.Values(c.T))) {
		if time > span.Start && time < span.End {
			times = append(times, time)
			continue
		}
		skip(t, time, "the field is not integrated so close to 0 or 1", trajectoryError)
	}
	return times
}

// follow integrates the field from x0 at t = 0. It returns the points reached at the stops, and the number of
// steps until then.
func (c *VectorField) follow(
	ctx context.Context, x0, stops []float64, tol float64, show func(time float64, x []float64),
) (at [][]float64, steps []int, err error) {
	x, count := slices.Clone(x0), 0
	visit := func(time float64, x []float64) {
		count++
		show(time, x)
	}
	in, from, advance := flow.Integrator{Tol: tol}, c.field.Span().Start, c.field.Trajectory
	for _, stop := range stops {
		if err := advance(ctx, in, x, flow.Span{Start: from, End: stop}, visit); err != nil {
			return nil, nil, err
		}
		at, steps = append(at, slices.Clone(x)), append(steps, count)
		from, advance = stop, c.field.Advance
	}
	return at, steps, nil
}

// show records a path in up to three dimensions as a curve of about twenty points over t.
func show(t *claim.Trial, k int, x0 []float64) func(time float64, x []float64) {
	shown := math.Inf(-1)
	visit := func(time float64, x []float64) {
		if len(x) > 3 || time < shown+0.04 {
			return
		}
		shown = time
		t.ObserveVector(series.Path.Of(k+1), time, x)
	}
	visit(0, x0)
	return visit
}
