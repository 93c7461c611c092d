package manifold

import (
	"math"

	"gonum.org/v1/gonum/mat"
)

// Spiral is the Archimedean spiral γ(θ) = s/(2π) θ (cos θ, sin θ), 0 ≤ θ ≤ 2πn, in the plane: n turns at
// distance s from each other, from the centre to radius sn.
type Spiral struct {
	Turns float64 `doc:"number of turns n" above:"0" max:"64"`
	Scale float64 `doc:"distance s between the turns" above:"0"`

	table
}

var _ = Catalog.Add("spiral", "Archimedean spiral of finite length in the plane",
	func() Manifold { return &Spiral{Turns: 2, Scale: 1} })

func (s *Spiral) domain() (a, b float64, closed bool) { return 0, 2 * math.Pi * s.Turns, false }

func (s *Spiral) jet(t float64) (y, dy, ddy vec) { return archimedean(s.Scale, t) }

func (s *Spiral) bounds() (speed, acceleration, jerk float64) {
	return archimedeanBounds(s.Scale, 2*math.Pi*s.Turns)
}

// archimedean is the jet of the spiral s/(2π) θ (cos θ, sin θ) at θ.
func archimedean(s, theta float64) (y, dy, ddy vec) {
	sin, cos := math.Sincos(theta)
	s /= 2 * math.Pi
	u, v := vec{s * cos, s * sin}, vec{-s * sin, s * cos}
	return vec{}.add(theta, u), u.add(theta, v), vec{2 * v[0], 2 * v[1]}.add(-theta, u)
}

// archimedeanBounds are the bounds of a curve for the spiral up to θ.
func archimedeanBounds(s, theta float64) (speed, acceleration, jerk float64) {
	s /= 2 * math.Pi
	return s * math.Hypot(1, theta), s * math.Hypot(2, theta), s * math.Hypot(3, theta)
}

func (s *Spiral) Dim() int                         { return 2 }
func (s *Spiral) Project(dst, x []float64) float64 { return projectOnCurve(s, dst, x) }
func (s *Spiral) Gap(x []float64) float64          { return gapOfCurve(s, x) }
func (s *Spiral) Tangent(y []float64) *mat.Dense   { return tangentOfCurve(s, y) }
func (s *Spiral) Conormals(y []float64) *mat.Dense { return conormalsOfCurve(s, y) }
func (s *Spiral) SecondForm(y, normal []float64) *mat.SymDense {
	return secondFormOfCurve(s, y, normal)
}
