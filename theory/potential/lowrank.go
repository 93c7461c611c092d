package potential

import (
	"math"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"
)

// LowRank is φ(Y) = μ‖Y‖_* + κ/2 ‖Y‖_F² on n×p matrices; its prox is soft(s, λμ)/(1+λκ) on the singular
// values.
// Brenier map soft(s, μ)/κ, φ*(X) = Σ soft(s_i, μ)²/(2κ): the target lies on the strata of matrices of rank
// r, dimension r(n+p-r).
// H is κ on the directions that keep the singular vectors of the range, and (s_a ∓ s_b)/(σ_a ∓ σ_b) on
// those that turn them, where s are the singular values of v and σ those of y.
// [Cai, Candès and Shen, A singular value thresholding algorithm for matrix completion, 2010,
// doi:10.1137/080738970]
type LowRank struct {
	N     int     `doc:"rows n" min:"1" max:"64"`
	P     int     `doc:"columns p" min:"1" max:"64"`
	Mu    float64 `doc:"threshold μ of the singular values" above:"0"`
	Kappa float64 `doc:"curvature κ" above:"0"`
}

var _ = Catalog.Add("low-rank",
	"nuclear norm plus quadratic on n×p matrices; target: strata of low-rank matrices",
	func() Potential { return &LowRank{N: 4, P: 3, Mu: 1, Kappa: 1} })

var (
	_ Target      = (*LowRank)(nil)
	_ SecondOrder = (*LowRank)(nil)
)

func (l *LowRank) Dim() int { return l.N * l.P }

func (l *LowRank) Value(y []float64) float64 {
	_, _, s, ok := jacobiSVD(y, l.N, l.P)
	if !ok {
		return math.NaN()
	}
	return l.value(s)
}

func (l *LowRank) value(s []float64) float64 {
	return l.Mu*floats.Sum(s) + l.Kappa/2*floats.Dot(s, s)
}

func (l *LowRank) Prox(dst, z []float64, lambda float64) float64 {
	return onSingularValues(dst, z, l.N, l.P, func(s []float64) float64 {
		for i := range s {
			s[i] = max(s[i]-lambda*l.Mu, 0) / (1 + lambda*l.Kappa)
		}
		return l.value(s)
	})
}

func (l *LowRank) Map(dst, x []float64) float64 {
	return onSingularValues(dst, x, l.N, l.P, func(s []float64) float64 {
		for i := range s {
			s[i] = max(s[i]-l.Mu, 0) / l.Kappa
		}
		return l.Kappa / 2 * floats.Dot(s, s)
	})
}

func (l *LowRank) SecondOrder(y, v []float64) (*mat.Dense, *mat.SymDense, error) {
	return spectrum{kinkAtZero: true, curvature: l.Kappa, classify: l.pieces}.singularSecondOrder(y, v, l.N, l.P)
}

// pieces: zero (piece 0), where v stays below μ, or positive (piece 1), where v = μ + κσ.
func (l *LowRank) pieces(points []spectralPoint) error {
	scale := l.Mu
	for _, a := range points {
		scale = max(scale, a.v)
	}
	for i := range points {
		switch a := &points[i]; {
		case math.Abs(a.v-l.Mu) <= tie*scale:
			return &AssumptionError{"A3",
				"a singular value of v is at the threshold, on the relative boundary of the subdifferential"}
		case a.v > l.Mu:
			a.piece = 1
		default:
			a.y = 0
		}
	}
	return nil
}
