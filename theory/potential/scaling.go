package potential

import (
	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"
)

// Scaling is ψ(y) = s φ(y/s), the right scalar multiplication φs of convex analysis, with the target of φ
// stretched by s: prox_λψ(z) = s prox_(λ/s)φ(z/s), the Brenier map is s T(x), ψ*(x) = s φ*(x), and H is 1/s
// times that of φ at y/s.
// [Rockafellar, Convex Analysis, 1970, Theorem 16.1]
type Scaling struct {
	Part
	Factor float64 `doc:"factor s that stretches the target" above:"0"`
}

var _ = Catalog.Add("scaling", "s φ(y/s): the target stretched by s",
	func() Potential { return &Scaling{Part{&Ellipsoid{Axes: []float64{2, 1}}}, 2} })

var (
	_ Target      = (*Scaling)(nil)
	_ SecondOrder = (*Scaling)(nil)
)

// shrunk puts y/s into dst.
func (s *Scaling) shrunk(dst, y []float64) []float64 {
	for i, yi := range y {
		dst[i] = yi / s.Factor
	}
	return dst
}

func (s *Scaling) Value(y []float64) float64 {
	u := borrow(len(y))
	defer giveBack(u)
	return s.Factor * s.Of.Value(s.shrunk(*u, y))
}

func (s *Scaling) Prox(dst, z []float64, lambda float64) float64 {
	u := borrow(len(z))
	defer giveBack(u)
	value := s.Of.Prox(dst, s.shrunk(*u, z), lambda/s.Factor)
	floats.Scale(s.Factor, dst)
	return s.Factor * value
}

func (s *Scaling) Map(dst, x []float64) float64 {
	conj := brenier(s.Of).Map(dst, x)
	floats.Scale(s.Factor, dst)
	return s.Factor * conj
}

// Gradient puts ∇ψ(y) into dst and returns ψ(y).
func (s *Scaling) Gradient(dst, y []float64) float64 {
	u := borrow(len(y))
	defer giveBack(u)
	return s.Factor * gradient(s.Of, dst, s.shrunk(*u, y))
}

func (s *Scaling) SecondOrder(y, v []float64) (*mat.Dense, *mat.SymDense, error) {
	tangent, hess, err := secondOrder(s.Of, s.shrunk(make([]float64, len(y)), y), v)
	if hess != nil {
		hess.ScaleSym(1/s.Factor, hess)
	}
	return tangent, hess, err
}
