package potential

import (
	"math"

	"gonum.org/v1/gonum/mat"
)

// LogNormal is Σ y_i log y_i - y_i on y ≥ 0, the negative entropy; its prox solves y + λ log y = z, so that
// y = λW(e^{z/λ}/λ) with Lambert's W.
// Brenier map T(x) = exp(x), φ*(x) = Σ exp(x_i): the target is log-normal. m = d, and H = diag(1/y_i).
// [Corless et al., On the Lambert W function, 1996, doi:10.1007/BF02124750]
type LogNormal struct {
	D int `doc:"dimension d of the space" min:"1" max:"4096"`
}

var _ = Catalog.Add("log-normal", "negative entropy; target: log-normal",
	func() Potential { return &LogNormal{D: 2} })

var (
	_ Target      = (*LogNormal)(nil)
	_ SecondOrder = (*LogNormal)(nil)
)

func (l *LogNormal) Dim() int { return l.D }

func (l *LogNormal) Value(y []float64) float64 {
	var sum float64
	for _, yi := range y {
		switch {
		case yi > 0:
			sum += yi * (math.Log(yi) - 1)
		case yi < 0 || math.IsNaN(yi):
			return math.Inf(1)
		}
	}
	return sum
}

func (l *LogNormal) Prox(dst, z []float64, lambda float64) float64 {
	for i, zi := range z {
		dst[i] = entropyProx(zi, lambda)
	}
	return l.Value(dst)
}

func (l *LogNormal) Map(dst, x []float64) float64 {
	var conj float64
	for i, xi := range x {
		dst[i] = math.Exp(xi)
		conj += dst[i]
	}
	return conj
}

func (l *LogNormal) SecondOrder(y, _ []float64) (*mat.Dense, *mat.SymDense, error) {
	h := make([]float64, l.D)
	for i, yi := range y {
		h[i] = 1 / yi
	}
	tangent, hess := separable(h)
	return tangent, hess, nil
}

// entropyProx solves y + λ log y = z. With w = y/λ this is w + log w = l; the start is a lower bound of the
// root, from where Newton's method on the concave left side climbs to it.
func entropyProx(z, lambda float64) float64 {
	l := z/lambda - math.Log(lambda)
	y := lambda * (l - math.Log(l)) // w ≤ l for l ≥ 1
	if l < 1 {
		y = math.Exp(z/lambda) / (1 + math.Exp(l)) // w ≥ e^l/(1+e^l)
	}
	for y > 0 {
		next := y + y/(y+lambda)*(z-y-lambda*math.Log(y))
		if !(next > y) { // the climb is over, up to rounding
			break
		}
		y = next
	}
	return y
}
