package report

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"os"

	"proxflow/results"
)

// Record is what a baseline needs of a measurement.
type Record struct {
	Experiment string          `json:"experiment"`
	Case       json.RawMessage `json:"case"`
	Repeat     int             `json:"repeat"`
	Control    bool            `json:"control"`
	Metric     string          `json:"metric"`
	At         *float64        `json:"at"`
	Verdict    results.Verdict `json:"verdict"`
	By         string          `json:"by"`
}

// place is what one verdict is about: a measurement, or a control as a whole.
type place struct {
	experiment, params string
	repeat             int
	control            bool
	metric             string
	at                 float64
}

// Regression is a case that passed in the baseline, and where it does not now.
type Regression struct {
	place
	now  results.Verdict // "" if it has vanished
	more int             // other measurements of the same case
}

// ReadBaseline reads what check --json wrote.
func ReadBaseline(file string) ([]Record, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, usagef("%s: cannot read this baseline: %w", file, cause(err))
	}
	var list []Record
	if err := json.Unmarshal(text, &list); err != nil {
		return nil, usagef("%s: this is no output of proxflow check --json, a list of measurements", file)
	}
	if len(list) == 0 { // it would guard nothing
		return nil, usagef("%s: this baseline holds no measurement", file)
	}
	for i, r := range list {
		if r.Experiment == "" || r.Case == nil || r.Verdict == "" {
			return nil, usagef("%s: this is no output of proxflow check --json: record %d needs experiment, case and verdict", file, i+1)
		}
	}
	return list, nil
}

// recorded is what a baseline would hold of the rows.
func recorded(rows []results.Row) []Record {
	list := make([]Record, len(rows))
	for i, r := range rows {
		list[i] = Record{r.Experiment, r.Case, r.Repeat, r.Control, r.Metric, nil, r.Verdict, r.By}
		if at := float64(r.At); !math.IsNaN(at) {
			list[i].At = &at
		}
	}
	return list
}

// verdicts sums records up by place, in order of first appearance. Two measurements of one place count as the worse. Of
// a control only this counts: that some measurement fails, as it must. Samples are left to their summaries.
func verdicts(list []Record) (order []place, of map[place]results.Verdict) {
	of = map[place]results.Verdict{}
	for _, r := range list {
		if r.By != "" {
			continue
		}
		p := place{experiment: r.Experiment, params: compact(r.Case), control: r.Control}
		v := r.Verdict
		switch {
		case !r.Control:
			p.repeat, p.metric = r.Repeat, r.Metric
			if r.At != nil {
				p.at = *r.At
			}
		case v == results.Fail:
			v = results.Pass
		case v == results.Pass:
			v = results.Fail
		}
		before, seen := of[p]
		if !seen {
			order = append(order, p)
		}
		if !seen || r.Control && v == results.Pass || !r.Control && before == results.Pass {
			of[p] = v
		}
	}
	return order, of
}

// Regressions are the places that passed in the baseline and do not now, the first one of each case.
func Regressions(baseline []Record, rows []results.Row) (list []Regression) {
	order, before := verdicts(baseline)
	_, now := verdicts(recorded(rows))
	for _, p := range order {
		if before[p] != results.Pass || now[p] == results.Pass {
			continue
		}
		if n := len(list); n > 0 && list[n-1].experiment == p.experiment && list[n-1].params == p.params {
			list[n-1].more++
			continue
		}
		list = append(list, Regression{place: p, now: now[p]})
	}
	return list
}

// WriteRegressions writes a line for each case, and says whether there is any.
func WriteRegressions(w io.Writer, list []Regression) bool {
	for _, r := range list {
		fmt.Fprintf(w, "regression: %s, %s: ", r.experiment, r.params)
		switch {
		case r.control && r.now == "":
			fmt.Fprint(w, "this control was caught in the baseline and has vanished")
		case r.control:
			fmt.Fprint(w, "this control was caught in the baseline and is missed now")
		case r.now == "":
			fmt.Fprintf(w, "%s passed in the baseline and has vanished", r.metric)
		default:
			fmt.Fprintf(w, "%s passed in the baseline, now: %s", r.metric, r.now)
		}
		if r.more > 0 {
			fmt.Fprintf(w, "; likewise %d other measurements of this case", r.more)
		}
		fmt.Fprintln(w)
	}
	return len(list) > 0
}

// compact is JSON without layout.
func compact(text json.RawMessage) string {
	var b bytes.Buffer
	if json.Compact(&b, text) != nil {
		return string(text)
	}
	return b.String()
}
