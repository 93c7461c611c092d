// Package claim defines the interface of the checks. The checks themselves are in the packages below it, one
// file for each claim: exact (P, V, S, H), minibatch (M) and learned (L). They add themselves to Catalog, and
// package all links them. docs/theory.md states the claims and says why they hold.
//
// There are only a few types. A Check has the claim's parameters as exported fields and runs once for each
// Trial. A Trial supplies random numbers and records Measurements of the check's Metrics: the number got, the
// number that the claim predicts, and an error budget, which bounds the error that rounding and truncation
// alone can cause if the claim is true. A check does not judge: verdicts compare measurements with the
// tolerances of a spec. Where a claim is about a distribution, each trial samples a Draw, and a Summarizer
// measures the distribution over all trials of a case. Curves for figures are recorded under the names that
// package series defines.
package claim

import (
	"context"

	"proxflow/theory/catalog"
)

// Unit is the unit roundoff u = 2⁻⁵³ of float64. Budgets are multiples of it.
const Unit = 0x1p-53

// Catalog holds the checks by name.
var Catalog = catalog.New[Check]("check")

// Check is the numerical check of one claim. Its exported fields are its parameters.
type Check interface {
	// Metrics lists what the check measures. The metric of every measurement is one of them.
	Metrics() []Metric
	// Run takes the measurements. An error means that the check could not run; a claim that fails is data, not
	// an error. Run returns the error of ctx soon after ctx is done.
	Run(ctx context.Context, t *Trial) error
}

// Summarizer is a check whose claim is about the distribution of what its trials measure, such as a mean or a
// rate. Run records one draw of each number with Sample. Summarize runs after all trials of a case, and
// measures what the claim is about.
type Summarizer interface {
	Check
	// Summarize receives the measurements of each repeat of a case. It records ordinary measurements on t: at
	// most one for each metric and place, and at least those that judge the samples. The budget of a mean is
	// half its 95 % interval. t has its own random numbers. Errors mean the same as those of Run.
	Summarize(ctx context.Context, t *Trial, repeats [][]Measurement) error
}
