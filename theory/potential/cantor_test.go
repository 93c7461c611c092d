package potential

import (
	"math"
	"math/big"
	"testing"

	"proxflow/theory/normal"
	"proxflow/theory/random"
)

// exactCantor is the Cantor function of a rational u, to 2⁻¹²⁰, from the ternary expansion.
func exactCantor(u *big.Rat) *big.Rat {
	one, two, three := big.NewRat(1, 1), big.NewRat(2, 1), big.NewRat(3, 1)
	if u.Cmp(one) >= 0 {
		return one
	}
	sum, size := new(big.Rat), big.NewRat(1, 1)
	if u.Sign() <= 0 {
		return sum
	}
	u = new(big.Rat).Set(u)
	for range 120 {
		size.Quo(size, two)
		u.Mul(u, three)
		switch {
		case u.Cmp(one) < 0:
		case u.Cmp(two) <= 0:
			return sum.Add(sum, size)
		default:
			sum.Add(sum, size)
			u.Sub(u, two)
		}
	}
	return sum
}

func TestCantorFunctionIsTheTernaryExpansion(t *testing.T) {
	rnd := random.New("cantor function")
	for trial := range 800 {
		u := rnd.Uniform() / 2
		switch trial % 4 {
		case 1: // near 0, where the relative error counts
			u = math.Pow(u, 12)
		case 2: // a point of the Cantor set
			u = cantorQuantile(u)
		case 3: // an end of a gap
			u = cantorQuantile(math.Ldexp(float64(1+2*rnd.Index(128)), -9))
		}
		got := cantorFunction(u)
		at := new(big.Rat).SetFloat64(u)
		// C is not Lipschitz: the value has to be exact for an argument within a few units in the last place.
		slack := new(big.Rat).SetFloat64(8 * 0x1p-53 * u)
		low, _ := exactCantor(new(big.Rat).Sub(at, slack)).Float64()
		high, _ := exactCantor(new(big.Rat).Add(at, slack)).Float64()
		if got < low*(1-0x1p-52) || got > high*(1+0x1p-52) {
			t.Fatalf("C(%v) = %v, want a number from %v to %v", u, got, low, high)
		}
	}
	for p := 1e-30; p < 0.5; p *= 1.7 {
		if u := cantorQuantile(p); math.Abs(cantorFunction(u)/p-1) > 1e-9 { // C varies by 2⁻³³ within a unit of u
			t.Errorf("C(C⁻¹(%v)) = %v", p, cantorFunction(u))
		}
	}
}

// slowCantorMean is E Φ⁻¹(a + w C(U)) by cutting into thirds until the interval is small before its
// distance to 0; there the two nodes at the standard deviation 1/√5 of 2C(U)-1 do. Weight is the share of
// the whole.
func slowCantorMean(a, w, weight float64) float64 {
	g := func(p float64) float64 { return normal.Quantile(p, 1-p) }
	switch {
	case a > 1000*w || weight < 1e-17:
		s := 1 / math.Sqrt(5)
		return (g(a+w/2*(1-s)) + g(a+w/2*(1+s))) / 2
	default:
		return (slowCantorMean(a, w/2, weight/3) + g(a+w/2) + slowCantorMean(a+w/2, w/2, weight/3)) / 3
	}
}

func TestCantorIntegralAgreesWithTheSlowSum(t *testing.T) {
	if got := cantorEnds()[1]; math.Abs(got-slowCantorMean(0, 0.5, 1)) > 1e-13 {
		t.Errorf("E Φ⁻¹(C(U)/2) = %.16g, want %.16g", got, slowCantorMean(0, 0.5, 1))
	}
	rnd := random.New("cantor integral")
	for range 10 {
		u := rnd.Uniform() / 2
		want, a, w, size, rest := 0.0, 0.0, 1.0, 1.0, u
		for size > 1e-17 { // the left thirds passed on the way to u
			w, size, rest = w/2, size/3, 3*rest
			if rest < 1 {
				continue
			}
			want += size * slowCantorMean(a, w, size)
			a += w
			want += size * (min(rest, 2) - 1) * normal.Quantile(a, 1-a)
			if rest < 2 {
				break
			}
			rest -= 2
		}
		if got := cantorIntegral(u); math.Abs(got-want) > 1e-13 {
			t.Errorf("∫ to %v is %.16g, want %.16g", u, got, want)
		}
	}
}

func BenchmarkCantorProx(b *testing.B) {
	phi := &Cantor{Low: -1, High: 1}
	rnd := random.New("bench")
	z, dst := make([]float64, 1), make([]float64, 1)
	b.ReportAllocs()
	for b.Loop() {
		phi.Prox(dst, rnd.Normals(z), 1)
	}
}

func BenchmarkCantorValue(b *testing.B) {
	phi := &Cantor{Low: -1, High: 1}
	rnd := random.New("bench")
	for b.Loop() {
		phi.Value([]float64{2*rnd.Uniform() - 1})
	}
}
