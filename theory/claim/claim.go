// Package claim holds the checks: one file for each claim of the theory, in the catalog Catalog. What the claims say, and
// why they hold, is in docs/theory.md.
//
// There are only a few types. A Check has the claim's parameters as exported fields and runs once for each Trial. A
// Trial hands it the random numbers and takes what it finds as Measurements: a number got, the number the claim
// wants, and an error budget, which is what rounding and truncation alone may make of a claim that is true. A check
// does not judge: verdicts compare measurements with the tolerances of a spec. Where a claim is about a law, trials record
// draws of it, and a Summarizer measures the law over all trials of a case.
package claim

import (
	"context"
	"fmt"
	"io/fs"
	"math"

	"proxflow/theory/catalog"
	"proxflow/theory/random"
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
	// Summarize takes the trials of a case by repeat, each with its measurements and nothing else, and records on t
	// ordinary measurements of the metrics of the check, at most one for each metric and place: at least those that
	// the samples name. For a mean the budget is half the width of its 95 % interval. t has random numbers of its own.
	// Errors are as those of Run.
	Summarize(ctx context.Context, t *Trial, repeats []*Trial) error
}

// Metric documents one number that a check measures.
type Metric struct {
	Name, Doc string
	// Times is the default tolerance in error budgets, ≥ 1; a spec may set another one.
	Times float64
}

// Measurement is one number: the claim wants |Got - Want| to be no more than the tolerance.
type Measurement struct {
	Metric string
	At     float64 // where along the trial, usually the time t; NaN if nowhere in particular
	Got    float64
	Want   float64
	Budget float64 // ≥ 0: the error that rounding and truncation may cause; no tolerance decides below it
	Skip   string  // why nothing could be measured; "" if it was
	By     string  // "", or this is a sample: one draw, judged by this metric of the summary at the same place
}

// Observation is one point of a curve for figures.
type Observation struct {
	Series string
	X, Y   float64
}

// Trial is one run of a check: one case of a grid with its own stream of random numbers.
type Trial struct {
	Rand         *random.Source // nil in what a Summarizer is given
	Measurements []Measurement
	Observations []Observation
	Warnings     []string // caveats that travel with the results

	// Origin names the seed of the spec and the repeat. It is the same in all cases, for what cases have in common, such as a
	// training; "" in what a Summarizer is given.
	Origin    string
	Artifacts Artifacts // nil: nothing is kept
	Files     fs.FS     // of data too large for parameters; nil: there are none

	// Progress hears how many steps of a long computation are done, from 1 to total, and a few words, such as the loss. It is
	// called a few times in a second at most, and for the last step. No result depends on it; nil: nobody listens.
	Progress func(done, total int, note string)
}

// Artifacts keeps what takes long to compute, such as a training, by a key that names all that it depends on but for the
// version of the mathematics: what another version saved is out of sight. It is used by several goroutines at once.
type Artifacts interface {
	// Load returns what was saved last under a key, bit by bit, and whether there is any.
	Load(key string) (data []byte, ok bool, err error)
	// Save keeps data under a key, in the place of what was saved there before. It does not keep the slice.
	Save(key string, data []byte) error
}

// NewTrial returns a trial whose random numbers belong to the seed.
func NewTrial(seed string) *Trial { return &Trial{Rand: random.New(seed)} }

// Expect records a number and the one that the claim wants.
func (t *Trial) Expect(metric string, at, got, want, budget float64) {
	t.Measurements = append(t.Measurements, Measurement{Metric: metric, At: at, Got: got, Want: want, Budget: budget})
}

// AtMost records an error, which the claim wants to be 0 but for the budget.
func (t *Trial) AtMost(metric string, at, got, budget float64) { t.Expect(metric, at, got, 0, budget) }

// Sample records one draw of a number, which is judged by the measurement of the metric by at the same place in the summary
// of its case. Want is its mean if the theory knows it, NaN otherwise.
func (t *Trial) Sample(metric string, at, got, want float64, by string) {
	if by == "" {
		panic("claim: a sample is judged by a metric of the summary")
	}
	t.Measurements = append(t.Measurements, Measurement{Metric: metric, At: at, Got: got, Want: want, Budget: math.NaN(), By: by})
}

// Skip records that a metric does not apply, and why. It is neither a pass nor a failure.
func (t *Trial) Skip(metric string, at float64, reason string) {
	t.Measurements = append(t.Measurements, Measurement{Metric: metric, At: at, Got: math.NaN(), Want: math.NaN(), Skip: reason})
}

// Report records a number of which the claim says nothing, for tables: neither a pass nor a failure. Half is half its 95 %
// interval, or NaN.
func (t *Trial) Report(metric string, at, got, half float64, why string) {
	t.Measurements = append(t.Measurements, Measurement{Metric: metric, At: at, Got: got, Want: math.NaN(), Budget: half, Skip: why})
}

// Observe records a point of a curve.
func (t *Trial) Observe(series string, x, y float64) {
	t.Observations = append(t.Observations, Observation{series, x, y})
}

// Warn records a caveat.
func (t *Trial) Warn(format string, args ...any) {
	t.Warnings = append(t.Warnings, fmt.Sprintf(format, args...))
}
