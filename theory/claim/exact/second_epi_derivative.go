package exact

import (
	"context"
	"iter"
	"math"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"

	"proxflow/theory/claim"
	"proxflow/theory/claim/internal/coupling"
	"proxflow/theory/potential"
	"proxflow/theory/rate"
	"proxflow/theory/spectrum"
)

// SecondEpiDerivative checks claim S: at x1 for x0 ∈ ∂φ(x1), the second epi-derivative of φ is <Hw,w> on the
// tangent space T and +∞ off it. With the second-order difference quotient Δ_τ of φ,
//
//	prox_{s·Δ_τ/2}(w) = Q_τ(w) = [prox_{sφ}(x1 + s x0 + τw) - x1]/τ,
//
// and convex functions epi-converge if and only if their proxes converge (Attouch, Variational Convergence
// for Functions and Operators, 1984). So the check is whether Q_τ(w) → (I+sH)⁻¹ P_T w as τ → 0, for tangent,
// normal and mixed unit vectors w.
//
// τ runs from 1 down over eight decades. The limit is measured at the τ with the least budget. The budget is
// the change of Q from this τ to the next smaller one, which bounds the truncation error, plus the rounding
// error u|z|/τ.
type SecondEpiDerivative struct {
	Target potential.Potential `doc:"the potential φ"`
	S      []float64           `doc:"the prox parameters s" above:"0" scalar:"yes" len:"1"`
	Points int                 `doc:"sampled points x1 = T(x0)" min:"1" max:"100000"`
	X0     []float64           `doc:"the source point, in place of sampled ones"`

	// What controls vary.
	Perturb claim.Perturbation `doc:"what is perturbed, which breaks the claim" optional:"yes"`

	target potential.Target
	extent extent
}

var _ = claim.Catalog.Add("second-epi-derivative",
	"claim S: the potential is twice epi-differentiable along the data manifold", func() claim.Check {
		return &SecondEpiDerivative{S: []float64{0.1, 1, 10}, Points: 16}
	})

func (c *SecondEpiDerivative) Init() (err error) {
	if c.target, err = coupling.AsSmooth(c.Target); err != nil {
		return err
	}
	if err := claim.CheckPerturbation(c, c.Perturb); err != nil {
		return err
	}
	return coupling.CheckStart(c.X0, c.target.Dim())
}

// What claim S measures at the best τ, at the point and in the direction where the error is largest relative
// to its budget. Along tangent and mixed directions errors are in units of the limit.
var (
	quotientMetrics claim.Metrics

	quotientError = quotientMetrics.Add("quotient-error",
		"|Q_τ(w) - (I+sH)⁻¹ P_T w| over unit directions w", 4, 1)
	normalBlowUp = quotientMetrics.Add("normal-blow-up",
		"|Q_τ(w)| along unit normals, which tends to 0 as the second-order quotient tends to +∞", 4, 1)
	sideDifference = quotientMetrics.Add("side-difference",
		"|Q_τ(w) + Q_τ(-w)|: the limit is linear", 4, 1)
	quotientOrder = quotientMetrics.Add("order",
		"exponent p of |Q_τ(w) - (I+sH)⁻¹ P_T w| ~ τ^p above rounding; expected: the nearest integer ≥ 1; "+
			"the budget is the interval of the fit plus the change that rounding can cause", 2, 1)
)

func (*SecondEpiDerivative) Metrics() []claim.Metric { return quotientMetrics }

func (*SecondEpiDerivative) Sensitivities() []claim.Sensitivity {
	return []claim.Sensitivity{
		{Kind: coupling.Hessian, By: []claim.Metric{quotientError, quotientOrder}},
		{Kind: tangent, By: []claim.Metric{quotientError, normalBlowUp}},
		{Kind: kink, By: []claim.Metric{quotientError, sideDifference}},
	}
}

// taus returns the steps of the quotient: two per decade over eight decades, from 1 down.
func taus() []float64 {
	steps := make([]float64, 17)
	for i := range steps {
		steps[i] = math.Pow(10, -float64(i)/2)
	}
	return steps
}

