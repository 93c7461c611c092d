package changes

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Update returns the baseline of what is now, which goes by its own names, with a reason. Where a number has
// not moved it keeps what the baseline before said, so that a review sees only what has changed, and slow
// drift adds up. If names are given, the other experiments of the baseline before stay. It also says whether
// anything differs.
func Update(before, now *State, why string, names ...string) (next *State, changed bool) {
	next = &State{Size: now.Size, Experiments: map[string]*Experiment{}}
	if before != nil {
		next.Why = before.Why
		for name, e := range before.Experiments {
			if len(names) > 0 && !slices.Contains(names, name) {
				next.Experiments[name] = e
			}
		}
	}
	for name, e := range now.Experiments {
		next.Experiments[name] = e
		if before != nil && before.Experiments[name] != nil {
			next.Experiments[name] = e.keeping(before.Experiments[name])
		}
	}
	if before != nil && slices.Equal(next.Text(), before.Text()) {
		return next, false
	}
	next.Why = append(slices.Clone(next.Why), why)
	return next, true
}

// keeping returns the experiment with the groups of an earlier state where they have not changed.
func (e *Experiment) keeping(was *Experiment) *Experiment {
	if !slices.Equal(was.Swept, e.Swept) || replaced(was.Params, e.Params) != "" {
		return e // its cases have other names, or other numbers
	}
	next := *e
	next.Cases = map[Case]map[string]*Group{}
	for c, groups := range e.Cases {
		kept := map[string]*Group{}
		for metric, g := range groups {
			kept[metric] = g
			if old := was.Cases[c][metric]; old != nil && old.Good == g.Good {
				_, changed := old.compare(Change{Metric: metric}, c, g, was, e)
				factor := g.At[g.Worst].Budget / old.At[old.Worst].Budget
				if !changed && !(factor > grows || factor < 1.0/grows) {
					kept[metric] = old
				}
			}
		}
		next.Cases[c] = kept
	}
	return &next
}

// Check says whether a state can be compared with a baseline of this file name: it is of the same grid, and
// has one of its experiments.
func (s *State) Check(file string, now *State) error {
	shared := false
	for name := range now.Experiments {
		shared = shared || s.Experiments[name] != nil
	}
	switch {
	case len(now.Experiments) == 0:
		return nil // nothing was measured, as the verdict says
	case s.Size != now.Size:
		return usagef("%s: this baseline is of the %s grid, and the store holds the %s one: "+
			"they have other cases, so nothing is compared", file, sizeName(s.Size), sizeName(now.Size))
	case !shared:
		return usagef("%s: this baseline is of other experiments: it has %s, and the store %s", file,
			some(s), some(now))
	}
	return nil
}

// some names the experiments of a state, or the first of many.
func some(s *State) string {
	names := slices.Sorted(maps.Keys(s.Experiments))
	if n := len(names); n > 4 {
		names = append(names[:3], fmt.Sprintf("%d more", n-3))
	}
	return strings.Join(names, ", ")
}
