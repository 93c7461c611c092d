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

// VectorField checks claim V: v_t(x) = (α̇/α) x + (β̇ - α̇β/α) prox_{λφ}(x/β) is the field of OT-CFM. On the path it is
// α̇ x0 + β̇ x1; it is the gradient of a function; its trajectory from x0 ends at x1; with the linear schedule
// trajectories are straight lines, ∂_t v + (∇v) v = 0; and X1 is a function of X_t, E Var(X1|X_t) = 0.
type VectorField struct {
	Target    potential.Potential `doc:"the potential φ whose Brenier map makes the target"`
	Schedule  schedule.Schedule   `doc:"the schedule α, β"`
	T         []float64           `doc:"the times t" above:"0" below:"1" scalar:"yes" len:"1"`
	Points    int                 `doc:"sampled pairs (x0, x1)" min:"2" max:"20000"`
	Jacobians int                 `doc:"points at which ∇v is computed, at most" min:"1" max:"20000"`
	Paths     int                 `doc:"trajectories integrated, at most" min:"1" max:"20000"`
	Coupling  string              `doc:"how x1 is paired with x0; all but the optimal one break the claim" enum:"optimal,independent,reversed"`
	Rotation  float64             `doc:"angle in radians by which the first two coordinates of x1 are turned; but at 0 the map is no gradient, which breaks the claim" above:"-1.5" below:"1.5"`

	target potential.Target
	field  *flow.Field
}

var _ = claim.Catalog.Add("vector-field", "claim V: the vector field has an explicit proximal expression", func() claim.Check {
	return &VectorField{Schedule: &schedule.Linear{}, T: []float64{0.5}, Points: 512, Jacobians: 64, Paths: 16, Coupling: coupling.Optimal}
})

func (c *VectorField) Init() (err error) {
	if c.target, err = coupling.AsTarget(c.Target); err != nil {
		return err
	}
	if c.Rotation != 0 && c.target.Dim() < 2 {
		return catalog.Bad("rotation", "a target in one dimension cannot be turned")
	}
	c.field = &flow.Field{Phi: c.Target, Schedule: c.Schedule}
	return nil
}

// What claim V measures.
var (
	fieldMetrics claim.Metrics

	fieldError = fieldMetrics.Add("field-error",
		"largest |v_t(x_t) - (α̇ x0 + β̇ x1)|, relative to max(1, |α̇||x0| + |β̇||x1|)", 16)
	jacobianAsymmetry = fieldMetrics.Add("jacobian-asymmetry",
		"|∇v - ∇vᵀ|/max(1,|∇v|) in the Frobenius norm, where it is largest in error budgets", 1)
	materialDerivative = fieldMetrics.Add("material-derivative",
		"largest |∂_t v + (∇v) v|, relative to max(1,|v|); linear schedule only", 16)
	conditionalVariance = fieldMetrics.Add("conditional-variance",
		"E Var(X1|X_t), estimated from nearest neighbours in X_t; the budget is what a 1/β-Lipschitz X1(X_t) allows", 1)
	endpointError = fieldMetrics.Add("endpoint-error",
		"largest |x(1) - x1| over trajectories x' = v_t(x), x(0) = x0, relative to max(1,|x1|)", 1)
)

func (*VectorField) Metrics() []claim.Metric { return fieldMetrics }

func (c *VectorField) Run(ctx context.Context, t *claim.Trial) error {
	pairs := c.turn(coupling.Draw(t, c.target, c.Coupling, c.Points))
	for _, time := range c.T {
		if err := c.measure(ctx, t, pairs, time); err != nil {
			return fmt.Errorf("at t = %g: %w", time, err)
		}
	}
	observeCells(t, c.Target)
	return c.trajectories(ctx, t, pairs)
}

