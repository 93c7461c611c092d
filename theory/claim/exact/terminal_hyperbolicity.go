package exact

import (
	"context"
	"fmt"
	"math"

	"gonum.org/v1/gonum/floats"

	"proxflow/theory/catalog"
	"proxflow/theory/claim"
	"proxflow/theory/claim/internal/coupling"
	"proxflow/theory/claim/series"
	"proxflow/theory/flow"
	"proxflow/theory/potential"
	"proxflow/theory/schedule"
	"proxflow/theory/spectrum"
)

// TerminalHyperbolicity checks claim H. In the time τ = -log(1-t), the Jacobian of the flow along a
// trajectory is J_t = (1-t) ∇v_t(x_t). It is symmetric. It has d-m normal eigenvalues (1-t) α̇/α → -γ,
// whose eigenspace is the normal space of the data manifold M at x1, and m tangential ones (1-t)(α̇ h_i +
// β̇)/(α h_i + β) → 0.
//
// J_t is computed by differences of the field through the prox, never from these formulas, with the error
// budget of spectrum.Jacobian. By Weyl's inequality eigenvalues are as accurate as J_t; by the sin Θ
// theorem of Davis and Kahan (doi:10.1137/0707001) eigenspaces are as accurate as J_t over the gap. The
// exponents, the distance and the kicks come from trajectories of the variational equation, from t = 1/2
// on.
type TerminalHyperbolicity struct {
	Target   potential.Potential `doc:"the potential φ whose Brenier map makes the target"`
	Schedule schedule.Schedule   `doc:"the schedule α, β"`
	T        []float64           `doc:"the times t, ascending" above:"0" below:"1" scalar:"yes" len:"1"`
	Points   int                 `doc:"sampled trajectories whose spectrum is computed" min:"1" max:"100000"`
	Paths    int                 `doc:"trajectories of the variational equation, at most" min:"0" max:"100000"`
	X0       []float64           `doc:"the source point, in place of sampled ones"`

	// What controls vary.
	Dimension int                `doc:"claimed dimension m of M; -1: the true one" min:"-1" max:"4096"`
	Perturb   claim.Perturbation `doc:"what is perturbed, which breaks the claim" optional:"yes"`

	target potential.Target
	field  *flow.Field
	extent extent
}

var _ = claim.Catalog.Add("terminal-hyperbolicity",
	"claim H: normal directions contract at rate γ, tangential ones are neutral", func() claim.Check {
		return &TerminalHyperbolicity{Schedule: &schedule.Linear{}, Points: 8, Paths: 2, Dimension: -1,
			T: []float64{0.5, 0.9, 0.99, 0.999, 0.9999, 1 - 1e-6, 1 - 1e-8}}
	})

func (c *TerminalHyperbolicity) Init() (err error) {
	if c.target, err = coupling.AsSmooth(c.Target); err != nil {
		return err
	}
	for i := 1; i < len(c.T); i++ {
		if c.T[i] <= c.T[i-1] {
			return catalog.Bad("t", "times must be ascending, but %g follows %g", c.T[i], c.T[i-1])
		}
	}
	if c.Dimension > c.target.Dim() {
		return catalog.Bad("dimension", "a manifold in R^%d has no dimension %d", c.target.Dim(), c.Dimension)
	}
	c.field = field(c.Target, c.Schedule, c.Perturb)
	if err := claim.CheckPerturbation(c, c.Perturb); err != nil {
		return err
	}
	return coupling.CheckStart(c.X0, c.target.Dim())
}

