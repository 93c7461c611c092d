package potential

import (
	"math"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"
)

// SoftThreshold is μ‖y‖₁ + κ/2|y|²; its prox is soft(z, λμ)/(1+λκ), coordinate by coordinate.
// Brenier map T(x) = soft(x, μ)/κ: the target is a law of sparse vectors, with mass on strata of all
// dimensions.
// m is the number of nonzeros, and H = κI there.
// [Beck 2017, Example 6.8 and Theorem 6.13]
type SoftThreshold struct {
	D     int     `doc:"dimension d of the space" min:"1" max:"4096"`
	Mu    float64 `doc:"threshold μ" above:"0"`
	Kappa float64 `doc:"curvature κ" above:"0"`
}

var _ = Catalog.Add("soft-threshold",
	"ℓ1 norm plus quadratic; target: sparse vectors, strata of all dimensions",
	func() Potential { return &SoftThreshold{D: 2, Mu: 0.5, Kappa: 1} })

var (
	_ Target      = (*SoftThreshold)(nil)
	_ SecondOrder = (*SoftThreshold)(nil)
)

func (s *SoftThreshold) Dim() int { return s.D }

func (s *SoftThreshold) Value(y []float64) float64 {
	return s.Mu*floats.Norm(y, 1) + s.Kappa/2*floats.Dot(y, y)
}

func (s *SoftThreshold) Prox(dst, z []float64, lambda float64) float64 {
	for i, zi := range z {
		dst[i] = soft(zi, lambda*s.Mu) / (1 + lambda*s.Kappa)
	}
	return s.Value(dst)
}

func (s *SoftThreshold) Map(dst, x []float64) float64 {
	for i, xi := range x {
		dst[i] = soft(xi, s.Mu) / s.Kappa
	}
	return s.Kappa / 2 * floats.Dot(dst, dst)
}

// Gradient puts ∇φ(y) into dst and returns φ(y).
func (s *SoftThreshold) Gradient(dst, y []float64) float64 {
	for i, yi := range y {
		dst[i] = math.Copysign(s.Mu, yi) + s.Kappa*yi
	}
	return s.Value(y)
}

func (s *SoftThreshold) SecondOrder(_, v []float64) (*mat.Dense, *mat.SymDense, error) {
	h := make([]float64, s.D)
	for i := range h {
		var err error
		if h[i], err = kink(v[i], s.Mu, s.Kappa); err != nil {
			return nil, nil, err
		}
	}
	tangent, hess := separable(h)
	return tangent, hess, nil
}
