// Package rate fits laws: log-log slopes with confidence intervals, on the window where the law is seen best.
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

// Fit returns the least-squares line through at least 3 points with distinct x. The interval is Student's, for
// independent residuals of equal variance; it is as wide as the points are far from one line.
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

// Order fits y ~ c x^p on the window of at least 4 successive points, x in ascending order, whose exponent has the
// narrowest interval, among the points with y > floor(x), which is what rounding makes of 0. Few such points are an
// error: then there is no order to see.
func Order(x, y, floor []float64) (Line, error) {
	var lx, ly []float64
	best := Line{Half: math.Inf(1)}
	for i := range x {
		if y[i] > floor[i] && x[i] > 0 {
			lx, ly = append(lx, math.Log(x[i])), append(ly, math.Log(y[i]))
		}
	}
	const least = 4
	for from := range lx {
		for to := from + least; to <= len(lx); to++ {
			if l, err := Fit(lx[from:to], ly[from:to]); err == nil && l.Half < best.Half {
				best = l
			}
		}
	}
	if best.N == 0 {
		return best, fmt.Errorf("rate: only %d of %d points are above rounding", len(lx), len(x))
	}
	return best, nil
}
