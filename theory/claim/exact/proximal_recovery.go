package exact

import (
	"context"
	"fmt"
	"math"

	"gonum.org/v1/gonum/floats"

	"proxflow/theory/claim"
	"proxflow/theory/claim/internal/coupling"
	"proxflow/theory/claim/series"
	"proxflow/theory/flow"
	"proxflow/theory/potential"
	"proxflow/theory/schedule"
)

// ProximalRecovery checks claim P: x1 = prox_{λφ}(x_t/β_t), λ = α_t/β_t, for every t in (0,1) and every pair (x0, x1) of
// the optimal coupling, whether or not the target has a density; and x0 = (x_t - β_t x1)/α_t = prox_{φ*/λ}(x_t/α_t)
// (Moreau's identity).
//
// Errors are relative to max(1,|x1|). Their budgets are the conditioning of the claim times rounding: x1 is a
// 1/β-Lipschitz and x0 a 1/α-Lipschitz function of x_t, which is formed with a rounding error of the order
// u(α|x0| + β|x1|), u = 2⁻⁵³. The second route inverts the interpolation to a residual of 16 such errors.
type ProximalRecovery struct {
	Target   potential.Potential `doc:"the potential φ whose Brenier map makes the target"`
	Schedule schedule.Schedule   `doc:"the schedule α, β"`
	T        []float64           `doc:"the times t" above:"0" below:"1" scalar:"yes" len:"1"`
	Points   int                 `doc:"sampled pairs (x0, x1)" min:"1" max:"1000000"`
	Coupling string              `doc:"how x1 is paired with x0; all but the optimal one break the claim" enum:"optimal,independent,reversed"`
	Inverse  bool                `doc:"use 1/λ in place of λ, which breaks the claim but at λ = 1"`

	target potential.Target
}

var _ = claim.Catalog.Add("proximal-recovery", "claim P: the target point is recovered exactly by a proximal operator", func() claim.Check {
	return &ProximalRecovery{Schedule: &schedule.Linear{}, T: []float64{0.5}, Points: 256, Coupling: coupling.Optimal}
})

func (c *ProximalRecovery) Init() (err error) {
	c.target, err = coupling.AsTarget(c.Target)
	return err
}

// What claim P measures.
var (
	recoveryMetrics claim.Metrics

	x1Error = recoveryMetrics.Add("x1-error",
		"largest |prox_{λφ}(x_t/β) - x1| over the points", 16)
	x1ErrorRMS = recoveryMetrics.Add("x1-error-rms",
		"root mean square of |prox_{λφ}(x_t/β) - x1|", 16)
	x0Error = recoveryMetrics.Add("x0-error",
		"largest |(x_t - β prox_{λφ}(x_t/β))/α - x0|", 16)
	firmNonexpansiveness = recoveryMetrics.Add("firm-nonexpansiveness",
		"largest violation of |p-q|² ≤ <p-q, y-z> for p, q = prox(y), prox(z), over |y-z|, on random pairs off the path", 16)
	moreauIdentity = recoveryMetrics.Add("moreau-identity",
		"largest |z - prox_{λφ}(z) - λ prox_{φ*/λ}(z/λ)|, z = x_t/β; the second prox knows only the map", 64)
	routeDifference = recoveryMetrics.Add("route-difference",
		"largest |prox_{λφ}(x_t/β) - T(w)|, where w solves α w + β T(w) = x_t", 64)
)

func (*ProximalRecovery) Metrics() []claim.Metric { return recoveryMetrics }

// routePoints bounds the points at which the second, slower route to the prox is taken.
const routePoints = 8

func (c *ProximalRecovery) Run(ctx context.Context, t *claim.Trial) error {
	pairs := coupling.Draw(t, c.target, c.Coupling, c.Points)
	for i, time := range c.T {
		if err := c.recover(ctx, t, pairs, time, i == 0 && c.plots()); err != nil {
			return err
		}
	}
	if c.plots() {
		x, y := make([]float64, 1), make([]float64, 1)
		for x[0] = -3; x[0] <= 3; x[0] += 1. / 256 {
			c.target.Map(y, x)
			t.Observe(series.Map, x[0], y[0])
		}
	}
	return nil
}

// plots says whether the trial leaves the map of its target as a curve: it has one dimension, and the map does not
// depend on the schedule.
func (c *ProximalRecovery) plots() bool {
	_, linear := c.Schedule.(*schedule.Linear)
	return linear && c.target.Dim() == 1 && c.Coupling == coupling.Optimal
}

