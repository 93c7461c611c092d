package potential

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"
)

// L1Ball is the indicator of ‖y‖₁ ≤ R; its prox is the projection soft(z, θ) with θ from simplexShift.
// Brenier map T(x) = R sign(x_j) e_j with |x_j| the largest, φ*(x) = R‖x‖∞: the target is uniform on the 2d
// vertices, and m = 0.
// [Beck 2017, Example 6.33]
type L1Ball struct {
	D      int     `doc:"dimension d of the space" min:"1" max:"4096"`
	Radius float64 `doc:"radius R of the ball" above:"0"`
}

var _ = Catalog.Add("l1-ball", "indicator of an ℓ1 ball; target: uniform on its vertices",
	func() Potential { return &L1Ball{D: 2, Radius: 1} })

var (
	_ Target      = (*L1Ball)(nil)
	_ SecondOrder = (*L1Ball)(nil)
)

func (b *L1Ball) Dim() int { return b.D }

func (b *L1Ball) Value(y []float64) float64 {
	return indicator(floats.Norm(y, 1) <= b.Radius*(1+rounding))
}

func (b *L1Ball) Prox(dst, z []float64, _ float64) float64 {
	if floats.Norm(z, 1) <= b.Radius {
		copy(dst, z)
		return 0
	}
	for i, zi := range z {
		dst[i] = math.Abs(zi)
	}
	projectOnSimplex(dst, b.Radius)
	for i, zi := range z {
		dst[i] = math.Copysign(dst[i], zi)
	}
	return 0
}

func (b *L1Ball) Map(dst, x []float64) float64 {
	top := 0
	for i, xi := range x {
		if math.Abs(xi) > math.Abs(x[top]) {
			top = i
		}
	}
	clear(dst)
	dst[top] = math.Copysign(b.Radius, x[top])
	return b.Radius * math.Abs(x[top])
}

// SecondOrder returns H = 0 on the stratum of y, the face whose relative interior holds y.
func (b *L1Ball) SecondOrder(y, v []float64) (*mat.Dense, *mat.SymDense, error) {
	if floats.Norm(y, 1) < b.Radius*(1-tie) {
		return identity(b.D), scaledIdentity(b.D, 0), nil
	}
	signs, size := make([]float64, b.D), make([]float64, b.D)
	for i, yi := range y {
		signs[i] = math.Copysign(1, yi)
		size[i] = signs[i] * v[i]
		if math.Abs(yi) <= tie*b.Radius { // off the face either sign may push
			signs[i], size[i] = 0, math.Abs(v[i])
		}
	}
	if floats.Norm(v, math.Inf(1)) == 0 {
		return nil, nil, &AssumptionError{"A3", "v = 0 is on the relative boundary of the normal cone"}
	}
	return faceOfSimplex(signs, size)
}

// faceOfSimplex returns the second-order data of a face {y: Σ signs_i y_i = const, y_i = 0 where signs_i =
// 0} on which H = 0: it is held in place if v is largest, and equal, on the face and strictly less off it.
func faceOfSimplex(signs, v []float64) (*mat.Dense, *mat.SymDense, error) {
	bound := floats.Max(v) - tie*floats.Norm(v, math.Inf(1))
	var on []int
	var normal []float64
	for i, s := range signs {
		if (s != 0) != (v[i] >= bound) {
			return nil, nil, &AssumptionError{"A3",
				fmt.Sprintf("v is on the relative boundary of the normal cone: coordinate %d is tied", i)}
		}
		if s != 0 {
			on, normal = append(on, i), append(normal, s)
		}
	}
	inner := orthogonalComplement(normal)
	if inner == nil {
		return nil, nil, nil
	}
	tangent := mat.NewDense(len(signs), len(on)-1, nil)
	for k, i := range on {
		tangent.SetRow(i, inner.RawRowView(k))
	}
	return tangent, scaledIdentity(len(on)-1, 0), nil
}
