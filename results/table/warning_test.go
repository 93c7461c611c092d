package table

import (
	"strings"
	"testing"

	"proxflow/results"
)

func TestWarningsAreFootnotesWithTheirCases(t *testing.T) {
	var rows []results.Row
	for no, target := range []string{"ball", "box", "atoms", "simplex", "torus", "flat"} {
		for _, at := range []string{"0.5", "0.9"} {
			r := row(target, "linear", at, 0, results.Pass)
			r.CaseNo = no
			if r.Warnings = []string{"the sample is small"}; target == "atoms" && at == "0.9" {
				r.Warnings = append(r.Warnings, "masses are arbitrary")
			}
			if no > 0 {
				r.Warnings = append(r.Warnings, "the domain is not bounded")
			}
			rows = append(rows, r)
		}
	}
	other := row("ball", "linear", "0.5", 0, results.Pass) // of a metric that the table does not show
	other.Metric, other.Warnings = "other", []string{"not shown"}
	control := row("ball", "power", "0.5", 9, results.Fail)
	control.Control, control.Warnings = true, []string{"a control"}
	table := Build(recovery, "recovery", append(rows, other, control))
	same(t, "text", render(t, "text", table), `
Recovery of x_1: worst error of error

target   t = 0.5  t = 0.9
─────────────────────────
ball     0        0
box      0 [a]    0 [a]
atoms    0 [a]    0 [a,b]
simplex  0 [a]    0 [a]
torus    0 [a]    0 [a]
flat     0 [a]    0 [a]

warning: the sample is small (all cases)
[a] warning: the domain is not bounded (t=0.5, target=box; t=0.9, target=box; t=0.5, target=atoms;
  and 7 more cases)
[b] warning: masses are arbitrary (t=0.9, target=atoms)

experiment recovery
`[1:])
	for _, format := range []string{"markdown", "latex", "csv", "json"} {
		if text := render(t, format, table); !strings.Contains(text, "masses are arbitrary") ||
			strings.Contains(text, "not shown") {
			t.Errorf("%s has other warnings:\n%s", format, text)
		}
	}
}
