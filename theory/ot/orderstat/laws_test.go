package orderstat

import (
	"math"
	"math/big"
	"slices"
	"testing"

	"gonum.org/v1/gonum/stat/distuv"

	"proxflow/theory/normal"
	"proxflow/theory/random"
)

// near fails the test unless got is want to a relative error.
func near(t *testing.T, what string, got, want, relative float64) {
	t.Helper()
	if !(math.Abs(got-want) <= relative*math.Abs(want)) {
		t.Errorf("%s: got %.17g, want %.17g: off by %.2g of it", what, got, want, got/want-1)
	}
}

// sizes of batches, from one pair to 65536.
var sizes = []int{1, 2, 3, 7, 40, 512, 5000, 65536}

func TestUniformLawIsTwiceTheMeanVarianceOfBetas(t *testing.T) {
	for _, n := range sizes {
		sum := 0.0
		for k := 1; k <= n; k++ {
			sum += distuv.Beta{Alpha: float64(k), Beta: float64(n + 1 - k)}.Variance()
		}
		near(t, "uniform", UniformPlanError(n, 3), 9*2*sum/float64(n), 1e-13)
	}
}

func TestTwoAtomsLawIsTheCentralBinomialCoefficient(t *testing.T) {
	for _, n := range []int{1, 2, 3, 10, 39, 40, 41, 100, 385, 999, 1000} {
		central := new(big.Int).Binomial(int64(2*n), int64(n))
		exact, _ := new(big.Rat).SetFrac(central, new(big.Int).Lsh(big.NewInt(1), uint(2*n))).Float64()
		near(t, "two atoms", TwoAtomsPlanError(n, 1.5, 0.5), 9*exact, 1e-14)
	}
	for _, n := range []float64{5e3, 65536, 1e6, 1e9} { // the asymptotic series of Γ(n+½)/Γ(n+1)
		series := 1 - 1/(8*n)*(1-1/(16*n)*(1+5/(8*n)))
		near(t, "two atoms", TwoAtomsPlanError(int(n), 1, 0.5), 4/math.Sqrt(math.Pi*n)*series, 1e-14)
	}
}

// twoBinomials is E|B-B'| of independent Bin(n, w), exactly: 2 Σ F(1-F).
func twoBinomials(n int, w float64) float64 {
	num := func(x float64) *big.Float { return new(big.Float).SetPrec(400).SetFloat64(x) }
	p := num(w)
	q := num(1)
	q.Sub(q, p)
	mass := num(1)
	for range n {
		mass.Mul(mass, q)
	}
	cdf, sum := num(0), num(0)
	for k := range n {
		cdf.Add(cdf, mass)
		rest := num(1)
		rest.Sub(rest, cdf)
		sum.Add(sum, rest.Mul(rest, cdf))
		mass.Mul(mass, p).Quo(mass, q).Mul(mass, num(float64(n-k))).Quo(mass, num(float64(k+1)))
	}
	f, _ := sum.Float64()
	return 2 * f
}

func TestTwoAtomsLawIsTheMeanDistanceOfTwoBinomials(t *testing.T) {
	for _, n := range []int{1, 2, 3, 40, 300, 2000} {
		for _, w := range []float64{1e-9, 0.01, 0.3, 0.4999, 0.5, 0.75} {
			near(t, "two atoms", TwoAtomsPlanError(n, 0.5, w), twoBinomials(n, w)/float64(n), 1e-14)
		}
	}
	if TwoAtomsPlanError(9, 1, 0) != 0 || TwoAtomsPlanError(9, 1, 1) != 0 {
		t.Error("a single atom cannot be missed")
	}
}

func TestNormalLawHasTheKnownMomentsOfOrderStatistics(t *testing.T) {
	// The largest of n ≤ 5 in closed form, the others by (n-k)E(k:n) + kE(k+1:n) = nE(k:n-1) (David and
	// Nagaraja, Order Statistics, 2003, sections 3.2 and 3.4).
	root, arc := math.Sqrt(math.Pi), math.Asin(1./3)/math.Pi
	largest := []float64{0, 1 / root, 1.5 / root, 3 / root * (0.5 + arc), 5 / root * (0.25 + 1.5*arc)}
	below := []float64{0}
	near(t, "N(0, 4)", NormalPlanError(1, 2), 8, 1e-14)
	for n := 2; n <= 5; n++ {
		mean := make([]float64, n)
		mean[n-1] = largest[n-1]
		for k := n - 1; k > 0; k-- {
			mean[k-1] = (float64(n)*below[k-1] - float64(k)*mean[k]) / float64(n-k)
		}
		sum := 0.0
		for _, m := range mean {
			sum += m * m
		}
		near(t, "N(0, 4)", NormalPlanError(n, 2), 8*(1-sum/float64(n)), 4e-14)
		below = mean
	}
	if math.Abs(below[4]-1.16296) > 5e-6 || math.Abs(below[3]-0.49502) > 5e-6 { // the published table
		t.Errorf("order statistics of five normals: %v", below)
	}
}

func TestNormalLawAgreesWithTheFormThatCancels(t *testing.T) {
	for _, n := range []int{20, 300} {
		sum := 0.0
		for k := 1; k <= n; k++ {
			total, mean := 0.0, 0.0
			for x := -12.0; x < 12; x += 1. / 128 {
				density := math.Exp(logBinomial(n-1, k-1, normal.CDF(x), normal.CDF(-x))) * normal.PDF(x)
				total += density
				mean += x * density
			}
			sum += mean / total * mean / total
		}
		near(t, "normal", NormalPlanError(n, 1), 2*(1-sum/float64(n)), 1e-11)
	}
}

