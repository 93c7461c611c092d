package orderstat

import (
	"math"
	"math/big"
	"slices"
	"testing"

	"gonum.org/v1/gonum/integrate/quad"
	"gonum.org/v1/gonum/stat/distuv"

	"proxflow/theory/normal"
	"proxflow/theory/random"
	"proxflow/theory/schedule"
)

func TestLogBinomialKeepsItsDigits(t *testing.T) {
	for _, n := range []int{1, 2, 17, 40, 700} {
		for _, p := range []float64{1. / 8192, 0.25, 0.5, 0.875} {
			q := 1 - p
			for k := 0; k <= n; k += 1 + n/9 {
				exact := new(big.Float).SetPrec(300).SetInt(new(big.Int).Binomial(int64(n), int64(k)))
				for i := range n {
					factor := p
					if i >= k {
						factor = q
					}
					exact.Mul(exact, new(big.Float).SetFloat64(factor))
				}
				exponent := exact.MantExp(exact)
				mantissa, _ := exact.Float64()
				want := math.Log(mantissa) + float64(exponent)*math.Ln2
				if got := logBinomial(n, k, p, q); math.Abs(got-want) > 3e-15*max(1, math.Abs(want)) {
					t.Errorf("log P(Bin(%d, %g) = %d) = %.17g, want %.17g", n, p, k, got, want)
				}
			}
		}
	}
}

// slowChance is P(1 + Bin(n-1, p) > Bin(n, ½)) by its definition.
func slowChance(n int, p float64) (sum float64) {
	rank, below := distuv.Binomial{N: float64(n - 1), P: p}, distuv.Binomial{N: float64(n), P: 0.5}
	for k := range n {
		for m := 0; m < 1+k; m++ {
			sum += rank.Prob(float64(k)) * below.Prob(float64(m))
		}
	}
	return sum
}

func TestChanceIsThatOfTwoBinomials(t *testing.T) {
	for _, n := range []int{1, 2, 3, 5, 20, 64} {
		f := NewTwoAtomsField(n, 1)
		for x := -5.0; x <= 5; x += 0.37 {
			p := normal.CDF(x)
			got, want := f.Chance(x), slowChance(n, p)
			if math.Abs(got-want) > 1e-13 { // distuv has no more digits
				t.Errorf("n = %d: g(%g) = %.16g, want %.16g", n, x, got, want)
			}
			if got := math.Exp(f.logChance(x)); math.Abs(got-f.Chance(x)) > 1e-15 {
				t.Errorf("n = %d: exp(log g(%g)) = %g", n, x, got)
			}
			if n == 1 && math.Abs(got-0.5) > 1e-15 || n == 2 && math.Abs(got-(0.25+p/2)) > 1e-15 {
				t.Errorf("n = %d: g(%g) = %.16g, by hand ½ or ¼ + Φ/2", n, x, f.Chance(x))
			}
		}
	}
}

func TestChanceKeepsItsDigitsWhereItIsTiny(t *testing.T) {
	const n = 400
	f := NewTwoAtomsField(n, 1)
	for _, x := range []float64{0, 0.01, 0.3, 1, 2, 5, 20} {
		num := func(v float64) *big.Float { return new(big.Float).SetPrec(2000).SetFloat64(v) }
		p, half := num(normal.CDF(-x)), new(big.Int)
		q := num(1)
		q.Sub(q, p)
		rank := num(1)
		for range n - 1 {
			rank.Mul(rank, q)
		}
		sum := num(0)
		for k := range n {
			half.Add(half, new(big.Int).Binomial(n, int64(k)))
			sum.Add(sum, num(0).Mul(rank, num(0).SetInt(half)))
			rank.Mul(rank, p).Quo(rank, q).Mul(rank, num(float64(n-1-k))).Quo(rank, num(float64(k+1)))
		}
		exponent := sum.MantExp(sum) - n
		mantissa, _ := sum.Float64()
		near(t, "log g", f.logChance(-x), math.Log(mantissa)+float64(exponent)*math.Ln2, 4e-15)
	}
}

