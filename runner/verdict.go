package runner

import (
	"cmp"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"

	"proxflow/results"
)

// CaseOutcome is the verdict on one case: the worst verdict on its measurements. A control is caught if all
// metrics of its Catches fail somewhere, or any metric if it names none.
type CaseOutcome struct {
	No      int
	Label   string // what distinguishes it from the other cases: "target=ball(d=5), t=0.5"
	Control *results.Control
	Verdict results.Verdict
	Count   map[results.Verdict]int // of its measurements
	Why     string                  // in one line; "" if it passes or is caught
	ID      string                  // of the measurement that Why is about; "" if it is about none
	Missing int                     // trials that have not run
	Worst   Worst

	unjudged map[string]string // metrics that were only skipped, with the first reason
	judged   map[string]bool   // metrics that were judged somewhere
	reported bool              // some number was measured without being judged
}

// ExperimentOutcome is the verdict on one experiment: the worst verdict on its cases, inconclusive if it has
// gaps, and Fail if nothing was measured.
type ExperimentOutcome struct {
	Name, Claim, Title, Check string
	Cases                     []CaseOutcome
	Verdict                   results.Verdict
	Why                       string
	Gaps                      []string // why it is inconclusive as a whole, one line each
	Partial                   bool     // a selection leaves out part of it
	Warnings                  []results.Warning
}

// Source is what Judge reads. It must be a *results.Snapshot if a run may be writing to the store.
type Source interface {
	Experiments() ([]results.Experiment, error)
	Finished() (map[string]bool, error)
	RowsWithoutSamples(experiments ...string) ([]results.Row, error)
	Warnings(experiments ...string) ([]results.Warning, error)
}

// Judge returns the verdicts on the experiments with these names, or on all of them without names.
func Judge(store Source, names ...string) (Judgement, error) { return verdicts(store, false, names) }

// JudgeUntilFailure is Judge up to the first experiment that fails.
func JudgeUntilFailure(store Source, names ...string) (Judgement, error) {
	return verdicts(store, true, names)
}

func verdicts(store Source, failFast bool, names []string) (j Judgement, err error) {
	experiments, err := store.Experiments()
	if err != nil {
		return j, err
	}
	finished, err := store.Finished()
	if err != nil {
		return j, err
	}
	warnings, err := store.Warnings(names...)
	if err != nil {
		return j, err
	}
	unknown := slices.Clone(names)
	for _, e := range experiments {
		if len(names) > 0 && !slices.Contains(names, e.Name) {
			continue
		}
		unknown = slices.DeleteFunc(unknown, func(n string) bool { return n == e.Name })
		if failFast && len(j.Claims) > 0 && j.Verdict() == results.Fail {
			j.Unjudged++
			continue
		}
		j.Cases += len(e.Cases)
		if e.Unselected() {
			j.unselected = append(j.unselected, e.Claim)
			continue
		}
		rows, err := store.RowsWithoutSamples(e.Name)
		if err != nil {
			return j, err
		}
		o := judgeExperiment(e, rows, finished)
		for _, w := range warnings {
			if w.Experiment == e.Name {
				o.Warnings = append(o.Warnings, w)
			}
		}
		j.add(o)
	}
	for _, n := range unknown {
		j.add(ExperimentOutcome{Name: n, Verdict: results.Fail,
			Why: nothing + ": the store has no such experiment"})
	}
	j.restrict()
	return j, nil
}

// judgeExperiment judges the rows of an experiment, which are sorted by case.
func judgeExperiment(e results.Experiment, rows []results.Row, finished map[string]bool) ExperimentOutcome {
	o := ExperimentOutcome{Name: e.Name, Claim: e.Claim, Title: e.Title, Check: e.Check}
	var named []string // metrics whose tolerances the spec sets
	for _, metric := range slices.Sorted(maps.Keys(e.Tolerances)) {
		if e.Tolerances[metric].Named {
			named = append(named, metric)
		}
	}
	labels := newLabeller(e.Cases)
	for no, c := range e.Cases {
		n := 0
		for n < len(rows) && rows[n].CaseNo == no {
			n++
		}
		o.Partial = o.Partial || c.Left != results.Nothing
		if c.Left == results.Everything {
			continue
		}
		wanted := named
		if c.Left == results.SomeMetrics {
			wanted = nil
		}
		o.Cases = append(o.Cases, judgeCase(no, c, labels.label(c), wanted, rows[:n], finished))
		rows = rows[n:]
	}
	if e.Size == results.Quick || o.Partial { // a smaller grid may lack the cases to which a metric applies
		named = nil
	}
	o.judge(named)
	return o
}