// What claim H measures, at the point where the error is largest relative to its budget. Rates are rates in
// τ; γ is that of the normals.
var (
	hyperbolicMetrics claim.Metrics

	normalEigenvalue = hyperbolicMetrics.Add("normal-eigenvalue",
		"a normal eigenvalue of (1-t)∇v; expected: (1-t)α̇/α", 1, claim.OfWant)
	tangentialEigenvalue = hyperbolicMetrics.Add("tangential-eigenvalue",
		"a tangential eigenvalue of (1-t)∇v; expected: (1-t)(α̇h+β̇)/(αh+β)", 1, claim.OfWant)
	spectralGap = hyperbolicMetrics.Add("spectral-gap",
		"least tangential minus largest normal eigenvalue; expected: that of the formulas", 1, claim.OfWant)
	eigenspaceAngle = hyperbolicMetrics.Add("eigenspace-angle",
		"largest principal angle in radians between the normal eigenspace and NM", 1, 1)

	dimension = hyperbolicMetrics.Add("dimension",
		"number of eigenvalues above half the normal one at the last time; expected: m", 1, 1)
	codimension = hyperbolicMetrics.Add("codimension",
		"number of the other eigenvalues at the last time; expected: d-m", 1, 1)
	normalLimit = hyperbolicMetrics.Add("normal-limit",
		"a normal eigenvalue at the last time; expected: -γ, or without a rate γ its own value at half that τ",
		1, claim.OfWant)
	tangentialLimit = hyperbolicMetrics.Add("tangential-limit",
		"a tangential eigenvalue at the last time, over γ; expected: 0", 1, 1)
	tangentialOrder = hyperbolicMetrics.Add("tangential-limit-order",
		"exponent p of |tangential eigenvalue| ~ (1-t)^p over the last times; expected: that of the formula",
		1, claim.OfWant)

	lyapunovNormal = hyperbolicMetrics.Add("lyapunov-normal",
		"Lyapunov exponent of a normal direction up to the last τ; expected: that of α", 1, claim.OfWant)
	lyapunovTangential = hyperbolicMetrics.Add("lyapunov-tangential",
		"Lyapunov exponent of a tangential direction up to the last τ, over γ; expected: that of α + β/h", 1, 1)
	distanceRate = hyperbolicMetrics.Add("distance-rate",
		"exponent of dist(x_t, M) over the last 4 units of τ; expected: that of α x0 + β x1, which tends to -γ",
		1, claim.OfWant)
	kickNormal = hyperbolicMetrics.Add("kick-normal",
		"exponent of a normal kick at t = 1/2, up to the last τ; expected: that of α", 1, claim.OfWant)
	kickTangential = hyperbolicMetrics.Add("kick-tangential",
		"factor of a tangential kick at t = 1/2 up to the last τ; expected: (α+β/h)/(α_½+β_½/h)",
		1, claim.OfWant)
)

var (
	ofSpectra = []claim.Metric{normalEigenvalue, tangentialEigenvalue, spectralGap, eigenspaceAngle}
	ofLimits  = []claim.Metric{dimension, codimension, normalLimit, tangentialLimit, tangentialOrder}
	ofPaths   = []claim.Metric{lyapunovNormal, lyapunovTangential, distanceRate, kickNormal, kickTangential}
)

func (*TerminalHyperbolicity) Metrics() []claim.Metric { return hyperbolicMetrics }

func (*TerminalHyperbolicity) Sensitivities() []claim.Sensitivity {
	return []claim.Sensitivity{
		{Kind: coupling.Speed, By: []claim.Metric{normalEigenvalue, spectralGap, normalLimit, lyapunovNormal,
			distanceRate, kickNormal}},
		{Kind: coupling.Hessian, By: []claim.Metric{tangentialEigenvalue, spectralGap, lyapunovTangential,
			kickTangential}},
		{Kind: lambda, By: []claim.Metric{tangentialEigenvalue, spectralGap, eigenspaceAngle,
			lyapunovTangential, distanceRate}},
		{Kind: thickness, By: []claim.Metric{normalEigenvalue, normalLimit, dimension, codimension,
			lyapunovNormal, kickNormal}},
		{Kind: coupling.Gain, By: []claim.Metric{tangentialEigenvalue, tangentialLimit, tangentialOrder}},
		{Kind: tangent, By: []claim.Metric{eigenspaceAngle}},
	}
}

func (c *TerminalHyperbolicity) Run(ctx context.Context, t *claim.Trial) error {
	points, left, err := coupling.Sample(t, c.target, c.X0, c.Points)
	if err != nil {
		return err
	}
	if len(points) == 0 {
		skip(t, math.NaN(), left.Error(), c.Metrics()...)
		return nil
	}
	for i := range points {
		claimed(&points[i], c.Dimension)
		tilt(&points[i], tangent.Of(c.Perturb))
		floats.Scale(1+coupling.Hessian.Of(c.Perturb), points[i].H)
	}
	c.extent = extentAround(t, c.target, points)
	var found limits
	for _, time := range c.T {
		if err := c.spectra(ctx, t, points, time, &found); err != nil {
			return fmt.Errorf("at t = %.9g: %w", time, err)
		}
	}
	c.observeExact(t, points[0])
	found.tell(t, c)
	return c.follow(ctx, t, points)
}

// claimed replaces the dimension of the manifold by a wrong one, for controls: it keeps only the tangential
// directions with the least h, or takes normal directions for tangential ones with h = 1.
func claimed(p *coupling.Smooth, m int) {
	if m < 0 || m == p.M {
		return
	}
	for len(p.H) < m {
		p.H = append(p.H, 1)
	}
	p.H, p.M, p.Tangent, p.Hess = p.H[:m], m, nil, nil
}

