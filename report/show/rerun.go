package show

import (
	"fmt"
	"io"

	"proxflow/results"
	"proxflow/results/page"
	"proxflow/runner/rerun"
)

// Rerun writes how trials that ran again compare with those of the store. It returns how many differ, and how
// many the store does not have.
func Rerun(w io.Writer, p page.Page, list []rerun.Comparison) (differ, missing int) {
	const most = 10 // differences of a trial
	line := func(format string, args ...any) { io.WriteString(w, p.Line(fmt.Sprintf(format, args...))) }
	same, numbers := map[rerun.Basis]int{}, 0
	var order []rerun.Basis
	for _, c := range list {
		repeat := fmt.Sprintf("repeat %d", c.Repeat)
		if c.Repeat == results.Summary {
			repeat = "summary"
		}
		name := fmt.Sprintf("%s (%s, case %d, %s)",
			results.Row{Key: c.Key}.ID(), c.Experiment.Name, c.CaseNo, repeat)
		switch {
		case c.Missing:
			missing++
			line("not run: %s", name)
		case c.Differences == nil:
			if same[c.Basis]++; same[c.Basis] == 1 {
				order = append(order, c.Basis)
			}
			numbers += c.Numbers
		default:
			differ++
			line("differs: %s, compared %v", name, c.Basis)
			for _, d := range c.Differences[:min(most, len(c.Differences))] {
				line("  %s", d)
			}
			if n := len(c.Differences) - most; n > 0 {
				line("  and %d more", n)
			}
		}
	}
	for _, b := range order {
		line("the same: %d of %d trials, %v", same[b], len(list), b)
	}
	if numbers > 0 {
		line("%d numbers were compared", numbers)
	}
	return differ, missing
}
