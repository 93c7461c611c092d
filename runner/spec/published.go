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

// readPublished reads [[published]], and hangs each value on the cases that it is about. It must be about one of the given
// cases, those of all sizes.
func (s *Spec) readPublished(n node, metrics []string, cases []results.Case) {
	first := map[string]node{}
	for _, e := range n.elements("a list of published values: write [[published]]") {
		e.table("a published value", "metric", "case", "at", "value", "std", "source")
		p := results.Published{
			Metric: e.at("metric").choice("metric of "+s.Check, metrics),
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
		params, ok := s.someCases(e.at("case"), cases)
		if !ok {
			continue
		}
		id := fmt.Sprint(p.Metric, p.At, string(canonicalJSON(params)), p.Source)
		if o, twice := first[id]; twice {
			e.failf("line %d has a value of the same metric, case, place and source", o.line())
		}
		first[id] = e
		for i, c := range s.Cases {
			if has(c, params) {
				s.Cases[i].Published = append(s.Cases[i].Published, p)
			}
		}
	}
}

// someCases reads the parameters that some cases have in common, in canonical form. One of the cases must have them.
func (s *Spec) someCases(n node, cases []results.Case) (params catalog.Ref, ok bool) {
	if !n.given() {
		n.want(`parameters of a case, as in { target = "ball" }`)
		return nil, false
	}
	given := map[string]any{}
	for _, f := range n.fields() {
		given[f.key] = f.value
	}
	params, err := claim.Catalog.Some(s.Check, given)
	if err != nil {
		n.blame(err, func(key string) string { return join(n.path, key) })
		return nil, false
	}
	for _, f := range n.fields() {
		var labels []string
		for _, c := range cases {
			if l := c.Labels[f.key]; c.Control == nil && !slices.Contains(labels, l) {
				labels = append(labels, l)
			}
		}
		if !slices.ContainsFunc(cases, func(c results.Case) bool { return has(c, catalog.Ref{f.key: params[f.key]}) }) {
			f.failf("%v", catalog.Unknown("value of "+f.key+" in the grid", catalog.Text(params[f.key]), labels))
			return nil, false
		}
	}
	if !slices.ContainsFunc(cases, func(c results.Case) bool { return has(c, params) }) {
		n.failf("no case has all of these parameters")
		return nil, false
	}
	return params, true
}

// has says whether a case that is no control has these parameters, in canonical form.
func has(c results.Case, params catalog.Ref) bool {
	var own map[string]json.RawMessage
	if err := json.Unmarshal(c.Params, &own); err != nil || c.Control != nil {
		return false
	}
	for key, value := range params {
		if string(own[key]) != string(canonicalJSON(value)) {
			return false
		}
	}
	return true
}
