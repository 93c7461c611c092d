package potential

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"

	"proxflow/theory/catalog"
)

// Conjugate is ψ = φ*, for a φ that is a target: prox_λψ(z) = z - λ prox_φ/λ(z/λ) (Moreau).
// The Brenier map is ∇ψ* = ∇φ, so ψ is a target itself if φ is finite everywhere.
// H is the inverse of that of φ at v for y: it is 0 on the directions normal to φ's stratum, and directions
// on which φ's H is 0 are normal.
// [Beck 2017, Theorem 6.45; Rockafellar and Wets, Variational Analysis, ch. 13,
// doi:10.1007/978-3-642-02431-3]
type Conjugate struct{ Part }

var _ = Catalog.Add("conjugate",
	"the conjugate φ*: a target, by the gradient of φ, if φ is finite everywhere",
	func() Potential { return &Conjugate{Part{&SoftThreshold{D: 2, Mu: 0.5, Kappa: 1}}} })

var (
	_ Target      = (*Conjugate)(nil)
	_ SecondOrder = (*Conjugate)(nil)
)

// Init checks that the conjugate has values.
func (c *Conjugate) Init() error {
	if err := c.Part.Refuse(); err != nil {
		return catalog.Bad("of", "must be a target, so that its conjugate is known: %v", err)
	}
	return nil
}

// Refuse says why φ, the conjugate of ψ, has no gradient.
func (c *Conjugate) Refuse() error {
	if err := c.Part.RefuseGradient(); err != nil {
		return fmt.Errorf(
			"the conjugate of a conjugate is the part itself, and no map pushes a Gaussian source onto it: %w",
			err)
	}
	return nil
}

// RefuseGradient refuses nothing: the gradient of φ* is the Brenier map of φ.
func (*Conjugate) RefuseGradient() error { return nil }

func (c *Conjugate) Value(y []float64) float64 {
	u := borrow(len(y))
	defer giveBack(u)
	return c.Gradient(*u, y)
}

func (c *Conjugate) Prox(dst, z []float64, lambda float64) float64 {
	u, q := borrow(len(z)), borrow(len(z))
	defer giveBack(u)
	defer giveBack(q)
	for i, zi := range z {
		(*u)[i] = zi / lambda
	}
	value := c.Of.Prox(*q, *u, 1/lambda)
	floats.AddScaledTo(dst, z, -lambda, *q)
	return floats.Dot(*q, dst) - value // Fenchel's equality: dst is a subgradient of φ at q
}

func (c *Conjugate) Map(dst, x []float64) float64 { return gradient(c.Of, dst, x) }

// Gradient puts ∇φ*(y) into dst and returns φ*(y).
func (c *Conjugate) Gradient(dst, y []float64) float64 { return brenier(c.Of).Map(dst, y) }

func (c *Conjugate) SecondOrder(y, v []float64) (*mat.Dense, *mat.SymDense, error) {
	tangent, hess, err := secondOrder(c.Of, v, y)
	if err != nil {
		return nil, nil, err
	}
	basis, h, err := principalAxes(len(y), tangent, hess)
	if err != nil {
		return nil, nil, err
	}
	largest := 0.0
	for _, hi := range h {
		if !math.IsInf(hi, 1) {
			largest = max(largest, hi)
		}
	}
	for i, hi := range h {
		if h[i] = 1 / hi; hi <= tie*largest {
			h[i] = math.Inf(1)
		}
	}
	tangent, hess = onAxes(basis, h)
	return tangent, hess, nil
}
