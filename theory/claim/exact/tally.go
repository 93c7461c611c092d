package exact

import (
	"math"

	"gonum.org/v1/gonum/floats"

	"proxflow/theory/claim"
	"proxflow/theory/claim/internal/coupling"
)

// tally keeps, of measurements at several points, the one whose error is largest in its own budget, so that a coarse
// measurement at one point does not excuse a wrong one at another. NaN is larger than any.
type tally struct {
	got, want, budget float64
	n                 int
}

func (y *tally) add(got, want, budget float64) {
	if y.n++; y.n > 1 && math.IsNaN(y.got-y.want) {
		return
	}
	if y.n == 1 || !(math.Abs(got-want)*y.budget <= math.Abs(y.got-y.want)*budget) {
		y.got, y.want, y.budget = got, want, budget
	}
}

// tell records the measurement kept, or why there is none.
func (y *tally) tell(t *claim.Trial, metric claim.Metric, at float64, none string) {
	if y.n == 0 {
		t.Skip(metric, at, none)
		return
	}
	t.Expect(metric, at, y.got, y.want, y.budget)
}

// extent is the largest |x1|, the size of the target: a point near the origin has the rounding of what it was computed
// with, a projection that of the ends of a segment.
func extent(pairs []coupling.Pair) (most float64) {
	for _, p := range pairs {
		worst(&most, floats.Norm(p.X1, 2))
	}
	return most
}

// relative is an error in units of max(1,|x|).
func relative(err float64, x []float64) float64 { return err / max(1, floats.Norm(x, 2)) }

// worst keeps the largest of some numbers; NaN is larger than any.
func worst(sofar *float64, x float64) { *sofar = max(*sofar, x) }

// rms is the root mean square of numbers whose squares sum up to sum.
func rms(sum float64, n int) float64 { return math.Sqrt(sum / float64(n)) }
