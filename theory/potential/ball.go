package potential

import (
	"math"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"
)

// Ball is the indicator of the Euclidean ball |y| ≤ R; its prox is the projection R z/max(R,|z|).
// Brenier map T(x) = R x/|x|, φ*(x) = R|x|: the target is the uniform law on the sphere (the circle for
// d = 2).
// H = (|v|/R) I on the tangent space of the sphere.
// [Beck, First-Order Methods in Optimization, 2017, Lemma 6.26, doi:10.1137/1.9781611974997]
type Ball struct {
	D      int     `doc:"dimension d of the space" min:"1" max:"4096"`
	Radius float64 `doc:"radius R of the ball" above:"0"`
}

var _ = Catalog.Add("ball", "indicator of a Euclidean ball; target: uniform on the sphere",
	func() Potential { return &Ball{D: 2, Radius: 1} })

var (
	_ Target      = (*Ball)(nil)
	_ SecondOrder = (*Ball)(nil)
)

func (b *Ball) Dim() int { return b.D }

func (b *Ball) Value(y []float64) float64 {
	return indicator(floats.Norm(y, 2) <= b.Radius*(1+rounding))
}

func (b *Ball) Prox(dst, z []float64, _ float64) float64 {
	floats.ScaleTo(dst, min(1, b.Radius/floats.Norm(z, 2)), z)
	return 0
}

func (b *Ball) Map(dst, x []float64) float64 {
	r := floats.Norm(x, 2)
	if r == 0 { // every point of the ball is a subgradient of R|·| at 0: take one on the sphere
		clear(dst)
		dst[0] = b.Radius
		return 0
	}
	for i := range dst {
		dst[i] = b.Radius * (x[i] / r)
	}
	return b.Radius * r
}

func (b *Ball) SecondOrder(y, v []float64) (*mat.Dense, *mat.SymDense, error) {
	if floats.Norm(y, 2) < b.Radius*(1-tie) {
		return identity(b.D), scaledIdentity(b.D, 0), nil
	}
	if force := floats.Norm(v, 2); force > 0 {
		return orthogonalComplement(v), scaledIdentity(b.D-1, force/b.Radius), nil
	}
	return nil, nil, &AssumptionError{"A3", "v = 0 is on the relative boundary of the normal cone"}
}

// rounding is the relative slack with which a point that rounding has moved still belongs to a set.
const rounding = 1e-12

// indicator is 0 in the set, +Inf off it.
func indicator(inside bool) float64 {
	if inside {
		return 0
	}
	return math.Inf(1)
}
