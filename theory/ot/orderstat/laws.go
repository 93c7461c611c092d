package orderstat

import "math"

const badN = "orderstat: a batch needs n ≥ 1"

// UniformPlanError is the mean plan error length²/(3(n+1)) of n ≥ 1 pairs for a target uniform on an interval
// of that length: U_(k) is Beta(k, n+1-k) with variance k(n+1-k)/((n+1)²(n+2)), and Σ k(n+1-k) =
// n(n+1)(n+2)/6.
func UniformPlanError(n int, length float64) float64 {
	if n < 1 {
		panic(badN)
	}
	return length * length / 3 / (float64(n) + 1)
}

// TwoAtomsPlanError is the mean plan error of n ≥ 1 pairs for the target (1-w)δ_{-a} + wδ_a, to a relative
// error of 1e-14:
//
//	4a² E|B-B'|/n,   B and B' independent Bin(n, w);   at w = ½ it is 4a² C(2n,n)/4ⁿ ~ 4a²/√(πn)
//
// B of the target points are at a and B' of the source points belong there, so the |B-B'| ranks in between
// are paired wrongly. In R^d the rank along the line through the atoms decides, so the law is the same for
// any two atoms 2a apart.
//
// The expectation is a Fourier sum of positive terms: |j| is the mean of Fejér's kernel sin²(jθ/2)/sin²(θ/2),
// of degree |j|-1, over M ≥ |j| equidistant angles, and E cos((B-B')θ) = (1 - 4w(1-w) sin²(θ/2))ⁿ. It is
// exact for M = n; |B-B'| exceeds the M used here with a probability below 2exp(-M²/2n) < 1e-21 (Hoeffding).
func TwoAtomsPlanError(n int, a, w float64) float64 {
	if n < 1 {
		panic(badN)
	}
	if !(w >= 0 && w <= 1) {
		panic("orderstat: the weight of an atom is not between 0 and 1")
	}
	q := 4 * w * (1 - w)
	m := min(n, int(10*math.Sqrt(float64(n)))+40)
	sum := q / 2 // the limit at angle 0, over n
	for j := 1; 2*j <= m; j++ {
		s := math.Sin(math.Pi * float64(j) / float64(m))
		s *= s
		term := -math.Expm1(float64(n)*math.Log1p(-q*s)) / s / float64(n)
		if 2*j == m {
			term /= 2 // this angle has no mirror image
		}
		sum += term
	}
	return 4 * a * a * sum / float64(m)
}
