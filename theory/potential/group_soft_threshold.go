package potential

import (
	"math"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"
)

// GroupSoftThreshold is μ|y| + κ/2|y|²; its prox is (1-λμ/|z|)₊ z/(1+λκ).
// Brenier map T(x) = (1-μ/|x|)₊ x/κ: the target has an atom at 0 and a density elsewhere.
// At 0 m = 0; elsewhere m = d and H is κ along y and κ + μ/|y| across.
// [Beck 2017, Example 6.19 and Theorem 6.13]
type GroupSoftThreshold struct {
	D     int     `doc:"dimension d of the space" min:"1" max:"4096"`
	Mu    float64 `doc:"threshold μ" above:"0"`
	Kappa float64 `doc:"curvature κ" above:"0"`
}

var _ = Catalog.Add("group-soft-threshold",
	"Euclidean norm plus quadratic; target: an atom at 0 and a density elsewhere",
	func() Potential { return &GroupSoftThreshold{D: 2, Mu: 0.5, Kappa: 1} })

var (
	_ Target      = (*GroupSoftThreshold)(nil)
	_ SecondOrder = (*GroupSoftThreshold)(nil)
)

func (g *GroupSoftThreshold) Dim() int { return g.D }

func (g *GroupSoftThreshold) Value(y []float64) float64 { return g.at(floats.Norm(y, 2)) }

// at is φ as a function of r = |y|.
func (g *GroupSoftThreshold) at(r float64) float64 { return r * (g.Mu + g.Kappa/2*r) }

func (g *GroupSoftThreshold) Prox(dst, z []float64, lambda float64) float64 {
	return g.at(resize(dst, z, func(r float64) float64 { return soft(r, lambda*g.Mu) / (1 + lambda*g.Kappa) }))
}

func (g *GroupSoftThreshold) Map(dst, x []float64) float64 {
	r := resize(dst, x, func(r float64) float64 { return soft(r, g.Mu) / g.Kappa })
	return g.Kappa / 2 * r * r
}

// Gradient puts ∇φ(y) into dst and returns φ(y).
func (g *GroupSoftThreshold) Gradient(dst, y []float64) float64 {
	resize(dst, y, func(r float64) float64 { return g.Mu + g.Kappa*r })
	return g.Value(y)
}

// resize puts into dst the vector along z whose length is that function of |z|, and returns it; for z = 0, 0.
func resize(dst, z []float64, length func(r float64) float64) float64 {
	r := floats.Norm(z, 2)
	if r == 0 {
		clear(dst)
		return 0
	}
	l := length(r)
	for i, zi := range z {
		dst[i] = l * (zi / r)
	}
	return l
}

func (g *GroupSoftThreshold) SecondOrder(y, v []float64) (*mat.Dense, *mat.SymDense, error) {
	radial, err := kink(floats.Norm(v, 2), g.Mu, g.Kappa)
	if err != nil {
		return nil, nil, err
	}
	if math.IsInf(radial, 1) { // y = 0
		return nil, nil, nil
	}
	r := floats.Norm(y, 2)
	hess := scaledIdentity(g.D, g.Kappa+g.Mu/r)
	hess.SymRankOne(hess, -g.Mu/(r*r*r), mat.NewVecDense(g.D, append([]float64(nil), y...)))
	return identity(g.D), hess, nil
}