// Of all seeds 6 in 10⁷ would fail one comparison.
func TestChanceIsThatOfSortedPairs(t *testing.T) {
	r := random.New("sorted pairs")
	for _, n := range []int{1, 2, 3, 5} {
		f := NewTwoAtomsField(n, 1)
		for _, x0 := range []float64{-1, 0.2, 0.7} {
			var up mean
			x, y := make([]float64, n), make([]float64, n)
			for range 20000 {
				drawBatch(r, x[1:], y)
				x[0] = x0
				slices.Sort(x)
				up.add((1 + y[slices.Index(x, x0)]) / 2)
			}
			if off := up.off(f.Chance(x0)); off > 5 {
				t.Errorf("n = %d: g(%g) is off by %.1f standard errors", n, x0, off)
			}
		}
	}
}

// drawBatch draws source points, in no order, and sorted target points ±1.
func drawBatch(r *random.Source, x, y []float64) {
	r.Normals(x)
	for i := range y {
		y[i] = math.Copysign(1, r.Uniform()-0.5)
	}
	slices.Sort(y)
}

func TestChanceOfTheWrongAtomGivesThePlanError(t *testing.T) {
	for _, n := range sizes {
		f := NewTwoAtomsField(n, 1)
		density := func(x float64) float64 { return (1 - f.Chance(x)) * normal.PDF(x) }
		wrong, err := rule24.Adaptive(0, min(10, 28/math.Sqrt(float64(n))), density)
		if err != nil {
			t.Fatal(err)
		}
		near(t, "plan error", 8*wrong, TwoAtomsPlanError(n, 1, 0.5), 2e-14)
	}
}

// The field is the conditional mean of the velocity: what remains is uncorrelated with any function of X_t.
// Of all seeds 1 in 10⁵ would fail. The population's field must fail.
func TestFieldIsTheConditionalMeanOverSortedBatches(t *testing.T) {
	const n, a = 5, 0.4
	f := NewTwoAtomsField(n, a)
	p := (&schedule.Trigonometric{}).At(0.4)
	gap := p.B * a
	functions := []func(x float64) float64{
		func(x float64) float64 { return x },
		func(x float64) float64 { return math.Copysign(1, x) },
		func(x float64) float64 { return math.Sin(3 * x) },
		func(x float64) float64 { return x * max(0, gap-math.Abs(x)) },
		func(x float64) float64 { return x * math.Exp(-x*x) },
	}
	right, wrong := make([]mean, len(functions)), make([]mean, len(functions))
	r := random.New("field")
	x, y := make([]float64, n), make([]float64, n)
	for range 60000 {
		drawBatch(r, x, y)
		slices.Sort(x)
		k := r.Index(n)
		at := p.A*x[k] + p.B*a*y[k]
		velocity := p.DA*x[k] + p.DB*a*y[k]
		for i, h := range functions {
			right[i].add((velocity - f.At(p, at)) * h(at))
			wrong[i].add((velocity - f.Population(p, at)) * h(at))
		}
	}
	caught := 0.0
	for i := range functions {
		if off := right[i].off(0); off > 5 {
			t.Errorf("function %d sees %.1f standard errors", i, off)
		}
		caught = max(caught, wrong[i].off(0))
	}
	if caught < 8 {
		t.Errorf("the field of the population is off by %.1f standard errors only", caught)
	}
}

func TestFieldOfOnePairIsThatOfTheIndependentCoupling(t *testing.T) {
	f := NewTwoAtomsField(1, 0.7)
	p := (&schedule.Linear{}).At(0.3)
	for x := -3.0; x <= 3; x += 0.19 {
		up := normal.PDF((x - 0.3*0.7) / 0.7)
		down := normal.PDF((x + 0.3*0.7) / 0.7)
		target := 0.7 * (up - down) / (up + down) // v = (E[X1 | x] - x)/(1-t)
		if got, want := f.At(p, x), (target-x)/0.7; math.Abs(got-want) > 4e-15 {
			t.Errorf("v(%g) = %.17g, want %.17g", x, got, want)
		}
	}
}