// spectra measures the spectrum at one time.
func (c *TerminalHyperbolicity) spectra(
	ctx context.Context, t *claim.Trial, points []coupling.Smooth, time float64, found *limits,
) error {
	d := c.target.Dim()
	s, rest := c.Schedule.At(time), 1-time
	if !c.extent.resolved(s) {
		skip(t, time, unresolved(s), ofSpectra...)
		return nil
	}
	x := make([]float64, d)
	normal, tangential := tally{metric: normalEigenvalue}, tally{metric: tangentialEigenvalue}
	gap, angle := tally{metric: spectralGap}, tally{metric: eigenspaceAngle}
	for k, p := range points {
		if err := ctx.Err(); err != nil {
			return err
		}
		p.At(x, s.A, s.B)
		noise := rest * roundings * c.extent.ofField(s, p.Pair)
		jac, budget := spectrum.Jacobian(func(dst, x []float64) {
			c.scaled(dst, x, time)
		}, x, firstStep*s.A, noise)
		values, vectors, err := spectrum.Eigen(jac)
		if err != nil {
			return err
		}
		n := d - p.M // the claim puts the normal eigenvalues below the others
		want := coupling.NormalRate(s, rest)
		for _, v := range values[:n] {
			normal.add(v, want, budget)
		}
		rates := make([]float64, p.M) // h ascends, so the rates descend
		for i, h := range p.H {
			rates[p.M-1-i] = coupling.TangentialRate(s, rest, h)
		}
		for i, v := range values[n:] {
			tangential.add(v, rates[i], budget)
		}
		if n > 0 && p.M > 0 {
			gap.add(values[n]-values[n-1], rates[0]-want, 2*budget)
		}
		if basis := p.Normal(d); basis != nil {
			// If all directions are normal, the eigenspace is the whole space and needs no gap.
			budget := budget/max(gapAbove(want, rates)-budget, 0) + 16*claim.Unit
			if p.M == 0 {
				budget = 16 * claim.Unit
			}
			angle.add(spectrum.Angle(vectors.Slice(0, d, 0, n), basis), 0, min(budget, math.Pi/2))
		}
		c.observe(t, time, values, rates, want, k == 0)
		if normalEigenvalue.Coarse(want, want, budget) == "" {
			found.see(time, spectral{k, p.H, values, rates, want, budget})
		}
	}
	normal.tell(t, time, noNormals)
	tangential.tell(t, time, noTangents)
	gap.tell(t, time, "the target has no tangential or no normal directions")
	angle.tell(t, time, "the target has no normal directions, or its dimension is not the claimed one")
	return nil
}

const (
	noNormals  = "the target is full-dimensional: there are no normal directions"
	noTangents = "the target is discrete: there are no tangential directions"
)

// gapAbove is the gap between the normal rate and the least tangential one, +Inf without tangential ones.
func gapAbove(normal float64, rates []float64) float64 {
	if len(rates) == 0 {
		return math.Inf(1)
	}
	return rates[0] - normal
}

// observe records spectra for figures: those of every trajectory as a cloud of exact and computed
// eigenvalues, while these are not yet close to their limits, and that of the first one as curves over τ.
func (c *TerminalHyperbolicity) observe(
	t *claim.Trial, time float64, values, rates []float64, normal float64, first bool,
) {
	n := len(values) - len(rates)
	tau := -math.Log1p(-time)
	for i, v := range values {
		exact := normal
		if i >= n {
			exact = rates[i-n]
		}
		if 1-time > 5e-4 {
			t.Observe(series.Cloud.Of(time), exact, v)
		}
		switch {
		case !first || i > 0 && i < n:
		case i == 0 && n > 0:
			t.Observe(series.NormalEigenvalue.Got(), tau, v)
		default:
			t.Observe(series.TangentialEigenvalue.Of(i-n+1).Got(), tau, v)
		}
	}
}

// observeExact records the exact eigenvalues of a trajectory as curves over the range of τ of a trial.
func (c *TerminalHyperbolicity) observeExact(t *claim.Trial, p coupling.Smooth) {
	low, high := -math.Log1p(-c.T[0]), -math.Log1p(-last(c.T))
	for k := range 101 {
		tau := low + (high-low)*float64(k)/100
		s, rest := c.Schedule.At(-math.Expm1(-tau)), math.Exp(-tau)
		if p.M < c.target.Dim() {
			t.Observe(series.NormalEigenvalue.Want(), tau, coupling.NormalRate(s, rest))
		}
		for i := range p.H {
			want := coupling.TangentialRate(s, rest, p.H[p.M-1-i])
			t.Observe(series.TangentialEigenvalue.Of(i+1).Want(), tau, want)
		}
	}
}
