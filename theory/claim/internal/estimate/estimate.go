// Package estimate estimates means over the repeats of a case, with their intervals.
package estimate

import (
	"math"

	"proxflow/theory/claim"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/stat"
	"gonum.org/v1/gonum/stat/distuv"
)

// Mean is a mean over repeats with half its 95 % interval.
type Mean struct{ Value, Half float64 }

// Of is the mean of at least 2 independent draws with Student's interval; it is not ok for fewer.
func Of(draws []float64) (e Mean, ok bool) {
	n := float64(len(draws))
	if n < 2 {
		return e, false
	}
	mean, sd := stat.MeanStdDev(draws, nil)
	return Mean{mean, sd / math.Sqrt(n) * distuv.StudentsT{Mu: 0, Sigma: 1, Nu: n - 1}.Quantile(0.975)}, true
}

// NewDraw declares a number that trials draw at random, and the metric that judges its mean over the repeats, name-mean, at
// three budgets, of half a 95 % interval each.
func NewDraw(name, doc, ofMean string) claim.Draw {
	return claim.Draw{
		Metric: claim.Metric{Name: name, Doc: doc, Times: 1},
		By:     claim.Metric{Name: name + "-mean", Doc: ofMean, Times: 3},
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

// OneRepeat says why a single repeat gives no Mean.
const OneRepeat = "one repeat has no interval: ask for more repeats"

// Against is the estimate of a mean that is known. Errors are skewed to the right, and where by chance the mean is low, so is the
// spread. So if no draw is negative, the spread is taken to be in proportion to the mean, and the interval is that at the wanted
// one: this brings the false alarms at three halves, of 12 draws of χ²(1), from 1 in 80 to 1 in 10⁵. Draws that are all the same, but
// not what is wanted, say nothing.
func (e Mean) Against(want float64, draws []float64) Mean {
	switch {
	case e.Half == 0 && !math.IsNaN(want) && e.Value != want:
		e.Half = math.Inf(1)
	case want > e.Value && e.Value > 0 && floats.Min(draws) >= 0:
		e.Half *= want / e.Value
	}
	return e
}