func TestFieldsMeetInTheLimitAndAreOdd(t *testing.T) {
	p := (&schedule.VariancePreserving{}).At(0.5)
	for _, n := range []int{1, 30, 65536} {
		f := NewTwoAtomsField(n, 1)
		for x := 0.0; x < 4; x += 0.31 {
			v, u := f.At(p, x), f.Population(p, x)
			if math.Abs(v+f.At(p, -x)) > 1e-13 || u != -f.Population(p, -x) || math.IsNaN(v) {
				t.Errorf("n = %d: the fields at ±%g are %g, %g and %g", n, x, v, f.At(p, -x), u)
			}
			if outside := x > p.B+0.02; n == 65536 && outside && math.Abs(v-u) > 1e-13 {
				t.Errorf("v(%g) = %g of 65536 pairs, %g of the population", x, v, u)
			}
		}
	}
	// On a path of the population the velocity is α̇x0 + β̇x1.
	f := NewTwoAtomsField(2, 1)
	for _, x0 := range []float64{-2, -0.1, 0.5} {
		x1 := math.Copysign(1, x0)
		near(t, "v", f.Population(p, p.A*x0+p.B*x1), p.DA*x0+p.DB*x1, 1e-14)
	}
}

func TestFieldErrorIsItsIntegral(t *testing.T) {
	for _, s := range []schedule.Schedule{&schedule.Linear{}, &schedule.Power{P: 2}} {
		for _, n := range []int{1, 2, 8, 100} {
			for _, at := range []float64{0.01, 0.2, 0.6} {
				const a = 0.6
				f, p := NewTwoAtomsField(n, a), s.At(at)
				shift := p.B * a
				off2 := func(x float64) float64 { return math.Pow(f.At(p, x)-f.Population(p, x), 2) }
				var want float64 // over x0 > 0; the others are mirror images
				integrand := func(x0 float64) float64 { return off2(p.A*x0+shift) * normal.PDF(x0) }
				for _, ends := range [][2]float64{{0, 1}, {1, 9}} {
					want += 2 * quad.Fixed(integrand, ends[0], ends[1], 150, quad.Legendre{}, 0)
				}
				got, err := f.Error2(p)
				if err != nil {
					t.Fatal(err)
				}
				// The difference of the fields, 1 at most, has a rounding error of 1e-16.
				if math.Abs(got-want) > 1e-12*got+1e-15*math.Sqrt(got)+1e-30 {
					t.Errorf("n = %d, t = %g: %.15g, by its definition %.15g", n, at, got, want)
				}
			}
		}
	}
}

func TestFieldErrorVanishesExponentiallyBeyondItsSize(t *testing.T) {
	p := (&schedule.Linear{}).At(0.5)
	last := math.Inf(1)
	for _, n := range []int{1, 4, 16, 64, 256, 1024, 4096, 65536} {
		e, err := NewTwoAtomsField(n, 1).Error2(p)
		if err != nil {
			t.Fatal(err)
		}
		if e > 0 && (e >= last || n >= 64 && e > last*last) { // n times 4: the logarithm more than doubles
			t.Errorf("n = %d: %g after %g", n, e, last)
		}
		last = e
	}
	if last != 0 {
		t.Errorf("%g for 65536 pairs", last)
	}
	for _, at := range []float64{1e-6, 0.999999} { // the ends of time
		f, p := NewTwoAtomsField(65536, 1), (&schedule.Linear{}).At(at)
		if e, err := f.Error2(p); err != nil || !(0 <= e && e < 1) {
			t.Errorf("t = %g: %g, %v", at, e, err)
		}
	}
}

func BenchmarkError2(b *testing.B) {
	f := NewTwoAtomsField(65536, 1)
	p := (&schedule.Linear{}).At(0.01)
	for range b.N {
		if _, err := f.Error2(p); err != nil {
			b.Fatal(err)
		}
	}
}
