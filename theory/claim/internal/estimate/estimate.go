// Package estimate estimates means over the repeats of a case, with their intervals.
package estimate

import (
	"math"

	"proxflow/theory/claim"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/stat"
	"gonum.org/v1/gonum/stat/distuv"
)

// Mean is a mean over repeats, with half its 95 % interval.
type Mean struct{ Value, Half float64 }

// Of returns the mean of at least two independent draws with Student's interval; ok is false for fewer.
func Of(draws []float64) (e Mean, ok bool) {
	n := float64(len(draws))
	if n < 2 {
		return e, false
	}
	mean, sd := stat.MeanStdDev(draws, nil)
	return Mean{mean, sd / math.Sqrt(n) * distuv.StudentsT{Mu: 0, Sigma: 1, Nu: n - 1}.Quantile(0.975)}, true
}

// NewDraw declares a random number that each trial draws, and the metric name-mean, which judges its mean
// over the repeats. The default tolerance of the mean is three budgets; a budget is half a 95 % interval. The
// scale and the resolution are those of the mean.
func NewDraw(name, doc, ofMean string, scale claim.Scale, resolution claim.Resolution) claim.Draw {
	return claim.Draw{
		Metric: claim.Metric{Name: name, Doc: doc, Times: 1, Unjudged: "one draw: judged in the mean"},
		By:     claim.Metric{Name: name + "-mean", Doc: ofMean, Times: 3, Scale: scale, Resolution: resolution},
	}
}

// Metrics lists the metrics of some draws: first the draws, then their means.
func Metrics(draws []claim.Draw) (list claim.Metrics) {
	for _, d := range draws {
		list = append(list, d.Metric)
	}
	for _, d := range draws {
		list = append(list, d.By)
	}
	return list
}

// OneRepeat is the reason why a single repeat has no Mean.
const OneRepeat = "one repeat gives no interval: set repeats to 2 or more"

// Against adjusts the interval to a known exact mean. Errors are skewed to the right: where the sample mean
// happens to be low, so is the spread. If no draw is negative, the spread is taken to be proportional to the
// mean, and the interval becomes that at the exact mean. For 12 draws of χ²(1) and a tolerance of three half
// intervals, this reduces false alarms from 1 in 80 to 1 in 10⁵. If all draws are equal, but not to the exact
// mean, they decide nothing, and the interval is infinite.
func (e Mean) Against(want float64, draws []float64) Mean {
	switch {
	case e.Half == 0 && !math.IsNaN(want) && e.Value != want:
		e.Half = math.Inf(1)
	case want > e.Value && e.Value > 0 && floats.Min(draws) >= 0:
		e.Half *= want / e.Value
	}
	return e
}
