package claim

import (
	"context"
	"fmt"
	"io/fs"
	"math"

	"proxflow/theory/claim/series"
	"proxflow/theory/random"
)

// Measurement is one number: the claim wants |Got - Want| to be no more than the tolerance.
type Measurement struct {
	Metric string
	At     float64 // where along the trial, usually the time t; NaN if nowhere in particular
	Got    float64
	Want   float64
	Budget float64 // ≥ 0: the error that rounding and truncation may cause; no tolerance is smaller
	Skip   string  // why the number is not judged; "" if it is
	By     string  // not "": a sample, judged by the summary's measurement of this metric at this place
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

	// Origin names the seed of the spec and the repeat. All cases have it in common, so it names what cases
	// share, such as a training. It is "" for a summary.
	Origin    string
	Artifacts Artifacts // nil: nothing is kept
	Files     fs.FS     // data that are too large for parameters; nil: there are none

	// Progress is told how many steps of a long computation are done, from 1 to total, with a short note such
	// as the loss: a few times a second at most, and at the last step. Results do not depend on it. It may be
	// nil.
	Progress func(done, total int, note string)
}

// Artifacts keeps what takes long to compute, such as a training. A key names all that the result depends on
// except the version of the mathematics: an artifact of another version is not found. Several goroutines may
// use it at once.
type Artifacts interface {
	// Load returns the bytes that were last saved under a key; ok says whether there are any.
	Load(key string) (data []byte, ok bool, err error)
	// Save keeps data under a key and replaces what was there. It does not retain the slice.
	Save(key string, data []byte) error
	// Lock waits until no other trial holds the lock of a key, or until ctx is done. So trials that need the same artifact
	// compute it once.
	Lock(ctx context.Context, key string) (unlock func(), err error)
}

// NewTrial returns a trial whose random numbers follow from the seed.
func NewTrial(seed string) *Trial { return &Trial{Rand: random.New(seed)} }

// Expect records a number and the number that the claim wants. Where the budget is too large for the scale of
// the metric, it skips the metric, with this reason.
func (t *Trial) Expect(metric Metric, at, got, want, budget float64) {
	if why := metric.Coarse(got, want, budget); why != "" {
		t.Skip(metric, at, why)
		return
	}
	t.add(Measurement{Metric: metric.Name, At: at, Got: got, Want: want, Budget: budget})
}

// AtMost records an error, which the claim wants to be 0 up to the budget.
func (t *Trial) AtMost(metric Metric, at, got, budget float64) { t.Expect(metric, at, got, 0, budget) }

// Sample records one draw of a random number. The summary's measurement of d.By at the same place judges it.
// Want is its mean if the theory knows it, NaN otherwise.
func (t *Trial) Sample(d Draw, at, got, want float64) {
	if d.By.Name == "" {
		panic("claim: a sample needs a metric of the summary that judges it")
	}
	t.add(Measurement{Metric: d.Name, At: at, Got: got, Want: want, Budget: math.NaN(), By: d.By.Name})
}

// Skip records that a metric does not apply, and why. That is neither a pass nor a failure.
func (t *Trial) Skip(metric Metric, at float64, reason string) {
	t.Report(metric, at, math.NaN(), 0, reason)
}

// Report records a number of which the claim says nothing, for tables: neither a pass nor a failure. Half is
// half its 95 % interval, or NaN.
func (t *Trial) Report(metric Metric, at, got, half float64, why string) {
	t.Beside(metric, at, got, math.NaN(), half, why)
}

// Beside records a number beside the one that the theory gives, for tables: neither a pass nor a failure. Why
// says why it is not judged.
func (t *Trial) Beside(metric Metric, at, got, want, half float64, why string) {
	t.add(Measurement{Metric: metric.Name, At: at, Got: got, Want: want, Budget: half, Skip: why})
}

func (t *Trial) add(m Measurement) { t.Measurements = append(t.Measurements, m) }

// Observe records a point of a curve.
func (t *Trial) Observe(name series.Name, x, y float64) {
	t.Observations = append(t.Observations, Observation{name.String(), x, y})
}

// ObserveVector records the coordinates of a point, each on its curve, at a common x.
func (t *Trial) ObserveVector(v series.Vector, x float64, point []float64) {
	for i, y := range point {
		t.Observe(v.Coordinate(i), x, y)
	}
}

// Warn records a caveat.
func (t *Trial) Warn(format string, args ...any) {
	t.Warnings = append(t.Warnings, fmt.Sprintf(format, args...))
}