// rotate turns the first two coordinates by the rotation angle.
func (c *VectorField) rotate(x []float64) {
	if c.Rotation != 0 {
		sin, cos := math.Sincos(c.Rotation)
		x[0], x[1] = cos*x[0]-sin*x[1], sin*x[0]+cos*x[1]
	}
}

func (c *VectorField) turn(pairs []coupling.Pair) []coupling.Pair {
	for _, p := range pairs {
		c.rotate(p.X1)
	}
	return pairs
}

// at puts v_t(x) into dst: through the prox; for a turned target, whose map S = QT is no gradient and has no prox, as
// α̇ w + β̇ S(w) with α w + β S(w) = x. An inversion that fails makes the field NaN.
func (c *VectorField) at(dst, x []float64, time float64) {
	if c.Rotation == 0 {
		c.field.At(dst, x, time)
		return
	}
	s, w := c.Schedule.At(time), make([]float64, len(x))
	turned := func(dst, x []float64) {
		c.target.Map(dst, x)
		c.rotate(dst)
	}
	if flow.Invert(w, turned, s.A, s.B, x) != nil {
		w[0] = math.NaN()
	}
	for i := range dst {
		dst[i] = s.DA*w[i] + s.DB*(x[i]-s.A*w[i])/s.B
	}
}

func (c *VectorField) measure(ctx context.Context, t *claim.Trial, pairs []coupling.Pair, time float64) error {
	s := c.Schedule.At(time)
	d := c.target.Dim()
	var fieldWorst, fieldBudget, material, materialBudget float64
	var skew tally
	xs, extent := make([][]float64, len(pairs)), extent(pairs)
	want, v := make([]float64, d), make([]float64, d)
	for i, p := range pairs {
		if err := ctx.Err(); err != nil {
			return err
		}
		x := make([]float64, d)
		xs[i] = x
		size := p.At(x, s.A, s.B)
		c.at(v, x, time)
		p.At(want, s.DA, s.DB)
		speed := math.Abs(s.DA)*floats.Norm(p.X0, 2) + math.Abs(s.DB)*floats.Norm(p.X1, 2)
		// v = α̇ (x - β y)/α + β̇ y, where the error of y = x1 is u·size/β.
		size = max(size, s.B*extent)
		noise := claim.Unit * (size*(math.Abs(s.DA)/s.A+math.Abs(s.DB)/s.B) + speed)
		worst(&fieldWorst, floats.Distance(v, want, 2)/max(1, speed))
		worst(&fieldBudget, noise/max(1, speed))
		if i < c.Jacobians {
			jac, budget := spectrum.Jacobian(func(dst, x []float64) { c.at(dst, x, time) }, x, 1e-2*s.A, 4*noise)
			scale := max(1, spectrum.Norm(jac))
			skew.add(spectrum.Asymmetry(jac), 0, 2*budget/scale)
		}
		if _, linear := c.Schedule.(*schedule.Linear); linear {
			m, b := c.material(x, v, time, noise)
			worst(&material, m)
			worst(&materialBudget, b)
		}
	}
	t.AtMost(fieldError, time, fieldWorst, fieldBudget)
	skew.tell(t, jacobianAsymmetry, time, "")
	if _, linear := c.Schedule.(*schedule.Linear); linear {
		t.AtMost(materialDerivative, time, material, materialBudget)
	} else {
		t.Skip(materialDerivative, time, "trajectories are straight lines with the linear schedule only")
	}
	variance, bound := neighbourVariance(xs, pairs, s)
	t.AtMost(conditionalVariance, time, variance, bound)
	return nil
}

// material is |D_t v| = |∂_t v + (∇v) v| at (t, x), as the central difference of v along (1, v).
func (c *VectorField) material(x, v []float64, time, noise float64) (got, budget float64) {
	h := 0.01 * min(time, 1-time)
	at, up, down := make([]float64, len(x)), make([]float64, len(x)), make([]float64, len(x))
	floats.AddScaledTo(at, x, h, v)
	c.at(up, at, time+h)
	floats.AddScaledTo(at, x, -h, v)
	c.at(down, at, time-h)
	scale := max(1, floats.Norm(v, 2))
	return floats.Distance(up, down, 2) / (2 * h) / scale, noise / h / scale
}

