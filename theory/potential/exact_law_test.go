package potential

import (
	"fmt"
	"math"
	"math/big"
	"testing"

	"proxflow/theory/random"
)

// exactLaw is the distribution function of a law, exact for rational arguments.
type exactLaw struct {
	ref       map[string]any
	low, high float64
	cdf       func(y *big.Rat) *big.Rat
}

func rat(x float64) *big.Rat { return new(big.Rat).SetFloat64(x) }

// onInterval moves a distribution function from [0,1] to [low, high].
func onInterval(low, high float64, cdf func(u *big.Rat) *big.Rat) func(y *big.Rat) *big.Rat {
	length := new(big.Rat).Sub(rat(high), rat(low))
	return func(y *big.Rat) *big.Rat {
		u := new(big.Rat).Sub(y, rat(low))
		return cdf(u.Quo(u, length))
	}
}

// knots is the distribution function of a piecewise linear quantile function, by search from the top.
func knots(p, q []float64) exactLaw {
	list := func(x []float64) (l []any) {
		for _, v := range x {
			l = append(l, v)
		}
		return l
	}
	return exactLaw{map[string]any{"name": "quantile", "p": list(p), "q": list(q)}, q[0], q[len(q)-1],
		func(y *big.Rat) *big.Rat {
			for i := len(q) - 1; i >= 0; i-- {
				if y.Cmp(rat(q[i])) < 0 {
					continue
				}
				f := rat(p[i])
				if i+1 < len(q) {
					t := new(big.Rat).Sub(y, rat(q[i]))
					t.Quo(t, new(big.Rat).Sub(rat(q[i+1]), rat(q[i])))
					f.Add(f, t.Mul(t, new(big.Rat).Sub(rat(p[i+1]), rat(p[i]))))
				}
				return f
			}
			return new(big.Rat)
		}}
}

func exactLaws() []exactLaw {
	identity := func(u *big.Rat) *big.Rat { return u }
	interval := func(name string, low, high float64, cdf func(*big.Rat) *big.Rat) exactLaw {
		return exactLaw{map[string]any{"name": name, "low": low, "high": high}, low, high,
			onInterval(low, high, cdf)}
	}
	two := knots([]float64{0, 0.5, 0.5, 1}, []float64{-1.5, -1.5, 1.5, 1.5})
	two.ref = map[string]any{"name": "two-atoms", "a": 1.5}
	return []exactLaw{
		interval("uniform", -1, 1, identity),
		interval("uniform", 2, 2.25, identity),
		interval("cantor", -1, 1, exactCantor),
		interval("cantor", -0.3, 5, exactCantor),
		two,
		knots([]float64{0, 1}, []float64{-1, 3}),
		knots([]float64{0, 1}, []float64{0.7, 0.7}),
		knots([]float64{0, 0.25, 0.5, 0.5, 0.75, 1}, []float64{-1, -1, 0, 0.5, 1, 2}),
		knots([]float64{0, 1e-9, 1e-9, 0.4, 0.6, 1 - 1e-12, 1}, []float64{-5, -5, -4, -1, 1, 1.125, 6}),
		knots([]float64{0, 0.1, 0.1, 0.499999, 0.499999, 0.7, 1},
			[]float64{-2, -2, -1, -1, 0.25, 0.25, 0.25 + 1e-6}),
	}
}

func forLaws(t *testing.T, test func(t *testing.T, law exactLaw, phi Target, rnd *random.Source)) {
	for _, law := range exactLaws() {
		t.Run(fmt.Sprint(law.ref), func(t *testing.T) {
			test(t, law, build(t, law.ref).(Target), random.New(fmt.Sprint(law.ref)))
		})
	}
}

// exactNormal is Φ(x) to 2⁻¹⁵⁰ for |x| < 10, from Φ(x) = ½ + ϕ(x) Σ x^(2n+1)/(1·3·5 … (2n+1)); 0 or 1 beyond.
func exactNormal(x *big.Float) *big.Float {
	const prec = 256
	num := func(v float64) *big.Float { return new(big.Float).SetPrec(prec).SetFloat64(v) }
	if f, _ := x.Float64(); math.Abs(f) >= 10 {
		return num(max(0, math.Copysign(1, f)))
	}
	square := num(0).Mul(x, x)
	series := func(first *big.Float, start, step int) *big.Float {
		s, term := num(0).Set(first), num(0).Set(first)
		for n := start; term.Sign() != 0 && term.MantExp(nil) > -256; n += step {
			term.Mul(term, square).Quo(term, num(float64(n)))
			s.Add(s, term)
		}
		return s
	}
	odd := series(num(0).Set(x), 3, 2)
	root, _ := num(0).SetString(
		"2.506628274631000502415765284811045253006986740609938316629923576342293654607841974946595838378")
	return odd.Quo(odd, root.Mul(root, series(num(1), 2, 2))).Add(odd, num(0.5))
}

// exactProx is the least y with F(y) ≥ Φ((z-y)/λ), in high precision.
func exactProx(law exactLaw, z, lambda float64) float64 {
	low, high := rat(law.low), rat(law.high)
	enough := func(y *big.Rat) bool {
		x := new(big.Rat).Sub(rat(z), y)
		x.Quo(x, rat(lambda))
		f := new(big.Float).SetPrec(256).SetRat(law.cdf(y))
		return f.Cmp(exactNormal(new(big.Float).SetPrec(256).SetRat(x))) >= 0
	}
	if enough(low) {
		return law.low
	}
	for range 66 {
		mid := new(big.Rat).Add(low, high)
		mid.Quo(mid, big.NewRat(2, 1))
		if enough(mid) {
			high = mid
		} else {
			low = mid
		}
	}
	y, _ := high.Float64()
	return y
}
