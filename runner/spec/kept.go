package spec

import (
	"math"

	"proxflow/results"
)

// Kept is an experiment of a store as a spec, so that its trials can run again as they ran. It does not read
// the file again: parameters and cases are those of the store.
func Kept(e results.Experiment) (*Spec, error) {
	d, err := parse(e.File, e.Text)
	if err != nil {
		return nil, err
	}
	s := &Spec{Experiment: e, seed: node{d, "", d.root}.at("seed").integer(0, math.MaxInt64, 0)}
	return s, d.err()
}

// Key is what a trial of a case is stored under today: the mathematics of this program is part of it.
func (s *Spec) Key(c results.Case, repeat int) string {
	if repeat == results.Summary {
		return summaryKey(s.Check, c.Params, c.Keys)
	}
	return trialKey(s.Check, c.Params, s.Seed(c, repeat))
}

// Place returns the key in a spec, and its line, that says most about a metric of a case: its tolerance, else
// the control, else the check.
func Place(e results.Experiment, c results.Case, metric string) (key string, line int) {
	d, err := parse(e.File, e.Text)
	if err != nil {
		return "", 0 // it was read once
	}
	root := node{d, "", d.root}
	at := []node{root.at(string(e.Size)).at("tolerance").at(metric), root.at("tolerance").at(metric)}
	if c.Control != nil {
		for _, n := range root.at("control").elements("a list of controls") {
			if n.at("why").value == c.Control.Why {
				at = append(at, n)
			}
		}
	}
	for _, n := range append(at, root.at("check")) {
		if n.given() {
			return n.path, n.line()
		}
	}
	return "", 0
}
