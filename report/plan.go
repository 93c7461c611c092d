package report

import (
	"fmt"
	"io"
	"time"

	"proxflow/results/page"
	"proxflow/runner"
)

// Plan writes what a run would do and why, and how long it would take with this number of jobs.
func Plan(w io.Writer, layout page.Page, plans []runner.Plan, jobs int) {
	for _, p := range plans {
		seconds, unknown := p.Seconds()
		line := p.Summary()
		switch {
		case unknown > 0:
			line += "; time unknown, since the store has no trial of this check"
		case seconds > 0:
			wall := time.Duration(seconds / float64(jobs) * float64(time.Second))
			line += fmt.Sprintf("; about %v with --jobs %d", wall.Round(time.Millisecond), jobs)
		}
		io.WriteString(w, layout.Line(line))
		type reason struct {
			state runner.State
			why   string
		}
		var order []reason
		count := map[reason]int{}
		for _, t := range p.Trials {
			r := reason{t.State, t.Why}
			if count[r]++; count[r] == 1 {
				order = append(order, r)
			}
		}
		for _, r := range order {
			io.WriteString(w, layout.Line(fmt.Sprintf("%8d %-6s  %s", count[r], r.state, r.why)))
		}
	}
}
