// Package exact holds the checks of claims P, V, S and H, for which target, map, prox and second
// epi-derivative are known exactly. Each claim has one file; longer steps have their own.
//
// There are only a few types. An extent is the size of source and target; it bounds rounding errors. A tally
// takes the measurements of a metric at several points and keeps the worst. An altered potential has a wrong
// prox, for negative controls.
package exact

import (
	"math"

	"proxflow/theory/claim"
)

// skip records that none of these metrics is measured, and why.
func skip(t *claim.Trial, at float64, why string, metrics ...claim.Metric) {
	for _, m := range metrics {
		t.Skip(m, at, why)
	}
}

func last[T any](x []T) T { return x[len(x)-1] }

// rms is the root mean square of n numbers whose squares add up to sum.
func rms(sum float64, n int) float64 { return math.Sqrt(sum / float64(n)) }
