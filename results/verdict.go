package results

import "slices"

// Verdict is what is said of a measurement, a case, an experiment or a claim.
type Verdict string

const (
	Skipped      Verdict = "skipped"      // the metric does not apply; the note says why
	Pass         Verdict = "pass"         // |got - want| ≤ tol, and tol ≥ budget
	Inconclusive Verdict = "inconclusive" // tol < budget ≥ |got - want|, or budget = ∞: the measurement is too coarse
	Error        Verdict = "error"        // the check could not run, or one of the numbers or the tolerance is NaN
	Fail         Verdict = "fail"         // |got - want| > max(tol, budget)

	Caught Verdict = "caught" // a control fails, as it must: as good as Pass
	Missed Verdict = "missed" // a control does not fail: as bad as Fail
)

// severity lists the verdicts from best to worst. It is the one order of the program: of cells and cases, of the scoreboard,
// and of the exit status.
var severity = [][]Verdict{{""}, {Skipped}, {Pass, Caught}, {Inconclusive}, {Error}, {Fail, Missed}}

func (v Verdict) severity() int {
	return slices.IndexFunc(severity, func(same []Verdict) bool { return slices.Contains(same, v) })
}

// Compare is negative if v is better than o, 0 if they are as bad, and positive if v is worse. No verdict, "", is best.
func (v Verdict) Compare(o Verdict) int { return v.severity() - o.severity() }
