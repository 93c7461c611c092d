package orderstat

import "math"

// logBinomial is the logarithm of the probability of k under Bin(n, p), q = 1-p, with an absolute or relative
// error of a few 1e-16. It has no terms of size n whose rounding errors would show (Loader, Fast and Accurate
// Computation of Binomial Probabilities, 2000).
func logBinomial(n, k int, p, q float64) float64 {
	switch {
	case k == 0 && p < 0.5:
		return float64(n) * math.Log1p(-p)
	case k == 0:
		return float64(n) * math.Log(q)
	case k == n && q < 0.5:
		return float64(n) * math.Log1p(-q)
	case k == n:
		return float64(n) * math.Log(p)
	}
	x, y, m := float64(k), float64(n-k), float64(n)
	return stirlingError(n) - stirlingError(k) - stirlingError(n-k) - deviance(x, m, p) - deviance(y, m, q) -
		math.Log(2*math.Pi*x*(y/m))/2
}

// stirlingError is log k! - log(√(2πk) (k/e)^k), for k ≥ 1.
func stirlingError(k int) float64 {
	x := float64(k)
	if k < 16 {
		return math.Log(math.Gamma(x+1) / (math.Sqrt(2*math.Pi*x) * math.Pow(x/math.E, x)))
	}
	s := 1 / (x * x)
	return (1./12 - s*(1./360-s*(1./1260-s*(1./1680-s*(1./1188-s*691./360360))))) / x
}

// deviance is x log(x/np) + np - x.
func deviance(x, n, p float64) float64 {
	mean := n * p
	diff := math.FMA(-n, p, x)
	if math.Abs(diff) >= 0.1*(x+mean) {
		return x*math.Log(x/mean) - diff
	}
	// With v = (x-np)/(x+np): log(x/np) = 2 artanh v.
	v := diff / (x + mean)
	sum, power := diff*v, 2*x*v
	for j := 3.0; ; j += 2 {
		power *= v * v
		next := sum + power/j
		if next == sum {
			return sum
		}
		sum = next
	}
}
