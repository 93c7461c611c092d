package manifold

import (
	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"
)

// Sphere is |y| = R in R^d, a circle for d = 2. P(x) = R x/|x|; II_ν = -(<y,ν>/R²) I. Its medial axis is
// the centre.
type Sphere struct {
	D      int     `doc:"dimension d of the space" min:"2" max:"4096"`
	Radius float64 `doc:"radius R" above:"0"`
}

var _ = Catalog.Add("sphere", "sphere about the origin, a circle for d = 2",
	func() Manifold { return &Sphere{D: 2, Radius: 1} })

func (s *Sphere) Dim() int { return s.D }

func (s *Sphere) Project(dst, x []float64) float64 {
	r := floats.Norm(x, 2)
	if r == 0 {
		clear(dst)
		dst[0] = s.Radius
		return s.Radius
	}
	for i, xi := range x {
		dst[i] = s.Radius * (xi / r)
	}
	return distance(x, dst)
}

func (s *Sphere) Gap(x []float64) float64 { return 2 * min(floats.Norm(x, 2), s.Radius) }

func (s *Sphere) Tangent(y []float64) *mat.Dense {
	u := make([]float64, s.D)
	floats.ScaleTo(u, 1/floats.Norm(y, 2), y)
	return complement(u)
}

func (s *Sphere) SecondForm(y, normal []float64) *mat.SymDense {
	curvatures := make([]float64, s.D-1)
	for i := range curvatures {
		curvatures[i] = -dot(y, normal) / (s.Radius * s.Radius)
	}
	return diagonal(curvatures...)
}

func (s *Sphere) Conormals([]float64) *mat.Dense { return nil }
