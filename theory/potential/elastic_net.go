package potential

import (
	"math"

	"gonum.org/v1/gonum/mat"
)

// ElasticNet is Σ μ_i|y_i| + κ_i/2 y_i², with weights for each coordinate; with equal ones it is the
// SoftThreshold. Its prox is soft(z_i, λμ_i)/(1+λκ_i).
// Brenier map T(x)_i = soft(x_i, μ_i)/κ_i; a coordinate with μ_i = 0 is never sparse.
// [Zou and Hastie, Regularization and variable selection via the elastic net, 2005,
// doi:10.1111/j.1467-9868.2005.00503.x]
type ElasticNet struct {
	D     int       `doc:"dimension d of the space" min:"1" max:"4096"`
	Mu    []float64 `doc:"threshold μ, or one for each coordinate" min:"0" len:"1" scalar:"yes"`
	Kappa []float64 `doc:"curvature κ, or one for each coordinate" above:"0" len:"1" scalar:"yes"`
}

var _ = Catalog.Add("elastic-net", "weighted ℓ1 norm plus weighted quadratic; target: sparse vectors",
	func() Potential { return &ElasticNet{D: 2, Mu: []float64{0.25, 0.75}, Kappa: []float64{1, 2}} })

var (
	_ Target      = (*ElasticNet)(nil)
	_ SecondOrder = (*ElasticNet)(nil)
)

// Init checks the numbers of weights.
func (e *ElasticNet) Init() error {
	if err := oneOrEach("mu", e.Mu, e.D); err != nil {
		return err
	}
	return oneOrEach("kappa", e.Kappa, e.D)
}

func (e *ElasticNet) Dim() int { return e.D }

func (e *ElasticNet) Value(y []float64) float64 {
	var sum float64
	for i, yi := range y {
		sum += each(e.Mu, i)*math.Abs(yi) + each(e.Kappa, i)/2*yi*yi
	}
	return sum
}

func (e *ElasticNet) Prox(dst, z []float64, lambda float64) float64 {
	for i, zi := range z {
		dst[i] = soft(zi, lambda*each(e.Mu, i)) / (1 + lambda*each(e.Kappa, i))
	}
	return e.Value(dst)
}

func (e *ElasticNet) Map(dst, x []float64) float64 {
	var conj float64
	for i, xi := range x {
		kappa := each(e.Kappa, i)
		dst[i] = soft(xi, each(e.Mu, i)) / kappa
		conj += kappa / 2 * dst[i] * dst[i]
	}
	return conj
}

// Gradient puts ∇φ(y) into dst and returns φ(y).
func (e *ElasticNet) Gradient(dst, y []float64) float64 {
	for i, yi := range y {
		dst[i] = math.Copysign(each(e.Mu, i), yi) + each(e.Kappa, i)*yi
	}
	return e.Value(y)
}

func (e *ElasticNet) SecondOrder(_, v []float64) (*mat.Dense, *mat.SymDense, error) {
	h := make([]float64, e.D)
	for i := range h {
		var err error
		if h[i], err = kink(v[i], each(e.Mu, i), each(e.Kappa, i)); err != nil {
			return nil, nil, err
		}
	}
	tangent, hess := separable(h)
	return tangent, hess, nil
}
