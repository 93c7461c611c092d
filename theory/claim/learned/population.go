package learned

import (
	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"

	"proxflow/theory/claim"
	"proxflow/theory/claim/internal/coupling"
	"proxflow/theory/potential"
	"proxflow/theory/spectrum"
)

// population is the limit of training as batches, networks and numbers of steps grow.
type population interface {
	// pair draws x0 and x1.
	pair(t *claim.Trial, x0, x1 []float64)
	// at puts the field v_t(x) into dst.
	at(dst, x []float64, time float64)
	// near returns the point of M that belongs to x at a time, with its second-order data.
	near(x []float64, time float64) (coupling.Smooth, error)
	// rates returns the eigenvalues of (1-t)∇v_t(x) in the normal and the tangential directions at this point,
	// ascending.
	rates(p coupling.Smooth, x []float64, time float64) (normal, tangential []float64, err error)
}

// population returns the population to compare with.
func (c *Flow) population(t *claim.Trial) population {
	coupling.WarnOfCaveat(t, c.target)
	if c.optimal() {
		return optimalPopulation{c}
	}
	return newPosterior(c, t)
}

// optimalPopulation is the population of the optimal coupling, computed through the prox.
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
	c.target.Map(y, x0)
	if !(floats.Distance(y, x1, 2) <= 1e-6*(1+floats.Norm(x1, 2))) {
		off := &potential.AssumptionError{Assumption: "A3", Why: "x is off the population's flow"}
		return coupling.Smooth{}, off
	}
	return coupling.SecondOrder(c.target, coupling.Pair{X0: x0, X1: x1})
}

func (c optimalPopulation) rates(
	p coupling.Smooth, x []float64, time float64,
) (normal, tangential []float64, err error) {
	s, rest := c.Schedule.At(time), 1-time
	for range len(x) - p.M {
		normal = append(normal, coupling.NormalRate(s, rest))
	}
	stretch := 1 + coupling.Hessian.Of(c.Perturb)
	for i := range p.H { // h ascends, so the rates descend
		tangential = append(tangential, coupling.TangentialRate(s, rest, stretch*p.H[p.M-1-i]))
	}
	return normal, tangential, nil
}

// split returns the eigenvalues of NᵀSN and of TᵀST, ascending. S is the symmetric part of a matrix; T and
// N are bases of the tangent and the normal space.
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
