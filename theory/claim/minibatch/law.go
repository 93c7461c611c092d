package minibatch

import (
	"errors"
	"fmt"
	"math"
	"sync"

	"gonum.org/v1/gonum/floats"

	"proxflow/theory/claim"
	"proxflow/theory/claim/internal/coupling"
	"proxflow/theory/ot/orderstat"
	"proxflow/theory/potential"
)

// planLaw is E|X1^σ - T(X0)|² where it is known in closed form, NaN elsewhere. It depends on the ranks of the source alone.
func (c *Convergence) planLaw(n int) float64 {
	switch phi := c.Target.(type) {
	case *potential.Uniform:
		return orderstat.UniformPlanError(n, phi.High-phi.Low)
	case *potential.TwoAtoms:
		return orderstat.TwoAtomsPlanError(n, phi.A, 0.5)
	case *potential.Atoms:
		if len(phi.Points) == 2 && len(phi.Weights) == 2 {
			return orderstat.TwoAtomsPlanError(n, floats.Distance(phi.Points[0], phi.Points[1], 2)/2, phi.Weights[0]/floats.Sum(phi.Weights))
		}
	case *potential.Gaussian:
		if phi.Dim() == 1 {
			sd := c.slope()
			return sd * sd * remember(n, func() float64 { return orderstat.NormalPlanError(n, 1) })
		}
	}
	return math.NaN()
}

// remembered laws, by what they depend on, are those that take O(n√n) time and are wanted in every repeat.
var remembered sync.Map

func remember(key any, law func() float64) float64 {
	value, ok := remembered.Load(key)
	if !ok {
		value, _ = remembered.LoadOrStore(key, law())
	}
	return value.(float64)
}

// biasLaw is E|X1^σ - X0|² - E|T(X0) - X0|² where it is known, NaN elsewhere. For T = b + s x it is the plan error over s: |X1^σ| and
// |T(X0)| have the same law, so that the plan error is -2 E<T(X0), X1^σ - T(X0)> and the bias -2 E<X0, X1^σ - T(X0)>.
func (c *Convergence) biasLaw(n int) float64 {
	type key struct {
		target any // by value, since each trial makes its own
		n      int
	}
	monotone := func(target any, breaks ...float64) float64 {
		return remember(key{target, n}, func() float64 {
			law, off := orderstat.MonotoneCostBias(n, func(x float64) float64 {
				y := []float64{0}
				c.target.Map(y, []float64{x})
				return y[0]
			}, breaks...)
			if off > 1e-9*law {
				return math.NaN()
			}
			return law
		})
	}
	switch phi := c.Target.(type) {
	case *potential.Uniform:
		if c.Source == "uniform" {
			return c.planLaw(n) / c.slope()
		}
		return monotone(*phi)
	case *potential.TwoAtoms:
		if c.Source == "normal" {
			return monotone(*phi, 0)
		}
	case *potential.Gaussian:
		if c.Source == "normal" && phi.Dim() == 1 && c.slope() > 0 {
			return c.planLaw(n) / c.slope()
		}
	}
	return math.NaN()
}

// slope is T(1) - T(0) from the source that makes T affine.
func (c *Convergence) slope() float64 {
	if u, ok := c.Target.(*potential.Uniform); ok {
		return u.High - u.Low
	}
	low, high := make([]float64, c.target.Dim()), make([]float64, c.target.Dim())
	c.target.Map(low, make([]float64, len(low)))
	one := make([]float64, len(high))
	one[0] = 1
	c.target.Map(high, one)
	return high[0] - low[0]
}

// twoAtoms is the minibatch field of two atoms with a normal source, nil for other problems.
func (c *Convergence) twoAtoms(n int) *orderstat.TwoAtomsField {
	if phi, ok := c.Target.(*potential.TwoAtoms); ok && c.Source == "normal" {
		return orderstat.NewTwoAtomsField(n, phi.A)
	}
	return nil
}

// expectation is what the mean plan error is compared with: an exact law, or a rate up to a constant.
type expectation struct {
	law   func(n float64) float64 // nil if there is none
	none  string                  // why
	exact bool
}

func (c *Convergence) expected(t *claim.Trial) (expectation, error) {
	if !math.IsNaN(c.planLaw(1)) {
		return expectation{law: func(n float64) float64 { return c.planLaw(int(n)) }, exact: true}, nil
	}
	m, err := 0, error(nil)
	switch c.Rate {
	case "jump": // as of atoms
	case "vortex": // the log n/n of two dimensions
		m = 2
	default:
		m, err = c.dimension(t)
	}
	switch {
	case err == nil:
		return expectation{law: func(n float64) float64 { return orderstat.PredictedRate(m, n) }}, nil
	case c.Rate == "dimension":
		return expectation{}, err
	}
	return expectation{none: err.Error()}, nil
}

// dimension is that of the data manifold, if it is the same everywhere.
func (c *Convergence) dimension(t *claim.Trial) (int, error) {
	if _, ok := c.Target.(potential.SecondOrder); !ok {
		return 0, errors.New("the dimension of the data manifold is not known")
	}
	points, left, err := coupling.Sample(t, c.target, nil, 32)
	switch {
	case err != nil:
		return 0, err
	case len(points) == 0:
		return 0, left
	}
	least, most := points[0].M, points[0].M
	for _, p := range points {
		least, most = min(least, p.M), max(most, p.M)
	}
	if least != most {
		return 0, fmt.Errorf("the data manifold has parts of dimensions %d and %d", least, most)
	}
	return most, nil
}
