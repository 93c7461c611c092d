package table

import (
	"cmp"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"

	"proxflow/results"
	"proxflow/results/page"
)

// Format is a way to write tables. Only text depends on the page.
type Format struct {
	Name, Extension string
	Write           func(io.Writer, page.Page, Table) error
}

// Formats are all formats, by name.
var Formats = []Format{
	{"csv", "csv", writeCSV},
	{"json", "json", writeJSON},
	{"latex", "tex", writeLaTeX},
	{"markdown", "md", writeMarkdown},
	{"text", "txt", writeText},
}

// FormatNames returns the names of all formats.
func FormatNames() (names []string) {
	for _, f := range Formats {
		names = append(names, f.Name)
	}
	return names
}

// style says how a format for people writes the parts of a table.
type style struct {
	text   func(string) string // escapes
	number func(string) string // a finite number, as Go writes it
	strong func(string) string // emphasizes escaped text
	mark   func(string) string // the marks of notes
	space  string              // a space without a line break
}

// grid returns the texts of a table: the header and the rows.
func (t Table) grid(s style) (head []string, body [][]string) {
	for _, name := range t.Rows {
		head = append(head, s.text(t.axis(name)))
	}
	for i, h := range t.Heads {
		parts := make([]string, len(h.Labels))
		for j, l := range h.Labels {
			parts[j] = s.label(l)
			if _, ok := number(l); ok && t.Columns[j] != "metric" {
				parts[j] = s.text(t.axis(t.Columns[j])) + s.space + "=" + s.space + parts[j]
			}
		}
		if len(parts) == 0 {
			parts = []string{"worst"}
		}
		head = append(head, s.marked(strings.Join(parts, ", "), h.Marks))
		if t.published(i) {
			head = append(head, "published")
		}
	}
	for _, l := range t.Lines {
		var line []string
		for _, label := range l.Labels {
			line = append(line, s.label(label))
		}
		for i, c := range l.Cells {
			line = append(line, s.cell(c))
			if t.published(i) {
				line = append(line, s.published(c, t.cites))
			}
		}
		body = append(body, line)
	}
	return head, body
}

// axis is the name of a parameter for people.
func (t Table) axis(name string) string {
	if len(t.Metrics) == 0 {
		return name
	}
	return metric{t.Metrics[0]}.axis(name)
}

// label writes numbers such as 1e-06 in the way of the format, and everything else as it is.
func (s style) label(label string) string {
	if _, ok := number(label); ok && strings.Contains(label, "e") {
		return s.number(label)
	}
	return s.text(label)
}

func (s style) marked(text string, marks []string) string {
	if len(marks) == 0 {
		return text
	}
	return text + s.mark(strings.Join(marks, ","))
}

func (s style) cell(c Cell) string {
	var text string
	switch {
	case c.Verdict == "":
		return ""
	case c.Verdict == results.Skipped && !c.reported():
		text = s.text(none)
	case c.Verdict == results.Error:
		text = s.strong(string(results.Error))
	case c.Show == "got" && c.Least < c.Most && sensible(c.Least) != sensible(c.Most):
		text = s.value(c.Least, sensible) + " to " + s.value(c.Most, sensible)
	case c.Show == "got":
		text = s.value(c.Got, sensible)
	case c.Show == "got-want" && c.reported() && math.IsNaN(c.Want):
		text = s.value(c.Got, sensible)
	case c.Show == "got-want":
		text = s.value(c.Got, sensible) + " (" + s.value(c.Want, sensible) + ")"
	case strings.HasPrefix(c.Show, "interval"):
		digits := digitsOf(c.Budget, max(math.Abs(c.Got), c.Budget))
		text = s.value(c.Got, digits) + " " + s.text("±") + s.space + s.value(c.Budget, digits)
		if c.Show == "interval-want" && !(c.reported() && math.IsNaN(c.Want)) {
			text += " (" + s.value(c.Want, digits) + ")"
		}
	default:
		text = s.value(c.Worst, short)
	}
	if c.Verdict == results.Fail || c.Verdict == results.Inconclusive {
		text += " " + s.strong(string(c.Verdict))
	}
	return s.marked(text, c.Marks)
}

// value writes any number; digits formats those that are finite and not 0.
func (s style) value(x float64, digits func(float64) string) string {
	switch {
	case math.IsNaN(x):
		return s.text(none)
	case math.IsInf(x, 1):
		return s.text("∞")
	case math.IsInf(x, -1):
		return s.text("−∞")
	case x == 0:
		return "0" // also for -0
	}
	return s.number(digits(x))
}

// short formats an error, of which only the size matters.
func short(x float64) string { return strconv.FormatFloat(x, 'e', 1, 64) }

// sensible formats a value: integers as they are, others to six digits.
func sensible(x float64) string {
	if x == math.Trunc(x) && math.Abs(x) < 1e15 {
		return strconv.FormatFloat(x, 'f', -1, 64)
	}
	return strconv.FormatFloat(x, 'g', 6, 64)
}

// digitsOf formats numbers to the digits that an uncertainty leaves: two digits of the uncertainty, or one if
// they are above 35. The size is that of the largest number. If it is far from 1, all numbers share a power
// of ten.
func digitsOf(uncertainty, size float64) func(float64) string {
	if !(uncertainty > 0) || math.IsInf(size, 0) {
		return sensible
	}
	mantissa, exponent, _ := strings.Cut(strconv.FormatFloat(uncertainty, 'e', 1, 64), "e")
	last, _ := strconv.Atoi(exponent) // power of ten of the last digit
	if mantissa <= "3.5" {
		last--
	}
	unit := math.Pow10(last)
	rounded := max(1, math.Round(size/unit)) * unit // as it is written
	power := int(math.Floor(math.Log10(rounded)))
	if power >= -3 && last <= 0 {
		return func(x float64) string { return strconv.FormatFloat(x, 'f', -last, 64) }
	}
	return func(x float64) string {
		return fmt.Sprintf("%.*fe%+03d", max(0, power-last), x*math.Pow10(-power), power)
	}
}

// oneLine replaces line breaks, which would break a line-oriented format, and escapes what would break a
// terminal.
func oneLine(s string) string { return results.OneLine(strings.Join(strings.Fields(s), " ")) }

// caption says what the table shows, and what it leaves out unless its labels say so.
func (t Table) caption() string {
	s := cmp.Or(t.Title, t.Name)
	if len(t.Metrics) == 1 {
		s += ": " + metric{t.Metrics[0]}.what(t.Metrics[0].Metric)
	}
	hidden := slices.DeleteFunc(slices.Clone(t.Only), func(o string) bool {
		name, _, _ := strings.Cut(o, "=")
		return names(t.TableSpec, name)
	})
	return oneLine(s + restricted(hidden, t.axis))
}

// source says where the table comes from, as far as is known.
func (t Table) source() string {
	s := "experiment "
	of := t.Experiments(t.Experiment)
	if len(of) > 1 {
		s = "experiments "
	}
	s += strings.Join(of, ", ")
	switch len(t.Commits) {
	case 0:
	case 1:
		s += ", commit " + t.Commits[0]
	default:
		s += ", commits " + strings.Join(t.Commits, ", ")
	}
	return oneLine(s)
}

func (t Table) remake() string { return oneLine("remake with: " + t.Command) }

// provenance is the source and the command that remakes the table, in one line.
func (t Table) provenance() string {
	if t.Command == "" {
		return t.source()
	}
	return t.source() + "; " + t.remake()
}
