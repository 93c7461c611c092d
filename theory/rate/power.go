package rate

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/stat"
	"gonum.org/v1/gonum/stat/distuv"
)

// Power is a law y = c x^p fitted to means, on a window of the largest x.
type Power struct {
	// the fit of log y against log x: Slope is p, Half that of its 95 % interval, N the points in the window
	Line
	From, To float64 // the window

	log, weights []float64 // log x and the weights of the fit, in the window
}

// FitPower fits y ~ c x^p, as x → ∞, to at least 3 independent means y > 0 with standard errors se > 0, at
// ascending x. Lines are fitted to (log x, log y) with the weights (y/se)² on all windows that end at the
// largest x. The best window is the longest one on which χ² does not reject the line at 5 %, so it stops
// where the law bends by more than the errors. If every line is rejected, it is the last 3 points. The
// interval is a normal one, widened by √(χ²/(N-2)) where that is above 1.
func FitPower(x, y, se []float64) (Power, error) {
	n := len(x)
	if n != len(y) || n != len(se) {
		panic("rate: slices of different lengths")
	}
	if n < 3 {
		return Power{}, fmt.Errorf("rate: an exponent with an interval needs 3 points, not %d", n)
	}
	lx, ly, weights := make([]float64, n), make([]float64, n), make([]float64, n)
	for i := range x {
		if !(x[i] > 0 && y[i] > 0 && se[i] > 0) || i > 0 && !(x[i] > x[i-1]) {
			return Power{}, fmt.Errorf("rate: no exponent from the mean %g ± %g at %g", y[i], se[i], x[i])
		}
		lx[i], ly[i], weights[i] = math.Log(x[i]), math.Log(y[i]), y[i]/se[i]*y[i]/se[i]
	}
	var p Power
	for from := range n - 2 {
		w := weights[from:]
		a, b := stat.LinearRegression(lx[from:], ly[from:], w, false)
		mean := stat.Mean(lx[from:], w)
		var chi2, sxx float64
		for i := range w {
			r, dx := ly[from+i]-a-b*lx[from+i], lx[from+i]-mean
			chi2 += w[i] * r * r
			sxx += w[i] * dx * dx
		}
		free := float64(len(w) - 2)
		p = Power{
			Line: Line{b, a, 1.959963984540054 * math.Sqrt(max(1, chi2/free)/sxx), len(w)},
			From: x[from], To: x[n-1], log: lx[from:], weights: w,
		}
		if chi2 <= (distuv.ChiSquared{K: free}).Quantile(0.95) {
			break
		}
	}
	return p, nil
}

// Expected is the slope that the fit would give for this law, in its window and with its weights.
func (p Power) Expected(law func(x float64) float64) float64 {
	y := make([]float64, len(p.log))
	for i, l := range p.log {
		y[i] = math.Log(law(math.Exp(l)))
	}
	_, slope := stat.LinearRegression(p.log, y, p.weights, false)
	return slope
}
