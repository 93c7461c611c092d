// Package claim is the contract of the checks of the theory's claims. The checks themselves are in the packages below, one
// file for each claim: exact (P, V, S, H), minibatch (M) and learned (L). They add themselves to Catalog; package all links
// them. What the claims say, and why they hold, is in docs/theory.md.
//
// There are only a few types. A Check has the claim's parameters as exported fields and runs once for each Trial. A Trial
// gives it random numbers and records what it finds as Measurements of a Metric: a number got, the number that the claim
// wants, and an error budget, which is what rounding and truncation alone may cause if the claim is true. A check does not
// judge: verdicts compare measurements with the tolerances of a spec. Where a claim is about a law, trials sample a Draw, and
// a Summarizer measures the law over all trials of a case. Curves for figures are observed under the names of package series.
package claim

import (
	"context"

	"proxflow/theory/catalog"
)

// Unit is the unit roundoff u = 2⁻⁵³ of float64, in which budgets are made up.
const Unit = 0x1p-53

// Catalog holds the checks by name.
var Catalog = catalog.New[Check]("check")

// Check is the numerical check of one claim. Its exported fields are its parameters.
type Check interface {
	// Metrics names what Run measures. Every measurement's metric is one of them.
	Metrics() []Metric
	// Run measures. The error says that the check could not run; a claim that fails is data, not an error. Run
	// returns soon after ctx is done, with its error.
	Run(ctx context.Context, t *Trial) error
}

// Summarizer is a check whose claim is about the law of what its trials measure: a mean, a rate. Run records one draw
// of each number by Sample. When all trials of a case have run, Summarize measures what the claim says.
type Summarizer interface {
	Check
	// Summarize takes the measurements of the trials of a case, by repeat, and records on t ordinary measurements of the
	// metrics of the check, at most one for each metric and place: at least those that judge the samples. For a mean the
	// budget is half the width of its 95 % interval. t has random numbers of its own. Errors are as those of Run.
	Summarize(ctx context.Context, t *Trial, repeats [][]Measurement) error
}
