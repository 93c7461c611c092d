package estimate

import (
	"math"
	"slices"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/stat"
	"gonum.org/v1/gonum/stat/distuv"
)

// Controlled returns the mean of independent draws, using control variates. A control is a number with mean
// 0 that is drawn together with each draw. The estimate is the value at 0 of the least-squares fit of the
// draws by the controls. Its interval comes from the jackknife: that of least squares would be too narrow,
// because the draws need not be linear in the controls, nor the residuals equally spread. A control that is
// constant or a combination of others is left out. All controls are left out with fewer than 8 draws, or
// fewer than 4 for each control. ok is false for fewer than two draws.
//
// With n draws the estimate has a bias of order 1/n, which is small compared with an interval of order n^-½.
// [Glynn and Szechtman, Some new perspectives on the method of control variates, 2002,
// doi:10.1007/978-3-642-56046-0_3; MacKinnon and White, 1985, doi:10.1016/0304-4076(85)90158-7]
func Controlled(draws []float64, controls ...[]float64) (e Mean, ok bool) {
	n := len(draws)
	if n < 8 || n < 4*len(controls) {
		return Of(draws)
	}
	value, rest := stat.Mean(draws, nil), centred(draws)
	var basis [][]float64 // of the controls, centred: orthonormal
	var means []float64   // of the same combinations of the controls
	for _, c := range controls {
		u, mean := centred(c), stat.Mean(c, nil)
		length := floats.Norm(u, 2)
		for k, b := range basis {
			inner := floats.Dot(u, b)
			floats.AddScaled(u, -inner, b)
			mean -= inner * means[k]
		}
		if left := floats.Norm(u, 2); left > 1e-6*length {
			floats.Scale(1/left, u)
			basis, means = append(basis, u), append(means, mean/left)
		}
	}
	for k, b := range basis {
		slope := floats.Dot(rest, b)
		floats.AddScaled(rest, -slope, b)
		value -= slope * means[k]
	}
	variance := 0.0
	for i, e := range rest {
		influence, leverage := 1/float64(n), 1/float64(n)
		for k, b := range basis {
			influence -= b[i] * means[k]
			leverage += b[i] * b[i]
		}
		if leverage < 1 {
			change := influence * e / (1 - leverage) // of the estimate if this draw is left out
			variance += change * change
		}
	}
	t := distuv.StudentsT{Mu: 0, Sigma: 1, Nu: float64(n - 1 - len(basis))}.Quantile(0.975)
	return Mean{value, t * math.Sqrt(variance)}, true
}

// centred returns numbers minus their mean.
func centred(x []float64) []float64 {
	u := slices.Clone(x)
	floats.AddConst(-stat.Mean(x, nil), u)
	return u
}
