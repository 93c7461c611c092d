package results

import (
	"fmt"
	"io"
	"maps"
	"math"
	"slices"
	"strings"
)

// Format writes tables. Each is one file, which adds itself to Formats.
type Format struct {
	Name, Extension string
	Write           func(io.Writer, Table) error
}

var formats = map[string]Format{}

// addFormat puts a format into the list; the result is of no meaning.
func addFormat(name, extension string, write func(io.Writer, Table) error) struct{} {
	formats[name] = Format{name, extension, write}
	return struct{}{}
}

// Formats returns all formats in alphabetical order.
func Formats() []Format {
	return slices.SortedFunc(maps.Values(formats), func(a, b Format) int { return strings.Compare(a.Name, b.Name) })
}

// style is how a format for people writes the parts of a table.
type style struct {
	text   func(string) string  // escaped
	number func(float64) string // finite and positive
	strong func(string) string  // of text
	mark   func(string) string  // of a note
}

// grid is a table as texts: one line of heads, then the body.
func (t Table) grid(s style) (head []string, body [][]string) {
	for _, name := range t.Rows {
		head = append(head, s.text(name))
	}
	for _, labels := range t.Heads {
		parts := make([]string, len(labels))
		for i, l := range labels {
			parts[i] = s.label(l)
			if _, ok := number(l); ok {
				parts[i] = s.text(t.Columns[i]) + " = " + parts[i]
			}
		}
		if len(parts) == 0 {
			parts = []string{s.text(t.Metric)}
		}
		head = append(head, strings.Join(parts, ", "))
	}
	for _, l := range t.Lines {
		var line []string
		for _, label := range l.Labels {
			line = append(line, s.label(label))
		}
		for _, c := range l.Cells {
			line = append(line, s.cell(c))
		}
		body = append(body, line)
	}
	return head, body
}

// label writes 1e-06 as the format writes numbers, and all else as it stands.
func (s style) label(label string) string {
	if x, ok := number(label); ok && x > 0 && strings.Contains(label, "e") {
		return s.number(x)
	}
	return s.text(label)
}

func (s style) cell(c Cell) string {
	var text string
	switch {
	case c.Verdict == "":
		return ""
	case c.Verdict == Skipped:
		text = s.text(none)
	case c.Verdict == Error:
		text = s.strong(string(Error))
	case c.Worst == 0:
		text = "0"
	case math.IsInf(c.Worst, 1):
		text = s.text("∞")
	default:
		text = s.number(c.Worst)
	}
	if c.Verdict == Fail || c.Verdict == Inconclusive {
		text += " " + s.strong(string(c.Verdict))
	}
	for _, m := range c.Marks {
		text += s.mark(m)
	}
	return text
}

// short writes a number with two digits.
func short(x float64) string { return fmt.Sprintf("%.1e", x) }

// oneLine keeps a text from breaking a line-oriented format.
func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

// caption says what the table shows.
func (t Table) caption() string {
	if t.Title == "" {
		return t.Name + ": worst error of " + t.Metric
	}
	return oneLine(t.Title) + ": worst error of " + t.Metric
}

// source tells where a table comes from, as far as is known.
func (t Table) source() string {
	s := "experiment " + t.Experiment
	if t.Commit != "" {
		s += ", commit " + t.Commit
	}
	if t.Command != "" {
		s += "; remake with: " + t.Command
	}
	return oneLine(s)
}

// names are those of all labels of a cell.
func (t Table) names() []string { return slices.Concat(t.Rows, t.Columns) }

// notesOn returns the texts of the notes on a cell, general ones included.
func (t Table) notesOn(c Cell) []string {
	var list []string
	for _, n := range t.Notes {
		if n.Mark == "" || slices.Contains(c.Marks, n.Mark) {
			list = append(list, n.Text)
		}
	}
	return list
}
