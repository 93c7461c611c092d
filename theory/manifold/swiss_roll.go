package manifold

import (
	"math"

	"gonum.org/v1/gonum/mat"
)

// SwissRoll is the surface (ρ cos θ, h, ρ sin θ) in R³ with ρ = sθ/(2π), 2πb ≤ θ ≤ 2π(b+n), |h| ≤ w/2: the
// product of a piece of Archimedean spiral and a segment. Four curves are its edges, and four points the
// corners.
type SwissRoll struct {
	Begin float64 `doc:"turns b left out at the centre" min:"0" max:"64"`
	Turns float64 `doc:"number of turns n" above:"0" max:"64"`
	Scale float64 `doc:"distance s between the turns" above:"0"`
	Width float64 `doc:"width w, along the second axis" above:"0"`

	table
}

var _ = Catalog.Add("swiss-roll", "rolled-up rectangle in R³, with edges and corners",
	func() Manifold { return &SwissRoll{Begin: 0.75, Turns: 1.5, Scale: 1, Width: 2} })

func (s *SwissRoll) domain() (a, b float64, closed bool) {
	return 2 * math.Pi * s.Begin, 2 * math.Pi * (s.Begin + s.Turns), false
}

func (s *SwissRoll) jet(t float64) (y, dy, ddy vec) { return archimedean(s.Scale, t) }

func (s *SwissRoll) bounds() (speed, acceleration, jerk float64) {
	return archimedeanBounds(s.Scale, 2*math.Pi*(s.Begin+s.Turns))
}

func (s *SwissRoll) Dim() int { return 3 }

func (s *SwissRoll) Project(dst, x []float64) float64 {
	first, _ := feet(s, vec{x[0], x[2]}, false)
	dst[0], dst[1], dst[2] = first.y[0], s.clamp(x[1]), first.y[1]
	return math.Hypot(first.dist, x[1]-dst[1])
}

func (s *SwissRoll) Gap(x []float64) float64 {
	return gapBetweenFeet(s, vec{x[0], x[2]}, x[1]-s.clamp(x[1]))
}

func (s *SwissRoll) Tangent(y []float64) *mat.Dense {
	p, side := s.locate(y)
	var basis [][]float64
	if p.end == 0 {
		basis = append(basis, []float64{p.tangent[0], 0, p.tangent[1]})
	}
	if side == 0 {
		basis = append(basis, []float64{0, 1, 0})
	}
	return columns(basis...)
}

func (s *SwissRoll) SecondForm(y, normal []float64) *mat.SymDense {
	p, side := s.locate(y)
	var curvatures []float64
	if p.end == 0 {
		curvatures = append(curvatures, p.curvature.dot(vec{normal[0], normal[2]}))
	}
	if side == 0 {
		curvatures = append(curvatures, 0)
	}
	return diagonal(curvatures...)
}

func (s *SwissRoll) Conormals(y []float64) *mat.Dense {
	p, side := s.locate(y)
	var outward [][]float64
	if p.end != 0 {
		outward = append(outward, []float64{p.end * p.tangent[0], 0, p.end * p.tangent[1]})
	}
	if side != 0 {
		outward = append(outward, []float64{0, side, 0})
	}
	return columns(outward...)
}

// clamp returns the nearest height on the surface.
func (s *SwissRoll) clamp(h float64) float64 { return max(-s.Width/2, min(h, s.Width/2)) }

// locate returns the place of y on the spiral, and ±1 if it is on the edge |h| = w/2, else 0.
func (s *SwissRoll) locate(y []float64) (p place, side float64) {
	if math.Abs(y[1]) >= s.Width/2*(1-rounding) {
		side = math.Copysign(1, y[1])
	}
	return locate(s, vec{y[0], y[2]}), side
}
