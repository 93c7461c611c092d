package rerun

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"proxflow/results"
	"proxflow/theory"
)

// Basis says how the numbers of a trial are compared.
type Basis struct {
	Exact bool   // bit for bit; otherwise within the error budgets
	Why   string // "" if it is exact
}

func (b Basis) String() string {
	if b.Exact {
		return "bit for bit, on the same kind of processor"
	}
	return "within the error budgets, since " + b.Why
}

// basis compares where a trial ran with where it runs now. The same bytes are promised for the same versions
// of Go and gonum, the same architecture, and a processor with the same features; see theory.Features.
func basis(then, now results.Provenance) Basis {
	const gonum = "gonum.org/v1/gonum"
	for _, c := range []struct{ what, then, now string }{
		{"architecture", arch(then), arch(now)},
		{"features of the processor", then.Features, now.Features},
		{"version of Go", then.GoVersion, now.GoVersion},
		{"version of gonum", then.Modules[gonum], now.Modules[gonum]},
	} {
		if c.then != c.now {
			return Basis{Why: fmt.Sprintf("the %s was %q, here it is %q", c.what, c.then, c.now)}
		}
	}
	return Basis{Exact: true}
}

func arch(p results.Provenance) string { return strings.TrimSpace(p.GOARCH + " " + p.GOAMD64) }

// compare notes what differs between a trial as it is stored and as it came out now.
func (c *Comparison) compare(then, now results.Trial) {
	c.Numbers = len(then.Measurements)
	add := func(format string, args ...any) {
		c.Differences = append(c.Differences, fmt.Sprintf(format, args...))
	}
	if version := theory.Fingerprint(); then.Version != version {
		defer func() {
			if c.Differences != nil {
				add("the mathematics was %s, here it is %s", then.Version, version)
			}
		}()
	}
	if then.Err != now.Err && (c.Exact || then.Err == "" || now.Err == "") {
		add("error: %s stored, %s now", orNone(then.Err), orNone(now.Err))
	}
	if len(then.Measurements) != len(now.Measurements) {
		add("%d numbers stored, %d now", len(then.Measurements), len(now.Measurements))
	}
	for i := range min(len(then.Measurements), len(now.Measurements)) {
		a, b := then.Measurements[i], now.Measurements[i]
		if text := c.differ(a, b); text != "" {
			id := results.Row{Key: c.Key, Metric: a.Metric, At: results.Number(a.At)}.ID()
			add("%s: %s", id, text)
		}
	}
	if !c.Exact {
		return
	}
	same := slices.EqualFunc(then.Observations, now.Observations, func(a, b results.Observation) bool {
		return a.Series == b.Series && sameBits(a.X, b.X) && sameBits(a.Y, b.Y)
	})
	if !same {
		add("the curves differ")
	}
	if !slices.Equal(then.Warnings, now.Warnings) {
		add("the warnings differ")
	}
}

// differ says how a measurement differs, "" if it does not.
func (c *Comparison) differ(a, b results.Measurement) string {
	if a.Metric != b.Metric || a.By != b.By || !sameBits(a.At, b.At) {
		return fmt.Sprintf("%s at %v stored, %s at %v now", a.Metric, a.At, b.Metric, b.At)
	}
	if (a.Skip == "") != (b.Skip == "") || c.Exact && a.Skip != b.Skip {
		return fmt.Sprintf("it is %s stored, %s now", judged(a.Skip), judged(b.Skip))
	}
	if !c.Exact {
		return c.moved(a, b)
	}
	for _, n := range []struct {
		what string
		a, b float64
	}{{"got", a.Got, b.Got}, {"want", a.Want, b.Want}, {"budget", a.Budget, b.Budget}} {
		if !sameBits(n.a, n.b) {
			return fmt.Sprintf("%s is %v stored, %v now", n.what, n.a, n.b)
		}
	}
	return ""
}

// moved says by how much a number has moved beyond its budgets, as often as the tolerance takes them. They
// bound it only where the claim holds: a number that fails, as in a control, has to fail again. A sample has
// no budget: its summary is compared.
func (c *Comparison) moved(a, b results.Measurement) string {
	if math.IsNaN(a.Budget) || a.Skip != "" {
		return ""
	}
	tolerance := c.Experiment.Tolerances[a.Metric]
	times := max(1, tolerance.Times)
	fails := func(m results.Measurement) bool {
		return m.Got != m.Want && !(math.Abs(m.Got-m.Want) <= max(tolerance.Absolute, times*m.Budget))
	}
	if allowed := times * (a.Budget + b.Budget); a.Got != b.Got && !(math.Abs(a.Got-b.Got) <= allowed) &&
		!(fails(a) && fails(b)) {
		return fmt.Sprintf("got %v stored, %v now: moved by %.2g, budget %.2g", a.Got, b.Got,
			math.Abs(a.Got-b.Got), allowed)
	}
	return ""
}

func sameBits(a, b float64) bool {
	return math.Float64bits(a) == math.Float64bits(b) || math.IsNaN(a) && math.IsNaN(b)
}

func judged(skip string) string {
	if skip == "" {
		return "judged"
	}
	return "skipped (" + skip + ")"
}

func orNone(err string) string {
	if err == "" {
		return "none"
	}
	return err
}
