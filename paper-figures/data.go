package figures

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"proxflow/results"
	"proxflow/theory/claim/series"
)

// Source is what figures are drawn from: a *results.Store.
type Source interface {
	Rows(experiments ...string) ([]results.Row, error)
	Labels(experiment string) ([]map[string]string, error)
	Observations(experiment string, cases []int, patterns ...string) ([]results.Observed, error)
}

var _ Source = (*results.Store)(nil)

// Data is what one experiment left in the store.
type Data struct {
	Source     Source
	Experiment string
}

// errorf makes an error that ends with the name of the experiment.
func (d *Data) errorf(format string, args ...any) error {
	return fmt.Errorf(format+" in experiment %q", append(args, d.Experiment)...)
}

// either are series of which a trial must have observed at least one to be drawn.
type either []series.Selector

// trials are those of one case, by repeat. There is at least one.
type trials []results.Observed

// cases returns the selected cases with those of their trials that observed some series, and other series of
// these trials. The cases are in the order of the selected targets, or in that of the grid.
func (d *Data) cases(s Selection, observed either, with ...series.Selector) ([]trials, error) {
	chosen, err := d.choose(s)
	if err != nil {
		return nil, err
	}
	var patterns []string
	for _, of := range slices.Concat(observed, with) {
		patterns = append(patterns, of.Glob())
	}
	all, err := d.Source.Observations(d.Experiment, chosen.cases, patterns...)
	if err != nil {
		return nil, err
	}
	var list []trials
	for _, o := range all {
		if o.Control || !slices.ContainsFunc(o.Series, observed.has) {
			continue
		}
		if n := len(list); n > 0 && list[n-1][0].CaseNo == o.CaseNo {
			list[n-1] = append(list[n-1], o)
		} else {
			list = append(list, trials{o})
		}
	}
	for _, t := range chosen.targets {
		if !slices.ContainsFunc(list, func(c trials) bool { return t.matches(c[0].Labels) }) {
			return nil, d.errorf("no case with the target %q observed a series %q", t.text, patterns[0])
		}
	}
	if list == nil {
		which := "case"
		if chosen.cases != nil {
			which = "selected case"
		}
		return nil, d.errorf("no %s observed a series %q", which, patterns[0])
	}
	rank := func(c trials) int {
		return slices.IndexFunc(chosen.targets, func(t condition) bool { return t.matches(c[0].Labels) })
	}
	slices.SortStableFunc(list, func(a, b trials) int { return rank(a) - rank(b) })
	return list, nil
}

// has says whether a series is one of these.
func (e either) has(s results.Series) bool {
	return slices.ContainsFunc(e, func(of series.Selector) bool {
		start, end, any := strings.Cut(of.Glob(), "*")
		return s.Name == start || any && strings.HasPrefix(s.Name, start) && strings.HasSuffix(s.Name, end)
	})
}

// each returns the first case for each label of a parameter.
func (d *Data) each(
	parameter string, s Selection, observed either, with ...series.Selector,
) ([]trials, error) {
	cases, err := d.cases(s, observed, with...)
	seen := map[string]bool{}
	return slices.DeleteFunc(cases, func(c trials) bool {
		label := c[0].Labels[parameter]
		defer func() { seen[label] = true }()
		return seen[label]
	}), err
}

// overTime returns one trial for each target: the first, with the series of the cases that differ from its
// case only in the parameter t, same repeat.
func (d *Data) overTime(s Selection, observed either) ([]trials, error) {
	cases, err := d.cases(s, observed)
	joined := map[string]*results.Observed{} // by target
	var list []trials
	for _, o := range slices.Concat(cases...) {
		first := joined[o.Labels["target"]]
		if first == nil {
			list = append(list, trials{o})
			joined[o.Labels["target"]] = &list[len(list)-1][0]
		} else if o.Repeat == first.Repeat && maps.Equal(withoutTime(o.Labels), withoutTime(first.Labels)) {
			for _, s := range o.Series {
				first.Series = join(first.Series, s)
			}
		}
	}
	return list, err
}

func withoutTime(labels map[string]string) map[string]string {
	rest := maps.Clone(labels)
	delete(rest, "t")
	return rest
}

// join appends the points of a series to those of its name.
func join(list []results.Series, s results.Series) []results.Series {
	i := slices.IndexFunc(list, func(l results.Series) bool { return l.Name == s.Name })
	if i < 0 {
		return append(list, s)
	}
	list[i].X, list[i].Y = slices.Concat(list[i].X, s.X), slices.Concat(list[i].Y, s.Y)
	return list
}

// rows returns the rows of the selected cases. Controls are left out.
func (d *Data) rows(s Selection) ([]results.Row, error) {
	chosen, err := d.choose(s)
	if err != nil {
		return nil, err
	}
	rows, err := d.Source.Rows(d.Experiment)
	return slices.DeleteFunc(rows, func(r results.Row) bool {
		return r.Control || chosen.cases != nil && !slices.Contains(chosen.cases, r.CaseNo)
	}), err
}
