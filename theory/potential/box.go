package potential

import (
	"math"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"
)

// Box is the indicator of the cube [-a,a]^d; its prox clips every coordinate.
// Brenier map T(x) = a sign(x), φ*(x) = a‖x‖₁: the target is uniform on the 2^d vertices, and m = 0.
// [Beck 2017, Lemma 6.26]
type Box struct {
	D         int     `doc:"dimension d of the space" min:"1" max:"4096"`
	HalfWidth float64 `doc:"half the width a of the cube" above:"0"`
}

var _ = Catalog.Add("box", "indicator of a cube; target: uniform on its vertices",
	func() Potential { return &Box{D: 2, HalfWidth: 1} })

var (
	_ Target      = (*Box)(nil)
	_ SecondOrder = (*Box)(nil)
)

func (b *Box) Dim() int { return b.D }

func (b *Box) Value(y []float64) float64 {
	return indicator(floats.Norm(y, math.Inf(1)) <= b.HalfWidth*(1+rounding))
}

func (b *Box) Prox(dst, z []float64, _ float64) float64 {
	for i, zi := range z {
		dst[i] = clip(zi, -b.HalfWidth, b.HalfWidth)
	}
	return 0
}

func (b *Box) Map(dst, x []float64) float64 {
	for i, xi := range x {
		dst[i] = math.Copysign(b.HalfWidth, xi)
	}
	return b.HalfWidth * floats.Norm(x, 1)
}

func (b *Box) SecondOrder(y, v []float64) (*mat.Dense, *mat.SymDense, error) {
	h := make([]float64, b.D)
	for i := range h {
		var err error
		if h[i], err = face(y[i], v[i], -b.HalfWidth, b.HalfWidth, 0); err != nil {
			return nil, nil, err
		}
	}
	tangent, hess := separable(h)
	return tangent, hess, nil
}
