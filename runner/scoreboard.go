package runner

import (
	"fmt"
	"math"
	"slices"

	"proxflow/results"
)

// Summary is the row of a claim on the scoreboard.
type Summary struct {
	Claim       string
	Experiments int
	Cases       int                     // without the controls
	Count       map[results.Verdict]int // of these cases
	Worst       Worst
	Controls    int
	Caught      int
	Partial     bool            // a selection leaves out some of its cases or metrics
	Verdict     results.Verdict // the worst of its experiments; at best inconclusive if Partial
}

// Judgement holds the verdicts that follow from a store.
type Judgement struct {
	Experiments []ExperimentOutcome // by claim and name
	Claims      []Summary           // by claim

	Unjudged        int      // experiments after the first failure, if that ends the judgement
	Cases, Selected int      // cases of these experiments, and those of them that are selected
	unselected      []string // claims of the experiments that are not selected
}

// add adds an experiment to its claim.
func (j *Judgement) add(o ExperimentOutcome) {
	j.Experiments = append(j.Experiments, o)
	i := slices.IndexFunc(j.Claims, func(s Summary) bool { return s.Claim == o.Claim })
	if i < 0 {
		i = len(j.Claims)
		j.Claims = append(j.Claims, Summary{Claim: o.Claim, Count: map[results.Verdict]int{},
			Verdict: results.Pass, Worst: none})
	}
	s := &j.Claims[i]
	s.Experiments++
	s.Partial = s.Partial || o.Partial
	j.Selected += len(o.Cases)
	for _, c := range o.Cases {
		switch {
		case c.Control == nil:
			s.Cases++
			s.Count[c.Verdict]++
			s.Worst = worse(s.Worst, c.Worst)
		case c.Verdict == results.Caught:
			s.Caught++
			fallthrough
		default:
			s.Controls++
		}
	}
	if o.Verdict.Compare(s.Verdict) > 0 {
		s.Verdict = o.Verdict
	}
}

// restrict makes claims inconclusive at best if a selection leaves out part of them.
func (j *Judgement) restrict() {
	for i := range j.Claims {
		s := &j.Claims[i]
		s.Partial = s.Partial || slices.Contains(j.unselected, s.Claim)
		if s.Partial && s.Verdict.Compare(results.Inconclusive) < 0 {
			s.Verdict = results.Inconclusive
		}
	}
}

// Partial reports whether a selection leaves something out.
func (j Judgement) Partial() bool {
	return j.Selected < j.Cases || slices.ContainsFunc(j.Claims, func(s Summary) bool { return s.Partial })
}

// Verdict returns the worst verdict on a claim. Without claims it is Fail.
func (j Judgement) Verdict() results.Verdict {
	worst := results.Fail
	for i, s := range j.Claims {
		if i == 0 || s.Verdict.Compare(worst) > 0 {
			worst = s.Verdict
		}
	}
	return worst
}

// Exit returns the exit status: 1 if a claim fails, a control is missed or nothing was measured; otherwise
// 4 if a trial could not run; otherwise 3 if something is inconclusive, has no control or was never judged;
// otherwise 0.
func (j Judgement) Exit() int {
	return map[results.Verdict]int{results.Fail: 1, results.Error: 4, results.Inconclusive: 3}[j.Verdict()]
}

// Worst is the measurement whose |got - want| is the largest multiple of its tolerance.
type Worst struct {
	Ratio      float64 // |got - want| / Tol; NaN if nothing was measured
	Off, Tol   float64
	Metric     string
	At         float64 // NaN if it has no place
	Experiment string
	Case       string // label of the case
	Repeat     int
	ID         string // of the measurement
}

var none = Worst{Ratio: math.NaN(), At: math.NaN()}

// weigh compares a row with its tolerance.
func weigh(r results.Row, label string) Worst {
	w := Worst{
		Off: r.Off(), Tol: float64(r.Tol), Metric: r.Metric, At: float64(r.At),
		Experiment: r.Experiment, Case: label, Repeat: r.Repeat, ID: r.ID(),
	}
	if w.Off > 0 {
		w.Ratio = w.Off / w.Tol
	}
	return w
}

// worse returns the one with the larger ratio, or the first if they are equal.
func worse(a, b Worst) Worst {
	if math.IsNaN(a.Ratio) || b.Ratio > a.Ratio {
		return b
	}
	return a
}

// place is, for example, "x1-error at 0.5".
func (w Worst) place() string {
	if math.IsNaN(w.At) {
		return w.Metric
	}
	return fmt.Sprintf("%s at %g", w.Metric, w.At)
}

func (w Worst) off() string { return fmt.Sprintf("off by %.2g, tolerance %.2g", w.Off, w.Tol) }
