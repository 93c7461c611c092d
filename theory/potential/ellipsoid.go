package potential

import (
	"math"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"
)

// Ellipsoid is the indicator of Σ (y_i/s_i)² ≤ 1; its prox is the projection y_i = s_i² z_i/(s_i²+ν) with
// the only ν ≥ 0 that puts y on the surface.
// Brenier map T(x) = Sx/√(xᵀSx), S = diag(s²), φ*(x) = √(xᵀSx): the target lives on the surface.
// H = √(vᵀSv) P S⁻¹ P with P the projector on the tangent space.
// [Moré and Sorensen, Computing a trust region step, 1983, doi:10.1137/0904038, for the secular equation]
type Ellipsoid struct {
	Axes []float64 `doc:"semi-axes s; their number is the dimension" above:"0" len:"1"`
}

var _ = Catalog.Add("ellipsoid", "indicator of an ellipsoid; target: a law on its surface",
	func() Potential { return &Ellipsoid{Axes: []float64{2, 1}} })

var (
	_ Target      = (*Ellipsoid)(nil)
	_ SecondOrder = (*Ellipsoid)(nil)
)

func (e *Ellipsoid) Dim() int { return len(e.Axes) }

func (e *Ellipsoid) Value(y []float64) float64 {
	return indicator(e.gauge(y) <= 1+rounding)
}

// gauge is √(Σ (y_i/s_i)²).
func (e *Ellipsoid) gauge(y []float64) float64 {
	var r float64
	for i, s := range e.Axes {
		r = math.Hypot(r, y[i]/s)
	}
	return r
}

func (e *Ellipsoid) Prox(dst, z []float64, _ float64) float64 {
	var nu float64
	if e.gauge(z) > 1 {
		nu = e.secular(z)
	}
	for i, s := range e.Axes {
		dst[i] = z[i] * (s / (s*s + nu) * s)
	}
	return 0 * nu // NaN if the iteration failed
}

// secular returns the root ν of |q(ν)| = 1, q_i = s_i z_i/(s_i²+ν), NaN if it is not found. No |q_i| may
// exceed 1, which bounds ν from below; from there Newton's method for the concave increasing 1/|q| climbs
// to the root, and |q|-1 falls until rounding stops it.
func (e *Ellipsoid) secular(z []float64) float64 {
	var nu float64
	for i, s := range e.Axes {
		nu = max(nu, s*(math.Abs(z[i])-s))
	}
	last := math.Inf(1)
	for range 100 {
		var square, slope float64
		for i, s := range e.Axes {
			w := s*s + nu
			q := s * (z[i] / w)
			square += q * q
			slope += q * q / w
		}
		excess := math.Sqrt(square) - 1
		if !(excess < last) {
			return nu
		}
		last = excess
		nu = max(0, nu+excess*square/slope)
	}
	return math.NaN()
}

func (e *Ellipsoid) Map(dst, x []float64) float64 {
	var conj float64
	for i, s := range e.Axes {
		conj = math.Hypot(conj, s*x[i])
	}
	if conj == 0 { // every point of the ellipsoid is a subgradient at 0: take one on the surface
		clear(dst)
		dst[0] = e.Axes[0]
		return 0
	}
	for i, s := range e.Axes {
		dst[i] = s * (s * x[i] / conj)
	}
	return conj
}

func (e *Ellipsoid) SecondOrder(y, v []float64) (*mat.Dense, *mat.SymDense, error) {
	d := len(e.Axes)
	if e.gauge(y) < 1-tie {
		return identity(d), scaledIdentity(d, 0), nil
	}
	if floats.Norm(v, 2) == 0 {
		return nil, nil, &AssumptionError{"A3", "v = 0 is on the relative boundary of the normal cone"}
	}
	tangent := orthogonalComplement(v)
	if tangent == nil {
		return nil, nil, nil
	}
	var force float64
	for i, s := range e.Axes {
		force = math.Hypot(force, s*v[i])
	}
	hess := mat.NewSymDense(d-1, nil)
	for i, s := range e.Axes { // √(vᵀSv) Bᵀ S⁻¹ B, row by row of B
		hess.SymRankOne(hess, force/(s*s), tangent.RowView(i))
	}
	return tangent, hess, nil
}
