package changes

import (
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/BurntSushi/toml"

	"proxflow/results"
	"proxflow/theory/guard"
)

const version = 1 // of the format

const (
	largest = 16 << 20 // bytes: a larger file is a wrong path
	reasons = 20       // that are kept
)

// UsageError says that a file cannot serve as the baseline, or that it belongs to another grid.
type UsageError struct{ error }

func (e UsageError) Unwrap() error { return e.error }

func usagef(format string, args ...any) error { return UsageError{fmt.Errorf(format, args...)} }

// file is what a baseline holds.
type file struct {
	Format     int                       `toml:"format"`
	Size       string                    `toml:"size"`
	Why        []string                  `toml:"why"`
	Experiment map[string]fileExperiment `toml:"experiment"`
}

type fileExperiment struct {
	Swept   []string               `toml:"swept"`
	Params  map[string]string      `toml:"params"`
	Metric  map[string]fileMetric  `toml:"metric"`
	Case    map[string][][]float64 `toml:"case"`
	Control map[string][][]float64 `toml:"control"`
}

type fileMetric struct {
	Absolute float64    `toml:"absolute"`
	Budget   float64    `toml:"budget"`
	Usual    [4]float64 `toml:"usual"`
}

// Read reads a baseline: a TOML file with a line for each case. In that line each metric of
// [experiment.NAME.metric] has a list of numbers for its worst measurement:
//
//	[at, got - want, budget, want, good, repeat, nth]
//
// Here good counts the measurements that are as they should be (Group.Good), and nth tells several at one
// place apart. The list is empty if nothing was judged, or if a control does not fail. Numbers that equal
// those of usual = [want, good, repeat, nth] of the metric are left out at the end. Each number has the
// digits that its budget leaves.
func Read(name string) (*State, error) {
	text, err := guard.ReadFile(results.System, name, largest)
	if err != nil {
		return nil, usagef("%s: cannot read this baseline: %w", name, results.Cause(err))
	}
	var f file
	meta, err := toml.Decode(string(text), &f)
	if at := (toml.ParseError{}); errors.As(err, &at) {
		return nil, usagef("%s:%d: not a baseline: %s", name, at.Position.Line, results.OneLine(at.Message))
	} else if err != nil {
		return nil, usagef("%s: not a baseline: %s", name, results.OneLine(err.Error()))
	}
	const cure = "; check --update-baseline --why REASON writes one"
	switch unknown := meta.Undecoded(); {
	case f.Format != version:
		return nil, usagef("%s: not a baseline of format %d%s", name, version, cure)
	case len(unknown) > 0:
		return nil, usagef("%s: %s is not a key of a baseline", name, results.OneLine(unknown[0].String()))
	case len(f.Experiment) == 0: // it would not guard anything
		return nil, usagef("%s: this baseline has no experiment", name)
	}
	s := &State{Why: f.Why, Experiments: map[string]*Experiment{}}
	for _, size := range []results.Size{results.Ordinary, results.Quick, results.Full} {
		if f.Size == sizeName(size) {
			s.Size = size
			f.Size = ""
		}
	}
	if f.Size != "" {
		return nil, usagef("%s: size: %q is not a size of a grid; want ordinary, quick or full", name, f.Size)
	}
	for experiment, e := range f.Experiment {
		m := &Experiment{scheme: scheme{e.Params, e.Swept}, Tolerances: map[string]results.Tolerance{},
			Cases: map[Case]map[string]*Group{}}
		metrics := slices.Sorted(maps.Keys(e.Metric))
		for metric, t := range e.Metric {
			m.Tolerances[metric] = results.Tolerance{Absolute: t.Absolute, Times: t.Budget}
		}
		for _, part := range []struct {
			cases   map[string][][]float64
			control bool
		}{{e.Case, false}, {e.Control, true}} {
			for label, lists := range part.cases {
				groups, err := decode(lists, metrics, e.Metric)
				if err != nil {
					return nil, usagef("%s: %s, %s: %w", name, experiment, results.OneLine(label), err)
				}
				m.Cases[Case{label, part.control}] = groups
			}
		}
		s.Experiments[experiment] = m
	}
	return s, nil
}

// decode returns the groups of a case, one for each of the metrics with a list.
func decode(lists [][]float64, metrics []string, of map[string]fileMetric) (map[string]*Group, error) {
	if len(lists) != len(metrics) {
		return nil, fmt.Errorf("%d lists for %d metrics", len(lists), len(metrics))
	}
	groups := map[string]*Group{}
	for i, list := range lists {
		const head, all = 3, 7
		if len(list) == 0 {
			continue
		}
		if len(list) < head || len(list) > all {
			return nil, fmt.Errorf("%s has a list of %d numbers; want %d … %d", metrics[i], len(list), head,
				all)
		}
		usual := of[metrics[i]].Usual
		list = append(slices.Clone(list), usual[len(list)-head:]...)
		spot := Spot{results.Number(list[0]).Text(), int(list[5]), int(list[6])}
		n := Number{Got: list[3] + list[1], Want: list[3], Budget: list[2]}
		groups[metrics[i]] = &Group{Good: int(list[4]), Worst: spot, At: map[Spot]Number{spot: n}}
	}
	return groups, nil
}

func sizeName(s results.Size) string {
	if s == results.Ordinary {
		return "ordinary"
	}
	return string(s)
}
