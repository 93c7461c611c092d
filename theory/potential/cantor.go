package potential

import (
	"math"

	"gonum.org/v1/gonum/mat"

	"proxflow/theory/normal"
)

// Cantor makes the uniform law on the middle-thirds Cantor set of [l, h], which has no density and lies on
// no manifold. φ(y) = w∫₀ᵘ Φ⁻¹(C(s)) ds, u = (y-l)/w, w = h-l, with the Cantor function C; φ(l) = φ(h) = 0.
// The prox is the root of y + λΦ⁻¹(C(u)) = z.
// Brenier map l + w C⁻¹(Φ(x)), where C⁻¹ reads binary digits as ternary ones with 2 for 1.
// [Dovgoshey, Martio, Ryazanov and Vuorinen, The Cantor function, 2006, doi:10.1016/j.exmath.2005.05.002]
type Cantor struct {
	Low  float64 `doc:"lower end l"`
	High float64 `doc:"upper end h > l"`
}

var _ = Catalog.Add("cantor",
	"potential of the uniform law on the Cantor set, which has no density and lies on no manifold",
	func() Potential { return &Cantor{Low: -1, High: 1} })

var (
	_ Target      = (*Cantor)(nil)
	_ SecondOrder = (*Cantor)(nil)
)

func (c *Cantor) Init() error { return ordered(c.Low, c.High) }

func (*Cantor) Dim() int { return 1 }

// slope is φ'(y); the upper half mirrors the lower one.
func (c *Cantor) slope(y float64) float64 {
	w := c.High - c.Low
	if u := (y - c.Low) / w; u <= 0.5 {
		p := cantorFunction(u)
		return normal.Quantile(p, 1-p)
	}
	q := cantorFunction((c.High - y) / w)
	return -normal.Quantile(q, 1-q)
}

func (c *Cantor) Value(y []float64) float64 {
	at, ok := into(y[0], c.Low, c.High)
	switch {
	case math.IsNaN(at):
		return at
	case !ok:
		return math.Inf(1)
	}
	w := c.High - c.Low
	return w * cantorIntegral(min(at-c.Low, c.High-at)/w)
}

func (c *Cantor) Prox(dst, z []float64, lambda float64) float64 {
	dst[0] = monotoneRoot(c.slope, z[0], lambda, c.Low, c.High)
	return c.Value(dst)
}

func (c *Cantor) Map(dst, x []float64) float64 {
	w := c.High - c.Low
	if x[0] < 0 {
		dst[0] = c.Low + w*cantorQuantile(normal.CDF(x[0]))
	} else {
		dst[0] = c.High - w*cantorQuantile(normal.CDF(-x[0]))
	}
	return x[0]*dst[0] - c.Value(dst)
}

func (c *Cantor) SecondOrder(y, v []float64) (*mat.Dense, *mat.SymDense, error) {
	return nil, nil, &AssumptionError{"A1", "the Cantor set is not a manifold"}
}

// cantorFunction is C(u) for 0 ≤ u ≤ ½, to a few units in the last place of u and of the result.
func cantorFunction(u float64) float64 {
	sum, size := 0.0, 1.0 // C = sum + size·C(u)
	for sum+size != sum && u > 0 {
		size /= 2
		switch {
		case u < 1.0/3:
			u *= 3
		case u <= 2.0/3:
			return sum + size
		default:
			sum += size
			u = min(math.FMA(3, u, -2), 1)
		}
	}
	return sum
}

// cantorQuantile is C⁻¹(p), 0 ≤ p ≤ ½; at the value of a gap it is one of the two ends.
func cantorQuantile(p float64) float64 {
	fraction, exponent := math.Frexp(p)
	u := 0.0
	// Horner's rule from the last digit on
	for digits := uint64(fraction * (1 << 53)); digits != 0; digits >>= 1 {
		u = (u + 2*float64(digits&1)) / 3
	}
	return u * math.Pow(3, float64(exponent))
}