func (c *SecondEpiDerivative) Run(ctx context.Context, t *claim.Trial) error {
	points, left, err := coupling.Sample(t, c.target, c.X0, c.Points)
	if err != nil {
		return err
	}
	c.extent = extentAround(t, c.target, points)
	for _, s := range c.S {
		if len(points) == 0 {
			c.withoutAssumption(t, s, left)
			continue
		}
		if err := c.measure(ctx, t, points, s); err != nil {
			return err
		}
	}
	return nil
}

// withoutAssumption measures the only thing that makes sense where an assumption fails: whether the limits
// from w and -w differ.
func (c *SecondEpiDerivative) withoutAssumption(t *claim.Trial, s float64, left error) {
	skip(t, s, left.Error(), quotientError, normalBlowUp, quotientOrder)
	if len(c.X0) == 0 {
		skip(t, s, left.Error(), sideDifference)
		return
	}
	p := coupling.Pair{X0: c.X0, X1: make([]float64, len(c.X0))}
	c.target.Map(p.X1, p.X0)
	sides := tally{metric: sideDifference}
	for range 8 {
		w := direction(t, nil, len(c.X0))
		addSides(&sides, c.quotients(p, s, w), c.quotients(p, s, negative(w)), 1)
	}
	sides.tell(t, s, "")
}

func (c *SecondEpiDerivative) measure(
	ctx context.Context, t *claim.Trial, points []coupling.Smooth, s float64,
) error {
	d := c.target.Dim()
	limit, blowUp := tally{metric: quotientError}, tally{metric: normalBlowUp}
	sides, orders := tally{metric: sideDifference}, tally{metric: quotientOrder}
	for _, p := range points {
		if err := ctx.Err(); err != nil {
			return err
		}
		tilt(&p, tangent.Of(c.Perturb))
		derivative, err := resolvent(p, s*(1+coupling.Hessian.Of(c.Perturb)), d)
		if err != nil {
			return err
		}
		for kind, basis := range directions(p, d) {
			w := direction(t, basis, d)
			q := c.quotients(p.Pair, s, w)
			want := mat.NewVecDense(d, nil)
			want.MulVec(derivative, mat.NewVecDense(d, w))
			unit := 1.0
			if kind != "normal" { // along normals the limit is 0 up to rounding
				unit = mat.Norm(want, 2)
			}
			best := q.best()
			limit.add(floats.Distance(q.value[best], want.RawVector().Data, 2)/unit, 0, q.budget[best]/unit)
			if kind == "normal" {
				blowUp.add(floats.Norm(q.value[best], 2), 0, q.budget[best])
			}
			addSides(&sides, q, c.quotients(p.Pair, s, negative(w)), unit)
			q.addOrder(&orders, want.RawVector().Data)
		}
	}
	limit.tell(t, s, "")
	blowUp.tell(t, s, "the target is full-dimensional: there are no normals")
	sides.tell(t, s, "")
	orders.tell(t, s, "the quotient is exact up to rounding at all but a few τ")
	return nil
}

// tilt turns the first vector of the tangent basis towards a normal, if there are both.
func tilt(p *coupling.Smooth, angle float64) {
	d := len(p.X1)
	if angle == 0 || p.Tangent == nil || p.M == d {
		return
	}
	sin, cos := math.Sincos(angle)
	normal := mat.Col(nil, 0, p.Normal(d))
	first := mat.Col(nil, 0, p.Tangent)
	floats.Scale(cos, first)
	floats.AddScaled(first, sin, normal)
	p.Tangent = mat.DenseCopyOf(p.Tangent)
	p.Tangent.SetCol(0, first)
}

// directions yields bases of the tangent, normal and mixed directions, as far as they exist; nil stands for
// the whole space.
func directions(p coupling.Smooth, d int) iter.Seq2[string, *mat.Dense] {
	return func(yield func(string, *mat.Dense) bool) {
		_ = (p.M == 0 || yield("tangent", p.Tangent)) &&
			(p.M == d || yield("normal", spectrum.Complement(p.Tangent, d))) &&
			(p.M == 0 || p.M == d || yield("mixed", nil))
	}
}

