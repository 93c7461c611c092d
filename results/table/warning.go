package table

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"proxflow/results"
)

// warnings returns, for each warning of the rows, a note with the cases that it concerns.
func warnings(rows []results.Row) map[string]string {
	const most = 3 // cases are named
	varying := varying(rows)
	all := map[string]bool{}
	concerned := map[string][]string{} // by warning, the labels of its cases
	for _, r := range rows {
		label := r.Experiment
		for _, name := range varying {
			if l, have := r.Labels[name]; have {
				label += ", " + name + "=" + l
			}
		}
		_, label, _ = strings.Cut(label, ", ")
		all[label] = true
		for _, w := range r.Warnings {
			if !slices.Contains(concerned[w], label) {
				concerned[w] = append(concerned[w], label)
			}
		}
	}
	notes := map[string]string{}
	for w, cases := range concerned {
		in := "all cases"
		if n := len(cases); n < len(all) {
			in = strings.Join(cases[:min(n, most)], "; ")
			if n > most {
				in += fmt.Sprintf("; and %d more cases", n-most)
			}
		}
		notes[w] = "warning: " + w + " (" + in + ")"
	}
	return notes
}

// varying returns the parameters that are not the same in all rows.
func varying(rows []results.Row) []string {
	names := map[string]bool{}
	for _, r := range rows {
		for name, l := range r.Labels {
			if l != rows[0].Labels[name] {
				names[name] = true
			}
		}
	}
	return slices.Sorted(maps.Keys(names))
}
