package runner

import (
	"maps"
	"slices"
	"strings"

	"proxflow/results"
)

// A labeller labels a case by the parameters that vary between cases, and by those in which it differs from
// the first case. Parameters that only controls set appear only in the labels of controls.
type labeller struct {
	first results.Case
	keys  []string
}

func newLabeller(cases []results.Case) (l labeller) {
	if len(cases) == 0 {
		return l
	}
	l.first = cases[0]
	for _, controls := range []bool{false, true} { // compare controls only if nothing else differs
		for _, key := range slices.Sorted(maps.Keys(l.first.Labels)) {
			if slices.ContainsFunc(cases, func(c results.Case) bool {
				return (controls || c.Control == nil) && c.Labels[key] != l.first.Labels[key]
			}) {
				l.keys = append(l.keys, key)
			}
		}
		if l.keys != nil {
			break
		}
	}
	return l
}

func (l labeller) label(c results.Case) string {
	var parts []string
	for _, key := range slices.Sorted(maps.Keys(c.Labels)) {
		if slices.Contains(l.keys, key) || c.Labels[key] != l.first.Labels[key] {
			parts = append(parts, key+"="+c.Labels[key])
		}
	}
	if parts == nil {
		return "the only case"
	}
	return strings.Join(parts, ", ")
}
