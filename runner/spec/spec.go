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

// Spec is one experiment, checked and expanded into the cases that will run.
type Spec struct {
	results.Experiment
	seed   int64
	lines  []int     // of the cases in the file
	memory []float64 // of a trial of each case
}

// Line returns the line of the file that says what a case is, as Lines does.
func (s *Spec) Line(c int) int { return s.lines[c] }

// Memory returns a bound of the bytes that a trial of a case holds at once, 0 if its check states none.
func (s *Spec) Memory(c int) float64 {
	if c >= len(s.memory) { // the case is not from a file
		return 0
	}
	return s.memory[c]
}

// Seed returns the seed of a trial's random numbers.
func (s *Spec) Seed(c results.Case, repeat int) string {
	return seedText(s.seed, s.Check, c.Params, repeat)
}

// Origin identifies the seed and the repeat. It is the same for the trials of all cases.
func (s *Spec) Origin(repeat int) string { return fmt.Sprintf("seed %d, repeat %d", s.seed, repeat) }

// Trials returns the number of trials of all cases.
func (s *Spec) Trials() int {
	n := 0
	for _, c := range s.Cases {
		for range c.Trials() {
			n++
		}
	}
	return n
}

// A reading is a spec that is being read.
type reading struct {
	Spec
	names   names
	metrics []string // of the check, in alphabetical order
}

// read checks a document and expands it. It checks all sizes, and keeps the cases of one.
func read(d *document, size results.Size, taken names) (*Spec, error) {
	root := node{d, "", d.root}
	root.table("a spec", "name", "claim", "check", "title", "seed", "repeats", "params", "sweep", "tolerance",
		"quick", "full", "control", "published", "table", "figure")

	s := &reading{names: taken}
	s.File, s.Text, s.Size = d.file, d.text, size
	s.Name = s.names.name("an experiment", root.at("name"))
	s.Claim = root.at("claim").word()
	s.Check = root.at("check").choice("check", claim.Catalog.Names())
	s.Title = claim.Catalog.Doc(s.Check)
	if title := root.at("title"); title.given() {
		s.Title = title.text()
	}
	s.seed = root.at("seed").integer(0, math.MaxInt64, 0)
	check, ok := claim.Catalog.Blank(s.Check)
	if !ok { // everything that follows depends on it
		return nil, d.err()
	}
	s.readTolerances(root, check.Metrics())
	variants := s.readVariants(root)
	s.readTables(root.at("table"))
	s.readFigures(root.at("figure"))
	if err := d.err(); err != nil { // expand a grid only if its axes are valid
		return nil, err
	}

	var all []results.Case // of all sizes
	for _, v := range variants {
		g := v.expand(s.Check, s.seed)
		if v.size == results.Ordinary || v.size == size {
			s.Cases, s.lines, s.memory = g.cases, g.lines, g.memory // a size left out is the ordinary one
		}
		all = append(all, g.cases...)
	}
	if err := d.err(); err != nil {
		return nil, err
	}
	s.readPublished(root.at("published"), all)
	return &s.Spec, d.err()
}

// readTolerances reads the tolerance of each metric, and its replacement in [quick] or [full]. A metric
// that the spec does not name keeps the check's default, a number of error budgets.
func (s *reading) readTolerances(root node, metrics []claim.Metric) {
	s.Tolerances = map[string]results.Tolerance{}
	scale := map[string]float64{}
	for _, m := range metrics {
		s.Tolerances[m.Name] = results.Tolerance{Times: m.Times}
		scale[m.Name] = float64(m.Scale)
	}
	s.metrics = slices.Sorted(maps.Keys(s.Tolerances))
	read := func(part node, applies bool) {
		for _, f := range part.at("tolerance").fields() {
			f.oneOf(f.key, "metric of this check", s.metrics)
			t := f.tolerance()
			if applies {
				s.Tolerances[f.key] = t
			}
			if most := scale[f.key]; most > 0 && t.Absolute > most {
				const why = "%g exceeds the scale of this metric, %g: nothing could fail; use a smaller one"
				f.failf(why, t.Absolute, most)
			}
		}
	}
	read(root, true)
	for _, size := range []results.Size{results.Quick, results.Full} {
		read(root.at(string(size)), size == s.Size)
	}
}

// tolerance reads a number, or { absolute = … } or { budget = … }, the latter two optionally with a why.
func (n node) tolerance() results.Tolerance {
	t := results.Tolerance{Named: true}
	if _, ok := n.value.(map[string]any); !ok {
		t.Absolute = n.number("> 0")
		return t
	}
	n.table("a tolerance", "absolute", "budget", "why")
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

// readFigures reads [[figure]]. All keys except name refer to an entry of the catalog of figures, if the
// program has one.
func (s *reading) readFigures(n node) {
	figures, linked := catalog.ByKind("figure")
	for _, e := range n.elements("a list of figures: write [[figure]]") {
		ref := catalog.Ref{}
		for _, f := range e.parameters() {
			ref[f.key] = f.value
		}
		name, draw := s.names.name("a figure", e.at("name")), e.at("draw").text()
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
				e.at("metric").oneOf(metric, "metric of "+s.Check, s.metrics)
			}
		}
		s.Figures = append(s.Figures, results.FigureSpec{Name: name, Draw: canonicalJSON(ref)})
	}
}

// names holds the names in use and their places. Names are unique among experiments, among tables and among
// figures, since they become file names.
type names map[string]node

// name reads the name of something of a kind, such as "a table".
func (taken names) name(kind string, n node) string {
	name := n.name()
	switch o, twice := taken[kind+" "+name]; {
	case !twice:
		taken[kind+" "+name] = n
	case o.doc == n.doc:
		n.failf("line %d has %s of the same name", o.line(), kind)
	default:
		n.failf("%s:%d has %s of the same name", o.doc.file, o.line(), kind)
	}
	return name
}
