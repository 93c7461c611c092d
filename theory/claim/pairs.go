package claim

import (
	"math"

	"gonum.org/v1/gonum/floats"

	"proxflow/theory/catalog"
	"proxflow/theory/potential"
)

// unit is the unit roundoff u = 2⁻⁵³ of float64.
const unit = 0x1p-53

// The couplings of source and target. Only the first is optimal; the others break the claims.
const (
	optimal     = "optimal"     // x1 = T(x0)
	independent = "independent" // x1 = T(x0') for another, independent x0'
	reversed    = "reversed"    // x1 = T(-x0)
)

// pair is a source point and its target point.
type pair struct{ x0, x1 []float64 }

// draw samples n pairs of a coupling of P0 = N(0,I) and P1 = T#P0.
func draw(t *Trial, target potential.Target, coupling string, n int) []pair {
	warnOfMasses(t, target)
	pairs := make([]pair, n)
	for i := range pairs {
		x0, x1 := t.Rand.Normals(make([]float64, target.Dim())), make([]float64, target.Dim())
		from := x0
		switch coupling {
		case independent:
			from = t.Rand.Normals(make([]float64, len(x0)))
		case reversed:
			from = floats.ScaleTo(make([]float64, len(x0)), -1, x0)
		}
		target.Map(x1, from)
		pairs[i] = pair{x0, x1}
	}
	return pairs
}

// at puts x_t = α x0 + β x1 into dst and returns α|x0| + β|x1|, the size by which its rounding is measured. It is at
// most √2 |x_t| where <x0,x1> ≥ 0, as for every monotone map that fixes 0.
func (p pair) at(dst []float64, alpha, beta float64) (size float64) {
	for i := range dst {
		dst[i] = alpha*p.x0[i] + beta*p.x1[i]
	}
	return alpha*floats.Norm(p.x0, 2) + beta*floats.Norm(p.x1, 2)
}

// extent is the largest |x1|, the size of the target: a point near the origin has the rounding of what it was computed
// with, a projection that of the ends of a segment.
func extent(pairs []pair) (most float64) {
	for _, p := range pairs {
		worst(&most, floats.Norm(p.x1, 2))
	}
	return most
}

// relative is an error in units of max(1,|x|).
func relative(err float64, x []float64) float64 { return err / max(1, floats.Norm(x, 2)) }

// worst keeps the largest of some numbers; NaN is larger than any.
func worst(sofar *float64, x float64) { *sofar = max(*sofar, x) }

// rms is the root mean square of numbers whose squares sum up to sum.
func rms(sum float64, n int) float64 { return math.Sqrt(sum / float64(n)) }

// asTarget returns φ as a target, or the error of the parameter "target".
func asTarget(phi potential.Potential) (potential.Target, error) {
	target, err := potential.AsTarget(phi)
	if err != nil {
		return nil, catalog.Bad("target", "this potential is no target: %v", err)
	}
	return target, nil
}
