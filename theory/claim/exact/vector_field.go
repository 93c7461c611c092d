package exact

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/gonum/floats"

	"proxflow/theory/claim"
	"proxflow/theory/claim/internal/coupling"
	"proxflow/theory/flow"
	"proxflow/theory/potential"
	"proxflow/theory/schedule"
	"proxflow/theory/spectrum"
)

// VectorField checks claim V: v_t(x) = (α̇/α) x + (β̇ - α̇β/α) prox_{λφ}(x/β) is the field of OT-CFM. Then
// v_t(x_t) = α̇ x0 + β̇ x1 on the path. The field is the gradient of a function. Its trajectory from x0 is
// the path x_t, which ends at x1. With the linear schedule trajectories are straight lines: ∂_t v + (∇v) v
// = 0. X1 is a function of X_t, so that E Var(X1|X_t) = 0.
type VectorField struct {
	Target    potential.Potential `doc:"the potential φ whose Brenier map makes the target"`
	Schedule  schedule.Schedule   `doc:"the schedule α, β"`
	T         []float64           `doc:"the times t" above:"0" below:"1" scalar:"yes" len:"1"`
	Points    int                 `doc:"sampled pairs (x0, x1)" min:"2" max:"20000"`
	Jacobians int                 `doc:"points at which ∇v is computed, at most" min:"1" max:"20000"`
	Paths     int                 `doc:"trajectories integrated, at most" min:"1" max:"20000"`
	Coupling  string              `doc:"how x0 and x1 are paired" enum:"optimal,independent,reversed"`

	// What controls vary.
	Perturb claim.Perturbation `doc:"what is perturbed, which breaks the claim" optional:"yes"`

	target potential.Target
	field  *flow.Field
	linear bool
	extent extent
}

var _ = claim.Catalog.Add("vector-field",
	"claim V: the vector field has an explicit proximal expression", func() claim.Check {
		return &VectorField{Schedule: &schedule.Linear{}, T: []float64{0.5},
			Points: 512, Jacobians: 64, Paths: 16, Coupling: coupling.Optimal}
	})

func (c *VectorField) Init() (err error) {
	if c.target, err = coupling.AsTarget(c.Target); err != nil {
		return err
	}
	c.field = field(c.Target, c.Schedule, c.Perturb)
	_, c.linear = c.Schedule.(*schedule.Linear)
	if err := claim.NeedsPlane(c.Perturb, c.target.Dim(), coupling.Turn, mapTurn); err != nil {
		return err
	}
	return claim.CheckPerturbation(c, c.Perturb)
}

// What claim V measures, at the point where the error is largest relative to its budget.
var (
	fieldMetrics claim.Metrics

	fieldError = fieldMetrics.Add("field-error",
		"|v_t(x_t) - (α̇ x0 + β̇ x1)| over |α̇||x0| + |β̇||x1|", 16, 1)
	jacobianAsymmetry = fieldMetrics.Add("jacobian-asymmetry",
		"|∇v - ∇vᵀ|/|∇v| in the Frobenius norm", 1, 1)
	materialDerivative = fieldMetrics.Add("material-derivative",
		"|∂_t v + (∇v) v| over |v|/(1-t); linear schedule only", 16, 1)
	conditionalVariance = fieldMetrics.Add("conditional-variance",
		"mean of Var(X1|X_t)/Var X1, estimated from the closest neighbours in X_t; "+
			"the budget is its bound if X1 is a 1/β-Lipschitz function of X_t", 1, 1)
	trajectoryError = fieldMetrics.Add("trajectory-error",
		"|x(t) - x_t| along trajectories x' = v_t(x), x(0) = x0", 1, 1)
	endpointError = fieldMetrics.Add("endpoint-error",
		"|x(t) - x_t| at the end of these trajectories, at the last t that float64 resolves", 1, 1)
)

func (*VectorField) Metrics() []claim.Metric { return fieldMetrics }

