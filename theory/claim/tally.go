package claim

import (
	"errors"
	"math"

	"proxflow/theory/catalog"
	"proxflow/theory/potential"

	"gonum.org/v1/gonum/mat"
)

// tally keeps, of measurements at several points, the one whose error is largest in its own budget, so that a coarse
// measurement at one point does not excuse a wrong one at another. NaN is larger than any.
type tally struct {
	got, want, budget float64
	n                 int
}

func (y *tally) add(got, want, budget float64) {
	if y.n++; y.n > 1 && math.IsNaN(y.got-y.want) {
		return
	}
	if y.n == 1 || !(math.Abs(got-want)*y.budget <= math.Abs(y.got-y.want)*budget) {
		y.got, y.want, y.budget = got, want, budget
	}
}

// tell records the measurement kept, or why there is none.
func (y *tally) tell(t *Trial, metric string, at float64, none string) {
	if y.n == 0 {
		t.Skip(metric, at, none)
		return
	}
	t.Expect(metric, at, y.got, y.want, y.budget)
}

// smooth is a target point x1 = T(x0) with its second-order data.
type smooth struct {
	pair
	tangent *mat.Dense    // d×m, nil for m = 0
	hess    *mat.SymDense // m×m, nil for m = 0
	h       []float64     // eigenvalues of hess, ascending
	m       int
}

// secondOrder looks up the second-order data of a pair. The error is a *potential.AssumptionError where the theory does
// not apply.
func secondOrder(target potential.Potential, p pair) (smooth, error) {
	tangent, hess, err := target.(potential.SecondOrder).SecondOrder(p.x1, p.x0)
	s := smooth{pair: p, tangent: tangent, hess: hess}
	if err != nil || tangent == nil {
		return s, err
	}
	_, s.m = tangent.Dims()
	var e mat.EigenSym
	if !e.Factorize(hess, false) {
		return s, errors.New("the eigenvalues of the second epi-derivative did not converge")
	}
	s.h = e.Values(nil)
	return s, nil
}

// sample draws the points of a check: n random ones, or the single one given by x0. Those at which an assumption fails
// are left out, with the reason of the last; a warning counts them.
func sample(t *Trial, target potential.Target, x0 []float64, n int) (points []smooth, left error, err error) {
	pairs := []pair{{x0, make([]float64, target.Dim())}}
	if len(x0) > 0 {
		target.Map(pairs[0].x1, x0)
	} else {
		pairs = draw(t, target, optimal, n)
	}
	for _, p := range pairs {
		s, err := secondOrder(target, p)
		if a := (*potential.AssumptionError)(nil); errors.As(err, &a) {
			left = a
			continue
		}
		if err != nil {
			return nil, nil, err
		}
		points = append(points, s)
	}
	if n := len(pairs) - len(points); n > 0 && len(points) > 0 {
		t.Warn("%d of %d points are left out: %v", n, len(pairs), left)
	}
	return points, left, nil
}

// asSmooth returns φ as a target with second-order data, or the error of the parameter "target".
func asSmooth(phi potential.Potential) (potential.Target, error) {
	target, err := asTarget(phi)
	if err != nil {
		return nil, err
	}
	if _, ok := phi.(potential.SecondOrder); !ok {
		return nil, catalog.Bad("target", "this potential has no known second epi-derivative")
	}
	return target, nil
}

// checkStart validates the optional parameter "x0" of a check.
func checkStart(x0 []float64, d int) error {
	if len(x0) > 0 && len(x0) != d {
		return catalog.Bad("x0", "must have the %d coordinates of the target's space, not %d", d, len(x0))
	}
	return nil
}
