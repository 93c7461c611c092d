package runner

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"

	"proxflow/results"
)

// Verdicts on a control, besides Error and Inconclusive: it was caught, as it must be, or the check let it pass.
const (
	Caught results.Verdict = "caught"
	Missed results.Verdict = "missed"
)

// CaseOutcome is the verdict on one case: the worst of its measurements, where error > fail > inconclusive > pass, and
// skipped if all are. Samples do not count: the summary, which judges them, does. A control is caught if all metrics of its Catches fail somewhere, or any if it names none.
type CaseOutcome struct {
	No      int
	Label   string // what tells it from the other cases: "target=ball(d=5), t=0.5"
	Control *results.Control
	Verdict results.Verdict
	Count   map[results.Verdict]int // of its measurements
	Why     string                  // one line, where the measurements do not say it
	Missing int                     // trials that have not run
	Worst   Worst
}

// ExperimentOutcome is the verdict on one experiment: the worst of its cases, where a missed control is a failure, and
// so is an experiment that measured nothing.
type ExperimentOutcome struct {
	Name, Claim, Title string
	Cases              []CaseOutcome
	Verdict            results.Verdict
	Why                string
}

// Judge gives the verdicts on the experiments of these names, on all if there is none.
func Judge(store History, names ...string) (Judgement, error) {
	experiments, err := store.Experiments()
	if err != nil {
		return Judgement{}, err
	}
	finished, err := store.Finished() // before the rows: a run may be adding to both
	if err != nil {
		return Judgement{}, err
	}
	rows, err := store.Rows(names...)
	if err != nil {
		return Judgement{}, err
	}
	type place struct {
		experiment string
		no         int
	}
	of := map[place][]results.Row{}
	for _, r := range rows {
		p := place{r.Experiment, r.CaseNo}
		of[p] = append(of[p], r)
	}
	var j Judgement
	unknown := slices.Clone(names)
	for _, e := range experiments {
		if len(names) > 0 && !slices.Contains(names, e.Name) {
			continue
		}
		unknown = slices.DeleteFunc(unknown, func(n string) bool { return n == e.Name })
		o := ExperimentOutcome{Name: e.Name, Claim: e.Claim, Title: e.Title}
		labels := newLabeller(e.Cases)
		for no, c := range e.Cases {
			o.Cases = append(o.Cases, judgeCase(no, c, labels.label(c), of[place{e.Name, no}], finished))
		}
		o.judge()
		j.add(o)
	}
	for _, n := range unknown {
		j.add(ExperimentOutcome{Name: n, Verdict: results.Fail, Why: "nothing was measured: the store has no such experiment"})
	}
	return j, nil
}

func judgeCase(no int, c results.Case, label string, rows []results.Row, finished map[string]bool) CaseOutcome {
	count := map[results.Verdict]int{}
	o := CaseOutcome{No: no, Label: label, Control: c.Control, Count: count, Worst: none}
	tried, failed := map[int]bool{}, map[string]bool{}
	for _, r := range rows {
		tried[r.Repeat] = true
	}
	rows = slices.DeleteFunc(rows, func(r results.Row) bool { return r.By != "" })
	for _, r := range rows {
		count[r.Verdict]++
		switch r.Verdict {
		case results.Error:
			if o.Why == "" {
				o.Why = r.Note
				if r.Metric != "" {
					o.Why = r.Metric + ": " + r.Note
				}
			}
			continue
		case results.Skipped:
			continue
		case results.Fail:
			failed[r.Metric] = true
		}
		o.Worst = worse(o.Worst, weigh(r, o.Label))
	}
	trials := 0
	for r, key := range c.Trials() {
		trials++
		if !tried[r] && !finished[key] {
			o.Missing++
		}
	}
	switch {
	case count[results.Error] > 0:
		o.Verdict = results.Error
	case c.Control != nil && caught(c.Control, failed):
		o.Verdict = Caught
	case count[results.Fail] > 0 && c.Control == nil:
		o.Verdict = results.Fail
	case o.Missing > 0:
		o.Verdict, o.Why = results.Inconclusive, fmt.Sprintf("%d of %d trials have not run", o.Missing, trials)
	case c.Control != nil:
		o.Verdict, o.Why = Missed, "this must fail: "+c.Control.Why
	case len(rows) == 0:
		o.Verdict, o.Why = results.Fail, nothing
	case count[results.Inconclusive] > 0:
		o.Verdict = results.Inconclusive
	case count[results.Pass] > 0:
		o.Verdict = results.Pass
	default:
		o.Verdict, o.Why = results.Skipped, rows[0].Note
	}
	return o
}

const nothing = "nothing was measured"

func caught(c *results.Control, failed map[string]bool) bool {
	for _, metric := range c.Catches {
		if !failed[metric] {
			return false
		}
	}
	return len(failed) > 0
}

// judge gives the verdict on the experiment from those on its cases.
func (o *ExperimentOutcome) judge() {
	o.Verdict = results.Pass
	measured := false
	for _, c := range o.Cases {
		if c.Control == nil && !math.IsNaN(c.Worst.Ratio) {
			measured = true
		}
		if v := c.bearing(); rank(v) > rank(o.Verdict) {
			o.Verdict, o.Why = v, c.Label+": "+c.Why
			if c.Why == "" {
				o.Why = c.Label
			}
		}
	}
	if !measured && o.Verdict != results.Error {
		o.Verdict, o.Why = results.Fail, nothing
		for _, c := range o.Cases {
			if c.Verdict == results.Skipped {
				o.Why += "; the first case is skipped: " + c.Why
				break
			}
		}
	}
}

// bearing is what a case means for its experiment.
func (c CaseOutcome) bearing() results.Verdict {
	if c.Verdict == Missed {
		return results.Fail
	}
	return c.Verdict
}

func rank(v results.Verdict) int {
	return slices.Index([]results.Verdict{results.Pass, results.Inconclusive, results.Fail, results.Error}, v)
}

// A labeller names a case by the parameters that are not the same in all cases, or in which it differs from the first:
// those that only controls set name only controls.
type labeller struct {
	first results.Case
	keys  []string
}

func newLabeller(cases []results.Case) (l labeller) {
	if len(cases) == 0 {
		return l
	}
	l.first = cases[0]
	for _, controls := range []bool{false, true} { // with controls only if nothing else differs
		for _, key := range slices.Sorted(maps.Keys(l.first.Labels)) {
			if slices.ContainsFunc(cases, func(c results.Case) bool {
				return (controls || c.Control == nil) && c.Labels[key] != l.first.Labels[key]
			}) {
				l.keys = append(l.keys, key)
			}
		}
		if l.keys != nil {
			break
		}
	}
	return l
}

func (l labeller) label(c results.Case) string {
	var parts []string
	for _, key := range slices.Sorted(maps.Keys(c.Labels)) {
		if slices.Contains(l.keys, key) || c.Labels[key] != l.first.Labels[key] {
			parts = append(parts, key+"="+c.Labels[key])
		}
	}
	if parts == nil {
		return "the only case"
	}
	return strings.Join(parts, ", ")
}
