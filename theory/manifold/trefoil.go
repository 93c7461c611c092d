package manifold

import (
	"math"

	"gonum.org/v1/gonum/mat"
)

// Trefoil is the trefoil knot γ(t) = s (sin t + 2 sin 2t, cos t - 2 cos 2t, -sin 3t) in R³, a closed curve.
type Trefoil struct {
	Scale float64 `doc:"size s; the knot reaches 3s from its axis" above:"0"`

	table
}

var _ = Catalog.Add("trefoil", "trefoil knot in R³", func() Manifold { return &Trefoil{Scale: 0.5} })

func (k *Trefoil) domain() (a, b float64, closed bool) { return 0, 2 * math.Pi, true }

func (k *Trefoil) jet(t float64) (y, dy, ddy vec) {
	s1, c1 := math.Sincos(t)
	s2, c2 := math.Sincos(2 * t)
	s3, c3 := s2*c1+c2*s1, c2*c1-s2*s1 // 3t would be rounded
	s := k.Scale
	return vec{s * (s1 + 2*s2), s * (c1 - 2*c2), -s * s3},
		vec{s * (c1 + 4*c2), s * (-s1 + 4*s2), -3 * s * c3},
		vec{s * (-s1 - 8*s2), s * (-c1 + 8*c2), 9 * s * s3}
}

// bounds adds up the amplitudes: the parts in t and 2t are circles, and their sum is at most the sum of the
// radii.
func (k *Trefoil) bounds() (speed, acceleration, jerk float64) {
	return k.Scale * math.Hypot(1+4, 3), k.Scale * math.Hypot(1+8, 9), k.Scale * math.Hypot(1+16, 27)
}

func (k *Trefoil) Dim() int                         { return 3 }
func (k *Trefoil) Project(dst, x []float64) float64 { return projectOnCurve(k, dst, x) }
func (k *Trefoil) Gap(x []float64) float64          { return gapOfCurve(k, x) }
func (k *Trefoil) Tangent(y []float64) *mat.Dense   { return tangentOfCurve(k, y) }
func (k *Trefoil) Conormals([]float64) *mat.Dense   { return nil }
func (k *Trefoil) SecondForm(y, normal []float64) *mat.SymDense {
	return secondFormOfCurve(k, y, normal)
}
