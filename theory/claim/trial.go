package claim

import (
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
	Rand         *random.Source
	Measurements []Measurement
	Observations []Observation
	Warnings     []string // caveats that travel with the results

	// Origin names the seed of the spec and the repeat. It is the same in all cases, for what cases have in common, such as a
	// training; "" for a summary.
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
func (t *Trial) Expect(metric Metric, at, got, want, budget float64) {
	t.Measurements = append(t.Measurements, Measurement{Metric: metric.Name, At: at, Got: got, Want: want, Budget: budget})
}

// AtMost records an error, which the claim wants to be 0 but for the budget.
func (t *Trial) AtMost(metric Metric, at, got, budget float64) { t.Expect(metric, at, got, 0, budget) }

// Sample records one draw of a number, which is judged by the measurement of d.By at the same place in the summary of its
// case. Want is its mean if the theory knows it, NaN otherwise.
func (t *Trial) Sample(d Draw, at, got, want float64) {
	if d.By.Name == "" {
		panic("claim: a sample is judged by a metric of the summary")
	}
	t.Measurements = append(t.Measurements,
		Measurement{Metric: d.Name, At: at, Got: got, Want: want, Budget: math.NaN(), By: d.By.Name})
}

// Skip records that a metric does not apply, and why. It is neither a pass nor a failure.
func (t *Trial) Skip(metric Metric, at float64, reason string) {
	t.Measurements = append(t.Measurements, Measurement{Metric: metric.Name, At: at, Got: math.NaN(), Want: math.NaN(), Skip: reason})
}

// Report records a number of which the claim says nothing, for tables: neither a pass nor a failure. Half is half its 95 %
// interval, or NaN.
func (t *Trial) Report(metric Metric, at, got, half float64, why string) {
	t.Measurements = append(t.Measurements, Measurement{Metric: metric.Name, At: at, Got: got, Want: math.NaN(), Budget: half, Skip: why})
}

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
