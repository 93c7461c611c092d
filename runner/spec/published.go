package spec

import (
	"encoding/json"
	"fmt"
	"math"
	"slices"

	"proxflow/results"
	"proxflow/theory/catalog"
	"proxflow/theory/claim"
)

// readPublished reads [[published]] and adds each value to the cases that it is about. These must include at
// least one of all, the cases of all sizes.
func (s *reading) readPublished(n node, all []results.Case) {
	list := n.elements("a list of published values: write [[published]]")
	if len(list) == 0 {
		return
	}
	first, total := map[string]node{}, 0
	own, anywhere := newIndex(s.Cases), newIndex(all)
	for _, e := range list {
		e.table("a published value", "metric", "case", "at", "value", "std", "source")
		p := results.Published{
			Metric: e.at("metric").choice("metric of "+s.Check, s.metrics),
			At:     math.NaN(),
			Value:  e.at("value").number(""),
			Std:    math.NaN(),
			Source: e.at("source").text(),
		}
		if at := e.at("at"); at.given() {
			p.At = at.number("")
		}
		if std := e.at("std"); std.given() {
			p.Std = std.number("> 0")
		}
		params, ok := someCases(s.Check, e.at("case"), anywhere)
		if !ok {
			continue
		}
		id := fmt.Sprint(p.Metric, p.At, string(canonicalJSON(params)), p.Source)
		if o, twice := first[id]; twice {
			e.failf("line %d has a value of the same metric, case, place and source", o.line())
		}
		first[id] = e
		cases := own.find(params)
		if total += len(cases); total > maxTrials {
			e.failf("with this one, all cases together have %d published values; at most %d are allowed",
				total, maxTrials)
			return
		}
		for _, i := range cases {
			s.Cases[i].Published = append(s.Cases[i].Published, p)
		}
	}
}

// someCases reads parameters that some cases have in common, in canonical form. At least one case must have
// them.
func someCases(check string, n node, cases *index) (params catalog.Ref, ok bool) {
	if !n.given() {
		n.want(`parameters of a case, as in { target = "ball" }`)
		return nil, false
	}
	fields, given := n.parameters(), map[string]any{}
	for _, f := range fields {
		given[f.key] = f.value
	}
	params, err := claim.Catalog.Some(check, given)
	if err != nil {
		n.blame(err, func(key string) string { return join(n.path, key) })
		return nil, false
	}
	for _, f := range fields {
		if value := params[f.key]; cases.find(catalog.Ref{f.key: value}) == nil {
			what := "value of " + f.key + " in the grid"
			f.failf("%v", catalog.Unknown(what, catalog.Text(value), cases.labels[f.key]))
			return nil, false
		}
	}
	if cases.find(params) == nil {
		n.failf("no case has all of these parameters")
		return nil, false
	}
	return params, true
}

// An index finds cases other than controls by some of their parameters.
type index struct {
	all    []int               // numbers of the cases
	with   map[[2]string][]int // cases by a parameter and its value in canonical form
	labels map[string][]string // values of each parameter
}

func newIndex(cases []results.Case) *index {
	x := &index{with: map[[2]string][]int{}, labels: map[string][]string{}}
	for i, c := range cases {
		var params map[string]json.RawMessage
		if err := json.Unmarshal(c.Params, &params); err != nil || c.Control != nil {
			continue
		}
		x.all = append(x.all, i)
		for key, value := range params {
			at := [2]string{key, string(value)}
			if x.with[at] == nil {
				x.labels[key] = append(x.labels[key], c.Labels[key])
			}
			x.with[at] = append(x.with[at], i)
		}
	}
	return x
}

// find returns the numbers of the cases with these parameters, in order.
func (x *index) find(params catalog.Ref) []int {
	sets := [][]int{x.all}
	for key, value := range params {
		sets = append(sets, x.with[[2]string{key, string(canonicalJSON(value))}])
	}
	slices.SortFunc(sets, func(a, b []int) int { return len(a) - len(b) })
	found := sets[0]
	for _, set := range sets[1:] {
		var both []int
		for _, i := range found {
			if _, ok := slices.BinarySearch(set, i); ok {
				both = append(both, i)
			}
		}
		found = both
	}
	return found
}
