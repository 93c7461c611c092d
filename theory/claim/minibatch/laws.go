package minibatch

import (
	"math"
	"sync"

	"gonum.org/v1/gonum/floats"

	"proxflow/theory/ot/orderstat"
	"proxflow/theory/potential"
)

// planLaw returns E|X1^σ - T(X0)|² where a closed form is known, NaN elsewhere. It depends on the source only
// through its ranks.
func (c *Convergence) planLaw(n int) float64 {
	switch phi := c.Target.(type) {
	case *potential.Uniform:
		return orderstat.UniformPlanError(n, phi.High-phi.Low)
	case *potential.TwoAtoms:
		return orderstat.TwoAtomsPlanError(n, phi.A, 0.5)
	case *potential.Atoms:
		if len(phi.Points) == 2 && len(phi.Weights) == 2 {
			apart := floats.Distance(phi.Points[0], phi.Points[1], 2)
			return orderstat.TwoAtomsPlanError(n, apart/2, phi.Weights[0]/floats.Sum(phi.Weights))
		}
	case *potential.Gaussian:
		if phi.Dim() == 1 {
			sd := c.slope()
			return sd * sd * remember(n, func() float64 { return orderstat.NormalPlanError(n, 1) })
		}
	}
	return math.NaN()
}

// biasLaw returns the expected cost minus W2² for a normal source where it is known, NaN elsewhere. For T =
// b + s x it is the plan error over s: |X1^σ| and |T(X0)| have the same distribution, so the plan error is
// -2 E<T(X0), X1^σ - T(X0)> and the bias is -2 E<X0, X1^σ - T(X0)>.
func (c *Convergence) biasLaw(n int) float64 {
	type key struct {
		target any // by value, since each trial builds its own
		n      int
	}
	monotone := func(target any, breaks ...float64) float64 {
		return remember(key{target, n}, func() float64 {
			law, off := orderstat.MonotoneCostBias(n, func(x float64) float64 {
				y := []float64{0}
				c.points.Map(y, []float64{x})
				return y[0]
			}, breaks...)
			if off > 1e-9*law {
				return math.NaN()
			}
			return law
		})
	}
	if c.Source != fromNormal {
		return math.NaN()
	}
	switch phi := c.Target.(type) {
	case *potential.Uniform:
		return monotone(*phi)
	case *potential.TwoAtoms:
		return monotone(*phi, 0)
	case *potential.Gaussian:
		if phi.Dim() == 1 && c.slope() > 0 {
			return c.planLaw(n) / c.slope()
		}
	}
	return math.NaN()
}

// slope returns s = T(1) - T(0) of a map T = b + s x.
func (c *Convergence) slope() float64 {
	low, high := []float64{0}, []float64{0}
	c.points.Map(low, []float64{0})
	c.points.Map(high, []float64{1})
	return high[0] - low[0]
}

// remembered caches laws that take O(n√n) time and are needed in every repeat, by what they depend on.
var remembered sync.Map

func remember(key any, law func() float64) float64 {
	value, ok := remembered.Load(key)
	if !ok {
		value, _ = remembered.LoadOrStore(key, law())
	}
	return value.(float64)
}

// knowsField reports whether the minibatch field is known: for two atoms and a normal source.
func (c *Convergence) knowsField() bool {
	_, ok := c.Target.(*potential.TwoAtoms)
	return ok && c.Source == fromNormal
}

// twoAtoms returns that field.
func (c *Convergence) twoAtoms(n int) *orderstat.TwoAtomsField {
	return orderstat.NewTwoAtomsField(n, c.Target.(*potential.TwoAtoms).A)
}
