package changes

import (
	"maps"
	"math"
	"slices"
	"strings"

	"proxflow/results"
	"proxflow/runner"
)

// State is what was measured.
type State struct {
	Size        results.Size
	Why         []string // of a baseline: the reasons for its updates, the latest last
	Experiments map[string]*Experiment
}

// Experiment is what was measured of one.
type Experiment struct {
	scheme
	Tolerances map[string]results.Tolerance // by metric
	Cases      map[Case]map[string]*Group   // by metric
	planned    map[Case]int                 // numbers of the cases in the plan of a store
	labels     []string                     // of these cases
}

// A scheme names the cases of an experiment.
type scheme struct {
	Params map[string]string // those that all cases but controls have in common
	Swept  []string          // the others; sorted
}

// Case names a point of the grid by what distinguishes it there: "target=ball(d=5), t=0.5".
type Case struct {
	Name    string
	Control bool
}

// Group holds the judged measurements of one metric in one case.
type Group struct {
	// Good counts those that pass; in a control those that fail by more than the error bars of two runs.
	Good   int
	Caught int  // of a control: those that fail
	Worst  Spot // where |got - want| is the largest multiple of the tolerance
	At     map[Spot]Number
	Skip   string // why some were skipped
}

// Spot is the place of a measurement among those of its metric and case.
type Spot struct {
	At     string // along the trial; "" if nowhere in particular
	Repeat int
	Nth    int // of several measurements at one place, from 0
}

// Number is a measurement.
type Number struct {
	Got, Want, Budget float64
	Verdict           results.Verdict // "" in a baseline
}

func (n Number) off() float64 {
	if n.Got == n.Want {
		return 0
	}
	return n.Got - n.Want
}

// ratio is |got - want| over the tolerance.
func (n Number) ratio(t results.Tolerance) float64 {
	if off := math.Abs(n.off()); off > 0 {
		return off / t.Of(n.Budget)
	}
	return 0
}

// Of returns what a store says of the experiments of a judgement, which must be of one size. Cases are named
// as in the state before, if it is not nil and has the experiment, so that a grid may grow or shrink.
func Of(store *results.Snapshot, j runner.Judgement, before *State) (*State, error) {
	s := &State{Experiments: map[string]*Experiment{}}
	all, err := judged(store, j)
	for i, e := range all {
		if e.Size != all[0].Size {
			return nil, usagef("the store holds grids of several sizes: %s of %s, %s of %s; name specs of one size",
				sizeName(all[0].Size), all[0].Name, sizeName(e.Size), e.Name)
		}
		s.Size = e.Size
		named := newScheme(e.Cases)
		if before != nil && before.Experiments[e.Name] != nil {
			named = before.Experiments[e.Name].scheme
		}
		if s.Experiments[e.Name], err = measured(store, all[i], named.name); err != nil {
			return nil, err
		}
	}
	return s, err
}

// Exactly returns what a store says of the experiments of a judgement, with all their parameters as the names
// of cases, for a comparison with another store.
func Exactly(store *results.Snapshot, j runner.Judgement) (*State, error) {
	s := &State{Experiments: map[string]*Experiment{}}
	all, err := judged(store, j)
	for _, e := range all {
		s.Experiments[e.Name], err = measured(store, e, func(c results.Case) string { return string(c.Params) })
		if err != nil {
			return nil, err
		}
	}
	return s, err
}

// judged returns the experiments of a judgement.
func judged(store *results.Snapshot, j runner.Judgement) (list []results.Experiment, err error) {
	all, err := store.Experiments()
	for _, e := range all {
		if slices.ContainsFunc(j.Experiments, func(o runner.ExperimentOutcome) bool { return o.Name == e.Name }) {
			list = append(list, e)
		}
	}
	return list, err
}

// measured groups the rows of an experiment.
func measured(store *results.Snapshot, e results.Experiment, name func(results.Case) string) (*Experiment,
	error) {
	rows, err := store.RowsWithoutSamples(e.Name)
	if err != nil {
		return nil, err
	}
	m := &Experiment{scheme: newScheme(e.Cases), Tolerances: e.Tolerances, Cases: map[Case]map[string]*Group{},
		planned: map[Case]int{}}
	cases := make([]Case, len(e.Cases))
	for i, c := range e.Cases {
		cases[i] = Case{name(c), c.Control != nil}
		if _, twice := m.planned[cases[i]]; twice { // by a parameter that the names do not know
			cases[i].Name = string(c.Params)
		}
		m.planned[cases[i]] = i
		m.labels = append(m.labels, m.name(c))
		m.Cases[cases[i]] = map[string]*Group{}
	}
	type place struct {
		no     int
		metric string
		at     Spot
	}
	seen := map[place]int{}
	for _, r := range rows {
		groups := m.Cases[cases[r.CaseNo]]
		spot := Spot{At: r.At.Text(), Repeat: r.Repeat}
		p := place{r.CaseNo, r.Metric, spot}
		spot.Nth = seen[p]
		seen[p]++
		if r.Verdict == results.Error && r.Metric == "" {
			continue
		}
		g := groups[r.Metric]
		if g == nil {
			g = &Group{At: map[Spot]Number{}}
			groups[r.Metric] = g
		}
		g.add(spot, r, e.Tolerances[r.Metric])
	}
	return m, nil
}

// add adds a row to the group.
func (g *Group) add(spot Spot, r results.Row, t results.Tolerance) {
	n := Number{float64(r.Got), float64(r.Want), float64(r.Budget), r.Verdict}
	if r.Verdict == results.Skipped {
		g.Skip = r.Note
		return
	}
	switch {
	case !r.Control && r.Verdict == results.Pass:
		g.Good++
	case r.Control && r.Verdict == results.Fail:
		g.Caught++
		if r.Off() > float64(r.Tol)+2*n.Budget {
			g.Good++
		}
	}
	if r.Verdict == results.Error || math.IsInf(n.Budget, 0) {
		return
	}
	if worst, some := g.At[g.Worst]; !some || n.ratio(t) > worst.ratio(t) {
		g.Worst = spot
	}
	g.At[spot] = n
}

// newScheme finds what distinguishes the cases of an experiment from one another, controls apart.
func newScheme(cases []results.Case) scheme {
	s := scheme{Params: map[string]string{}}
	first := true
	for _, c := range cases {
		if c.Control != nil {
			continue
		}
		for key, label := range c.Labels {
			if old, have := s.Params[key]; first {
				s.Params[key] = label
			} else if have && old != label {
				delete(s.Params, key)
				s.Swept = append(s.Swept, key)
			}
		}
		first = false
	}
	slices.Sort(s.Swept)
	return s
}

// name names a case by the parameters that are swept, and by others that are not those of the other cases. A
// parameter that the scheme does not know is none.
func (s scheme) name(c results.Case) string {
	var parts []string
	for _, key := range slices.Sorted(maps.Keys(c.Labels)) {
		common, have := s.Params[key]
		if have && common != c.Labels[key] || slices.Contains(s.Swept, key) {
			parts = append(parts, key+"="+c.Labels[key])
		}
	}
	if parts == nil {
		return "the only case"
	}
	return strings.Join(parts, ", ")
}
