package orderstat

import (
	"fmt"
	"math"
	"sort"

	"proxflow/theory/normal"
	"proxflow/theory/schedule"
)

// TwoAtomsField is the minibatch coupling of n pairs, and its field, for the source N(0,1) and the target
// ½δ_{-a} + ½δ_a on the line, exactly. A source point x0 has the rank 1 + K, K from Bin(n-1, Φ(x0)), and goes
// to a if that exceeds the number M of target points at -a, M from Bin(n, ½):
//
//	g(x0) = P(X1 = a | X0 = x0) = P(1 + K > M),   g(-x0) = 1 - g(x0),
//	P(X1 = a | X_t = x) = g(x⁺)ϕ(x⁺)/(g(x⁺)ϕ(x⁺) + (1-g(x⁻))ϕ(x⁻)),   x^± = (x ∓ βa)/α
//
// For n = 1 it is the independent coupling. All methods are safe for concurrent use.
type TwoAtomsField struct {
	n int
	a float64
	// For L_k = P(M ≤ k), up to the k where it rounds to 1:
	mills []float64 // L_k/P(M = k)
	// (n-1-k)/(k+1)·L_{k+1}/L_k, which falls with k: binomial probabilities and L are log-concave
	growth []float64
}

// NewTwoAtomsField prepares the field for n ≥ 1 pairs and the atoms ±a, a > 0, in O(n) time.
func NewTwoAtomsField(n int, a float64) *TwoAtomsField {
	if n < 1 {
		panic(badN)
	}
	if !(a > 0) {
		panic("orderstat: the atoms lie at -a and a, a > 0")
	}
	top := min(n-1, n/2+10*int(math.Sqrt(float64(n)))+50)
	f := &TwoAtomsField{n: n, a: a, mills: make([]float64, top+1), growth: make([]float64, top)}
	f.mills[0] = 1
	for k := range top {
		down := float64(k+1) / float64(n-k) // P(M = k)/P(M = k+1)
		f.mills[k+1] = 1 + down*f.mills[k]
		f.growth[k] = float64(n-1-k) / float64(k+1) * (1 + 1/(down*f.mills[k]))
	}
	return f
}

// Chance is g(x0), the probability that x0 is paired with a, to 1e-14.
func (f *TwoAtomsField) Chance(x0 float64) float64 {
	if x0 > 0 {
		return -math.Expm1(f.logWrong(x0))
	}
	return math.Exp(f.logWrong(-x0))
}

// logChance is log g(x0), to about 1e-15 of the largest logarithm in it; g itself may be too small for a
// float64.
func (f *TwoAtomsField) logChance(x0 float64) float64 {
	if x0 > 0 {
		return math.Log(f.Chance(x0))
	}
	return f.logWrong(-x0)
}

// logWrong is log g(-x), x ≥ 0, for the probability that x is paired with -a: g = Σ_k P(K = k) L_k, summed
// outwards from the largest term.
func (f *TwoAtomsField) logWrong(x float64) float64 {
	p, q := normal.CDF(-x), normal.CDF(x)
	odds := p / q
	peak := sort.Search(len(f.growth), func(k int) bool { return odds*f.growth[k] < 1 })
	sum := 1.0
	for k, term := peak, 1.0; k < len(f.growth) && term > 1e-18; k++ {
		term *= odds * f.growth[k]
		sum += term
	}
	for k, term := peak, 1.0; k > 0 && term > 1e-18; k-- {
		term /= odds * f.growth[k-1]
		sum += term
	}
	return logBinomial(f.n-1, peak, p, q) + logBinomial(f.n, peak, 0.5, 0.5) +
		math.Log(f.mills[peak]) + math.Log(sum)
}

// logOdds is log P(X1 = a | X_t = x) - log P(X1 = -a | X_t = x).
func (f *TwoAtomsField) logOdds(p schedule.Point, x float64) float64 {
	if !(p.A > 0 && p.B > 0) {
		panic("orderstat: the field is defined at times between 0 and 1 only")
	}
	shift := p.B * f.a
	return f.logChance((x-shift)/p.A) - f.logChance(-(x+shift)/p.A) + 2*shift/p.A*(x/p.A)
}

// pull is β̇ - α̇β/α, the factor of E[X1 | X_t] in the field.
func pull(p schedule.Point) float64 { return p.DB - p.DA*p.B/p.A }

// At is the field of the minibatch, v^n_t(x) = E[α̇X0 + β̇X1 | X_t = x] = (α̇/α)x + (β̇ - α̇β/α) E[X1 | X_t =
// x].
func (f *TwoAtomsField) At(p schedule.Point, x float64) float64 {
	return p.DA/p.A*x + pull(p)*f.a*math.Tanh(f.logOdds(p, x)/2)
}

// Population is the field of the population, v_t(x) = (α̇/α)x + (β̇ - α̇β/α) prox(x/β): X1 is a for x > βa
// and -a for x < -βa. X_t has no values in the gap between; there the prox, the projection onto [-a, a],
// continues the field.
func (f *TwoAtomsField) Population(p schedule.Point, x float64) float64 {
	return p.DA/p.A*x + pull(p)*min(max(x/p.B, -f.a), f.a)
}

// Error2 is ∫|v^n_t - v_t|² dP_t to a relative error of 1e-10, 0 if it is below 1e-300. P_t is the law of X_t
// = αX0 + βa sign(X0) in the population: it has no mass in the gap |x| < βa, where the two fields differ
// most. With s = |X0| and X1 of the minibatch given X_t,
//
//	Error2 = 8a²(β̇ - α̇β/α)² ∫_0^∞ P(X1 = -a | X_t = αs + βa)² ϕ(s) ds
//
// A wrong pair there has crossed the gap: x0 = s + 2βa/α went to -a. So at a fixed time Error2 falls
// exponentially in n once √n exceeds α/(βa), and only as 1/√n before.
func (f *TwoAtomsField) Error2(p schedule.Point) (float64, error) {
	first := f.logWrongOutside(p, 0)
	if first < -350 {
		return 0, nil
	}
	integrand := func(s float64) float64 {
		return math.Exp(2*(f.logWrongOutside(p, s)-first)) * normal.PDF(s)
	}
	negligible := func(s float64) bool { return !(integrand(s) > 1e-18*integrand(0)) } // the integrand falls
	end := f.spread()
	for !negligible(end) {
		end *= 2
	}
	for end > 0 && negligible(end/2) {
		end /= 2
	}
	integral, err := rule24.Adaptive(0, end, integrand)
	if err != nil {
		return 0, fmt.Errorf("%w, of the field error at n = %d, a = %g, α = %g, β = %g",
			err, f.n, f.a, p.A, p.B)
	}
	factor := f.a * pull(p)
	return 8 * factor * factor * math.Exp(2*first) * integral, nil
}

// logWrongOutside is log P(X1 = -a | X_t = αs + βa).
func (f *TwoAtomsField) logWrongOutside(p schedule.Point, s float64) float64 {
	odds := f.logOdds(p, p.A*s+p.B*f.a)
	if odds > 0 {
		return -odds - math.Log1p(math.Exp(-odds))
	}
	return -math.Log1p(math.Exp(odds))
}

// spread is the distance from 0, roughly, of the points that may go to either atom.
func (f *TwoAtomsField) spread() float64 { return 1 / math.Sqrt(float64(f.n)) }
