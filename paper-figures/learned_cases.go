package figures

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"gonum.org/v1/plot/plotter"

	"proxflow/results"
)

// learnedCase is a case of learned flows: its trials by training seed.
type learnedCase struct {
	title  string
	trials []results.Observed
}

// learned returns the cases of targets and of some labels, as in Only, with what its trials observed of the patterns; controls
// are left out. A case is named by its target, and by its coupling where cases differ in that.
func (d *Data) learned(targets, only []string, patterns ...string) (list []*learnedCase, err error) {
	_, all, err := d.trials(targets, patterns)
	if err != nil {
		return nil, err
	}
	at, couplings := map[int]*learnedCase{}, map[string]bool{}
	for _, o := range all {
		named := len(targets) == 0 || slices.ContainsFunc(targets, func(t string) bool { return names(t, o.Labels["target"]) })
		if o.Control || !named || !allows(only, o.Labels) {
			continue
		}
		c := at[o.CaseNo]
		if c == nil {
			c = &learnedCase{title: o.Labels["target"]}
			at[o.CaseNo] = c
			list = append(list, c)
			couplings[o.Labels["coupling"]] = true
		}
		c.trials = append(c.trials, o)
	}
	if list == nil {
		return nil, d.errorf("no case of %s observed a series %q", strings.Join(only, ", "), patterns[0])
	}
	for _, c := range list {
		if coupling := c.trials[0].Labels["coupling"]; len(couplings) > 1 {
			c.title += ", " + coupling + " coupling"
		}
	}
	return list, nil
}

// learnedColumns are those of panels of learned cases: two couplings of a target stand side by side.
func learnedColumns(cases []*learnedCase) int {
	if len(cases) == 4 {
		return 2
	}
	return min(len(cases), 3)
}

// timesOf lists the times in the names of series prefix<t>/…, ascending.
func timesOf(trial results.Observed, prefix string) (times []string) {
	for _, s := range trial.Series {
		rest, ok := strings.CutPrefix(s.Name, prefix)
		if t, _, under := strings.Cut(rest, "/"); ok && under && !slices.Contains(times, t) {
			times = append(times, t)
		}
	}
	slices.SortStableFunc(times, func(a, b string) int { return cmp.Compare(value(a), value(b)) })
	return times
}

// nearestTime is the one of some times that is nearest to t.
func nearestTime(times []string, t float64) string {
	return slices.MinFunc(times, func(a, b string) int { return cmp.Compare(math.Abs(value(a)-t), math.Abs(value(b)-t)) })
}

// vectors reads the points name1, name2 of a plane by their numbers.
func vectors(o results.Observed, name string) map[float64]plotter.XY {
	first, second := curve(o, name+"1"), curve(o, name+"2")
	at := map[float64]plotter.XY{}
	for i := range min(len(first), len(second)) {
		if first[i].X == second[i].X {
			at[first[i].X] = plotter.XY{X: first[i].Y, Y: second[i].Y}
		}
	}
	return at
}
