package spec

import (
	"fmt"
	"maps"
	"math"
	"slices"

	"proxflow/results"
	"proxflow/theory/catalog"
	"proxflow/theory/claim"
)

// Spec is one experiment: what its file asks for, checked, and expanded to the cases that will run.
type Spec struct {
	results.Experiment
	seed  int64
	names []named
}

// Seed is where the random numbers of a trial of a case come from.
func (s *Spec) Seed(c results.Case, repeat int) string {
	return seedText(s.seed, s.Check, c.Params, repeat)
}

// Origin is what trials of all cases have in common, and those of another seed or repeat have not.
func (s *Spec) Origin(repeat int) string { return fmt.Sprintf("seed %d, repeat %d", s.seed, repeat) }

// Trials is the number of trials of all cases.
func (s *Spec) Trials() int {
	n := 0
	for _, c := range s.Cases {
		for range c.Trials() {
			n++
		}
	}
	return n
}

// named is a name that no other thing of its kind may have, since it becomes the name of a file: what is
// "an experiment", "a table" or "a figure".
type named struct {
	what, name string
	node
}

func (n named) same(o named) bool { return n.what == o.what && n.name == o.name }

// read checks a document and expands it. All sizes are checked; one is kept.
func read(d *document, size results.Size) (*Spec, error) {
	root := node{d, "", d.root}
	root.table("a spec", "name", "claim", "check", "title", "seed", "repeats", "params", "sweep", "tolerance",
		"quick", "full", "control", "published", "table", "figure")

	s := &Spec{Experiment: results.Experiment{File: d.file, Text: d.text, Size: size}}
	s.Name = s.name("an experiment", root.at("name"))
	s.Claim = root.at("claim").word()
	s.Check = root.at("check").choice("check", claim.Catalog.Names())
	s.Title = claim.Catalog.Doc(s.Check)
	if title := root.at("title"); title.given() {
		s.Title = title.text()
	}
	s.seed = root.at("seed").integer(0, math.MaxInt64, 0)
	kept := readVariant(root)
	var others []variant
	for _, other := range []results.Size{results.Quick, results.Full} {
		if part := root.at(string(other)); part.given() {
			others = append(others, kept.resized(other, part))
		}
	}
	if err := d.err(); err != nil { // a grid is expanded only if its axes are sound
		return nil, err
	}

	for i, v := range others {
		if v.size == size {
			kept, others[i] = v, kept
		}
	}
	var cases []results.Case // of all sizes
	for _, v := range others {
		cases = append(cases, v.expand(s.Check, s.seed).cases...)
	}
	grid := kept.expand(s.Check, s.seed)
	if err := d.err(); err != nil {
		return nil, err
	}
	s.Cases = grid.cases
	cases = append(cases, s.Cases...)

	times := map[string]float64{}
	for _, m := range grid.metrics {
		times[m.Name] = m.Times
	}
	metrics := slices.Sorted(maps.Keys(times))
	s.Tolerances = readTolerances(root.at("tolerance"), times)
	for _, c := range kept.controls {
		c.Catches = c.at("catches").words("metric of "+s.Check, metrics)
	}
	s.readPublished(root.at("published"), metrics, cases)
	s.readTables(root.at("table"), metrics)
	s.readFigures(root.at("figure"), metrics)
	return s, d.err()
}

// name reads a name that must be the only one of its kind.
func (s *Spec) name(what string, n node) string {
	this := named{what, n.name(), n}
	if i := slices.IndexFunc(s.names, this.same); i >= 0 {
		n.failf("line %d has %s of the same name", s.names[i].line(), what)
	}
	s.names = append(s.names, this)
	return this.name
}

// readTolerances reads a tolerance for each metric; the ones not named get so many error budgets.
func readTolerances(n node, times map[string]float64) map[string]results.Tolerance {
	tolerances := map[string]results.Tolerance{}
	for metric, t := range times {
		tolerances[metric] = results.Tolerance{Times: t}
	}
	for _, f := range n.fields() {
		f.oneOf(f.key, "metric of this check", slices.Sorted(maps.Keys(times)))
		t := f.tolerance()
		t.Named = true
		tolerances[f.key] = t
	}
	return tolerances
}

// tolerance reads an absolute number, or { absolute = … } or { budget = … }, the latter two with a why.
func (n node) tolerance() results.Tolerance {
	if _, ok := n.value.(map[string]any); !ok {
		return results.Tolerance{Absolute: n.number("> 0")}
	}
	n.table("a tolerance", "absolute", "budget", "why")
	var t results.Tolerance
	switch absolute, budget := n.at("absolute"), n.at("budget"); {
	case absolute.given() == budget.given():
		n.failf("want either absolute = a number, or budget = a number of error budgets")
	case absolute.given():
		t.Absolute = absolute.number("> 0")
	default:
		t.Times = budget.number("≥ 1")
	}
	if why := n.at("why"); why.given() {
		t.Why = why.text()
	}
	return t
}

// readFigures reads [[figure]]: every key but name is the reference to an entry of the catalog of figures, where
// one is linked in.
func (s *Spec) readFigures(n node, metrics []string) {
	figures, linked := catalog.ByKind("figure")
	for _, e := range n.elements("a list of figures: write [[figure]]") {
		ref := catalog.Ref{}
		for _, f := range e.fields() {
			ref[f.key] = f.value
		}
		name, draw := s.name("a figure", e.at("name")), e.at("draw").text()
		delete(ref, "draw")
		if ref["name"] = draw; linked {
			canonical, err := figures.Canonical(ref)
			if err != nil {
				e.blame(err, func(key string) string {
					if key == "" || key == "name" {
						key = "draw"
					}
					return join(e.path, key)
				})
				continue
			}
			ref = canonical
			if metric, _ := ref["metric"].(string); metric != "" {
				e.at("metric").oneOf(metric, "metric of "+s.Check, metrics)
			}
		}
		s.Figures = append(s.Figures, results.FigureSpec{Name: name, Draw: canonicalJSON(ref)})
	}
}
