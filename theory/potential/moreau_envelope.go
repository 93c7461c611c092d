package potential

import (
	"math"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"
)

// MoreauEnvelope is ψ(y) = e_λφ(y) = min_u φ(u) + |y-u|²/(2λ), finite and smooth: prox_sψ(z) = (λz + s
// q)/(λ+s) with q = prox_(λ+s)φ(z).
// The Brenier map is T(x) + λx, ψ*(x) = φ*(x) + λ/2|x|²: the target of φ, thickened. m = d, and H is
// H(I+λH)⁻¹ of φ at y-λv on its tangent space and 1/λ on its normal space.
// [Beck 2017, Theorems 6.60 and 6.63]
type MoreauEnvelope struct {
	Part
	Lambda float64 `doc:"width λ of the envelope" above:"0"`
}

var _ = Catalog.Add("moreau-envelope", "Moreau envelope e_λφ: the target of φ, thickened",
	func() Potential { return &MoreauEnvelope{Part{&Ball{D: 2, Radius: 1}}, 0.5} })

var (
	_ Target      = (*MoreauEnvelope)(nil)
	_ SecondOrder = (*MoreauEnvelope)(nil)
)

// RefuseGradient returns nil: an envelope is smooth.
func (*MoreauEnvelope) RefuseGradient() error { return nil }

func (m *MoreauEnvelope) Value(y []float64) float64 {
	u := borrow(len(y))
	defer giveBack(u)
	return m.Gradient(*u, y)
}

func (m *MoreauEnvelope) Prox(dst, z []float64, s float64) float64 {
	q := borrow(len(z))
	defer giveBack(q)
	sum := m.Lambda + s
	value := m.Of.Prox(*q, z, sum)
	near, far := m.Lambda/sum, s/sum
	var square float64
	for i, zi := range z {
		gap := zi - (*q)[i]
		square += gap * gap
		dst[i] = near*zi + far*(*q)[i]
	}
	return value + near/sum*square/2 // q is prox_λφ of dst too
}

func (m *MoreauEnvelope) Map(dst, x []float64) float64 {
	conj := brenier(m.Of).Map(dst, x)
	floats.AddScaled(dst, m.Lambda, x)
	return conj + m.Lambda/2*floats.Dot(x, x)
}

// Gradient puts ∇ψ(y) = (y - prox_λφ(y))/λ into dst and returns ψ(y).
func (m *MoreauEnvelope) Gradient(dst, y []float64) float64 {
	value := m.Of.Prox(dst, y, m.Lambda)
	for i, q := range dst {
		dst[i] = (y[i] - q) / m.Lambda
	}
	return value + m.Lambda/2*floats.Dot(dst, dst)
}

func (m *MoreauEnvelope) SecondOrder(y, v []float64) (*mat.Dense, *mat.SymDense, error) {
	d := len(y)
	tangent, hess, err := secondOrder(m.Of, floats.AddScaledTo(make([]float64, d), y, -m.Lambda, v), v)
	if err != nil {
		return nil, nil, err
	}
	basis, h, err := principalAxes(d, tangent, hess)
	if err != nil {
		return nil, nil, err
	}
	for i, hi := range h {
		if h[i] = hi / (1 + m.Lambda*hi); math.IsInf(hi, 1) {
			h[i] = 1 / m.Lambda
		}
	}
	tangent, hess = onAxes(basis, h)
	return tangent, hess, nil
}
