package spec

import (
	"cmp"
	"slices"
	"strings"

	"proxflow/results"
	"proxflow/theory/catalog"
	"proxflow/theory/claim"
)

// tableNode is a [[table]] of a spec.
type tableNode struct {
	node
	spec *reading
	axes []string // the parameters of the check, and "at"
}

// readTables reads [[table]].
func (s *reading) readTables(n node) {
	axes := []string{"at"}
	for _, p := range claim.Catalog.Params(s.Check) {
		axes = append(axes, p.Key)
	}
	for _, e := range n.elements("a list of tables: write [[table]]") {
		s.Tables = append(s.Tables, tableNode{e, s, axes}.read())
	}
}

func (n tableNode) read() results.TableSpec {
	n.table("a table", "name", "title", "metric", "metrics", "show", "at", "rows", "columns", "only")
	axes := append(slices.Clone(n.axes), "metric")
	t := results.TableSpec{
		Name:    n.spec.names.name("a table", n.at("name")),
		Metrics: n.readMetrics(),
		Rows:    n.at("rows").words(n.parameter(), axes),
		Columns: n.at("columns").words(n.parameter(), axes),
		Only:    n.at("only").conditions(n.parameter(), n.axes),
	}
	if title := n.at("title"); title.given() {
		t.Title = title.text()
	}
	if t.Rows == nil {
		n.failf("needs rows = a list of parameters")
	}
	for _, c := range t.Columns {
		if slices.Contains(t.Rows, c) {
			n.at("columns").failf("%q is already one of the rows", c)
		}
	}
	if !slices.Contains(slices.Concat(t.Rows, t.Columns), "metric") {
		switch {
		case t.Columns == nil:
			t.Columns = []string{"metric"}
		case len(t.Metrics) > 1:
			n.at("columns").failf(`with several metrics, rows or columns must include "metric"`)
		}
	}
	return t
}

// parameter describes the names of rows and columns.
func (n tableNode) parameter() string { return "parameter of " + n.spec.Check }

// readMetrics reads the one metric of a table, or a list of them.
func (n tableNode) readMetrics() []results.Shown {
	list := []node{n.at("metric")}
	several := n.at("metrics")
	if several.given() == list[0].given() {
		n.failf("needs either metric = a metric, or metrics = a list of them")
		return nil
	}
	if several.given() {
		if list = several.elements("a list of metrics"); len(list) == 0 {
			several.failf("this list is empty; a table has at least one metric")
		}
	}
	labels := map[string]bool{}
	var shown []results.Shown
	for _, e := range list {
		m := n.readMetric(e)
		label := cmp.Or(m.Head, m.Metric)
		if labels[label] {
			e.failf(`%q is listed twice; a head = "…" tells them apart`, label)
		}
		labels[label] = true
		shown = append(shown, m)
	}
	return shown
}

// readMetric reads the name of a metric, or { metric = …, head = …, show = …, at = …, only = … }. The table's
// show and at are the defaults.
func (n tableNode) readMetric(e node) results.Shown {
	show, at, only := n.at("show"), n.at("at"), node{}
	var m results.Shown
	if _, ok := e.value.(map[string]any); ok {
		e.table("a metric of a table", "metric", "head", "show", "at", "only")
		if head := e.at("head"); head.given() {
			m.Head = head.text()
		}
		if e.at("show").given() {
			show = e.at("show")
		}
		if e.at("at").given() {
			at = e.at("at")
		}
		only, e = e.at("only"), e.at("metric")
	}
	if show.given() {
		m.Show = show.choice("way to show a metric", results.Shows)
	}
	if at.given() {
		m.At = at.text()
	}
	name, _ := e.value.(string)
	of, metric, foreign := strings.Cut(name, "/")
	if foreign && of == n.spec.Name { // its own after all
		e.value, foreign = metric, false
	}
	switch {
	case !foreign:
		m.Metric = e.choice("metric of "+n.spec.Check, n.spec.metrics)
		m.Only = only.conditions(n.parameter(), n.axes)
	case catalog.IsName(of) && catalog.IsName(metric):
		m.Metric = name
		m.Only = only.conditions("", nil)
	default:
		e.failf(`%q is not a metric; one of another experiment is "experiment/metric"`, name)
	}
	return m
}

// conditions reads a list of "parameter=label". A nil list of names allows any parameter.
func (n node) conditions(what string, names []string) []string {
	var list []string
	for _, e := range n.elements("a list of conditions, as in schedule=linear") {
		condition, _ := e.value.(string)
		name, _, ok := strings.Cut(condition, "=")
		switch {
		case !ok:
			e.want("a condition, as in schedule=linear")
		case slices.Contains(list, condition):
			e.failf("%q is listed twice", condition)
		case names != nil:
			e.oneOf(name, what, names)
		}
		list = append(list, condition)
	}
	return list
}
