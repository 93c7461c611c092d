package potential

import (
	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"
)

// PlusQuadratic is ψ(y) = φ(y) + κ/2|y|²: prox_λψ(z) = prox_μφ(z/(1+λκ)), μ = λ/(1+λκ).
// The Brenier map is a prox as well, T(x) = prox_φ/κ(x/κ), so every φ becomes a target, even a half-space
// or a cone.
// H is that of φ for v-κy, plus κI.
// [Beck 2017, Theorem 6.13]
type PlusQuadratic struct {
	Part
	Kappa float64 `doc:"curvature κ of the quadratic" above:"0"`
}

var _ = Catalog.Add("plus-quadratic", "φ(y) + κ/2|y|²: a target for every φ",
	func() Potential { return &PlusQuadratic{Part{&SecondOrderCone{D: 3}}, 1} })

var (
	_ Target      = (*PlusQuadratic)(nil)
	_ SecondOrder = (*PlusQuadratic)(nil)
)

// Refuse returns nil: every φ with a quadratic added is a target.
func (*PlusQuadratic) Refuse() error { return nil }

func (p *PlusQuadratic) Value(y []float64) float64 {
	return p.Of.Value(y) + p.Kappa/2*floats.Dot(y, y)
}

func (p *PlusQuadratic) Prox(dst, z []float64, lambda float64) float64 {
	u := borrow(len(z))
	defer giveBack(u)
	w := 1 + lambda*p.Kappa
	for i, zi := range z {
		(*u)[i] = zi / w
	}
	return p.Of.Prox(dst, *u, lambda/w) + p.Kappa/2*floats.Dot(dst, dst)
}

func (p *PlusQuadratic) Map(dst, x []float64) float64 {
	u := borrow(len(x))
	defer giveBack(u)
	for i, xi := range x {
		(*u)[i] = xi / p.Kappa
	}
	conj := -p.Of.Prox(dst, *u, 1/p.Kappa)
	for i, y := range dst {
		conj += y * (x[i] - p.Kappa/2*y)
	}
	return conj
}

// Gradient puts ∇ψ(y) into dst and returns ψ(y).
func (p *PlusQuadratic) Gradient(dst, y []float64) float64 {
	value := gradient(p.Of, dst, y)
	floats.AddScaled(dst, p.Kappa, y)
	return value + p.Kappa/2*floats.Dot(y, y)
}

func (p *PlusQuadratic) SecondOrder(y, v []float64) (*mat.Dense, *mat.SymDense, error) {
	u := floats.AddScaledTo(make([]float64, len(v)), v, -p.Kappa, y)
	tangent, hess, err := secondOrder(p.Of, y, u)
	if hess != nil {
		hess.AddSym(hess, scaledIdentity(hess.SymmetricDim(), p.Kappa))
	}
	return tangent, hess, err
}
