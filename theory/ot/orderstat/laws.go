// Package orderstat has exact laws of the minibatch coupling on the line, from order statistics.
//
// The optimal pairing of n source points with n target points is that of their ranks. The k-th source point is
// F0⁻¹(U_(k)), U_(k) the k-th of n uniform numbers in order, so its place T(X_(k)) in the population is F1⁻¹(U_(k)), of
// the law of the k-th target point and independent of it. So for every source without atoms
//
//	E plan error = E|X1^σ - T(X0)|² = (2/n) Σ_k Var Y_(k),   Y_(1) ≤ ... ≤ Y_(n) n points of the target in order
//
// (for W2² between samples see Bobkov and Ledoux, One-Dimensional Empirical Measures, Order Statistics, and Kantorovich
// Transport Distances, Memoirs of the AMS 261, 2019, doi:10.1090/memo/1259).
package orderstat

import "math"

const badN = "orderstat: a batch needs n ≥ 1"

// UniformPlanError is the mean plan error length²/(3(n+1)) of n ≥ 1 pairs for a target uniform on an interval of that
// length: U_(k) is Beta(k, n+1-k) with variance k(n+1-k)/((n+1)²(n+2)), and Σ k(n+1-k) = n(n+1)(n+2)/6.
func UniformPlanError(n int, length float64) float64 {
	if n < 1 {
		panic(badN)
	}
	return length * length / 3 / (float64(n) + 1)
}

// TwoAtomsPlanError is the mean plan error of n ≥ 1 pairs for the target (1-w)δ_{-a} + wδ_a, to 1e-14 of it:
//
//	4a² E|B-B'|/n,   B and B' independent Bin(n, w);   at w = ½ it is 4a² C(2n,n)/4ⁿ ~ 4a²/√(πn)
//
// since B of the target points are at a, and B' of the source points belong there, and the ranks in between are the wrong
// ones. In R^d the rank along the line through the atoms decides, so the law is the same for any two atoms 2a apart.
//
// The expectation is an exact Fourier sum of positive terms. |j| is the mean of Fejér's kernel sin²(jθ/2)/sin²(θ/2), of
// degree |j|-1, over M ≥ |j| equidistant angles, and E cos((B-B')θ) = (1 - 4w(1-w) sin²(θ/2))ⁿ. M = n is exact. The M
// here is exceeded with a chance below 2exp(-M²/2n) < 1e-21 (Hoeffding).
func TwoAtomsPlanError(n int, a, w float64) float64 {
	if n < 1 {
		panic(badN)
	}
	if !(w >= 0 && w <= 1) {
		panic("orderstat: the weight of an atom is between 0 and 1")
	}
	q := 4 * w * (1 - w)
	m := min(n, int(10*math.Sqrt(float64(n)))+40)
	sum := q / 2 // the limit at angle 0, over n
	for j := 1; 2*j <= m; j++ {
		s := math.Sin(math.Pi * float64(j) / float64(m))
		s *= s
		term := -math.Expm1(float64(n)*math.Log1p(-q*s)) / s / float64(n)
		if 2*j == m {
			term /= 2 // it has no mirror image
		}
		sum += term
	}
	return 4 * a * a * sum / float64(m)
}

// PredictedRate is the rate at which the plan error of n > 1 pairs is expected to fall, but for a constant, when the
// target has m intrinsic dimensions: n^-½ for m = 0 (atoms), n^-1 for m = 1, log n/n for m = 2, n^(-2/m) from m = 3 on.
// The dimension of the space does not enter.
//
// For m ≥ 1 these are the rates of W2² between a law of dimension m and its n samples (Ajtai, Komlós and Tusnády, On
// optimal matchings, Combinatorica 4, 1984, doi:10.1007/BF02579135; Fournier and Guillin, On the rate of convergence in
// Wasserstein distance of the empirical measure, 2015, doi:10.1007/s00440-014-0583-7). That the plan error has them
// too, and for any target of that dimension, is expected, not proved. On the line it is so for a density bounded from
// below on an interval; but the normal law has log log n/n, the exponential law 2(1 + ½ + ... + 1/n)/n, and a target
// with a gap in its support n^-½.
func PredictedRate(m int, n float64) float64 {
	switch {
	case m < 0:
		panic("orderstat: a dimension is not negative")
	case m == 0:
		return 1 / math.Sqrt(n)
	case m == 2:
		return math.Log(n) / n
	}
	return math.Pow(n, -2/float64(max(m, 2)))
}

// PredictedSlope is the slope d log/d log n of PredictedRate: -½, -1, -1 + 1/log n, and -2/m.
func PredictedSlope(m int, n float64) float64 {
	switch {
	case m < 0:
		panic("orderstat: a dimension is not negative")
	case m == 0:
		return -0.5
	case m == 2:
		return -1 + 1/math.Log(n)
	}
	return -2 / float64(max(m, 2))
}
