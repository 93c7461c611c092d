// Package normal holds the standard normal law N(0,1): density, distribution function and quantile
// function, each to a few units in the last place, relative to the result, in the tails too.
//
// An upper tail is the lower tail of -x: 1 - Φ(x) = CDF(-x) keeps its digits where 1 - CDF(x) has none.
package normal

import "math"

// PDF is the density ϕ(x) = exp(-x²/2)/√(2π). The rounding error of the square is carried along, because
// the exponential would magnify it by x²/2.
func PDF(x float64) float64 {
	square := x * x
	rest := math.FMA(x, x, -square)
	if math.IsInf(square, 1) {
		return 0
	}
	return math.Exp(-square/2) * (1 - rest/2) / sqrt2Pi
}

// CDF is the distribution function Φ(x) = erfc(-x/√2)/2. The rounding error e of the argument is carried
// along, because erfc would magnify it by x²: erfc(a+e) ≈ erfc(a) - 2e·exp(-a²)/√π.
func CDF(x float64) float64 {
	a := -x * sqrtHalf
	e := math.FMA(-x, sqrtHalf, -a) - x*sqrtHalfRest
	if a < 1 || a > 40 { // nothing to correct, or the result is 0
		return math.Erfc(a) / 2
	}
	return math.Erfc(a)/2 - e*math.Exp(-a*a)/math.Sqrt(math.Pi)
}

const (
	sqrt2Pi      = 2.50662827463100050241576528481104525301
	sqrtHalf     = 0.707106781186547524400844362104849039285 // rounds to a double ...
	sqrtHalfRest = sqrtHalf - 6369051672525773.0/(1<<53)     // ... and this is what the rounding leaves
)

// Quantile is the quantile function Φ⁻¹(p) of a probability p and its complement q = 1-p, both in [0,1].
// With both, either tail can be given to full precision. In the middle only p is used, and p - ½ is exact.
// Rational approximations of Wichura, Algorithm AS 241 (PPND16), Applied Statistics 37 (1988), 477–484,
// doi:10.2307/2347330.
func Quantile(p, q float64) float64 {
	if c := p - 0.5; math.Abs(c) <= 0.425 {
		return math.Sqrt2 * math.Erfinv(2*c) // the same approximation, by the standard library
	}
	sign, tail := -1.0, p
	if q < p {
		sign, tail = 1, q
	}
	if tail == 0 {
		return sign * math.Inf(1)
	}
	r := math.Sqrt(-math.Log(tail))
	if r <= 5 {
		r -= 1.6
		return sign * horner(r, near[:]) / horner(r, nearBelow[:])
	}
	r -= 5
	return sign * horner(r, far[:]) / horner(r, farBelow[:])
}

// horner evaluates a polynomial; the coefficient of the highest power comes first.
func horner(x float64, coefficients []float64) float64 {
	s := 0.0
	for _, c := range coefficients {
		s = s*x + c
	}
	return s
}

// Numerators and denominators for tails down to e⁻²⁵ (near) and below (far).
var (
	near = [...]float64{7.74545014278341407640e-4, 2.27238449892691845833e-2, 2.41780725177450611770e-1,
		1.27045825245236838258,
		3.64784832476320460504, 5.76949722146069140550, 4.63033784615654529590, 1.42343711074968357734}
	nearBelow = [...]float64{1.05075007164441684324e-9, 5.47593808499534494600e-4, 1.51986665636164571966e-2,
		1.48103976427480074590e-1,
		6.89767334985100004550e-1, 1.67638483018380384940, 2.05319162663775882187, 1}
	far = [...]float64{2.01033439929228813265e-7, 2.71155556874348757815e-5, 1.24266094738807843860e-3,
		2.65321895265761230930e-2,
		2.96560571828504891230e-1, 1.78482653991729133580, 5.46378491116411436990, 6.65790464350110377720}
	farBelow = [...]float64{2.04426310338993978564e-15, 1.42151175831644588870e-7, 1.84631831751005468180e-5,
		7.86869131145613259100e-4,
		1.48753612908506148525e-2, 1.36929880922735805310e-1, 5.99832206555887937690e-1, 1}
)
