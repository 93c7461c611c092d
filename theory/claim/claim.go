// Package claim holds the checks: one file for each claim of the theory, in the catalog Catalog. What the claims say, and
// why they hold, is in docs/theory.md.
//
// There are only a few types. A Check has the claim's parameters as exported fields and runs once for each Trial. A
// Trial hands it the random numbers and takes what it finds as Measurements: a number got, the number the claim
// wants, and an error budget, which is what rounding and truncation alone may make of a claim that is true. A check
// does not judge: verdicts compare measurements with the tolerances of a spec.
package claim

import (
	"context"
	"fmt"
	"math"

	"proxflow/theory/catalog"
	"proxflow/theory/random"
)

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
}

// Observation is one point of a curve for figures.
type Observation struct {
	Series string
	X, Y   float64
}

// Trial is one run of a check: one case of a grid with its own stream of random numbers.
type Trial struct {
	Rand         *random.Source
	Measurements []Measurement
	Observations []Observation
	Warnings     []string // caveats that travel with the results
}

// NewTrial returns a trial whose random numbers belong to the seed.
func NewTrial(seed string) *Trial { return &Trial{Rand: random.New(seed)} }

// Expect records a number and the one that the claim wants.
func (t *Trial) Expect(metric string, at, got, want, budget float64) {
	t.Measurements = append(t.Measurements, Measurement{Metric: metric, At: at, Got: got, Want: want, Budget: budget})
}

// AtMost records an error, which the claim wants to be 0 but for the budget.
func (t *Trial) AtMost(metric string, at, got, budget float64) { t.Expect(metric, at, got, 0, budget) }

// Skip records that a metric does not apply, and why. It is neither a pass nor a failure.
func (t *Trial) Skip(metric string, at float64, reason string) {
	t.Measurements = append(t.Measurements, Measurement{Metric: metric, At: at, Got: math.NaN(), Want: math.NaN(), Skip: reason})
}

// Observe records a point of a curve.
func (t *Trial) Observe(series string, x, y float64) {
	t.Observations = append(t.Observations, Observation{series, x, y})
}

// Warn records a caveat.
func (t *Trial) Warn(format string, args ...any) {
	t.Warnings = append(t.Warnings, fmt.Sprintf(format, args...))
}
