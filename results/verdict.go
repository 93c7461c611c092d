package results

import "slices"

// Verdict on a measurement, a case, an experiment or a claim.
type Verdict string

const (
	Skipped      Verdict = "skipped"      // the metric does not apply; the note says why
	Pass         Verdict = "pass"         // |got - want| ≤ tol, and tol ≥ budget
	Inconclusive Verdict = "inconclusive" // tol < budget ≥ |got - want|, or budget = ∞: too coarse to tell
	Error        Verdict = "error"        // the check could not run, or a number or the tolerance is NaN
	Fail         Verdict = "fail"         // |got - want| > max(tol, budget)

	Caught Verdict = "caught" // the control fails, as it must: as good as Pass
	Missed Verdict = "missed" // the control does not fail: as bad as Fail
)

// severity lists the verdicts from best to worst. This is the only order: for cells, cases, experiments,
// claims and the exit status.
var severity = [][]Verdict{{""}, {Skipped}, {Pass, Caught}, {Inconclusive}, {Error}, {Fail, Missed}}

func (v Verdict) severity() int {
	return slices.IndexFunc(severity, func(same []Verdict) bool { return slices.Contains(same, v) })
}

// Compare is negative if v is better than o, 0 if they are equally bad, and positive if v is worse. "" is the
// best.
func (v Verdict) Compare(o Verdict) int { return v.severity() - o.severity() }
