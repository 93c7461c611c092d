package normal

import (
	"math"
	"math/big"
	"testing"
)

// exact returns ϕ(x) and Φ(x) with at least 60 correct digits, from Φ(x) = ½ + ϕ(x) Σ x^(2n+1)/(1·3·5 …
// (2n+1)). The working precision outlasts the cancellation in the lower tail.
func exact(x float64) (pdf, cdf *big.Float) {
	prec := uint(200 + x*x)
	num := func(v float64) *big.Float { return new(big.Float).SetPrec(prec).SetFloat64(v) }
	square := num(x)
	square.Mul(square, square)
	small := new(big.Float).SetMantExp(num(1), -int(prec))
	sum := func(first *big.Float, ratio func(n int) *big.Float) *big.Float {
		s, term := num(0).Set(first), num(0).Set(first)
		for n := 1; term.Sign() != 0 && new(big.Float).Abs(term).Cmp(small) > 0; n++ {
			term.Mul(term, ratio(n))
			s.Add(s, term)
		}
		return s
	}
	growth := sum(num(1), func(n int) *big.Float { return num(0).Quo(square, num(float64(2*n))) }) // exp(x²/2)
	pdf = num(0).Quo(num(1), growth.Mul(growth, rootTwoPi))
	odd := sum(num(x), func(n int) *big.Float { return num(0).Quo(square, num(float64(2*n+1))) })
	return pdf, num(0).Add(num(0.5), odd.Mul(odd, pdf))
}

var rootTwoPi = func() *big.Float { p := pi(1600); return p.Sqrt(p.Mul(p, big.NewFloat(2))) }()

// pi by Machin's formula 16 arctan(1/5) - 4 arctan(1/239).
func pi(prec uint) *big.Float {
	one := new(big.Int).Lsh(big.NewInt(1), prec+64)
	arctan := func(n int64) *big.Int {
		s, power := new(big.Int), new(big.Int).Div(one, big.NewInt(n))
		for k := int64(1); power.Sign() != 0; k += 2 {
			term := new(big.Int).Div(power, big.NewInt(k))
			if k%4 == 3 {
				term.Neg(term)
			}
			s.Add(s, term)
			power.Div(power, big.NewInt(n*n))
		}
		return s
	}
	s := new(big.Int).Mul(big.NewInt(16), arctan(5))
	s.Sub(s, new(big.Int).Mul(big.NewInt(4), arctan(239)))
	return new(big.Float).SetPrec(prec).SetMantExp(new(big.Float).SetPrec(prec).SetInt(s), -int(prec+64))
}

// relative is the error of got in units of 2⁻⁵³ of want.
func relative(got float64, want *big.Float) float64 {
	d := new(big.Float).SetPrec(200).SetFloat64(got)
	d.Sub(d, want).Quo(d, want)
	f, _ := d.Float64()
	return math.Abs(f) * 0x1p53
}

func TestDensityAndDistributionKeepTheirDigitsInTheTails(t *testing.T) {
	for x := -37.0; x <= 9; x += 0.77109375 {
		pdf, cdf := exact(x)
		if e := relative(PDF(x), pdf); e > 6 {
			t.Errorf("ϕ(%g) is off by %.1f units of 2⁻⁵³", x, e)
		}
		if e := relative(CDF(x), cdf); e > 6 {
			t.Errorf("Φ(%g) is off by %.1f units of 2⁻⁵³", x, e)
		}
	}
	if CDF(math.Inf(-1)) != 0 || CDF(math.Inf(1)) != 1 || PDF(math.Inf(1)) != 0 || PDF(-1e200) != 0 ||
		!math.IsNaN(CDF(math.NaN())) {
		t.Error("wrong at infinity")
	}
}

func TestQuantileInvertsTheExactDistribution(t *testing.T) {
	// Newton's correction (Φ(x) - p)/ϕ(x), with Φ and ϕ exact, is the error of x = Quantile(p).
	for p := 0.5; p > 1e-300; p *= 0.0123 {
		x := Quantile(p, 1-p)
		pdf, cdf := exact(x)
		e := cdf.Sub(cdf, new(big.Float).SetFloat64(p))
		off, _ := e.Quo(e, pdf).Float64()
		if limit := 8 * 0x1p-53 * math.Abs(x); math.Abs(off) > limit {
			t.Errorf("Quantile(%g) = %g is off by %g, more than %g", p, x, off, limit)
		}
		if p < 0.07 && Quantile(1-p, p) != -x {
			t.Errorf("the upper tail at %g is not the mirror of the lower one", p)
		}
	}
	if Quantile(0, 1) != math.Inf(-1) || Quantile(1, 0) != math.Inf(1) || Quantile(0.5, 0.5) != 0 {
		t.Error("wrong at 0, ½ or 1")
	}
}

func TestQuantileAgreesWithPublishedValues(t *testing.T) {
	for _, c := range []struct{ p, x, tol float64 }{
		{0.25, -0.6744897501960817, 1e-15}, // the three test values of Wichura (1988)
		{0.001, -3.090232306167814, 1e-15},
		{1e-20, -9.262340089798408, 1e-15},
		{0.025, -1.959963984540054, 1e-15}, // Abramowitz and Stegun, table 26.5 and after
		{0.005, -2.575829303548901, 1e-15},
	} {
		if got := Quantile(c.p, 1-c.p); math.Abs(got-c.x) > c.tol*math.Abs(c.x) {
			t.Errorf("Quantile(%g) = %.17g, want %.17g", c.p, got, c.x)
		}
	}
	// Abramowitz and Stegun, table 26.1, to 15 and 10 decimals
	for _, c := range []struct{ x, cdf, pdf float64 }{
		{1, 0.841344746068543, 0.2419707245},
		{2, 0.977249868051821, 0.0539909665},
		{3, 0.998650101968370, 0.0044318484},
	} {
		if math.Abs(CDF(c.x)-c.cdf) > 6e-16 || math.Abs(PDF(c.x)-c.pdf) > 6e-11 {
			t.Errorf("Φ(%g) = %.16g, ϕ = %.11g", c.x, CDF(c.x), PDF(c.x))
		}
	}
}

func BenchmarkCDF(b *testing.B) {
	for i := range b.N {
		CDF(-8 + float64(i%1600)/100)
	}
}

func BenchmarkQuantile(b *testing.B) {
	for i := range b.N {
		p := float64(i%1000+1) / 1001
		Quantile(p, 1-p)
	}
}
