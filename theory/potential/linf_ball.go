package potential

import (
	"math"

	"gonum.org/v1/gonum/mat"
)

// LInfBall is the indicator of a weighted ℓ∞ ball |y_i| ≤ r_i, a brick; with equal radii it is the Box. Its
// prox clips every coordinate.
// Brenier map T(x)_i = r_i sign(x_i), φ*(x) = Σ r_i|x_i|: the target is uniform on the vertices.
// [Beck 2017, Lemma 6.26]
type LInfBall struct {
	D      int       `doc:"dimension d of the space" min:"1" max:"4096"`
	Radius []float64 `doc:"radius r, or one for each coordinate" above:"0" len:"1" scalar:"yes"`
}

var _ = Catalog.Add("linf-ball",
	"indicator of an ℓ∞ ball with a radius for each coordinate; target: uniform on its vertices",
	func() Potential { return &LInfBall{D: 2, Radius: []float64{1}} })

var (
	_ Target      = (*LInfBall)(nil)
	_ SecondOrder = (*LInfBall)(nil)
)

// Init checks the number of radii.
func (b *LInfBall) Init() error { return oneOrEach("radius", b.Radius, b.D) }

func (b *LInfBall) Dim() int { return b.D }

func (b *LInfBall) Value(y []float64) float64 {
	for i, yi := range y {
		if !(math.Abs(yi) <= each(b.Radius, i)*(1+rounding)) {
			return math.Inf(1)
		}
	}
	return 0
}

func (b *LInfBall) Prox(dst, z []float64, _ float64) float64 {
	for i, zi := range z {
		r := each(b.Radius, i)
		dst[i] = clip(zi, -r, r)
	}
	return 0
}

func (b *LInfBall) Map(dst, x []float64) float64 {
	var conj float64
	for i, xi := range x {
		r := each(b.Radius, i)
		dst[i] = math.Copysign(r, xi)
		conj += r * math.Abs(xi)
	}
	return conj
}

func (b *LInfBall) SecondOrder(y, v []float64) (*mat.Dense, *mat.SymDense, error) {
	h := make([]float64, b.D)
	for i := range h {
		r, err := each(b.Radius, i), error(nil)
		if h[i], err = face(y[i], v[i], -r, r, 0); err != nil {
			return nil, nil, err
		}
	}
	tangent, hess := separable(h)
	return tangent, hess, nil
}
