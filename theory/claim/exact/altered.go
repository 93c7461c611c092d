package exact

import (
	"math"

	"proxflow/theory/potential"
)

// altered is a potential with a wrong prox, for negative controls: the prox uses λ(1 + detune) in place of λ,
// and its result is turned by an angle in the plane of the first two coordinates.
type altered struct {
	potential.Potential
	detune, turn float64
}

func (a altered) Prox(dst, z []float64, lambda float64) float64 {
	value := a.Potential.Prox(dst, z, lambda*(1+a.detune))
	rotate(dst, a.turn)
	return value
}

// rotate turns the first two coordinates by an angle in radians.
func rotate(x []float64, angle float64) {
	if angle != 0 {
		sin, cos := math.Sincos(angle)
		x[0], x[1] = cos*x[0]-sin*x[1], sin*x[0]+cos*x[1]
	}
}