func (*VectorField) Sensitivities() []claim.Sensitivity {
	along := []claim.Metric{fieldError, materialDerivative, trajectoryError, endpointError}
	return []claim.Sensitivity{
		{Kind: lambda, By: along},
		{Kind: coupling.Speed, By: along},
		{Kind: coupling.Turn, By: append(along, jacobianAsymmetry)},
		{Kind: mapTurn, By: []claim.Metric{jacobianAsymmetry}},
		{Kind: coupling.Pairs, By: []claim.Metric{fieldError, conditionalVariance, endpointError}},
	}
}

// permuted are pairs of which a share is permuted.
func permuted(t *claim.Trial, pairs []coupling.Pair, share float64) []coupling.Pair {
	pairing, out := make([]int, len(pairs)), make([]coupling.Pair, len(pairs))
	for i := range pairing {
		pairing[i] = i
	}
	coupling.Permute(t.Rand, pairing, share)
	for i, j := range pairing {
		out[i] = coupling.Pair{X0: pairs[i].X0, X1: pairs[j].X1}
	}
	return out
}

func (c *VectorField) Run(ctx context.Context, t *claim.Trial) error {
	pairs := coupling.Draw(t, c.target, c.Coupling, c.Points)
	if e := coupling.Pairs.Of(c.Perturb); e != 0 {
		pairs = permuted(t, pairs, e)
	}
	for _, p := range pairs {
		coupling.Rotate(p.X1, mapTurn.Of(c.Perturb))
	}
	c.extent = extentOf(c.target, pairs)
	for _, time := range c.T {
		if err := c.measure(ctx, t, pairs, time); err != nil {
			return fmt.Errorf("at t = %g: %w", time, err)
		}
	}
	observeCells(t, c.Target)
	return c.trajectories(ctx, t, pairs)
}

// at puts v_t(x) into dst, through the prox. A turned target has a map S = QT that is not a gradient, and so
// no prox. Its field is α̇ w + β̇ S(w), where α w + β S(w) = x, and NaN if the inversion fails.
func (c *VectorField) at(dst, x []float64, time float64) {
	angle := mapTurn.Of(c.Perturb)
	if angle == 0 {
		c.field.At(dst, x, time)
		return
	}
	s, w := c.Schedule.At(time), make([]float64, len(x))
	turned := func(dst, x []float64) {
		c.target.Map(dst, x)
		coupling.Rotate(dst, angle)
	}
	if flow.Invert(w, turned, s.A, s.B, x) != nil {
		w[0] = math.NaN()
	}
	for i := range dst {
		dst[i] = s.DA*w[i] + s.DB*(x[i]-s.A*w[i])/s.B
	}
}

func (c *VectorField) measure(
	ctx context.Context, t *claim.Trial, pairs []coupling.Pair, time float64,
) error {
	s := c.Schedule.At(time)
	d := c.target.Dim()
	off, skew := tally{metric: fieldError}, tally{metric: jacobianAsymmetry}
	bend, near := tally{metric: materialDerivative}, tally{metric: conditionalVariance}
	xs := make([][]float64, len(pairs))
	want, v := make([]float64, d), make([]float64, d)
	for i, p := range pairs {
		if err := ctx.Err(); err != nil {
			return err
		}
		x := make([]float64, d)
		xs[i] = x
		p.At(x, s.A, s.B)
		p.At(want, s.DA, s.DB)
		c.at(v, x, time)
		speed, noise := speed(s, p), c.extent.ofField(s, p)
		off.add(floats.Distance(v, want, 2)/speed, 0, noise/speed)
		if !c.extent.resolved(s) {
			continue
		}
		if d > 1 && i < c.Jacobians {
			at := func(dst, x []float64) { c.at(dst, x, time) }
			jac, budget := spectrum.Jacobian(at, x, firstStep*s.A, roundings*noise)
			norm := spectrum.Norm(jac)
			if norm != 0 { // that 0 is symmetric says nothing
				skew.add(spectrum.Asymmetry(jac)*max(1, norm)/norm, 0, 2*budget/norm)
			}
		}
		if c.linear && floats.Norm(v, 2) != 0 {
			bend.add(c.material(x, v, time, noise))
		}
	}
	off.tell(t, time, "")
	why := unresolved(s)
	if d == 1 {
		why = "in one dimension ∇v is symmetric by construction"
	}
	skew.tell(t, time, why)
	if why = unresolved(s); !c.linear {
		why = "trajectories are straight lines only with the linear schedule"
	}
	bend.tell(t, time, why)
	if variance, bound, total := c.neighbourVariance(xs, pairs, s); total > 0 {
		near.add(variance/total, 0, bound/total)
	}
	near.tell(t, time, "x1 is the same throughout the sample")
	return nil
}

