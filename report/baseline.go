package report

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"strconv"

	"proxflow/results"
)

// Baseline is what an earlier check --json wrote. What passed there must still pass.
type Baseline []record

// record is the part of a measurement that a baseline needs.
type record struct {
	Experiment string          `json:"experiment"`
	Case       json.RawMessage `json:"case"`
	Repeat     int             `json:"repeat"`
	Control    bool            `json:"control"`
	Metric     string          `json:"metric"`
	At         *float64        `json:"at"` // nil if it has no place
	Verdict    results.Verdict `json:"verdict"`
	By         string          `json:"by"`
}

// ReadBaseline reads the output of check --json.
func ReadBaseline(file string) (Baseline, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, usagef("%s: cannot read this baseline: %w", file, results.Cause(err))
	}
	var list Baseline
	if err := json.Unmarshal(text, &list); err != nil {
		return nil, usagef("%s: not the output of proxflow check --json, which is a list of measurements",
			file)
	}
	if len(list) == 0 { // it would not guard anything
		return nil, usagef("%s: this baseline has no measurement", file)
	}
	for i, r := range list {
		if r.Experiment == "" || r.Case == nil || r.Verdict == "" {
			return nil, usagef("%s: not the output of proxflow check --json: "+
				"record %d needs experiment, case and verdict", file, i+1)
		}
	}
	return list, nil
}

// recorded returns the baseline of the rows.
func recorded(rows []results.Row) Baseline {
	list := make(Baseline, len(rows))
	for i, r := range rows {
		list[i] = record{r.Experiment, r.Case, r.Repeat, r.Control, r.Metric, nil, r.Verdict, r.By}
		if at := float64(r.At); !math.IsNaN(at) {
			list[i].At = &at
		}
	}
	return list
}

// place identifies what a verdict is about: a measurement, or a whole control.
type place struct {
	experiment, params string
	repeat             int
	control            bool
	metric             string
	at                 string // "" if it has no place
}

// verdicts returns the verdict on each place, in order of first appearance. If a place has several
// measurements, the worst counts. A control is caught if any of its measurements fails. Samples do not
// count, since their summaries judge them.
func (b Baseline) verdicts() (order []place, of map[place]results.Verdict) {
	of = map[place]results.Verdict{}
	for _, r := range b {
		if r.By != "" {
			continue
		}
		p := place{experiment: r.Experiment, params: compact(r.Case), control: r.Control}
		v := r.Verdict
		switch {
		case !r.Control:
			p.repeat, p.metric = r.Repeat, r.Metric
			if r.At != nil {
				p.at = strconv.FormatFloat(*r.At, 'g', -1, 64)
			}
		case v == results.Fail:
			v = results.Caught
		default:
			v = results.Missed
		}
		before, seen := of[p]
		if !seen {
			order = append(order, p)
		}
		if c := v.Compare(before); !seen || c > 0 && !r.Control || c < 0 && r.Control {
			of[p] = v
		}
	}
	return order, of
}

// Regressions returns a line for each case that passed in the baseline and does not pass now. The line
// describes the first such measurement and counts the others.
func (b Baseline) Regressions(rows []results.Row) (lines []string) {
	type regression struct {
		place
		now  results.Verdict // "" if it has vanished
		more int             // other measurements of the same case
	}
	var list []*regression
	order, before := b.verdicts()
	_, now := recorded(rows).verdicts()
	for _, p := range order {
		if good(before[p]) && !good(now[p]) {
			if n := len(list); n > 0 && list[n-1].experiment == p.experiment && list[n-1].params == p.params {
				list[n-1].more++
			} else {
				list = append(list, &regression{place: p, now: now[p]})
			}
		}
	}
	for _, r := range list {
		line := fmt.Sprintf("regression: %s, %s: ", r.experiment, r.params)
		switch {
		case r.control && r.now == "":
			line += "this control was caught in the baseline and has vanished"
		case r.control:
			line += "this control was caught in the baseline and is missed now"
		case r.now == "":
			line += r.metric + " passed in the baseline and has vanished"
		default:
			line += r.metric + " passed in the baseline, now: " + string(r.now)
		}
		if r.more > 0 {
			line += fmt.Sprintf("; likewise %d other measurements of this case", r.more)
		}
		lines = append(lines, line)
	}
	return lines
}

func good(v results.Verdict) bool { return v == results.Pass || v == results.Caught }

// compact removes the white space from JSON.
func compact(text json.RawMessage) string {
	var b bytes.Buffer
	if json.Compact(&b, text) != nil {
		return string(text)
	}
	return b.String()
}
