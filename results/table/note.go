package table

import (
	"cmp"
	"maps"
	"math"
	"slices"
	"strings"

	"proxflow/results"
)

// Note says what a cell alone does not: why something was skipped or could not run, what the cell merges, or
// what its header stands for.
type Note struct {
	Mark string // a, b, …; "" for a note on the whole table
	Text string
}

// legend explains the metrics if there are several, since the caption does not.
func legend(s results.TableSpec) (notes []Note) {
	if len(s.Metrics) == 1 {
		return nil
	}
	for _, m := range metrics(s) {
		name := m.Metric
		if m.Head == "" {
			name = ""
		}
		notes = append(notes, Note{Text: strings.TrimSpace(m.label()) + ": " + m.what(name)})
	}
	return notes
}

// lacks returns notes on what the spec asks for and the rows do not have.
func lacks(s results.TableSpec, experiment string, rows []results.Row) (notes []string) {
	add := func(text string) {
		if !slices.Contains(notes, text) {
			notes = append(notes, text)
		}
	}
	rows = slices.DeleteFunc(slices.Clone(rows), func(r results.Row) bool { return r.Control })
	var all []results.Row
	for _, m := range metrics(s) {
		var taken []results.Row
		for _, r := range rows {
			if m.takes(r, experiment) {
				taken = append(taken, r)
			}
		}
		of, metric := m.Source(experiment)
		switch {
		case taken != nil:
			absent(taken, m.Only, m.axis, add)
			alone(taken, m, slices.Concat(s.Only, m.Only), add)
		case slices.ContainsFunc(rows, func(r results.Row) bool { return r.Experiment == of }):
			drawn := slices.IndexFunc(rows,
				func(r results.Row) bool { return r.Experiment == of && r.Metric == metric })
			if drawn >= 0 {
				add(metric + " is a sample, judged by " + rows[drawn].By + ": show that metric instead")
			} else {
				add("the experiment " + of + " does not measure " + metric)
			}
		default:
			add("the experiment " + of + " has no results yet: run its spec with proxflow run")
		}
		all = append(all, taken...)
	}
	if all != nil {
		absent(all, s.Only, metric{s.Metrics[0]}.axis, add)
	}
	return notes
}

// absent reports conditions that no row meets.
func absent(rows []results.Row, only []string, axis func(string) string, add func(string)) {
	for _, o := range only {
		name, want, _ := strings.Cut(o, "=")
		if !slices.ContainsFunc(rows, func(r results.Row) bool { return label(r, name) == want }) {
			add("nothing was measured at " + axis(name) + " = " + want)
		}
	}
}

// Notes that begin like this do not matter for a cell without a number.
const worstOver, partly = "worst over ", "partly "

// remarks returns the notes on a pile.
func (p *pile) remarks(spec results.TableSpec, warnings map[string]string) []string {
	var notes []string
	add := func(text string) {
		if !slices.Contains(notes, text) {
			notes = append(notes, text)
		}
	}
	skipped := "skipped: "
	if slices.ContainsFunc(p.rows, func(r results.Row) bool { return r.Verdict != results.Skipped }) {
		skipped = partly + skipped
	}
	merged, at := map[string]bool{}, ""
	for _, r := range p.rows {
		switch r.Verdict {
		case results.Skipped:
			if (Cell{Shown: p.Shown, Verdict: r.Verdict, Got: float64(r.Got)}).reported() {
				add("not judged: " + r.Note)
			} else {
				add(skipped + r.Note)
			}
		case results.Error:
			add("error: " + r.Note)
		}
		for name := range r.Labels {
			merged[name] = merged[name] || label(r, name) != label(p.rows[0], name)
		}
		if r.Metric == "" {
			continue // a trial that could not run has no "at"
		}
		if at = cmp.Or(at, label(r, "at")); at != label(r, "at") && !names(spec, "at") {
			merged[cmp.Or(p.At, "at")] = true
		}
	}
	for _, r := range p.rows {
		for _, w := range r.Warnings {
			add(warnings[w])
		}
	}
	maps.DeleteFunc(merged, func(name string, several bool) bool { return !several || names(spec, name) })
	if len(merged) > 0 {
		add(worstOver + strings.Join(slices.Sorted(maps.Keys(merged)), ", "))
	}
	return notes
}

// names says whether a parameter names rows or columns.
func names(s results.TableSpec, parameter string) bool {
	return slices.Contains(s.Rows, parameter) || slices.Contains(s.Columns, parameter)
}

// bears says whether a note can matter for the cell.
func (c Cell) bears(note string) bool {
	matters := !strings.HasPrefix(note, worstOver) && !strings.HasPrefix(note, partly)
	return c.Verdict != "" && (matters || !math.IsNaN(c.Worst))
}

// having returns the cells with a note; all says that these are all cells for which it can matter.
func having(note string, cells []*Cell) (list []*Cell, all bool) {
	could := 0
	for _, c := range cells {
		if !c.bears(note) {
			continue
		}
		could++
		if slices.Contains(c.Notes, note) {
			list = append(list, c)
		}
	}
	return list, len(list) == could
}

// mark collects the notes of the cells below the table. A note that is not on all cells gets a letter, which
// stands at the header of a column if the note is on all of several cells there, and otherwise at the cell.
// It returns the number of letters.
func (t *Table) mark() (marks int) {
	columns := make([][]*Cell, len(t.Heads))
	var cells []*Cell
	var texts []string
	for _, l := range t.Lines {
		for i := range l.Cells {
			c := &l.Cells[i]
			columns[i], cells = append(columns[i], c), append(cells, c)
			for _, n := range c.Notes {
				if c.bears(n) && !slices.Contains(texts, n) {
					texts = append(texts, n)
				}
			}
		}
	}
	heads := func(note string, column []*Cell) bool {
		list, all := having(note, column)
		return all && len(list) > 1
	}
	place := func(note string) int { // in the order of reading: table, headers, cells
		if _, all := having(note, cells); all {
			return -1
		}
		i := slices.IndexFunc(columns, func(c []*Cell) bool { return heads(note, c) })
		if i < 0 {
			return len(columns)
		}
		return i
	}
	slices.SortStableFunc(texts, func(a, b string) int { return place(a) - place(b) })
	for _, text := range texts {
		if place(text) < 0 {
			t.Notes = append(t.Notes, Note{Text: text})
			continue
		}
		mark := letters(marks)
		marks++
		t.Notes = append(t.Notes, Note{mark, text})
		for i := range t.Heads {
			if heads(text, columns[i]) {
				t.Heads[i].Marks = append(t.Heads[i].Marks, mark)
				continue
			}
			list, _ := having(text, columns[i])
			for _, c := range list {
				c.Marks = append(c.Marks, mark)
			}
		}
	}
	return marks
}

// letters counts a, b, …, z, aa, ab, …
func letters(i int) string {
	s := string(rune('a' + i%26))
	if i >= 26 {
		s = letters(i/26-1) + s
	}
	return s
}
