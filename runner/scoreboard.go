package runner

import (
	"math"
	"slices"

	"proxflow/results"
)

// Summary is a claim's line on the scoreboard.
type Summary struct {
	Claim       string
	Experiments int
	Cases       int                     // controls apart
	Count       map[results.Verdict]int // of those cases
	Worst       Worst
	Controls    int
	Caught      int
	Verdict     results.Verdict // the worst of its experiments
}

// Judgement is what a store says about the claims.
type Judgement struct {
	Experiments []ExperimentOutcome // by claim and name
	Claims      []Summary           // by claim
}

// add puts an experiment below its claim.
func (j *Judgement) add(o ExperimentOutcome) {
	j.Experiments = append(j.Experiments, o)
	i := slices.IndexFunc(j.Claims, func(s Summary) bool { return s.Claim == o.Claim })
	if i < 0 {
		i = len(j.Claims)
		j.Claims = append(j.Claims, Summary{Claim: o.Claim, Count: map[results.Verdict]int{}, Verdict: results.Pass, Worst: none})
	}
	s := &j.Claims[i]
	s.Experiments++
	for _, c := range o.Cases {
		switch {
		case c.Control == nil:
			s.Cases++
			s.Count[c.Verdict]++
			s.Worst = worse(s.Worst, c.Worst)
		case c.Verdict == Caught:
			s.Caught++
			fallthrough
		default:
			s.Controls++
		}
	}
	if rank(o.Verdict) > rank(s.Verdict) {
		s.Verdict = o.Verdict
	}
}

// Exit is the exit status: 1 if a claim fails, a control is missed or nothing was measured; otherwise 4 if a trial could
// not run; otherwise 3 if a case is inconclusive; otherwise 0.
func (j Judgement) Exit() int {
	if len(j.Experiments) == 0 {
		return 1
	}
	seen := map[results.Verdict]bool{}
	for _, o := range j.Experiments {
		seen[o.Verdict] = true
		for _, c := range o.Cases {
			seen[c.bearing()] = true
			if c.Control == nil && c.Count[results.Fail] > 0 { // an error of another repeat hides no failure
				return 1
			}
		}
	}
	switch {
	case seen[results.Fail]:
		return 1
	case seen[results.Error]:
		return 4
	case seen[results.Inconclusive]:
		return 3
	}
	return 0
}

// Worst is the measurement with the largest |got - want| in tolerances.
type Worst struct {
	Ratio      float64 // |got - want| / Tol; NaN if nothing was measured
	Off, Tol   float64
	Metric     string
	At         float64 // NaN if nowhere in particular
	Experiment string
	Case       string // its label
	Repeat     int
}

var none = Worst{Ratio: math.NaN(), At: math.NaN()}

// weigh measures a row in tolerances.
func weigh(r results.Row, label string) Worst {
	w := Worst{
		Off: math.Abs(float64(r.Got - r.Want)), Tol: float64(r.Tol), Metric: r.Metric, At: float64(r.At),
		Experiment: r.Experiment, Case: label, Repeat: r.Repeat,
	}
	if r.Got == r.Want { // also where both are infinite
		w.Off = 0
	} else {
		w.Ratio = w.Off / w.Tol
	}
	return w
}

// worse is the larger one; of two equal ones the first.
func worse(a, b Worst) Worst {
	if math.IsNaN(a.Ratio) || b.Ratio > a.Ratio {
		return b
	}
	return a
}
