// Package results stores what was measured in one SQLite file. Package table, below it, turns rows into
// tables.
//
// There are only a few types. A Store is the file, a Snapshot the file at one moment. An Experiment is a spec
// as it was planned: its tolerances, and its cases with the keys of their trials. A Trial is what one run of
// a check yielded. It belongs to its key alone, so that all experiments that plan the same trial share it.
// Where a claim is about a law, a case has one more trial, its summary, which judges the samples of the
// others. A Row is a measurement of a planned trial with its tolerance and verdict.
//
// The package knows nothing of the theory: parameters are JSON, names are text.
package results

import (
	"encoding/json"
	"iter"
	"slices"
	"strings"
)

// Tolerance of a metric: an absolute number, or a multiple of the error budget of each measurement.
type Tolerance struct {
	Absolute float64 `json:"absolute,omitempty"`
	Times    float64 `json:"times,omitempty"` // used where Absolute is 0
	Named    bool    `json:"named,omitempty"` // the spec sets it, so the metric is meant to be judged
	Why      string  `json:"why,omitempty"`
}

// Of returns the tolerance of a measurement with this error budget.
func (t Tolerance) Of(budget float64) float64 {
	if t.Absolute != 0 {
		return t.Absolute
	}
	return t.Times * budget
}

// Experiment is a spec as it was planned.
type Experiment struct {
	Name, Claim, Title, Check string
	File, Text                string               // where the spec was read, and its text
	Size                      Size                 // of the grid that was planned
	Tolerances                map[string]Tolerance // of every metric of the check
	Cases                     []Case
	Tables                    []TableSpec
	Figures                   []FigureSpec
}

// Size of a grid: as the spec says, or as its [quick] or [full] part changes it.
type Size string

const (
	Ordinary Size = ""
	Quick    Size = "quick" // smaller, for a first look and for continuous integration
	Full     Size = "full"  // complete, and slow
)

// Summary is the repeat of the trial that sums up a case.
const Summary = -1

// Case is one point of the grid. It runs once for each key.
type Case struct {
	Params  json.RawMessage   // every parameter, canonical
	Labels  map[string]string // short text of each parameter, for tables
	Control *Control          // nil unless the case must fail
	Keys    []string          // of the trials, by repeat
	Summary string            // key of the trial that sums them up; "" if there is none

	Published []Published // shown beside ours, never judged

	Left Left // what a selection leaves out; not stored
}

// Published is a value of a metric that others have published.
type Published struct {
	Metric string
	At     float64 // as in Measurement: NaN if nowhere in particular
	Value  float64
	Std    float64 // standard deviation; NaN if unknown
	Source string  // citation
}

// Trials yields the repeat and the key of every trial of the case, the summary last.
func (c Case) Trials() iter.Seq2[int, string] {
	return func(yield func(int, string) bool) {
		for repeat, key := range c.Keys {
			if !yield(repeat, key) {
				return
			}
		}
		if c.Summary != "" {
			yield(Summary, c.Summary)
		}
	}
}

// Control says why a case must fail, and which metrics must fail in it: all of Catches, or any one if there
// are none.
type Control struct {
	Why     string
	Catches []string
}

// TableSpec describes a table: metrics by labels of parameters. A cell shows the worst of its measurements.
type TableSpec struct {
	Name    string   `json:"name"`
	Title   string   `json:"title,omitempty"`
	Metrics []Shown  `json:"metrics"`
	Rows    []string `json:"rows"`           // parameters whose labels name a row, or "at", or "metric"
	Columns []string `json:"columns"`        // likewise for a column
	Only    []string `json:"only,omitempty"` // "parameter=label": other cases are left out; see Shown.Only
}

// Experiments returns the experiments whose rows the table needs, in the order of its metrics. own is its own
// one.
func (s TableSpec) Experiments(own string) (names []string) {
	for _, m := range s.Metrics {
		if of, _ := m.Source(own); !slices.Contains(names, of) {
			names = append(names, of)
		}
	}
	return names
}

// Shown is a metric of a table and how it is shown.
type Shown struct {
	Metric string   `json:"metric"`         // of another experiment than its own: "experiment/metric"
	Head   string   `json:"head,omitempty"` // label, in place of that name
	Show   string   `json:"show,omitempty"` // one of Shows; "" is the first
	At     string   `json:"at,omitempty"`   // the name of its "at", such as "t"
	Only   []string `json:"only,omitempty"` // more conditions; labels of one parameter are alternatives
}

// Source returns the experiment that measures the metric, and its name there.
func (m Shown) Source(own string) (experiment, metric string) {
	if of, metric, ok := strings.Cut(m.Metric, "/"); ok {
		return of, metric
	}
	return own, m.Metric
}

// Shows are the ways to show a measurement: |got - want|; got, or its range if several measurements are
// equally far off; "got (want)"; for a summary "got ± half of its 95 % interval", without and with "(want)".
var Shows = []string{"error", "got", "got-want", "interval", "interval-want"}

// FigureSpec describes a figure: the name of its file, and a reference to an entry of the catalog of figures.
type FigureSpec struct {
	Name string          `json:"name"`
	Draw json.RawMessage `json:"draw"`
}

// Trial is what one run of a check yielded.
type Trial struct {
	Key, Seed      string
	Check, Version string
	Summary        bool // it sums up the other trials of its case
	Params         json.RawMessage
	Err            string // why it could not run; "" if it could
	Seconds        float64
	Measurements   []Measurement
	Observations   []Observation
	Warnings       []string
}

// Measurement is one number of a trial. NaN stands for a missing number.
type Measurement struct {
	Metric string
	At     float64 // NaN if nowhere in particular
	Got    float64
	Want   float64
	Budget float64 // error that rounding may cause; in a summary half of the 95 % interval
	Skip   string  // why nothing could be measured or judged; "" if it was
	By     string  // of a sample: the metric of the summary that judges it, at the same place
}

// Observation is one point of a curve.
type Observation struct {
	Series string
	X, Y   float64
}

// Row is a measurement of a planned trial, judged.
type Row struct {
	Experiment string            `json:"experiment"`
	Claim      string            `json:"claim"`
	Check      string            `json:"check"`
	Key        string            `json:"-"` // of the trial
	CaseNo     int               `json:"case-no"`
	Case       json.RawMessage   `json:"case"`
	Labels     map[string]string `json:"-"`
	Repeat     int               `json:"repeat"` // Summary for the summary of its case
	Control    bool              `json:"control"`
	Metric     string            `json:"metric"` // "" for a trial that could not run
	At         Number            `json:"at"`
	Got        Number            `json:"got"`
	Want       Number            `json:"want"`
	Budget     Number            `json:"budget"`
	Tol        Number            `json:"tol"`
	Verdict    Verdict           `json:"verdict"`
	Note       string            `json:"note,omitempty"`     // why it was skipped or could not run
	By         string            `json:"by,omitempty"`       // of a sample: the metric that judges it
	Warnings   []string          `json:"warnings,omitempty"` // of its trial
	Published  []Published       `json:"-"`                  // of its metric and case, at any place
}
