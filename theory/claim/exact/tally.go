package exact

import (
	"math"

	"proxflow/theory/claim"
)

// tally takes the measurements of a metric at several points and keeps the one whose error is largest
// relative to its own budget, so that a coarse measurement at one point does not excuse a wrong one at
// another. Of equals it keeps the one with the least budget; NaN counts as larger than any number. It
// leaves out measurements that are too coarse to decide anything.
type tally struct {
	metric            claim.Metric
	got, want, budget float64
	n                 int
	coarse            string  // reason for leaving out the finest of those left out
	least             float64 // its budget
}

func (y *tally) add(got, want, budget float64) {
	if why := y.metric.Coarse(got, want, budget); why != "" {
		if y.coarse == "" || budget < y.least {
			y.coarse, y.least = why, budget
		}
		return
	}
	if y.n++; y.n > 1 {
		kept := math.Abs(y.got - y.want)
		mine, theirs := math.Abs(got-want)*y.budget, kept*budget
		if math.IsNaN(kept) || mine < theirs || mine == theirs && budget >= y.budget {
			return
		}
	}
	y.got, y.want, y.budget = got, want, budget
}

// tell records the measurement that was kept, or the reason why there is none.
func (y *tally) tell(t *claim.Trial, at float64, none string) {
	switch {
	case y.n > 0:
		t.Expect(y.metric, at, y.got, y.want, y.budget)
	case y.coarse != "":
		t.Skip(y.metric, at, y.coarse)
	default:
		t.Skip(y.metric, at, none)
	}
}
