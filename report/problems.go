package report

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"proxflow/results"
	"proxflow/results/page"
	"proxflow/runner"
)

// problems writes why an experiment does not pass: a line for each of the first cases, one for all cases that
// have not run, and one for each gap.
func problems(w io.Writer, p page.Page, e runner.ExperimentOutcome) {
	const most = 20
	line := func(v results.Verdict, text string) {
		io.WriteString(w, p.Line(p.Verdict(v)+": "+results.OneLine(e.Name+text)))
	}
	told, waiting := 0, 0
	for _, o := range e.Cases {
		switch {
		case o.Verdict.Compare(results.Pass) <= 0:
		case o.Verdict == results.Inconclusive && o.Missing > 0:
			waiting++
		default:
			if told++; told <= most {
				why := o.Why
				if o.ID != "" {
					why += " (" + o.ID + ")"
				}
				line(o.Verdict, ", "+o.Label+": "+why)
			}
		}
	}
	if told > most {
		line(e.Verdict, fmt.Sprintf(": and %d more cases", told-most))
	}
	if waiting > 0 {
		line(results.Inconclusive, fmt.Sprintf(": %d of %d cases have not run", waiting, len(e.Cases)))
	}
	for _, gap := range e.Gaps {
		line(results.Inconclusive, ": "+gap)
	}
	if e.Verdict.Compare(results.Pass) > 0 && told+waiting+len(e.Gaps) == 0 {
		line(e.Verdict, ": "+e.Why)
	}
}

// warnings writes the distinct warnings of all trials, each with the number of its cases.
func warnings(w io.Writer, p page.Page, j runner.Judgement) {
	const most = 5
	type caveat struct {
		cases, of int
		in        []string // experiments
	}
	var texts []string
	caveats := map[string]*caveat{}
	for _, e := range j.Experiments {
		type concern struct {
			text string
			no   int
		}
		seen := map[concern]bool{}
		for _, warning := range e.Warnings {
			c := caveats[warning.Text]
			if c == nil {
				c = &caveat{}
				texts, caveats[warning.Text] = append(texts, warning.Text), c
			}
			if !slices.Contains(c.in, e.Name) {
				c.in, c.of = append(c.in, e.Name), c.of+len(e.Cases)
			}
			if s := (concern{warning.Text, warning.CaseNo}); !seen[s] {
				seen[s] = true
				c.cases++
			}
		}
	}
	for i, text := range texts {
		if i == most {
			io.WriteString(w, p.Line(fmt.Sprintf("warning: and %d more", len(texts)-most)))
			break
		}
		c := caveats[text]
		io.WriteString(w, p.Line(fmt.Sprintf("warning: %s (%d of %d cases, in %s)", results.OneLine(text), c.cases,
			c.of, enumerate(c.in))))
	}
}

// enumerate returns "a, b and c".
func enumerate(names []string) string {
	last := len(names) - 1
	if last < 1 {
		return strings.Join(names, "")
	}
	return strings.Join(names[:last], ", ") + " and " + names[last]
}
