package potential

import "gonum.org/v1/gonum/mat"

// Orthogonal is the Stiefel potential of n×n matrices: the target is the Haar law on the orthogonal group
// O(n), both components of it.
// H has the eigenvalues (s_i+s_j)/2, i < j.
type Orthogonal struct {
	N int `doc:"order n of the matrices" min:"1" max:"64"`
}

var _ = Catalog.Add("orthogonal",
	"indicator of the operator-norm ball of n×n matrices; target: Haar law on the orthogonal group",
	func() Potential { return &Orthogonal{N: 3} })

var (
	_ Target      = (*Orthogonal)(nil)
	_ SecondOrder = (*Orthogonal)(nil)
)

func (o *Orthogonal) square() *Stiefel { return &Stiefel{N: o.N, P: o.N} }

func (o *Orthogonal) Dim() int { return o.N * o.N }

func (o *Orthogonal) Value(y []float64) float64 { return o.square().Value(y) }

func (o *Orthogonal) Prox(dst, z []float64, lambda float64) float64 {
	return o.square().Prox(dst, z, lambda)
}

func (o *Orthogonal) Map(dst, x []float64) float64 { return o.square().Map(dst, x) }

func (o *Orthogonal) SecondOrder(y, v []float64) (*mat.Dense, *mat.SymDense, error) {
	return o.square().SecondOrder(y, v)
}
