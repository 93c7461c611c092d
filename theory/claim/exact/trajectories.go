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

// pathTol is the tolerance of a step of a trajectory, and roughTol that of the same trajectory for its
// budget.
const (
	pathTol  = 1e-11
	roughTol = 1e-8
)

// trajectories integrates the field from x0, and compares with x_t at the times of the trial and at the end
// of the span. The budget is the tolerance of all steps so far, the change from steps of a thousand times the
// tolerance, and what the rounding of t alone moves x_t by, which is much next to t = 1. On a field with
// kinks the estimate of a step's error may be too low, and the error falls more slowly than the tolerance,
// but over three decades it falls. For targets in up to three dimensions it observes the paths, and points of
// the target, for a figure.
func (c *VectorField) trajectories(ctx context.Context, t *claim.Trial, pairs []coupling.Pair) error {
	if c.Rotation != 0 {
		const why = "a turned target has no prox; the control concerns the Jacobian"
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

// within are the times of the trial inside the span of a trajectory, ascending; at others there is nothing to
// compare.
func (c *VectorField) within(t *claim.Trial) (times []float64) {
	span := c.field.Span()
	for _, time := range slices.Compact(slices.Sorted(slices.Values(c.T))) {
		if time > span.Start && time < span.End {
			times = append(times, time)
			continue
		}
		skip(t, time, "so near to 0 or 1 the field is not integrated", trajectoryError)
	}
	return times
}

// follow integrates the field from x0 at t = 0 and returns where it is at the stops, after how many steps.
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

// show leaves a path as a curve of some twenty points over t, in up to three dimensions.
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
