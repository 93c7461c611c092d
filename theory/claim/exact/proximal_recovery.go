package exact

import (
	"context"
	"fmt"

	"gonum.org/v1/gonum/floats"

	"proxflow/theory/claim"
	"proxflow/theory/claim/internal/coupling"
	"proxflow/theory/claim/series"
	"proxflow/theory/flow"
	"proxflow/theory/potential"
	"proxflow/theory/schedule"
)

// ProximalRecovery checks claim P. Let (x0, x1) be a pair of the optimal coupling; the target need not have a
// density. For every t in (0,1), x1 = prox_{λφ}(x_t/β_t) with λ = α_t/β_t, and by Moreau's identity
// x0 = (x_t - β_t x1)/α_t = prox_{φ*/λ}(x_t/α_t).
//
// Errors are in units of the extent of target and source. Their budgets are the rounding error of x_t times
// the conditioning of the claim: x1 is a 1/β-Lipschitz and x0 a 1/α-Lipschitz function of x_t, whose rounding
// error is of the order u(α|x0| + β|x1|), u = 2⁻⁵³. The second route inverts the interpolation to a residual
// of 16 such errors.
type ProximalRecovery struct {
	Target   potential.Potential `doc:"the potential φ whose Brenier map makes the target"`
	Schedule schedule.Schedule   `doc:"the schedule α, β"`
	T        []float64           `doc:"the times t" above:"0" below:"1" scalar:"yes" len:"1"`
	Points   int                 `doc:"sampled pairs (x0, x1)" min:"1" max:"1000000"`
	Routes   int                 `doc:"largest number of pairs for the second route" min:"1" max:"1000000"`
	Coupling string              `doc:"how x0 and x1 are paired" enum:"optimal,independent,reversed"`

	// What controls vary.
	Inverse bool               `doc:"use 1/λ in place of λ, which breaks the claim unless λ = 1"`
	Perturb claim.Perturbation `doc:"what is perturbed, which breaks the claim" optional:"yes"`

	target potential.Target
	phi    potential.Potential // its prox is the one computed
	extent extent
}

var _ = claim.Catalog.Add("proximal-recovery",
	"claim P: the target point is recovered exactly by a proximal operator", func() claim.Check {
		return &ProximalRecovery{Schedule: &schedule.Linear{}, T: []float64{0.5},
			Points: 256, Routes: 8, Coupling: coupling.Optimal}
	})

func (c *ProximalRecovery) Init() (err error) {
	if c.target, err = coupling.AsTarget(c.Target); err != nil {
		return err
	}
	c.phi = perturbed(c.Target, c.Perturb)
	if err := claim.NeedsPlane(c.Perturb, c.target.Dim(), coupling.Turn); err != nil {
		return err
	}
	return claim.CheckPerturbation(c, c.Perturb)
}

// What claim P measures, at the point where the error is largest in budgets.
var (
	recoveryMetrics claim.Metrics

	x1Error    = recoveryMetrics.Add("x1-error", "|prox_{λφ}(x_t/β) - x1|", 16, 1)
	x1ErrorRMS = recoveryMetrics.Add("x1-error-rms", "root mean square of |prox_{λφ}(x_t/β) - x1|", 16, 1)
	x0Error    = recoveryMetrics.Add("x0-error", "|(x_t - β prox_{λφ}(x_t/β))/α - x0|", 16, 1)

	firmNonexpansiveness = recoveryMetrics.Add("firm-nonexpansiveness",
		"violation of |p-q|² ≤ <p-q, y-z> over |p-q||y-z|, p = prox(y), q = prox(z), off the path", 16, 1)
	moreauIdentity = recoveryMetrics.Add("moreau-identity",
		"|z - prox_{λφ}(z) - λ prox_{φ*/λ}(z/λ)|, z = x_t/β; the second prox knows only the map", 64, 1)
	routeDifference = recoveryMetrics.Add("route-difference",
		"|prox_{λφ}(x_t/β) - T(w)|, where w solves α w + β T(w) = x_t", 64, 1)
)

func (*ProximalRecovery) Metrics() []claim.Metric { return recoveryMetrics }

func (*ProximalRecovery) Sensitivities() []claim.Sensitivity {
	routes := []claim.Metric{x1Error, x1ErrorRMS, x0Error, moreauIdentity, routeDifference}
	return []claim.Sensitivity{
		{Kind: lambda, By: routes},
		{Kind: coupling.Turn, By: append(routes, firmNonexpansiveness)},
	}
}

