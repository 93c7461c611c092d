package figures

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"gonum.org/v1/plot/plotter"

	"proxflow/paper-figures/internal/canvas"
	"proxflow/results"
)

// Source is what a figure is drawn from: a *results.Store.
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

// errorf is an error that ends with the experiment's name.
func (d *Data) errorf(format string, args ...any) error {
	return fmt.Errorf(format+" in experiment %q", append(args, d.Experiment)...)
}

// observed returns, for each target, the curves of the first trial that has some which match a pattern; controls are
// left out. A list of targets, labels or the names they start with, chooses among them in its order.
func (d *Data) observed(targets []string, patterns ...string) ([]results.Observed, error) {
	first, _, err := d.trials(targets, patterns)
	return first, err
}

// observedOverTime is observed, but the trials that differ from the first only in the parameter t add their points.
func (d *Data) observedOverTime(targets []string, patterns ...string) ([]results.Observed, error) {
	first, all, err := d.trials(targets, patterns)
	for i := range first {
		first[i].Series = nil
		for _, o := range all {
			if o.Repeat != first[i].Repeat || !maps.Equal(withoutTime(o.Labels), withoutTime(first[i].Labels)) || o.Control {
				continue
			}
			for _, s := range o.Series {
				first[i].Series = add(first[i].Series, s)
			}
		}
	}
	return first, err
}

// add appends the points of a series to those of its name.
func add(list []results.Series, s results.Series) []results.Series {
	i := slices.IndexFunc(list, func(l results.Series) bool { return l.Name == s.Name })
	if i < 0 {
		return append(list, s)
	}
	list[i].X, list[i].Y = slices.Concat(list[i].X, s.X), slices.Concat(list[i].Y, s.Y)
	return list
}

func withoutTime(labels map[string]string) map[string]string {
	rest := maps.Clone(labels)
	delete(rest, "t")
	return rest
}

// names says whether a target that is asked for, a label or the name it starts with, is the one with this label.
func names(target, label string) bool { return label == target || strings.HasPrefix(label, target+"(") }

// cases are the cases of some targets, nil if there is none: then all are read, to say what there is.
func (d *Data) cases(targets []string) (cases []int, err error) {
	labels, err := d.Source.Labels(d.Experiment)
	for i, l := range labels {
		if slices.ContainsFunc(targets, func(t string) bool { return names(t, l["target"]) }) {
			cases = append(cases, i)
		}
	}
	return cases, err
}

// trials returns the first trial of each target that is asked for, and all trials with a series of the patterns.
func (d *Data) trials(targets, patterns []string) (first, all []results.Observed, err error) {
	cases, err := d.cases(targets)
	if err != nil {
		return nil, nil, err
	}
	all, err = d.Source.Observations(d.Experiment, cases, patterns...)
	if err != nil {
		return nil, nil, err
	}
	var labels []string
	for _, o := range all {
		if label := o.Labels["target"]; !o.Control && !slices.Contains(labels, label) {
			first, labels = append(first, o), append(labels, label)
		}
	}
	if first == nil {
		return nil, nil, d.errorf("no case observed a series %q", patterns[0])
	}
	if len(targets) == 0 {
		return first, all, nil
	}
	var chosen []results.Observed
	for _, t := range targets {
		i := slices.Index(labels, t)
		if i < 0 {
			i = slices.IndexFunc(labels, func(l string) bool { return names(t, l) })
		}
		if i < 0 {
			return nil, nil, d.errorf("no case of the target %q observed a series %q, but of %s", t, patterns[0], strings.Join(labels, ", "))
		}
		chosen = append(chosen, first[i])
	}
	return chosen, all, nil
}

// curve returns the points of a series that are finite, by x; none if there is no such series.
func curve(o results.Observed, name string) (points plotter.XYs) {
	s, _ := o.Find(name)
	for i := range s.X {
		if canvas.Finite(s.X[i]) && canvas.Finite(s.Y[i]) {
			points = append(points, plotter.XY{X: s.X[i], Y: s.Y[i]})
		}
	}
	slices.SortStableFunc(points, func(a, b plotter.XY) int { return cmp.Compare(a.X, b.X) })
	return points
}

// cluster assembles points from the series of their coordinates, name/x1, name/x2, …: one for each x that all
// coordinates share, by x. A point that is not finite is left out.
func cluster(o results.Observed, name string) (xs []float64, points [][]float64) {
	at := map[float64][]float64{}
	d := dim(o, name)
	for i := range d {
		for _, p := range curve(o, coordinate(name, i)) {
			if len(at[p.X]) == i {
				at[p.X] = append(at[p.X], p.Y)
			}
		}
	}
	for x, p := range at {
		if len(p) == d {
			xs = append(xs, x)
		}
	}
	slices.Sort(xs)
	for _, x := range xs {
		points = append(points, at[x])
	}
	return xs, points
}

// dim counts the coordinates of the points of this name.
func dim(o results.Observed, name string) (d int) {
	for {
		if _, ok := o.Find(coordinate(name, d)); !ok {
			return d
		}
		d++
	}
}

func coordinate(name string, i int) string { return fmt.Sprintf("%s/x%d", name, i+1) }