func judgeCase(no int, c results.Case, label string, named []string, rows []results.Row,
	finished map[string]bool) CaseOutcome {
	o := CaseOutcome{No: no, Label: label, Control: c.Control, Worst: none, Count: map[results.Verdict]int{},
		judged: map[string]bool{}, unjudged: map[string]string{}}
	tried, failed := map[int]bool{}, map[string]bool{}
	of := map[results.Verdict]Worst{} // the worst measurement of each verdict
	cannot, skipped := "", ""
	for _, r := range rows {
		tried[r.Repeat] = true
		o.Count[r.Verdict]++
		switch r.Verdict {
		case results.Error:
			cannot = cmp.Or(cannot, strings.TrimPrefix(r.Metric+": "+r.Note, ": "))
			continue
		case results.Skipped:
			skipped = cmp.Or(skipped, r.Note)
			o.reported = o.reported || !math.IsNaN(float64(r.Got))
			o.unjudged[r.Metric] = cmp.Or(o.unjudged[r.Metric], r.Note)
			continue
		case results.Fail:
			failed[r.Metric] = true
		}
		o.judged[r.Metric] = true
		w := weigh(r, o.Label)
		o.Worst = worse(o.Worst, w)
		if first, ok := of[r.Verdict]; ok {
			w = worse(first, w)
		}
		of[r.Verdict] = w
	}
	maps.DeleteFunc(o.unjudged, func(metric, _ string) bool { return o.judged[metric] })
	trials := 0
	for r, key := range c.Trials() {
		trials++
		if !tried[r] && !finished[key] {
			o.Missing++
		}
	}
	switch count := o.Count; {
	case c.Control == nil && count[results.Fail] > 0:
		o.Verdict, o.Why = results.Fail, fmt.Sprintf("%s is %s", of[results.Fail].place(),
			of[results.Fail].off())
		o.ID = of[results.Fail].ID
		if cannot != "" {
			o.Why += "; in addition, a trial could not run: " + cannot
		}
	case count[results.Error] > 0:
		o.Verdict, o.Why = results.Error, cannot
	case c.Control != nil && caught(c.Control, failed):
		o.Verdict = results.Caught
	case o.Missing > 0:
		o.Verdict, o.Why = results.Inconclusive, fmt.Sprintf("%d of %d trials have not run", o.Missing,
			trials)
	case c.Control != nil:
		o.Verdict, o.Why = results.Missed, "this must fail: "+c.Control.Why
	case len(o.judged) == 0 && skipped == "":
		o.Verdict, o.Why = results.Fail, nothing
	case len(o.judged) == 0:
		o.Verdict, o.Why = results.Skipped, skipped
	case count[results.Inconclusive] > 0:
		w := of[results.Inconclusive]
		o.Verdict, o.Why = results.Inconclusive, fmt.Sprintf("%s is too coarse to tell: %s", w.place(),
			w.off())
		o.ID = w.ID
	default:
		o.Verdict = results.Pass
		if len(named) > 0 && !slices.ContainsFunc(named, func(m string) bool { return o.judged[m] }) {
			o.Verdict = results.Inconclusive
			o.Why = neverJudged(named[0], o.unjudged[named[0]])
		}
	}
	return o
}

const nothing = "nothing was measured"

func neverJudged(metric, why string) string {
	return metric + " was never judged, though the spec sets its tolerance: " +
		cmp.Or(why, "it was not measured")
}

func caught(c *results.Control, failed map[string]bool) bool {
	for _, metric := range c.Catches {
		if !failed[metric] {
			return false
		}
	}
	return len(failed) > 0
}

// judge derives the verdict on the experiment from those on its cases. Each of the named metrics must be
// judged in some case.
func (o *ExperimentOutcome) judge(named []string) {
	o.Verdict = results.Pass
	var judged, reported, controlled, missing bool
	asked := !o.Partial // whether any case other than controls must be judged
	skipped := ""
	for _, c := range o.Cases {
		if v := c.Verdict; v.Compare(o.Verdict) > 0 {
			o.Verdict, o.Why = v, strings.TrimSuffix(c.Label+": "+c.Why, ": ")
		}
		missing = missing || c.Missing > 0
		controlled = controlled || c.Control != nil
		if c.Control == nil {
			asked = true
			judged = judged || len(c.judged) > 0
			reported = reported || c.reported
			if c.Verdict == results.Skipped {
				skipped = cmp.Or(skipped, c.Why)
			}
		}
	}
	if o.Verdict == results.Missed {
		o.Verdict = results.Fail
	}
	if !asked {
		return
	}
	if !judged && reported && o.Verdict != results.Error {
		o.Gaps = append(o.Gaps, "never judged: numbers were measured, but compared with nothing: "+skipped)
	} else if !judged && o.Verdict != results.Error {
		o.Verdict, o.Why = results.Fail, nothing
		if skipped != "" {
			o.Why += "; the first case is skipped: " + skipped
		}
		return
	}
	if !missing {
		for _, m := range named {
			why, judged := o.whyNever(m)
			if !judged {
				o.Gaps = append(o.Gaps, neverJudged(m, why))
			}
		}
	}
	if !controlled && !o.Partial {
		o.Gaps = append(o.Gaps, "no control: nothing shows that this check can fail")
	}
	if len(o.Gaps) > 0 && o.Verdict == results.Pass {
		o.Verdict, o.Why = results.Inconclusive, o.Gaps[0]
	}
}

// whyNever reports whether a metric was judged in any case, and if not, why it was first skipped.
func (o *ExperimentOutcome) whyNever(metric string) (why string, judged bool) {
	for _, c := range o.Cases {
		if c.Control == nil {
			judged = judged || c.judged[metric]
			why = cmp.Or(why, c.unjudged[metric])
		}
	}
	return why, judged
}
