// Package coupling draws pairs (x0, x1) of source and target points for the checks, and looks up the
// second-order data of the potential at x1. There are two types: Pair, and Smooth, a Pair with these data.
package coupling

import (
	"gonum.org/v1/gonum/floats"

	"proxflow/theory/catalog"
	"proxflow/theory/claim"
	"proxflow/theory/potential"
)

// The couplings of source and target. Only the first is optimal; the others break the claims.
const (
	Optimal     = "optimal"     // x1 = T(x0)
	Independent = "independent" // x1 = T(x0') for another, independent x0'
	Reversed    = "reversed"    // x1 = T(-x0)
)

// Pair is a source point and its target point.
type Pair struct{ X0, X1 []float64 }

// NewPair returns a pair of zeros in R^d.
func NewPair(d int) Pair { return Pair{X0: make([]float64, d), X1: make([]float64, d)} }

// Draw samples n pairs of a coupling of P0 = N(0,I) and P1 = T#P0.
func Draw(t *claim.Trial, target potential.Target, coupling string, n int) []Pair {
	WarnOfCaveat(t, target)
	pairs := make([]Pair, n)
	for i := range pairs {
		x0, x1 := t.Rand.Normals(make([]float64, target.Dim())), make([]float64, target.Dim())
		from := x0
		switch coupling {
		case Independent:
			from = t.Rand.Normals(make([]float64, len(x0)))
		case Reversed:
			from = floats.ScaleTo(make([]float64, len(x0)), -1, x0)
		}
		target.Map(x1, from)
		pairs[i] = Pair{x0, x1}
	}
	return pairs
}

// At puts x_t = α x0 + β x1 into dst and returns α|x0| + β|x1|, the scale of the rounding error of x_t.
// This is at most √2 |x_t| if <x0,x1> ≥ 0, as for every monotone map that fixes 0.
func (p Pair) At(dst []float64, alpha, beta float64) (size float64) {
	for i := range dst {
		dst[i] = alpha*p.X0[i] + beta*p.X1[i]
	}
	return alpha*floats.Norm(p.X0, 2) + beta*floats.Norm(p.X1, 2)
}

// SquaredDistance is |x-y|².
func SquaredDistance(x, y []float64) float64 {
	r := floats.Distance(x, y, 2)
	return r * r
}

// AsTarget returns φ as a target, or an error that names the parameter "target".
func AsTarget(phi potential.Potential) (potential.Target, error) {
	target, err := potential.AsTarget(phi)
	if err != nil {
		return nil, catalog.Bad("target", "this potential cannot serve as a target: %v", err)
	}
	return target, nil
}
