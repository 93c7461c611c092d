package potential

import (
	"math"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"

	"proxflow/theory/catalog"
)

// Stiefel is the indicator of the unit ball of the operator norm on n×p matrices; its prox clips the
// singular values at 1.
// Brenier map T(X) = U Vᵀ, the polar factor of X = U diag(s) Vᵀ, φ*(X) = Σ s_i: the target is the uniform
// law on the Stiefel manifold of n×p matrices with orthonormal columns.
// H has the eigenvalues (s_i+s_j)/2, i < j, for the rotations within the column space, and s_i, n-p times
// each, for those out of it.
// [Edelman, Arias and Smith, The geometry of algorithms with orthogonality constraints, 1998,
// doi:10.1137/S0895479895290954]
type Stiefel struct {
	N int `doc:"rows n" min:"1" max:"64"`
	P int `doc:"columns p ≤ n" min:"1" max:"64"`
}

var _ = Catalog.Add("stiefel",
	"indicator of the operator-norm ball of n×p matrices; target: uniform on the Stiefel manifold",
	func() Potential { return &Stiefel{N: 4, P: 2} })

var (
	_ Target      = (*Stiefel)(nil)
	_ SecondOrder = (*Stiefel)(nil)
)

func (s *Stiefel) Init() error {
	if s.P > s.N {
		return catalog.Bad("p", "must be ≤ n = %d, not %d", s.N, s.P)
	}
	return nil
}

func (s *Stiefel) Dim() int { return s.N * s.P }

func (s *Stiefel) Value(y []float64) float64 {
	_, _, values, ok := jacobiSVD(y, s.N, s.P)
	return indicator(ok && floats.Norm(values, math.Inf(1)) <= 1+rounding)
}

func (s *Stiefel) Prox(dst, z []float64, _ float64) float64 {
	return onSingularValues(dst, z, s.N, s.P, func(values []float64) float64 {
		for i, x := range values {
			values[i] = min(x, 1)
		}
		return 0
	})
}

func (s *Stiefel) Map(dst, x []float64) float64 {
	return onSingularValues(dst, x, s.N, s.P, func(values []float64) float64 {
		nuclear := floats.Sum(values)
		for i := range values {
			values[i] = 1
		}
		return nuclear
	})
}

func (s *Stiefel) SecondOrder(y, v []float64) (*mat.Dense, *mat.SymDense, error) {
	return spectrum{classify: unitBallPieces}.singularSecondOrder(y, v, s.N, s.P)
}

// unitBallPieces: inside the ball (piece 0) or on its boundary (piece 1), where v has to be positive.
func unitBallPieces(points []spectralPoint) error {
	largest := 0.0
	for _, a := range points {
		largest = max(largest, a.v)
	}
	for i := range points {
		a := &points[i]
		if a.y < 1-tie {
			a.v = 0
			continue
		}
		if a.piece = 1; a.v <= tie*largest {
			return &AssumptionError{"A3", "v is singular, on the relative boundary of the normal cone"}
		}
	}
	return nil
}
