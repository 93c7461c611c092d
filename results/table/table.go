// Package table turns stored measurements into tables and writes them in several formats.
//
// There are only a few types. A Table arranges measurements in a grid: a Head names a column, a Line is a row
// of it, a Cell shows the worst of its measurements, and a Note says what a cell alone does not. A Format
// writes a table.
package table

import (
	"cmp"
	"slices"
	"strings"

	"proxflow/results"
)

// Table is what a results.TableSpec describes.
type Table struct {
	results.TableSpec
	Experiment string   // that it belongs to
	Trials     []Trial  // whose measurements it shows
	Commits    []string // of the programs that ran them; set by the caller
	Command    string   // line that remakes the table; set by the caller
	Heads      []Head
	Lines      []Line
	Notes      []Note
	cites      map[string]string // marks of the sources of published values, if there are several
}

// Head names a column: a label for each name in results.TableSpec.Columns.
type Head struct {
	Labels []string
	Marks  []string // of the notes on all of its cells
}

// Line is a row of a table: a label for each name in results.TableSpec.Rows, and a cell for each of
// Table.Heads.
type Line struct {
	Labels []string
	Cells  []Cell
}

// Trial is the place of a trial in a plan.
type Trial struct {
	Experiment     string
	CaseNo, Repeat int
}

// Build arranges rows in the table that the spec of an experiment describes. It ignores rows of experiments
// other than spec.Experiments, and leaves out controls and samples. A trial that could not run counts for
// every metric of its experiment, without an "at". Rows and columns of the table are sorted by their labels,
// the first label first: numbers ascend, metrics are in the order of the spec, and other labels in the order
// of their first appearance.
func Build(spec results.TableSpec, experiment string, rows []results.Row) Table {
	t := Table{TableSpec: spec, Experiment: experiment, Notes: legend(spec)}
	type place struct{ line, column string }
	piles := map[place]*pile{}
	var lines, columns [][]string
	var taken []results.Row
	for _, m := range metrics(spec) {
		if just := []string{"metric"}; slices.Equal(spec.Columns, just) {
			columns = append(columns, []string{m.label()}) // also for a metric without rows
		} else if slices.Equal(spec.Rows, just) {
			lines = append(lines, []string{m.label()})
		}
		for _, r := range rows {
			if !m.takes(r, experiment) || !keeps(spec.Only, r) || !keeps(m.Only, r) {
				continue
			}
			taken = append(taken, r)
			line, column := m.labels(r, spec.Rows), m.labels(r, spec.Columns)
			lines, columns = append(lines, line), append(columns, column)
			p := place{join(line), join(column)}
			if piles[p] == nil {
				piles[p] = &pile{metric: m}
			}
			piles[p].rows = append(piles[p].rows, r)
		}
	}
	t.Trials = trials(taken)
	warnings := warnings(taken)
	for _, labels := range sorted(columns, spec.Columns) {
		t.Heads = append(t.Heads, Head{Labels: labels})
	}
	for _, labels := range sorted(lines, spec.Rows) {
		l := Line{labels, make([]Cell, len(t.Heads))}
		for i, head := range t.Heads {
			if p := piles[place{join(labels), join(head.Labels)}]; p != nil {
				l.Cells[i] = p.cell(spec, warnings)
			}
		}
		t.Lines = append(t.Lines, l)
	}
	t.cite(t.mark())
	for _, text := range lacks(spec, experiment, rows) {
		t.Notes = append(t.Notes, Note{Text: text})
	}
	return t
}

// trials returns the trials of the rows, each once.
func trials(rows []results.Row) (list []Trial) {
	seen := map[Trial]bool{}
	for _, r := range rows {
		t := Trial{r.Experiment, r.CaseNo, r.Repeat}
		if !seen[t] {
			list = append(list, t)
		}
		seen[t] = true
	}
	return list
}

// keeps says whether a row meets the conditions. A row without the parameter does.
func keeps(only []string, r results.Row) bool {
	for _, o := range only {
		name, _, _ := strings.Cut(o, "=")
		if l := label(r, name); l != none && !slices.Contains(only, name+"="+l) {
			return false
		}
	}
	return true
}

// metric is a metric of a table.
type metric struct{ results.Shown }

func metrics(s results.TableSpec) []metric {
	list := make([]metric, len(s.Metrics))
	for i, m := range s.Metrics {
		list[i] = metric{m}
	}
	return list
}

// takes says whether a row belongs to the metric. Samples do not.
func (m metric) takes(r results.Row, own string) bool {
	of, metric := m.Source(own)
	return r.Experiment == of && !r.Control && (r.Metric == metric && r.By == "" || r.Metric == "")
}

// label is the name of the metric in the table.
func (m metric) label() string { return cmp.Or(m.Head, m.Metric) }

// labels returns the labels of a row for these parameters.
func (m metric) labels(r results.Row, names []string) []string {
	list := make([]string, len(names))
	for i, n := range names {
		if list[i] = label(r, n); n == "metric" {
			list[i] = m.label()
		}
	}
	return list
}

// axis is the name of a parameter for people.
func (m metric) axis(name string) string {
	if name == "at" {
		return cmp.Or(m.At, name)
	}
	return name
}

// what says what a cell shows of the metric. The name is "" if it need not be said.
func (m metric) what(name string) string {
	s := "worst error"
	if name != "" {
		s += " of " + name
	}
	of := func(what string) string { return strings.TrimPrefix(name+", "+what, ", ") }
	switch m.Show {
	case "got":
		s = of("measured value with the largest error")
	case "got-want":
		s = of("measured (and expected) value with the largest error")
	case "interval":
		s = of("value with its 95 % interval")
	case "interval-want":
		s = of("value with its 95 % interval (and expected value)")
	}
	return s + restricted(m.Only, m.axis)
}

// restricted says to which cases the table is restricted.
func restricted(only []string, axis func(string) string) string {
	var labels [][]string // of each parameter, which comes first
	for _, o := range only {
		name, label, _ := strings.Cut(o, "=")
		if i := slices.IndexFunc(labels, func(l []string) bool { return l[0] == name }); i >= 0 {
			labels[i] = append(labels[i], label)
		} else {
			labels = append(labels, []string{name, label})
		}
	}
	s := ""
	for _, l := range labels {
		s += ", only " + axis(l[0]) + " = " + strings.Join(l[1:], " or ")
	}
	return s
}
