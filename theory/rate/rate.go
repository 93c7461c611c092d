// Package rate fits power laws: log-log slopes with confidence intervals, on the window that shows the law
// best.
package rate

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/stat"
	"gonum.org/v1/gonum/stat/distuv"
)

// Line is a least-squares line y = Intercept + Slope x.
type Line struct {
	Slope, Intercept float64
	Half             float64 // half width of the 95 % confidence interval of the slope
	N                int
}

// Fit returns the least-squares line through at least 3 points with distinct x. The interval is Student's,
// for independent residuals of equal variance; the farther the points are from one line, the wider it is.
func Fit(x, y []float64) (Line, error) {
	n := len(x)
	if n != len(y) {
		panic("rate: slices of different lengths")
	}
	if n < 3 {
		return Line{}, fmt.Errorf("rate: a slope with an interval needs 3 points, not %d", n)
	}
	a, b := stat.LinearRegression(x, y, nil, false)
	mean := stat.Mean(x, nil)
	var rss, sxx float64
	for i := range x {
		r := y[i] - a - b*x[i]
		rss += r * r
		sxx += (x[i] - mean) * (x[i] - mean)
	}
	if !(sxx > 0) || math.IsNaN(b) {
		return Line{}, fmt.Errorf("rate: the points do not determine a slope")
	}
	t := distuv.StudentsT{Mu: 0, Sigma: 1, Nu: float64(n - 2)}.Quantile(0.975)
	return Line{b, a, t * math.Sqrt(rss/float64(n-2)/sxx), n}, nil
}

// Order fits y ~ c x^p as x → 0, on a window of 4 to 6 successive points just above the level of rounding.
// x is ascending, and floor holds what rounding makes of 0 at each x, which grows as x decreases. Of the
// windows that start at the first or second point above the floor, Order takes the one whose exponent has
// the narrowest interval. It returns an error if there are too few points, or if y drops to the floor at
// once, so that no order can be seen.
func Order(x, y, floor []float64) (Line, error) {
	first := 0
	for first < len(x) && !(y[first] > floor[first]) {
		first++
	}
	if first < len(x) && y[first] > 1e3*floor[first] {
		return Line{}, fmt.Errorf("rate: from x = %g on there is nothing but rounding", x[first])
	}
	best := Line{Half: math.Inf(1)}
	for from := first; from <= first+1; from++ {
		for n := 4; n <= 6 && from+n <= len(x); n++ {
			lx, ly := make([]float64, n), make([]float64, n)
			for i := range n {
				lx[i], ly[i] = math.Log(x[from+i]), math.Log(y[from+i])
			}
			if l, err := Fit(lx, ly); err == nil && l.Half < best.Half {
				best = l
			}
		}
	}
	if best.N == 0 {
		return best, fmt.Errorf("rate: only %d of %d points are above rounding", len(x)-first, len(x))
	}
	return best, nil
}
