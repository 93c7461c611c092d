package potential

import (
	"math"

	"gonum.org/v1/gonum/mat"
)

// LogBarrier is Σ ½y_i² - μ log y_i on y > 0; its prox is the positive root of (1+λ)y² - z y - λμ = 0.
// Brenier map T(x)_i = (x_i + √(x_i²+4μ))/2: the target has a density on the positive orthant. m = d, and
// H = diag(1 + μ/y_i²).
// [Beck 2017, Lemma 6.5]
type LogBarrier struct {
	D  int     `doc:"dimension d of the space" min:"1" max:"4096"`
	Mu float64 `doc:"weight μ of the barrier" above:"0"`
}

var _ = Catalog.Add("log-barrier",
	"quadratic plus logarithmic barrier; target: a density on the positive orthant",
	func() Potential { return &LogBarrier{D: 2, Mu: 0.5} })

var (
	_ Target      = (*LogBarrier)(nil)
	_ SecondOrder = (*LogBarrier)(nil)
)

func (l *LogBarrier) Dim() int { return l.D }

func (l *LogBarrier) Value(y []float64) float64 {
	var sum float64
	for _, yi := range y {
		if !(yi > 0) {
			return math.Inf(1)
		}
		sum += yi*yi/2 - l.Mu*math.Log(yi)
	}
	return sum
}

func (l *LogBarrier) Prox(dst, z []float64, lambda float64) float64 {
	for i, zi := range z {
		dst[i] = positiveRoot(1+lambda, zi, lambda*l.Mu)
	}
	return l.Value(dst)
}

func (l *LogBarrier) Map(dst, x []float64) float64 {
	var conj float64
	for i, xi := range x {
		y := positiveRoot(1, xi, l.Mu)
		dst[i] = y
		conj += xi*y - y*y/2 + l.Mu*math.Log(y)
	}
	return conj
}

func (l *LogBarrier) SecondOrder(y, _ []float64) (*mat.Dense, *mat.SymDense, error) {
	h := make([]float64, l.D)
	for i, yi := range y {
		h[i] = 1 + l.Mu/yi/yi
	}
	tangent, hess := separable(h)
	return tangent, hess, nil
}

// positiveRoot solves a y² - b y - c = 0 for y > 0, with a, c > 0, by the branch without cancellation.
func positiveRoot(a, b, c float64) float64 {
	s := math.Hypot(b, 2*math.Sqrt(a)*math.Sqrt(c))
	if b < 0 {
		return 2 * c / (s - b)
	}
	return (b + s) / (2 * a)
}