// neighbourVariance estimates E Var(X1|X_t), summed over coordinates, by half the mean squared distance of the x1 of
// nearest neighbours in X_t: as the sample grows, neighbours are independent draws of X1 given X_t (the idea of
// Devroye, Györfi, Lugosi and Walk, A nearest neighbor estimate of the residual variance, EJS 2018). If X1 is a
// 1/β-Lipschitz function of X_t, the estimate is no more than the bound, half the mean squared distance of the
// neighbours over β², in every sample.
func neighbourVariance(xs [][]float64, pairs []coupling.Pair, s schedule.Point) (variance, bound float64) {
	square := func(a, b []float64) float64 {
		d := floats.Distance(a, b, 2)
		return d * d
	}
	for i, x := range xs {
		near, least := -1, math.Inf(1)
		for j, y := range xs {
			if j != i {
				if d := square(x, y); d < least {
					near, least = j, d
				}
			}
		}
		if near < 0 { // nothing is at a finite distance
			return math.NaN(), 0
		}
		n := 2 * float64(len(xs))
		variance += square(pairs[i].X1, pairs[near].X1) / n
		bound += least / (s.B * s.B) / n
	}
	return variance, bound * (1 + 1e-12)
}

// trajectories integrates the field from x0. For targets in up to three dimensions it leaves the paths, and points of
// the target, as curves for a figure.
func (c *VectorField) trajectories(ctx context.Context, t *claim.Trial, pairs []coupling.Pair) error {
	d := c.target.Dim()
	span := c.field.Span()
	end := c.Schedule.At(span.End)
	in := flow.Integrator{Tol: 1e-11}
	switch {
	case c.Rotation != 0:
		t.Skip(endpointError, math.NaN(), "a turned target has no prox; the control concerns the Jacobian")
		return nil
	case end.A > 1e-3:
		t.Skip(endpointError, math.NaN(), fmt.Sprintf("α is still %.2g at the last t that float64 resolves, so that x1 is not near", end.A))
		return nil
	}
	var got, budget float64
	for k, p := range pairs[:min(len(pairs), c.Paths)] {
		shown := math.Inf(-1)
		show := func(time float64, x []float64) { // some twenty points are enough for a curve
			if d > 3 || time < shown+0.04 {
				return
			}
			shown = time
			t.ObserveVector(series.Path.Of(k+1), time, x)
		}
		x := append([]float64(nil), p.X0...)
		show(0, x)
		if err := c.field.Trajectory(ctx, in, x, span, show); err != nil {
			return err
		}
		shown = math.Inf(-1)
		show(1, x)
		rough := append([]float64(nil), p.X0...)
		if err := c.field.Trajectory(ctx, flow.Integrator{Tol: 100 * in.Tol}, rough, span, nil); err != nil {
			return err
		}
		worst(&got, relative(floats.Distance(x, p.X1, 2), p.X1))
		// What the span leaves out at its end, the tolerance of a few hundred smooth steps, and what it costs to take steps
		// of a hundred times the tolerance: on a field with kinks the estimate of a step's error is too low.
		n0, n1 := floats.Norm(p.X0, 2), floats.Norm(p.X1, 2)
		rest := end.A*n0 + (1-end.B)*n1 + 300*in.Tol*max(1, n0, n1) + floats.Distance(x, rough, 2)
		worst(&budget, relative(rest, p.X1))
	}
	t.AtMost(endpointError, math.NaN(), got, budget)
	if d <= 3 {
		for k, p := range pairs[:min(len(pairs), 400)] {
			t.ObserveVector(series.Target, float64(k+1), p.X1)
		}
	}
	return nil
}