// material is |∂_t v + (∇v) v| at (t, x) over |v|/(1-t), by the central difference of v along (1, v). The
// times t ± h are rounded first, so that the steps along v agree with those in t.
func (c *VectorField) material(x, v []float64, time, noise float64) (got, want, budget float64) {
	h := 0.01 * min(time, 1-time)
	at, up, down := make([]float64, len(x)), make([]float64, len(x)), make([]float64, len(x))
	after, before := time+h, time-h
	floats.AddScaledTo(at, x, after-time, v)
	c.at(up, at, after)
	floats.AddScaledTo(at, x, before-time, v)
	c.at(down, at, before)
	unit := (after - before) * floats.Norm(v, 2) / (1 - time)
	return floats.Distance(up, down, 2) / unit, 0, 2 * noise / unit
}

// A tenth of the points, but no fewer than these, are those with the closest neighbours.
const fewest = 16

// neighbourVariance estimates the mean of Var(X1|X_t), summed over coordinates, at the points of the sample
// that have the closest neighbours in X_t, by half the mean squared distance between the x1 of neighbours.
// As the sample grows, neighbours become independent draws of X1 given X_t (Devroye, Györfi, Lugosi and Walk,
// A nearest neighbor estimate of the residual variance, EJS 2018), and the choice of points by X_t alone
// leaves them so. If X1 is a 1/β-Lipschitz function of X_t, then in every sample and up to the rounding of
// X_t, the estimate is at most the bound: half the mean squared distance of the neighbours over β², which is
// what close neighbours make small. Total is Var X1.
func (c *VectorField) neighbourVariance(
	xs [][]float64, pairs []coupling.Pair, s schedule.Point,
) (variance, bound, total float64) {
	n, mean := float64(len(pairs)), make([]float64, len(xs[0]))
	for _, p := range pairs {
		floats.AddScaled(mean, 1/n, p.X1)
	}
	type neighbours struct{ far, apart float64 } // the bound of |x1 - x1'|, and its square as it is
	all := make([]neighbours, len(xs))
	for i, x := range xs {
		near, least := -1, math.Inf(1)
		for j, y := range xs {
			if j != i {
				if d := coupling.SquaredDistance(x, y); d < least {
					near, least = j, d
				}
			}
		}
		if near < 0 { // no neighbour is at a finite distance
			return math.NaN(), 0, 1
		}
		all[i].far = (math.Sqrt(least) + 2*c.extent.ofPoint(s, floats.Norm(x, 2))) / s.B
		all[i].apart = coupling.SquaredDistance(pairs[i].X1, pairs[near].X1)
		total += coupling.SquaredDistance(pairs[i].X1, mean) / n
	}
	slices.SortStableFunc(all, func(a, b neighbours) int { return cmp.Compare(a.far, b.far) })
	closest := all[:min(len(all), max(fewest, len(all)/10))]
	for _, p := range closest {
		variance += p.apart / (2 * float64(len(closest)))
		bound += p.far * p.far / (2 * float64(len(closest)))
	}
	return variance, bound, total
}
