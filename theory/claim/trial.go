package claim

import (
	"context"
	"fmt"
	"io/fs"
	"math"

	"proxflow/theory/claim/series"
	"proxflow/theory/random"
)

// Measurement is a number got, beside the number that the claim predicts. It passes if |Got - Want| is within
// the tolerance.
type Measurement struct {
	Metric string
	At     float64 // the place in the trial, usually the time t; NaN if it has none
	Got    float64
	Want   float64
	Budget float64 // ≥ 0: bounds the error from rounding and truncation; no tolerance is smaller
	Skip   string  // why the number is not judged; "" if it is
	By     string  // for a sample, the summary's metric that judges it at this place; "" otherwise
}

// Observation is one point of a curve for figures.
type Observation struct {
	Series string
	X, Y   float64
}

// Trial is one run of a check on one case, with its own stream of random numbers.
type Trial struct {
	Rand         *random.Source
	Measurements []Measurement
	Observations []Observation
	Warnings     []string // caveats that travel with the results

	// Origin identifies the seed of the spec and the repeat. It is the same for all cases, so it identifies
	// what cases share, such as a training. It is "" for a summary.
	Origin    string
	Artifacts Artifacts // nil: nothing is kept
	Files     fs.FS     // data too large for parameters; nil: there are none

	// Progress, if not nil, is called with the number of steps done, from 1 to total, and a short note such as
	// the loss: a few times per second at most, and at the last step. Results do not depend on it.
	Progress func(done, total int, note string)
}

// Artifacts keeps the results of long computations, such as trainings. A key identifies everything that the
// result depends on except the version of the mathematics: artifacts of another version are not found. It is
// safe for concurrent use.
type Artifacts interface {
	// Load returns the bytes last saved under a key; ok is false if there are none.
	Load(key string) (data []byte, ok bool, err error)
	// Save stores data under a key and replaces what was there. It does not retain the slice.
	Save(key string, data []byte) error
	// Lock waits until no other trial holds the lock of a key, or until ctx is done. Trials that need the same
	// artifact thus compute it once.
	Lock(ctx context.Context, key string) (unlock func(), err error)
}

// NewTrial returns a trial whose random numbers are determined by the seed.
func NewTrial(seed string) *Trial { return &Trial{Rand: random.New(seed)} }

// Expect records a number and the number that the claim predicts. If the budget is too large for the scale of
// the metric, the metric is skipped, with this as the reason.
func (t *Trial) Expect(metric Metric, at, got, want, budget float64) {
	if why := metric.Coarse(got, want, budget); why != "" {
		t.Skip(metric, at, why)
		return
	}
	t.add(Measurement{Metric: metric.Name, At: at, Got: got, Want: want, Budget: budget})
}

// AtMost records an error that the claim predicts to be 0.
func (t *Trial) AtMost(metric Metric, at, got, budget float64) { t.Expect(metric, at, got, 0, budget) }

// Sample records one draw of a random number. The summary's measurement of d.By at the same place judges it.
// Want is the exact mean if it is known, NaN otherwise.
func (t *Trial) Sample(d Draw, at, got, want float64) {
	if d.By.Name == "" {
		panic("claim: a sample needs a metric of the summary that judges it")
	}
	t.add(Measurement{Metric: d.Name, At: at, Got: got, Want: want, Budget: math.NaN(), By: d.By.Name})
}

// Skip records that a metric does not apply, and why. This is neither a pass nor a failure.
func (t *Trial) Skip(metric Metric, at float64, reason string) {
	t.Report(metric, at, math.NaN(), 0, reason)
}

// Report records, for tables, a number about which the claim says nothing: neither a pass nor a failure. Half
// is half its 95 % interval, or NaN.
func (t *Trial) Report(metric Metric, at, got, half float64, why string) {
	t.Beside(metric, at, got, math.NaN(), half, why)
}

// Beside records, for tables, a number and the one that the theory predicts, without judging it: neither a
// pass nor a failure. Why says why it is not judged.
func (t *Trial) Beside(metric Metric, at, got, want, half float64, why string) {
	t.add(Measurement{Metric: metric.Name, At: at, Got: got, Want: want, Budget: half, Skip: why})
}

func (t *Trial) add(m Measurement) { t.Measurements = append(t.Measurements, m) }

// Observe records a point of a curve.
func (t *Trial) Observe(name series.Name, x, y float64) {
	t.Observations = append(t.Observations, Observation{name.String(), x, y})
}

// ObserveVector records the coordinates of a point, each on its own curve, at a common x.
func (t *Trial) ObserveVector(v series.Vector, x float64, point []float64) {
	for i, y := range point {
		t.Observe(v.Coordinate(i), x, y)
	}
}

// Warn records a caveat.
func (t *Trial) Warn(format string, args ...any) {
	t.Warnings = append(t.Warnings, fmt.Sprintf(format, args...))
}
