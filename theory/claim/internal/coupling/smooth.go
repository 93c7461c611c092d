package coupling

import (
	"errors"

	"gonum.org/v1/gonum/mat"

	"proxflow/theory/catalog"
	"proxflow/theory/claim"
	"proxflow/theory/potential"
	"proxflow/theory/spectrum"
)

// Smooth is a target point x1 = T(x0) with the second-order data of φ. M is the dimension m of the data
// manifold there.
type Smooth struct {
	Pair
	Tangent *mat.Dense    // d×m, an orthonormal basis of the tangent space; nil for m = 0
	Hess    *mat.SymDense // m×m, the second epi-derivative in this basis; nil for m = 0
	H       []float64     // eigenvalues of Hess, ascending
	M       int
}

// SecondOrder looks up the second-order data of a pair. The target must be a potential.SecondOrder. The error
// is a *potential.AssumptionError where the theory does not apply.
func SecondOrder(target potential.Potential, p Pair) (Smooth, error) {
	tangent, hess, err := target.(potential.SecondOrder).SecondOrder(p.X1, p.X0)
	s := Smooth{Pair: p, Tangent: tangent, Hess: hess}
	if err != nil || tangent == nil {
		return s, err
	}
	_, s.M = tangent.Dims()
	var e mat.EigenSym
	if !e.Factorize(hess, false) {
		return s, errors.New("the eigenvalues of the second epi-derivative did not converge")
	}
	s.H = e.Values(nil)
	return s, nil
}

// Normal returns an orthonormal basis of the normal space at x1, d×(d-m). It is nil if m = d, or if a
// dimension other than that of the tangent space is claimed.
func (p Smooth) Normal(d int) *mat.Dense {
	if p.M == d || p.M > 0 && p.Tangent == nil {
		return nil
	}
	return spectrum.Complement(p.Tangent, d)
}

// Sample draws the points of a check: n random ones, or the single point that belongs to x0 if x0 is given.
// It leaves out points at which an assumption fails, warns of their number, and returns the reason for the
// last one.
func Sample(t *claim.Trial, target potential.Target, x0 []float64, n int) (points []Smooth, left, err error) {
	WarnOfCaveat(t, target)
	pairs := []Pair{{x0, make([]float64, target.Dim())}}
	if len(x0) > 0 {
		target.Map(pairs[0].X1, x0)
	} else {
		pairs = Draw(t, target, Optimal, n)
	}
	for _, p := range pairs {
		s, err := SecondOrder(target, p)
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

// AsSmooth returns φ as a target with second-order data, or an error that names the parameter "target".
func AsSmooth(phi potential.Potential) (potential.Target, error) {
	target, err := AsTarget(phi)
	if err != nil {
		return nil, err
	}
	if _, ok := phi.(potential.SecondOrder); !ok {
		return nil, catalog.Bad("target", "this potential has no known second epi-derivative")
	}
	return target, nil
}

// CheckStart validates the optional parameter "x0" of a check.
func CheckStart(x0 []float64, d int) error {
	if len(x0) > 0 && len(x0) != d {
		return catalog.Bad("x0", "must have %d coordinates, the dimension of the target, not %d", d, len(x0))
	}
	return nil
}
