package report

import (
	"fmt"
	"io"
	"math"

	"proxflow/results"
	"proxflow/runner"
)

// problems writes a line for each of the first cases that are not as they should be, and one for all that have not run.
func problems(w io.Writer, e runner.ExperimentOutcome) {
	const most = 20
	told, waiting := 0, 0
	for _, o := range e.Cases {
		switch {
		case o.Verdict == results.Pass, o.Verdict == results.Skipped, o.Verdict == runner.Caught:
		case o.Verdict == results.Inconclusive && o.Missing > 0:
			waiting++
		default:
			if told++; told <= most {
				fmt.Fprintf(w, "%s: %s, %s: %s\n", o.Verdict, e.Name, o.Label, reason(o))
			}
		}
	}
	if told > most {
		fmt.Fprintf(w, "%s: %s: and %d more cases\n", e.Verdict, e.Name, told-most)
	}
	if waiting > 0 {
		fmt.Fprintf(w, "%s: %s: %d of %d cases have not run\n", results.Inconclusive, e.Name, waiting, len(e.Cases))
	}
	if told+waiting == 0 { // it is the experiment as a whole
		fmt.Fprintf(w, "%s: %s: %s\n", e.Verdict, e.Name, e.Why)
	}
}

// reason says why a case has its verdict.
func reason(o runner.CaseOutcome) string {
	if failed := o.Count[results.Fail]; o.Verdict == results.Error && failed > 0 {
		return fmt.Sprintf("%s; besides, %d measurements fail", o.Why, failed)
	}
	if o.Why != "" {
		return o.Why
	}
	at := ""
	if !math.IsNaN(o.Worst.At) {
		at = fmt.Sprintf(" at %g", o.Worst.At)
	}
	if o.Verdict == results.Inconclusive {
		return fmt.Sprintf("%s%s is too coarse to tell: off by %.2g, tolerance %.2g", o.Worst.Metric, at, o.Worst.Off, o.Worst.Tol)
	}
	return fmt.Sprintf("%s%s is off by %.2g, tolerance %.2g", o.Worst.Metric, at, o.Worst.Off, o.Worst.Tol)
}
