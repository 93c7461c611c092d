package potential

import (
	"math"

	"gonum.org/v1/gonum/mat"

	"proxflow/theory/catalog"
	"proxflow/theory/normal"
)

// Uniform is φ(y) = -w ϕ(Φ⁻¹((y-l)/w)) on [l, h], w = h-l, with the density ϕ of N(0,1); its prox is the
// root of y + λΦ⁻¹((y-l)/w) = z.
// Brenier map l + wΦ(x), φ*(x) = l x + w(xΦ(x) + ϕ(x)): the target is the uniform law on [l, h].
// H = 1/(wϕ(v)).
type Uniform struct {
	Low  float64 `doc:"lower end l"`
	High float64 `doc:"upper end h > l"`
}

var _ = Catalog.Add("uniform", "potential of the uniform law on an interval",
	func() Potential { return &Uniform{Low: -1, High: 1} })

var (
	_ Target      = (*Uniform)(nil)
	_ SecondOrder = (*Uniform)(nil)
)

func (u *Uniform) Init() error { return ordered(u.Low, u.High) }

// ordered is the error of an interval without length.
func ordered(low, high float64) error {
	if low >= high || math.IsInf(high-low, 0) {
		return catalog.Bad("high", "must be above low = %g, by a finite length, not %g", low, high)
	}
	return nil
}

func (*Uniform) Dim() int { return 1 }

// slope is φ'(y).
func (u *Uniform) slope(y float64) float64 {
	w := u.High - u.Low
	return normal.Quantile((y-u.Low)/w, (u.High-y)/w)
}

func (u *Uniform) Value(y []float64) float64 {
	at, ok := into(y[0], u.Low, u.High)
	if !ok {
		return math.Inf(1)
	}
	return -(u.High - u.Low) * normal.PDF(u.slope(at))
}

func (u *Uniform) Prox(dst, z []float64, lambda float64) float64 {
	dst[0] = monotoneRoot(u.slope, z[0], lambda, u.Low, u.High)
	return u.Value(dst)
}

func (u *Uniform) Map(dst, x []float64) float64 {
	w, p, q := u.High-u.Low, normal.CDF(x[0]), normal.CDF(-x[0])
	if x[0] < 0 { // from the nearer end, so that the result stays inside
		dst[0] = u.Low + w*p
		return u.Low*x[0] + w*(x[0]*p+normal.PDF(x[0]))
	}
	dst[0] = u.High - w*q
	return u.High*x[0] + w*(normal.PDF(x[0])-x[0]*q)
}

func (u *Uniform) SecondOrder(_, v []float64) (*mat.Dense, *mat.SymDense, error) {
	tangent, hess := separable([]float64{1 / ((u.High - u.Low) * normal.PDF(v[0]))})
	return tangent, hess, nil
}