// planError is the plan error for the target T#N(0,1) by quadrature, as MonotoneCostBias is computed.
func planError(n int, T func(float64) float64, breaks ...float64) (law, off float64) {
	return monotone(n, T, T, breaks)
}

func TestMonotoneLawReproducesTheClosedForms(t *testing.T) {
	for _, n := range sizes {
		law, off := planError(n, normal.CDF)
		near(t, "U(0,1)", law, UniformPlanError(n, 1), 1e-13)
		// -log U_(n+1-k) = Σ_{j ≥ k} E_j/j with exponentials E_j (Rényi), of variance Σ_{j ≥ k} 1/j²
		harmonic := 0.0
		for j := n; j > 0; j-- {
			harmonic += 1 / float64(j)
		}
		exponential, off2 := planError(n, func(x float64) float64 { return -math.Log(normal.CDF(-x)) })
		near(t, "exponential", exponential, 2*harmonic/float64(n), 1e-13)
		threshold := normal.Quantile(0.7, 0.3)
		jump := func(x float64) float64 { return math.Copysign(2, x-threshold) }
		atoms, off3 := planError(n, jump, threshold)
		near(t, "two atoms", atoms, TwoAtomsPlanError(n, 2, 0.3), 2e-13)
		if off > 1e-13*law || off2 > 1e-13*exponential || off3 > 1e-12*atoms {
			t.Errorf("n = %d: estimated errors %.1g, %.1g and %.1g", n, off/law, off2/exponential, off3/atoms)
		}
	}
}

func TestMonotoneLawReportsAMissingBreak(t *testing.T) {
	for _, n := range []int{5, 100, 3000} {
		threshold := normal.Quantile(0.7, 0.3)
		law, off := planError(n, func(x float64) float64 { return math.Copysign(2, x-threshold) })
		if wrong := math.Abs(law - TwoAtomsPlanError(n, 2, 0.3)); wrong < 1e-6*law || off < wrong/30 {
			t.Errorf("n = %d: off by %.2g, estimated as %.2g", n, wrong, off)
		}
	}
}

func TestCostBiasHasItsClosedForms(t *testing.T) {
	identity := func(x float64) float64 { return x }
	for _, n := range sizes {
		bias, _ := MonotoneCostBias(n, identity)
		near(t, "normal", bias, NormalPlanError(n, 1), 1e-13) // all terms are squares of the same differences
	}
	bias, _ := MonotoneCostBias(1, normal.CDF) // 2 E XΦ(X) = 2 E ϕ(X)
	near(t, "uniform", bias, 1/math.Sqrt(math.Pi), 1e-13)
	bias, _ = MonotoneCostBias(1, func(x float64) float64 { return math.Copysign(1, x) })
	near(t, "two atoms", bias, 2*math.Sqrt(2/math.Pi), 1e-13)
}

// mean accumulates a mean and its standard error.
type mean struct{ n, sum, square float64 }

func (m *mean) add(x float64) { m.n, m.sum, m.square = m.n+1, m.sum+x, m.square+x*x }

// off is the number of standard errors by which the mean differs from want.
func (m *mean) off(want float64) float64 {
	average := m.sum / m.n
	return math.Abs(average-want) / math.Sqrt((m.square/m.n-average*average)/m.n)
}

// The seeds are fixed; of all seeds 6 in 10⁷ would fail one comparison, and 3 in 10⁵ this test.
func TestLawsAreTheMeansOfSortedBatches(t *testing.T) {
	type target struct {
		T              func(float64) float64
		breaks         []float64
		closed         float64 // 0: the monotone law alone
		planOf, biasOf mean
	}
	clip := func(x float64) float64 { return min(max(x, -1), 0.5) } // two atoms and a density between
	for _, n := range []int{1, 2, 3, 5, 30} {
		targets := map[string]*target{
			"uniform": {T: normal.CDF, closed: UniformPlanError(n, 1)},
			"normal":  {T: func(x float64) float64 { return 3*x + 1 }, closed: NormalPlanError(n, 3)},
			"two atoms": {T: func(x float64) float64 { return math.Copysign(2, x) },
				closed: TwoAtomsPlanError(n, 2, 0.5)},
			"clipped": {T: clip, breaks: []float64{0.5, -1}},
		}
		r := random.New("sorted batches")
		x, z := make([]float64, n), make([]float64, n)
		for range 60000 / (n + 5) {
			slices.Sort(r.Normals(x))
			slices.Sort(r.Normals(z)) // T is monotone: T(z) are target points in order
			for _, c := range targets {
				var plan, bias float64
				for k := range x {
					y, right := c.T(z[k]), c.T(x[k])
					plan += (y - right) * (y - right) / float64(n)
					bias += ((x[k]-y)*(x[k]-y) - (x[k]-right)*(x[k]-right)) / float64(n)
				}
				c.planOf.add(plan)
				c.biasOf.add(bias)
			}
		}
		for name, c := range targets {
			law, _ := planError(n, c.T, c.breaks...)
			if c.closed != 0 {
				near(t, name, law, c.closed, 1e-13)
			}
			bias, _ := MonotoneCostBias(n, c.T, c.breaks...)
			if c.planOf.off(law) > 5 || c.biasOf.off(bias) > 5 {
				t.Errorf("%s, n = %d: the plan error is off by %.1f, the cost bias by %.1f standard errors",
					name, n, c.planOf.off(law), c.biasOf.off(bias))
			}
		}
	}
}

func BenchmarkNormalPlanError(b *testing.B) {
	for range b.N {
		NormalPlanError(65536, 1)
	}
}
