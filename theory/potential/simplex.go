package potential

import (
	"math"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"
)

// Simplex is the indicator of {y ≥ 0, Σy_i = r}; its prox is the projection max(z-θ, 0) with the only θ
// that makes the sum r.
// Brenier map T(x) = r e_j with x_j the largest, φ*(x) = r max_i x_i: the target is uniform on the d
// vertices, and m = 0.
// [Beck 2017, Corollary 6.29]
type Simplex struct {
	D     int     `doc:"dimension d of the space" min:"1" max:"4096"`
	Scale float64 `doc:"sum r of the coordinates" above:"0"`
}

var _ = Catalog.Add("simplex", "indicator of a simplex; target: uniform on its vertices",
	func() Potential { return &Simplex{D: 3, Scale: 1} })

var (
	_ Target      = (*Simplex)(nil)
	_ SecondOrder = (*Simplex)(nil)
)

func (s *Simplex) Dim() int { return s.D }

func (s *Simplex) Value(y []float64) float64 {
	inside := math.Abs(floats.Sum(y)-s.Scale) <= rounding*s.Scale
	for _, yi := range y {
		inside = inside && yi >= -rounding*s.Scale
	}
	return indicator(inside)
}

func (s *Simplex) Prox(dst, z []float64, _ float64) float64 {
	copy(dst, z)
	projectOnSimplex(dst, s.Scale)
	return 0
}

func (s *Simplex) Map(dst, x []float64) float64 {
	top := floats.MaxIdx(x)
	clear(dst)
	dst[top] = s.Scale
	return s.Scale * x[top]
}

// SecondOrder returns H = 0 on the stratum of y, the face whose relative interior holds y.
func (s *Simplex) SecondOrder(y, v []float64) (*mat.Dense, *mat.SymDense, error) {
	on := make([]float64, s.D)
	for i, yi := range y {
		if yi > tie*s.Scale {
			on[i] = 1
		}
	}
	return faceOfSimplex(on, v)
}

// projectOnSimplex replaces z by its projection max(z-θ, 0) on {y ≥ 0, Σy_i = r}. The projection does not
// change when a constant is added to z, so z is first measured from its largest coordinate: then no digits
// are lost for z ≫ r. θ climbs from a lower bound, each time to the value that is right for the coordinates
// above it; that ends after finitely many steps. [Michelot, A finite algorithm for finding the projection
// of a point onto the canonical simplex of R^n, 1986, doi:10.1007/BF00938486]
func projectOnSimplex(z []float64, r float64) {
	floats.AddConst(-floats.Max(z), z)
	theta := -r
	for above := len(z) + 1; ; {
		n, sum := 0, -r
		for _, zi := range z {
			if zi > theta {
				n, sum = n+1, sum+zi
			}
		}
		if n == 0 || n >= above { // more only by rounding, which could make a cycle
			break
		}
		above, theta = n, sum/float64(n)
	}
	for i, zi := range z {
		z[i] = max(zi-theta, 0)
	}
}
