package potential

import (
	"math"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"
)

// PSD is φ(Y) = ι(Y ⪰ 0) + ½‖Y‖_F² on symmetric n×n matrices in isometric coordinates; its prox is the
// positive part over 1+λ.
// Brenier map X₊, φ*(X) = ½‖X₊‖²: the target lies on the strata of positive semidefinite matrices of rank
// r, dimension r(2n-r+1)/2.
// H is 1 on the directions inside the range, and (λ_i - λ_j)/λ_i = 1 + |λ_j|/λ_i on those that turn an
// eigenvector of a positive eigenvalue λ_i of v into one of a negative λ_j.
// [Malick and Sendov, Clarke generalized Jacobian of the projection onto the cone of positive semidefinite
// matrices, Set-Valued Analysis 14, 2006]
type PSD struct {
	N int `doc:"order n of the matrices" min:"1" max:"90"`
}

var _ = Catalog.Add("psd",
	"positive semidefinite cone plus quadratic; target: strata of semidefinite matrices",
	func() Potential { return &PSD{N: 3} })

var (
	_ Target      = (*PSD)(nil)
	_ SecondOrder = (*PSD)(nil)
)

func (p *PSD) Dim() int { return p.N * (p.N + 1) / 2 }

func (p *PSD) Value(y []float64) float64 {
	_, w, ok := jacobiEigen(y, p.N)
	if !ok {
		return math.NaN()
	}
	if w[0] < -rounding*floats.Norm(w, math.Inf(1)) {
		return math.Inf(1)
	}
	return floats.Dot(w, w) / 2
}

func (p *PSD) Prox(dst, z []float64, lambda float64) float64 {
	return p.positivePart(dst, z, 1/(1+lambda))
}

func (p *PSD) Map(dst, x []float64) float64 { return p.positivePart(dst, x, 1) }

// positivePart puts c·z₊ into dst and returns half its squared norm.
func (p *PSD) positivePart(dst, z []float64, c float64) float64 {
	return onEigenvalues(dst, z, p.N, func(w []float64) float64 {
		for i := range w {
			w[i] = c * max(w[i], 0)
		}
		return floats.Dot(w, w) / 2
	})
}

func (p *PSD) SecondOrder(y, v []float64) (*mat.Dense, *mat.SymDense, error) {
	return spectrum{kinkAtZero: true, curvature: 1, classify: conePieces}.eigenSecondOrder(y, v, p.N)
}

// conePieces: zero (piece 0), where v is negative, or positive (piece 1), where v = y.
func conePieces(points []spectralPoint) error {
	scale := 0.0
	for _, a := range points {
		scale = max(scale, math.Abs(a.v))
	}
	for i := range points {
		switch a := &points[i]; {
		case math.Abs(a.v) <= tie*scale:
			return &AssumptionError{"A3", "v has the eigenvalue 0, on the relative boundary of the subdifferential"}
		case a.v > 0:
			a.piece = 1
		default:
			a.y = 0
		}
	}
	return nil
}
