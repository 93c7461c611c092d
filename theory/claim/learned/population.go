package learned

import (
	"math"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"

	"proxflow/theory/claim"
	"proxflow/theory/claim/internal/coupling"
	"proxflow/theory/potential"
	"proxflow/theory/schedule"
	"proxflow/theory/spectrum"
)

// population is what training would tend to with ever larger batches, networks and numbers of steps.
type population interface {
	// pair draws x0 and x1.
	pair(t *claim.Trial, x0, x1 []float64)
	// at puts the field v_t(x) into dst.
	at(dst, x []float64, time float64)
	// near is the point of M that belongs to x at a time, with its second-order data.
	near(x []float64, time float64) (coupling.Smooth, error)
	// rates are the eigenvalues of (1-t)∇v_t(x) in the normal and in the tangential directions at this point, ascending.
	rates(p coupling.Smooth, x []float64, time float64) (normal, tangential []float64, err error)
}

// population returns the one that is wanted.
func (c *Flow) population(t *claim.Trial) population {
	coupling.WarnOfCaveat(t, c.target)
	if c.optimal() {
		return optimalPopulation{c}
	}
	p := &posterior{Flow: c, y: make([]float64, posteriorSamples*c.target.Dim())}
	c.draws(t.Rand, p.y)
	return p
}

// optimalPopulation is that of the optimal coupling, through the prox.
type optimalPopulation struct{ *Flow }

func (c optimalPopulation) pair(t *claim.Trial, x0, x1 []float64) {
	c.target.Map(x1, t.Rand.Normals(x0))
}

func (c optimalPopulation) at(dst, x []float64, time float64) { c.field.At(dst, x, time) }

func (c optimalPopulation) near(x []float64, time float64) (coupling.Smooth, error) {
	s, x0, x1 := c.Schedule.At(time), make([]float64, len(x)), make([]float64, len(x))
	c.field.Recover(x1, x, time)
	for i, y := range x1 {
		x0[i] = (x[i] - s.B*y) / s.A
	}
	// Off the population's flow the prox is still defined, but x1 is not T(x0): in a ball, x0 = 0.
	y := make([]float64, len(x))
	if c.target.Map(y, x0); !(floats.Distance(y, x1, 2) <= 1e-6*(1+floats.Norm(x1, 2))) {
		return coupling.Smooth{}, &potential.AssumptionError{Assumption: "A3", Why: "x is off the population's flow"}
	}
	return coupling.SecondOrder(c.target, coupling.Pair{X0: x0, X1: x1})
}

func (c optimalPopulation) rates(p coupling.Smooth, x []float64, time float64) (normal, tangential []float64, err error) {
	s, rest := c.Schedule.At(time), 1-time
	for range len(x) - p.M {
		normal = append(normal, coupling.NormalRate(s, rest))
	}
	for i := range p.H { // h ascends, so the rates descend
		tangential = append(tangential, coupling.TangentialRate(s, rest, p.H[p.M-1-i]))
	}
	return normal, tangential, nil
}

// posteriorSamples is the number of target points that stand for P1 under independent coupling. Those within about α/β of x
// count: of a curve of length ℓ at α = 0.05 a part of 0.2/ℓ.
const posteriorSamples = 1 << 15

// posterior is the population of the independent coupling: v_t(x) = α̇ (x-βm)/α + β̇ m, m = E(X1|X_t = x), and
// ∇v_t = (α̇/α) I + (β̇-α̇β/α)(β/α²) Var(X1|X_t = x), by samples of P1 with the weights exp(-|x-βy|²/(2α²)).
type posterior struct {
	*Flow
	y []float64 // by rows
}

func (p *posterior) pair(t *claim.Trial, x0, x1 []float64) {
	p.target.Map(x1, t.Rand.Normals(x0))
	t.Rand.Normals(x0)
}

// moments returns mean and covariance of X1 given X_t = x.
func (p *posterior) moments(s schedule.Point, x []float64) (mean []float64, cov *mat.SymDense) {
	d := len(x)
	n := len(p.y) / d
	exponents, most := make([]float64, n), math.Inf(-1)
	for j := range exponents {
		r2 := 0.0
		for k, xk := range x {
			e := xk - s.B*p.y[j*d+k]
			r2 += e * e
		}
		exponents[j] = -r2 / (2 * s.A * s.A)
		most = max(most, exponents[j])
	}
	total, square := 0.0, make([]float64, d*d)
	mean, cov = make([]float64, d), mat.NewSymDense(d, nil)
	for j, e := range exponents {
		if e < most-36 { // a weight below 2⁻⁵²
			continue
		}
		w, y := math.Exp(e-most), p.y[j*d:(j+1)*d]
		total += w
		for k, yk := range y {
			mean[k] += w * yk
			for l := k; l < d; l++ {
				square[k*d+l] += w * yk * y[l]
			}
		}
	}
	floats.Scale(1/total, mean)
	for k := range d {
		for l := k; l < d; l++ {
			cov.SetSym(k, l, square[k*d+l]/total-mean[k]*mean[l])
		}
	}
	return mean, cov
}

func (p *posterior) at(dst, x []float64, time float64) {
	s := p.Schedule.At(time)
	mean, _ := p.moments(s, x)
	for i, m := range mean {
		dst[i] = s.DA*((x[i]-s.B*m)/s.A) + s.DB*m
	}
}

// near is T(x/β): the posterior is about the part of M that is nearest to x/β.
func (p *posterior) near(x []float64, time float64) (coupling.Smooth, error) {
	z, y := make([]float64, len(x)), make([]float64, len(x))
	floats.ScaleTo(z, 1/p.Schedule.At(time).B, x)
	p.target.Map(y, z)
	return coupling.SecondOrder(p.target, coupling.Pair{X0: z, X1: y})
}

func (p *posterior) rates(q coupling.Smooth, x []float64, time float64) (normal, tangential []float64, err error) {
	s, d := p.Schedule.At(time), len(x)
	_, cov := p.moments(s, x)
	jac := mat.NewDense(d, d, nil)
	jac.Scale((1-time)*(s.DB-s.DA*s.B/s.A)*s.B/(s.A*s.A), cov)
	for i := range d {
		jac.Set(i, i, jac.At(i, i)+(1-time)*s.DA/s.A)
	}
	return split(q, jac)
}

// split returns the eigenvalues of NᵀSN and of TᵀST, S the symmetric part of a matrix, T and N bases of the tangent and of the
// normal space, ascending.
func split(p coupling.Smooth, a *mat.Dense) (normal, tangential []float64, err error) {
	d, _ := a.Dims()
	within := func(basis *mat.Dense) ([]float64, error) {
		if basis == nil {
			return nil, nil
		}
		var ab, block mat.Dense
		ab.Mul(a, basis)
		block.Mul(basis.T(), &ab)
		values, _, err := spectrum.Eigen(&block)
		return values, err
	}
	if normal, err = within(p.Normal(d)); err == nil && p.M > 0 {
		tangential, err = within(p.Tangent)
	}
	return normal, tangential, err
}