// resolvent is (I+sH)⁻¹ P_T as a d×d matrix.
func resolvent(p coupling.Smooth, s float64, d int) (*mat.Dense, error) {
	out := mat.NewDense(d, d, nil)
	if p.Tangent == nil {
		return out, nil
	}
	a := mat.NewDense(p.M, p.M, nil)
	a.Scale(s, p.Hess)
	for i := range p.M {
		a.Set(i, i, a.At(i, i)+1)
	}
	var half mat.Dense
	if err := half.Solve(a, p.Tangent.T()); err != nil {
		return nil, err
	}
	out.Mul(p.Tangent, &half)
	return out, nil
}

// direction draws a unit vector in the span of a basis, or in the whole space if the basis is nil.
func direction(t *claim.Trial, basis *mat.Dense, d int) []float64 {
	w := mat.NewVecDense(d, nil)
	if basis == nil {
		t.Rand.Normals(w.RawVector().Data)
	} else {
		_, m := basis.Dims()
		w.MulVec(basis, mat.NewVecDense(m, t.Rand.Normals(make([]float64, m))))
	}
	w.ScaleVec(1/mat.Norm(w, 2), w)
	return w.RawVector().Data
}

func negative(w []float64) []float64 { return floats.ScaleTo(make([]float64, len(w)), -1, w) }

// quotients holds Q_τ(w) for every τ, with rounding errors and budgets.
type quotients struct {
	tau, rounding, budget []float64
	value                 [][]float64
}

func (c *SecondEpiDerivative) quotients(p coupling.Pair, s float64, w []float64) quotients {
	d := len(w)
	q := quotients{tau: taus()}
	if w[0] > 0 {
		s *= 1 + kink.Of(c.Perturb)
	}
	z := make([]float64, d)
	for _, tau := range q.tau {
		y := make([]float64, d)
		for i := range z {
			z[i] = p.X1[i] + s*p.X0[i] + tau*w[i]
		}
		c.Target.Prox(y, z, s)
		floats.Sub(y, p.X1)
		floats.Scale(1/tau, y)
		q.value = append(q.value, y)
		size := max(floats.Norm(p.X1, 2)+s*floats.Norm(p.X0, 2), c.extent.target) + tau
		q.rounding = append(q.rounding, 16*claim.Unit*size/tau)
	}
	for i := range q.tau {
		next := min(i+1, len(q.tau)-1)
		change := 2 * floats.Distance(q.value[i], q.value[next], 2)
		if i == next {
			change = math.Inf(1)
		}
		q.budget = append(q.budget, change+q.rounding[i])
	}
	return q
}

// best returns the index of the τ with the least budget.
func (q quotients) best() int { return floats.MinIdx(q.budget) }

// addSides adds the difference of the limits from w and -w, at the τ whose joint budget is least.
func addSides(y *tally, plus, minus quotients, unit float64) {
	budget := floats.AddTo(make([]float64, len(plus.tau)), plus.budget, minus.budget)
	i := floats.MinIdx(budget)
	sum := floats.AddTo(make([]float64, len(plus.value[i])), plus.value[i], minus.value[i])
	y.add(floats.Norm(sum, 2)/unit, 0, budget[i]/unit)
}

// addOrder adds the exponent of |Q_τ(w) - want| in τ, if a power of τ fits.
func (q quotients) addOrder(y *tally, want []float64) {
	fit := func(shift float64) (rate.Line, error) {
		n := len(q.tau)
		tau, e, floor := make([]float64, n), make([]float64, n), make([]float64, n)
		for i := range n { // ascending
			tau[n-1-i] = q.tau[i]
			e[n-1-i] = floats.Distance(q.value[i], want, 2) + shift*q.rounding[i]
			floor[n-1-i] = 10 * q.rounding[i]
		}
		return rate.Order(tau, e, floor)
	}
	line, err := fit(0)
	more, err2 := fit(1)
	less, err3 := fit(-1)
	if err != nil || err2 != nil || err3 != nil {
		return
	}
	p, budget := max(1, math.Round(line.Slope)), line.Half+math.Abs(more.Slope-less.Slope)
	if y.metric.Coarse(p, p, budget) == "" {
		y.add(line.Slope, p, budget)
	}
}