// recover measures at one time. Plot asks for the recovered points of a one-dimensional target.
func (c *ProximalRecovery) recover(ctx context.Context, t *claim.Trial, pairs []coupling.Pair, time float64, plot bool) error {
	s := c.Schedule.At(time)
	lambda := s.Lambda()
	if c.Inverse {
		lambda = 1 / lambda
	}
	d := c.target.Dim()
	x, z, y, back := make([]float64, d), make([]float64, d), make([]float64, d), make([]float64, d)
	var x1Worst, x1Squares, x0Worst, x1Budget, x0Budget, moreau, route float64
	for i, p := range pairs {
		if err := ctx.Err(); err != nil {
			return err
		}
		size := p.At(x, s.A, s.B)
		floats.ScaleTo(z, 1/s.B, x)
		c.Target.Prox(y, z, lambda)
		for k := range back {
			back[k] = (x[k] - s.B*y[k]) / s.A
		}
		e := relative(floats.Distance(y, p.X1, 2), p.X1)
		x1Squares += e * e
		worst(&x1Worst, e)
		worst(&x0Worst, relative(floats.Distance(back, p.X0, 2), p.X1))
		worst(&x1Budget, relative(claim.Unit*size/s.B, p.X1))
		worst(&x0Budget, relative(claim.Unit*size/s.A, p.X1))
		if i < routePoints && s.Lambda() >= claim.Unit {
			m, r, err := c.routes(x, y, s)
			if err != nil {
				return fmt.Errorf("second route at t = %g: %w", time, err)
			}
			worst(&moreau, relative(m, p.X1))
			worst(&route, relative(r, p.X1))
		}
		if plot {
			t.Observe(series.Recovered, p.X0[0], y[0])
		}
	}
	t.AtMost(x1Error, time, x1Worst, x1Budget)
	t.AtMost(x1ErrorRMS, time, rms(x1Squares, len(pairs)), x1Budget)
	t.AtMost(x0Error, time, x0Worst, x0Budget)
	violation, budget := c.firmness(t, pairs, s, lambda)
	t.AtMost(firmNonexpansiveness, time, violation, budget)
	if s.Lambda() < claim.Unit {
		for _, metric := range []claim.Metric{moreauIdentity, routeDifference} {
			t.Skip(metric, time, "λ is below rounding: x_t is x1, with nothing of x0 left to find")
		}
		return nil
	}
	t.AtMost(moreauIdentity, time, moreau, x1Budget)
	t.AtMost(routeDifference, time, route, x1Budget)
	return nil
}

// routes compares y = prox_{λφ}(x/β) with the route that knows only the map: w = prox_{φ*/λ}(x/α) solves
// α w + β T(w) = x. By monotonicity T(w) and (α/β) w are as well conditioned as y, whatever the slope of T.
func (c *ProximalRecovery) routes(x, y []float64, s schedule.Point) (moreau, route float64, err error) {
	w, end := make([]float64, len(x)), make([]float64, len(x))
	err = flow.Invert(w, func(dst, x []float64) { c.target.Map(dst, x) }, s.A, s.B, x)
	if err != nil {
		return 0, 0, err
	}
	c.target.Map(end, w)
	route = floats.Distance(end, y, 2)
	for i := range end {
		end[i] = (x[i] - s.A*w[i]) / s.B
	}
	return floats.Distance(end, y, 2), route, nil
}

// firmness measures the violation of firm nonexpansiveness on as many pairs of points as there are, off the path:
// x_t of independent pairs, and half of the time a second point nearby. The budget is rounding, and its square over λ²:
// off the path the prox may combine points of a curved target, which follow (z-p)/λ, known to rounding over λ, and it
// moves by the square of what they do. This matters for λ < 10⁻⁸ only.
func (c *ProximalRecovery) firmness(t *claim.Trial, pairs []coupling.Pair, s schedule.Point, lambda float64) (violation, budget float64) {
	d := c.target.Dim()
	y, z, p, q := make([]float64, d), make([]float64, d), make([]float64, d), make([]float64, d)
	offPath := func(dst []float64) {
		mixed := coupling.Pair{X0: t.Rand.Normals(make([]float64, d)), X1: pairs[t.Rand.Index(len(pairs))].X1}
		mixed.At(dst, s.A/s.B, 1)
	}
	for i := range pairs {
		offPath(y)
		offPath(z)
		if i%2 == 1 { // a close pair: the step is a few per cent of the distance that was drawn
			for k := range z {
				z[k] = y[k] + 0.03*(z[k]-y[k])
			}
		}
		c.Target.Prox(p, y, lambda)
		c.Target.Prox(q, z, lambda)
		var excess, gap float64 // <p-q, (p-q)-(y-z)> and |y-z|²
		for k := range p {
			excess += (p[k] - q[k]) * ((p[k] - q[k]) - (y[k] - z[k]))
			gap += (y[k] - z[k]) * (y[k] - z[k])
		}
		if gap > 0 {
			worst(&violation, relative(excess/math.Sqrt(gap), pairs[i].X1))
			r := claim.Unit * (floats.Norm(y, 2) + floats.Norm(z, 2))
			worst(&budget, relative(r+(r/lambda)*(r/lambda), pairs[i].X1))
		}
	}
	return violation, budget
}
