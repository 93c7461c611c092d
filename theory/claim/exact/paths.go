package exact

import (
	"context"
	"math"

	"gonum.org/v1/gonum/floats"

	"proxflow/theory/claim"
	"proxflow/theory/claim/internal/coupling"
	"proxflow/theory/claim/series"
	"proxflow/theory/schedule"
)

// Trajectories are followed from t = 1/2 to τ = 14, or until α falls below 10⁻⁶ max(1,|x1|), where the field
// becomes too noisy for its Jacobian.
const (
	tauStart   = math.Ln2
	tauEnd     = 14.0
	leastAlpha = 1e-6
)

// follow measures the Lyapunov exponents, the distance to M and the kicks.
func (c *TerminalHyperbolicity) follow(ctx context.Context, t *claim.Trial, points []coupling.Smooth) error {
	d := c.target.Dim()
	points = points[:min(len(points), c.Paths)]
	end := c.end(points)
	if why := unfollowed(points, end); why != "" {
		skip(t, math.NaN(), why, ofPaths...)
		return nil
	}
	s0, s1 := c.Schedule.At(0.5), c.Schedule.At(-math.Expm1(-end))
	span, decay := end-tauStart, math.Log(s1.A/s0.A)
	neutral := span * orOne(c.Schedule.Rate())
	normal, tangential := tally{metric: lyapunovNormal}, tally{metric: lyapunovTangential}
	normalKick, tangentialKick := tally{metric: kickNormal}, tally{metric: kickTangential}
	near := tally{metric: distanceRate}
	for k, p := range points {
		v, err := c.thrice(ctx, p, end)
		if err != nil {
			return err
		}
		for i := range d { // tangential directions come first, by ascending h
			got, budget := v.measure(func(p *path) []float64 { return p.stretch[i] })
			if i < p.M {
				tangential.add(got/neutral, logStretch(s0, s1, p.H[i])/neutral, budget/neutral)
			} else {
				normal.add(got/span, decay/span, budget/span)
			}
		}
		if p.M < d {
			got, budget := v.measure(func(p *path) []float64 { return p.fastest })
			normalKick.add(got/span, decay/span, budget/span)
		}
		if p.M > 0 {
			got, budget := v.measure(func(p *path) []float64 { return p.slowest })
			want := math.Exp(logStretch(s0, s1, p.H[0]))
			tangentialKick.add(math.Exp(got), want, want*budget)
		}
		if p.Normal(d) != nil {
			near.add(c.distanceRate(v, p))
		}
		if k == 0 {
			v.fine.observe(t, p.M < d, p.M > 0)
			if err := c.drawKicks(ctx, t, p, v.fine.frame); err != nil {
				return err
			}
		}
	}
	normal.tell(t, end, noNormals)
	tangential.tell(t, end, noTangents)
	near.tell(t, end, noNormals)
	normalKick.tell(t, end, noNormals)
	tangentialKick.tell(t, end, noTangents)
	return nil
}

// end returns the last τ to which trajectories to these points are followed, at least tauStart.
func (c *TerminalHyperbolicity) end(points []coupling.Smooth) float64 {
	size, end := 1.0, tauEnd
	for _, p := range points {
		size = max(size, floats.Norm(p.X1, 2))
	}
	for end > tauStart && c.Schedule.At(-math.Expm1(-end)).A < leastAlpha*size {
		end -= 0.5
	}
	return max(end, tauStart)
}

// unfollowed returns the reason why no trajectory is followed to τ = end, or "" if they are followed.
func unfollowed(points []coupling.Smooth, end float64) string {
	switch {
	case len(points) == 0:
		return "no trajectory is followed: paths = 0"
	case end < tauStart+1:
		return "the target is so large that float64 resolves α for less than one unit of τ"
	}
	return ""
}

// logStretch is the logarithm of the ratio of α+β/h at the end to its value at the start.
func logStretch(start, end schedule.Point, h float64) float64 {
	return math.Log((end.A + end.B/h) / (start.A + start.B/h))
}

// distanceRate is the exponent of the distance to M over the last 4 units of τ. The predicted one is that of
// the straight line α x0 + β x1, where |β-1| |x1| may not yet be negligible beside α |x0|.
func (c *TerminalHyperbolicity) distanceRate(v thrice, p coupling.Smooth) (got, want, budget float64) {
	x, tau := make([]float64, len(p.X0)), v.fine.tau
	straight := make([]float64, len(tau))
	var s schedule.Point
	for i := range tau {
		s = c.Schedule.At(-math.Expm1(-tau[i]))
		p.At(x, s.A, s.B)
		straight[i] = logDistance(p, x)
	}
	n := len(tau) - 1
	from := max(0, n-4)
	per := tau[n] - tau[from]
	rate := func(distance []float64) float64 { return (distance[n] - distance[from]) / per }
	got, want = rate(v.fine.distance), rate(straight)
	noise := v.noise * s.A * (math.Exp(-straight[n]) + math.Exp(-straight[from])) / per
	return got, want, math.Abs(got-rate(v.rough.distance)) + noise
}

// thrice is a trajectory followed three times: with the usual steps, with steps twice as long, and then with
// differences and kicks twice as large as well. All errors are of second order or higher in these, so the two
// changes bound the errors that remain, except for rounding.
type thrice struct {
	fine, rough, coarse *path
	noise               float64 // rounding error of a logarithm, for differences and kicks of size α
}

func (c *TerminalHyperbolicity) thrice(
	ctx context.Context, p coupling.Smooth, end float64,
) (v thrice, err error) {
	part, step := c.part(p), c.step(p.X1)
	if v.fine, err = c.path(ctx, p, end, part, step); err != nil {
		return v, err
	}
	if v.rough, err = c.path(ctx, p, end, part, 2*step); err != nil {
		return v, err
	}
	if v.coarse, err = c.path(ctx, p, end, 2*part, 2*step); err != nil {
		return v, err
	}
	x := make([]float64, len(p.X0))
	for tau := tauStart; tau < end; tau++ { // rounding of the field throughout τ, and of x in each step
		next := min(tau+1, end)
		s := c.Schedule.At(-math.Expm1(-next))
		field := roundings * math.Exp(-next) * c.extent.ofField(s, p.Pair)
		v.noise += (next - tau) * (field + c.extent.ofPoint(s, p.At(x, s.A, s.B))/step) / s.A
	}
	return v, nil
}

// measure returns the last value of a curve, and its budget.
func (v thrice) measure(of func(*path) []float64) (got, budget float64) {
	fine, rough, coarse := of(v.fine), of(v.rough), of(v.coarse)
	return last(fine), change(fine, rough) + change(rough, coarse) + v.noise/v.fine.kick
}

// change is the total variation of the difference of two curves: errors that happen to cancel at the end do
// not cancel all along.
func change(a, b []float64) (sum float64) {
	for k := 1; k < len(a); k++ {
		sum += math.Abs((a[k] - b[k]) - (a[k-1] - b[k-1]))
	}
	return sum
}

// observe records the sizes of a normal and of a tangential kick, and the distance to M, as curves over τ for
// a figure.
func (p *path) observe(t *claim.Trial, normal, tangential bool) {
	for k, tau := range p.tau {
		if normal {
			t.Observe(series.KickNormal, tau, math.Exp(p.fastest[k]))
			t.Observe(series.Distance, tau, math.Exp(p.distance[k]))
		}
		if tangential {
			t.Observe(series.KickTangential, tau, math.Exp(p.slowest[k]))
		}
	}
}
