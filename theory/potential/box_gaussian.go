package potential

import (
	"math"

	"gonum.org/v1/gonum/mat"

	"proxflow/theory/catalog"
)

// BoxGaussian is ι([l,u]^d) + κ/2|y|²; its prox is clip(z/(1+λκ)).
// Brenier map T(x) = clip(x/κ): the target is a Gaussian clipped to the cube, with mass on faces of all
// dimensions.
// m is the number of coordinates inside (l,u), and H = κI there.
// [Beck 2017, Theorem 6.13 and Lemma 6.26]
type BoxGaussian struct {
	D     int     `doc:"dimension d of the space" min:"1" max:"4096"`
	Low   float64 `doc:"lower end l of every coordinate"`
	High  float64 `doc:"upper end u of every coordinate"`
	Kappa float64 `doc:"curvature κ" above:"0"`
}

var _ = Catalog.Add("box-gaussian",
	"quadratic on a cube; target: Gaussian clipped to the cube, with mass on all faces",
	func() Potential { return &BoxGaussian{D: 2, Low: -1, High: 1, Kappa: 1} })

var (
	_ Target      = (*BoxGaussian)(nil)
	_ SecondOrder = (*BoxGaussian)(nil)
)

// Init rejects an empty interval.
func (b *BoxGaussian) Init() error {
	if b.Low >= b.High {
		return catalog.Bad("low", "must be < high, which is %v, not %v", b.High, b.Low)
	}
	return nil
}

func (b *BoxGaussian) Dim() int { return b.D }

func (b *BoxGaussian) Value(y []float64) float64 {
	slack := rounding * max(math.Abs(b.Low), math.Abs(b.High))
	var sum float64
	for _, yi := range y {
		if !(yi >= b.Low-slack && yi <= b.High+slack) {
			return math.Inf(1)
		}
		sum += yi * yi
	}
	return b.Kappa / 2 * sum
}

func (b *BoxGaussian) Prox(dst, z []float64, lambda float64) float64 {
	var sum float64
	for i, zi := range z {
		dst[i] = clip(zi/(1+lambda*b.Kappa), b.Low, b.High)
		sum += dst[i] * dst[i]
	}
	return b.Kappa / 2 * sum
}

func (b *BoxGaussian) Map(dst, x []float64) float64 {
	var conj float64
	for i, xi := range x {
		dst[i] = clip(xi/b.Kappa, b.Low, b.High)
		conj += dst[i] * (xi - b.Kappa/2*dst[i])
	}
	return conj
}

func (b *BoxGaussian) SecondOrder(y, v []float64) (*mat.Dense, *mat.SymDense, error) {
	h := make([]float64, b.D)
	for i := range h {
		var err error
		if h[i], err = face(y[i], v[i], b.Low, b.High, b.Kappa); err != nil {
			return nil, nil, err
		}
	}
	tangent, hess := separable(h)
	return tangent, hess, nil
}
