package schedule

import (
	"math"
	"math/big"
	"testing"
)

// each runs a test on every schedule with its defaults, and on powers.
func each(t *testing.T, test func(t *testing.T, name string, s Schedule)) {
	for _, name := range Catalog.Names() {
		s, err := Catalog.New(name)
		if err != nil {
			t.Fatal(err)
		}
		t.Run(name, func(t *testing.T) { test(t, name, s) })
	}
	for _, p := range []float64{0.5, 1, 3, 7.5} {
		t.Run("power", func(t *testing.T) { test(t, "power", &Power{P: p}) })
	}
}

var times = []float64{1e-6, 1e-3, 0.1, 0.3, 0.5, 0.7, 0.9, 0.999, 1 - 1e-6}

func TestDerivativesAgreeWithDifferences(t *testing.T) {
	each(t, func(t *testing.T, _ string, s Schedule) {
		for _, at := range times {
			p := s.At(at)
			h := 0.02 * min(at, 1-at)
			// Central differences of steps h, h/2, h/4, extrapolated twice (Romberg): the truncation error
			// is about (h/r)⁶/64 of the derivative, where r is the distance to the nearest singularity.
			slope := func(of func(Point) float64) float64 {
				var d [3]float64
				for i := range d {
					up, down := at+math.Ldexp(h, -i), at-math.Ldexp(h, -i)
					d[i] = (of(s.At(up)) - of(s.At(down))) / (up - down)
				}
				first, second := (4*d[1]-d[0])/3, (4*d[2]-d[1])/3
				return (16*second - first) / 15
			}
			close := func(what string, got, want float64) {
				if math.Abs(got-want) > 1e-11*math.Abs(want)+4e-15/h {
					t.Errorf("t = %g: %s is %g, differences give %g", at, what, got, want)
				}
			}
			close("α̇", p.DA, slope(func(p Point) float64 { return p.A }))
			close("β̇", p.DB, slope(func(p Point) float64 { return p.B }))
		}
	})
}

func TestScheduleStartsAtTheSourceAndEndsAtTheTarget(t *testing.T) {
	each(t, func(t *testing.T, name string, s Schedule) {
		if p := s.At(1e-12); math.Abs(p.A-1) > 1e-5 || p.B > 1e-5 {
			t.Errorf("starts at %+v", p)
		}
		if p := s.At(1 - 0x1p-53); name != "logarithmic" && p.A > 1e-7 || math.Abs(p.B-1) > 1e-7 {
			t.Errorf("ends at %+v", p)
		}
		for _, at := range times {
			if p := s.At(at); !(p.A > 0 && p.B > 0 && p.DA < 0 && p.DB > 0) || p.Lambda() != p.A/p.B {
				t.Errorf("t = %g: %+v", at, p)
			}
		}
	})
}

func TestRateIsTheExponentOfAlpha(t *testing.T) {
	each(t, func(t *testing.T, name string, s Schedule) {
		// 1-t = 2⁻²⁰ and 2⁻³⁰: α falls by the factor 2^(-10γ).
		slope := math.Log2(s.At(1-0x1p-20).A/s.At(1-0x1p-30).A) / 10
		if math.Abs(slope-s.Rate()) > 1e-5 && name != "logarithmic" {
			t.Errorf("the exponent is %g, the rate %g", slope, s.Rate())
		}
		if name == "logarithmic" && (slope > 0.06 || s.Rate() != 0) {
			t.Errorf("the exponent %g is not near 0, or the rate %g not 0", slope, s.Rate())
		}
	})
}

// TestAlphaAndBetaKeepTheirDigitsAtBothEnds compares with 200-bit arithmetic where a formula could cancel.
func TestAlphaAndBetaKeepTheirDigitsAtBothEnds(t *testing.T) {
	num := func(x float64) *big.Float { return new(big.Float).SetPrec(200).SetFloat64(x) }
	one := num(1)
	op := func() *big.Float { return new(big.Float).SetPrec(200) }
	for _, at := range []float64{1e-9, 1e-4, 0.3, 0.6, 1 - 1e-4, 1 - 1e-9} {
		r := op().Sub(one, num(at)) // 1-t
		r2 := op().Mul(r, r)
		cube := op().Mul(r2, r)
		t2 := op().Mul(num(at), num(at))
		for _, c := range []struct {
			name string
			s    Schedule
			a, b *big.Float
		}{
			{"power(p=3)", &Power{P: 3}, cube, op().Sub(one, cube)},
			{"smoothstep", &Smoothstep{}, op().Mul(r2, op().Add(one, num(2*at))),
				op().Mul(t2, op().Sub(num(3), num(2*at)))},
			{"variance-preserving", &VariancePreserving{}, op().Sqrt(op().Sub(one, t2)), num(at)},
		} {
			a, _ := c.a.Float64()
			b, _ := c.b.Float64()
			p := c.s.At(at)
			if math.Abs(p.A/a-1) > 1e-15 || math.Abs(p.B/b-1) > 1e-15 {
				t.Errorf("%s at %g: α = %g off by %.1e, β = %g off by %.1e", c.name, at, p.A, p.A/a-1, p.B, p.B/b-1)
			}
		}
		p := (&Trigonometric{}).At(at) // sin(π(1-t)/2) by its series, for small 1-t
		if rest, _ := r.Float64(); rest < 1e-3 {
			x := math.Pi / 2 * rest
			if want := x * (1 - x*x/6); math.Abs(p.A/want-1) > 1e-15+x*x*x*x {
				t.Errorf("trigonometric at %g: α = %g, want %g", at, p.A, want)
			}
		}
	}
}
