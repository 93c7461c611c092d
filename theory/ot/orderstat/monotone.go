package orderstat

import (
	"math"
	"slices"

	"gonum.org/v1/gonum/floats"

	"proxflow/theory/normal"
	"proxflow/theory/quadrature"
)

// NormalPlanError is the mean plan error of n ≥ 1 pairs for the target N(b, sd²), to a relative error of
// 1e-13:
//
//	2sd² (1 - (1/n) Σ_k (E X_(k))²) = (2sd²/n) Σ_k Var X_(k) ~ 2sd² log log n/n
//
// with the order statistics X_(k) of n standard normals. It is computed in the second form, which has no
// cancellation.
func NormalPlanError(n int, sd float64) float64 {
	identity := func(x float64) float64 { return x }
	return 2 * sd * sd * meanCovariance(n, identity, identity, nil, panelWidth)
}

// MonotoneCostBias is E (1/n) Σ_k |X_(k)-Y_(k)|² - W2²(N(0,1), T#N(0,1)) = (2/n) Σ_k Cov(X_(k), T(X_(k))) ≥
// 0, the amount by which the mean cost of n ≥ 1 pairs exceeds that of the population. (E X_(k)Y_(k) = E X_(k)
// E T(X_(k)), but E X T(X) = (1/n) Σ E X_(k)T(X_(k)).) T = F⁻¹∘Φ is the Brenier map of the target: it does
// not decrease and is smooth except for jumps and kinks at the breaks, which may come in any order. The
// estimate off of the absolute error is 1e-13 of the bias, more if a break is missing or if the tail of T is
// too heavy for a second moment. It takes O(n) time.
func MonotoneCostBias(n int, T func(x float64) float64, breaks ...float64) (bias, off float64) {
	return monotone(n, func(x float64) float64 { return x }, T, breaks)
}

// monotone is (2/n) Σ_k Cov(S(X_(k)), T(X_(k))) with an estimate of its error: the difference between two
// panel widths.
func monotone(n int, S, T func(float64) float64, breaks []float64) (law, off float64) {
	rough := 2 * meanCovariance(n, S, T, breaks, panelWidth)
	law = 2 * meanCovariance(n, S, T, breaks, 0.7*panelWidth)
	return law, math.Abs(law-rough) + 1e-14*math.Abs(law)
}

// meanCovariance is (1/n) Σ_k Cov(S(X_(k)), T(X_(k))). The density of X_(k) is n b_{k-1} ϕ(x), where b are
// the probabilities of Bin(n-1, Φ(x)), so one node x of the quadrature serves all k near nΦ(x). Moments are
// taken about the value at the median: about 0 they would cancel to 1/n of their size.
func meanCovariance(n int, S, T func(float64) float64, breaks []float64, width float64) float64 {
	if n < 1 {
		panic(badN)
	}
	centre := make([][2]float64, n)
	moment := make([][3]float64, n) // of S, T and ST
	for k := range centre {
		x := normal.Quantile(float64(k+1)/float64(n+1), float64(n-k)/float64(n+1))
		centre[k] = [2]float64{S(x), T(x)}
	}
	mass := make([]float64, n)
	visitNodes(n, breaks, width, func(x, weight float64) {
		lo, hi, total := binomialWindow(mass, normal.CDF(x), normal.CDF(-x))
		s, t, weight := S(x), T(x), weight*normal.PDF(x)*float64(n)/total
		for k := lo; k < hi; k++ {
			p, c, m := weight*mass[k], &centre[k], &moment[k]
			ds, dt := s-c[0], t-c[1]
			m[0] += p * ds
			m[1] += p * dt
			m[2] += p * ds * dt
		}
	})
	for k, m := range moment {
		mass[k] = m[2] - m[0]*m[1]
	}
	return floats.SumCompensated(mass) / float64(n)
}

// binomialWindow puts the probabilities of Bin(len(mass)-1, p), q = 1-p, times their total into mass[lo:hi].
// It starts at the mode and stops on either side when they fall below 1e-18 of the largest.
func binomialWindow(mass []float64, p, q float64) (lo, hi int, total float64) {
	n := len(mass) - 1
	mode := min(int(float64(n+1)*p), n)
	mass[mode], total = 1, 1
	odds, v := p/q, 1.0
	for hi = mode + 1; hi <= n; hi++ {
		if v *= float64(n-hi+1) / float64(hi) * odds; v < 1e-18 {
			break
		}
		mass[hi] = v
		total += v
	}
	odds, v = q/p, 1.0
	for lo = mode; lo > 0; lo-- {
		if v *= float64(lo) / float64(n-lo+1) * odds; v < 1e-18 {
			break
		}
		mass[lo-1] = v
		total += v
	}
	return lo, hi, total
}

const (
	panelWidth = 6.0  // length of a panel in standard deviations of an order statistic
	lastNode   = 37.0 // ϕ(lastNode) is 1e-298
)

var rule24 = quadrature.Legendre(24)

// visitNodes visits the nodes and weights of Gauss's rule on panels that cover [-lastNode, lastNode] from 0
// outwards and end at the breaks. A panel is some standard deviations √(Φ(1-Φ)/n)/ϕ of the order statistics
// there wide; in the tails it is as wide as the outermost ones vary.
func visitNodes(n int, breaks []float64, width float64, visit func(x, weight float64)) {
	for _, sign := range []float64{-1, 1} {
		ends := []float64{lastNode}
		for _, b := range breaks {
			if sign*b > 0 && sign*b < lastNode {
				ends = append(ends, sign*b)
			}
		}
		slices.Sort(ends)
		x := 0.0
		for _, end := range ends {
			for x < end {
				spread := normal.CDF(x) * normal.CDF(-x)
				next := x + width*spread/normal.PDF(x)/math.Sqrt(max(1, float64(n)*spread))
				if !(next < end) {
					next = end
				}
				half, mid := (next-x)/2, (next+x)/2
				for i, node := range rule24.At {
					visit(sign*(mid+half*node), half*rule24.Weight[i])
				}
				x = next
			}
		}
	}
}
