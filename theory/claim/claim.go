// Package claim is the contract of the checks of the theory's claims. The checks themselves are in the
// packages below, one file for each claim: exact (P, V, S, H), minibatch (M) and learned (L). They add
// themselves to Catalog, and package all links them. docs/theory.md says what the claims are, and why they
// hold.
//
// There are only a few types. A Check has the claim's parameters as exported fields and runs once for each
// Trial. A Trial gives it random numbers and records Measurements of its Metrics: a number got, the number
// that the claim wants, and an error budget, which is what rounding and truncation alone may cause if the
// claim is true. A check does not judge: verdicts compare measurements with the tolerances of a spec. Where a
// claim is about a law, trials sample a Draw, and a Summarizer measures the law over all trials of a case.
// Curves for figures are observed under the names of package series.
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
	// Run measures. An error says that the check could not run; a claim that fails is data, not an error. Run
	// returns the error of ctx soon after ctx is done.
	Run(ctx context.Context, t *Trial) error
}

// Summarizer is a check whose claim is about the law of what its trials measure: a mean, a rate. Run records
// one draw of each number with Sample. Summarize runs once all trials of a case have run, and measures what
// the claim is about.
type Summarizer interface {
	Check
	// Summarize is given the measurements of each repeat of a case. It records ordinary measurements on t, at
	// most one for each metric and place, and at least those that judge the samples. The budget of a mean is
	// half its 95 % interval. t has random numbers of its own. Errors mean the same as those of Run.
	Summarize(ctx context.Context, t *Trial, repeats [][]Measurement) error
}