func (c *ProximalRecovery) Run(ctx context.Context, t *claim.Trial) error {
	pairs := coupling.Draw(t, c.target, c.Coupling, c.Points)
	c.extent = extentOf(c.target, pairs)
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

// plots reports whether the trial records the map of its target: on the line, and for one schedule only.
func (c *ProximalRecovery) plots() bool {
	_, linear := c.Schedule.(*schedule.Linear)
	return linear && c.target.Dim() == 1 && c.Coupling == coupling.Optimal
}

func (c *ProximalRecovery) lambda(s schedule.Point) float64 {
	if c.Inverse {
		return 1 / s.Lambda()
	}
	return s.Lambda()
}

// recover measures at one time. If plot is set, it records the recovered points.
func (c *ProximalRecovery) recover(
	ctx context.Context, t *claim.Trial, pairs []coupling.Pair, time float64, plot bool,
) error {
	s := c.Schedule.At(time)
	d := c.target.Dim()
	x, z, y, back := make([]float64, d), make([]float64, d), make([]float64, d), make([]float64, d)
	end, start := tally{metric: x1Error}, tally{metric: x0Error}
	identity, route := tally{metric: moreauIdentity}, tally{metric: routeDifference}
	var squares, budgets float64
	for i, p := range pairs {
		if err := ctx.Err(); err != nil {
			return err
		}
		noise := c.extent.ofPoint(s, p.At(x, s.A, s.B))
		floats.ScaleTo(z, 1/s.B, x)
		c.phi.Prox(y, z, c.lambda(s))
		for k := range back {
			back[k] = (x[k] - s.B*y[k]) / s.A
		}
		e, budget := c.extent.inTarget(floats.Distance(y, p.X1, 2)), c.extent.inTarget(noise/s.B)
		end.add(e, 0, budget)
		squares, budgets = squares+e*e, budgets+budget*budget
		start.add(c.extent.inSource(floats.Distance(back, p.X0, 2)), 0, c.extent.inSource(noise/s.A))
		if i < c.Routes && s.Lambda() >= claim.Unit {
			m, r, err := c.routes(x, y, s)
			if err != nil {
				return fmt.Errorf("second route at t = %g: %w", time, err)
			}
			identity.add(c.extent.inTarget(m), 0, budget)
			route.add(c.extent.inTarget(r), 0, budget)
		}
		if plot {
			t.Observe(series.Recovered, p.X0[0], y[0])
		}
	}
	end.tell(t, time, "")
	t.AtMost(x1ErrorRMS, time, rms(squares, len(pairs)), rms(budgets, len(pairs)))
	start.tell(t, time, "")
	c.firmness(t, pairs, s).tell(t, time, "no two points of the prox differ")
	const lost = "λ is below rounding: x_t equals x1 in float64 and determines nothing of x0"
	identity.tell(t, time, lost)
	route.tell(t, time, lost)
	return nil
}

// routes compares y = prox_{λφ}(x/β) with the route that uses the map alone: w = prox_{φ*/λ}(x/α) solves
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

// firmness measures the violation of firm nonexpansiveness off the path. There are as many pairs (y, z) as
// sampled pairs; the points are x_t of independent pairs, and in every other pair the second point is close
// to the first. Divided by |p-q||y-z|, the violation is the amount by which the cosine of the angle between
// p-q and y-z falls short of |p-q|/|y-z|.
//
// The budget is the rounding error r, plus (r/λ)²: off the path the prox may combine points of a curved
// target. These depend on (z-p)/λ, whose error is r/λ, and the prox changes by the square of their change.
// This matters only for λ < 10⁻⁸.
func (c *ProximalRecovery) firmness(t *claim.Trial, pairs []coupling.Pair, s schedule.Point) *tally {
	d, lambda, worst := c.target.Dim(), c.lambda(s), &tally{metric: firmNonexpansiveness}
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
		c.phi.Prox(p, y, lambda)
		c.phi.Prox(q, z, lambda)
		floats.SubTo(z, y, z)
		floats.SubTo(q, p, q)
		far, moved := floats.Norm(z, 2), floats.Norm(q, 2)
		if moved != 0 { // also if it is NaN
			r := claim.Unit * 2 * (floats.Norm(y, 2) + c.extent.target)
			worst.add(max(0, moved/far-floats.Dot(q, z)/moved/far), 0, (r+(r/lambda)*(r/lambda))/moved)
		}
	}
	return worst
}
