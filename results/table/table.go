// Package table turns stored measurements into tables, and writes them in every format.
//
// There are only a few types. A Table is a projection of rows onto a grid: Heads name its columns, Lines its rows, a Cell is
// the worst of the measurements that fall on it, and Notes say what a cell alone does not. A Format writes a table.
package table

import (
	"cmp"
	"slices"
	"strings"

	"proxflow/results"
)

// Table is what a results.TableSpec asks for: a grid of cells.
type Table struct {
	results.TableSpec
	Experiment string   // whose table it is
	Trials     []Trial  // whose measurements it shows
	Commits    []string // of the programs that ran them, and
	Command    string   // the command line that remakes the table: for the caller to fill
	Heads      []Head
	Lines      []Line
	Notes      []Note
	cites      map[string]string // the marks of the sources of published values, if there are several
}

// Head names a column: a label for each name in results.TableSpec.Columns.
type Head struct {
	Labels []string
	Marks  []string // of notes that apply to all of its cells
}

// Line is a row of a table: a label for each name in results.TableSpec.Rows, and a cell for each of Table.Heads.
type Line struct {
	Labels []string
	Cells  []Cell
}

// Trial is where a trial is planned.
type Trial struct {
	Experiment     string
	CaseNo, Repeat int
}

// Build projects rows onto the grid that the spec of an experiment asks for. Rows of other experiments than
// spec.Experiments are ignored. Controls and samples are left out. A trial that could not run counts for every metric of its
// experiment, at no "at". Lines and columns are in order of first appearance, by their first label first; numbers
// ascend, and metrics are in the order of the spec.
func Build(spec results.TableSpec, experiment string, rows []results.Row) Table {
	t := Table{TableSpec: spec, Experiment: experiment, Notes: legend(spec)}
	type place struct{ line, column string }
	piles := map[place]*pile{}
	var lines, columns [][]string
	var taken []results.Row
	for _, m := range metrics(spec) {
		if just := []string{"metric"}; slices.Equal(spec.Columns, just) {
			columns = append(columns, []string{m.label()}) // a place for a metric without rows
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

// trials are those of the rows, each once.
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

// keeps says whether a row is among those asked for. A row that lacks a parameter is.
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

// takes says whether a row belongs to the metric. A sample, one draw of a law, does not.
func (m metric) takes(r results.Row, own string) bool {
	of, metric := m.Source(own)
	return r.Experiment == of && !r.Control && (r.Metric == metric && r.By == "" || r.Metric == "")
}

// label is what the table calls the metric.
func (m metric) label() string { return cmp.Or(m.Head, m.Metric) }

// labels are the texts of a row's parameters.
func (m metric) labels(r results.Row, names []string) []string {
	list := make([]string, len(names))
	for i, n := range names {
		if list[i] = label(r, n); n == "metric" {
			list[i] = m.label()
		}
	}
	return list
}

// axis is what people read for the name of a parameter.
func (m metric) axis(name string) string {
	if name == "at" {
		return cmp.Or(m.At, name)
	}
	return name
}

// what says what a cell shows of the metric of this name, "" if it need not be said.
func (m metric) what(name string) string {
	s := "worst error"
	if name != "" {
		s += " of " + name
	}
	switch m.Show {
	case "got":
		s = strings.TrimSpace(name + " measured where farthest off")
	case "got-want":
		s = strings.TrimSpace(name + " measured (and wanted) where farthest off")
	case "interval":
		s = strings.TrimSpace(name + " with its 95 % interval")
	case "interval-want":
		s = strings.TrimSpace(name + " with its 95 % interval (and the number wanted)")
	}
	return s + restricted(m.Only, m.axis)
}

// restricted says which cases alone are shown.
func restricted(only []string, axis func(string) string) string {
	var labels [][]string // by parameter, which comes first
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
