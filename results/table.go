package results

import (
	"cmp"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"
)

// Table is the worst error of one metric on a grid of cells.
type Table struct {
	TableSpec
	Experiment string // where the rows come from; Build fills it
	Commit     string // of the program that ran it, and
	Command    string // the command line that remakes the table: for the caller to fill
	Heads      [][]string
	Lines      []Line
	Notes      []Note
}

// Line is a row of a table: its labels, one for each name in TableSpec.Rows, and a cell for each of Table.Heads,
// which hold the labels of the columns, one for each name in TableSpec.Columns.
type Line struct {
	Labels []string
	Cells  []Cell
}

// Cell sums up the measurements that fall on it.
type Cell struct {
	// Worst is |got - want| and Tol the tolerance of one measurement: the one with the worst verdict (fail, error,
	// inconclusive, pass, skipped, from worst to best) and among those of this verdict the one farthest off. They are
	// NaN if it has none.
	Worst, Tol float64
	Count      int      // measurements that were not skipped
	Verdict    Verdict  // the worst one; "" if no measurement falls on the cell
	Marks      []string // of notes that apply to this cell
}

// Note says what a cell alone does not: why something was skipped or could not run, or what the cell merges.
type Note struct {
	Mark string // a, b, …; "" if the note applies to every cell
	Text string
}

const none = "–"

var severity = map[Verdict]int{Skipped: 1, Pass: 2, Inconclusive: 3, Error: 4, Fail: 5}

// Build projects rows onto the grid that the spec asks for. Controls are left out. A trial that could not run counts,
// at no "at". Lines and columns are in order of first appearance, by their first label first; numbers ascend.
func Build(spec TableSpec, rows []Row) Table {
	t := Table{TableSpec: spec}
	type place struct{ line, column string }
	piles := map[place][]Row{}
	var lines, columns [][]string
	for _, r := range rows {
		if r.Control || r.Metric != spec.Metric && r.Metric != "" {
			continue
		}
		t.Experiment = r.Experiment
		line, column := labels(r, spec.Rows), labels(r, spec.Columns)
		p := place{join(line), join(column)}
		lines, columns = append(lines, line), append(columns, column)
		piles[p] = append(piles[p], r)
	}
	t.Heads = sorted(columns)
	var notes []string
	applies := map[string][]*Cell{}
	filled := 0
	for _, line := range sorted(lines) {
		l := Line{line, make([]Cell, len(t.Heads))}
		for i, head := range t.Heads {
			c := &l.Cells[i]
			pile := piles[place{join(line), join(head)}]
			*c = sum(pile)
			if c.Verdict != "" {
				filled++
			}
			for _, n := range remarks(pile, spec) {
				if applies[n] == nil {
					notes = append(notes, n)
				}
				applies[n] = append(applies[n], c)
			}
		}
		t.Lines = append(t.Lines, l)
	}
	if filled == 0 {
		t.Notes = []Note{{Text: "nothing was measured"}}
	}
	marks := 0
	slices.SortStableFunc(notes, func(a, b string) int { // those on every cell first
		return min(1, filled-len(applies[a])) - min(1, filled-len(applies[b]))
	})
	for _, text := range notes {
		n := Note{Text: text}
		if len(applies[text]) < filled {
			n.Mark = letters(marks)
			marks++
			for _, c := range applies[text] {
				c.Marks = append(c.Marks, n.Mark)
			}
		}
		t.Notes = append(t.Notes, n)
	}
	return t
}

// sum is the cell of a pile of rows.
func sum(pile []Row) Cell {
	c := Cell{Worst: math.NaN(), Tol: math.NaN()}
	for _, r := range pile {
		if r.Verdict != Skipped {
			c.Count++
		}
		off := math.Abs(float64(r.Got - r.Want))
		switch {
		case r.Verdict == Skipped:
			off = math.NaN()
		case r.Got == r.Want:
			off = 0 // Inf - Inf is none
		}
		worse := severity[r.Verdict] - severity[c.Verdict]
		if worse > 0 || worse == 0 && (off > c.Worst || math.IsNaN(c.Worst)) {
			c.Worst, c.Tol, c.Verdict = off, float64(r.Tol), r.Verdict
		}
	}
	return c
}

// remarks are the notes on a pile of rows.
func remarks(pile []Row, spec TableSpec) []string {
	var notes []string
	add := func(text string) {
		if !slices.Contains(notes, text) {
			notes = append(notes, text)
		}
	}
	merged := map[string]bool{}
	partly := ""
	if slices.ContainsFunc(pile, func(r Row) bool { return r.Verdict != Skipped }) {
		partly = "partly "
	}
	for _, r := range pile {
		switch r.Verdict {
		case Skipped:
			add(partly + "skipped: " + r.Note)
		case Error:
			add("error: " + r.Note)
		}
		if r.Metric == "" {
			continue // it has no "at"
		}
		for name := range r.Labels {
			merged[name] = merged[name] || label(r, name) != label(pile[0], name)
		}
		merged["at"] = merged["at"] || label(r, "at") != label(pile[0], "at")
	}
	var over []string
	for _, name := range slices.Sorted(maps.Keys(merged)) {
		if merged[name] && !slices.Contains(spec.Rows, name) && !slices.Contains(spec.Columns, name) {
			over = append(over, name)
		}
	}
	if over != nil {
		add("worst over " + strings.Join(over, ", "))
	}
	return notes
}

// label is the text of a row's parameter, or of "at".
func label(r Row, name string) string {
	if name != "at" {
		return cmp.Or(r.Labels[name], none)
	}
	if math.IsNaN(float64(r.At)) {
		return none
	}
	return strconv.FormatFloat(float64(r.At), 'g', -1, 64)
}

func labels(r Row, names []string) []string {
	list := make([]string, len(names))
	for i, n := range names {
		list[i] = label(r, n)
	}
	return list
}

func join(labels []string) string { return strings.Join(labels, "\x00") }

// sorted orders lists of labels, all of one length, and drops repetitions.
func sorted(lists [][]string) [][]string {
	if lists == nil {
		return nil
	}
	rank := make([]map[string]float64, len(lists[0])) // of each label, by position
	for i := range rank {
		rank[i] = map[string]float64{}
		numeric := true
		for _, l := range lists {
			if _, seen := rank[i][l[i]]; !seen {
				rank[i][l[i]] = float64(len(rank[i]))
			}
			_, isNumber := number(l[i])
			numeric = numeric && (isNumber || l[i] == none)
		}
		for l := range rank[i] {
			if x, _ := number(l); numeric {
				rank[i][l] = x
			}
		}
	}
	lists = slices.Clone(lists)
	slices.SortStableFunc(lists, func(a, b []string) int {
		for i := range a {
			if c := cmp.Compare(rank[i][a[i]], rank[i][b[i]]); c != 0 {
				return c
			}
		}
		return 0
	})
	return slices.CompactFunc(lists, slices.Equal)
}

// number reads a label; NaN, which sorts first, if it is none.
func number(label string) (x float64, ok bool) {
	x, err := strconv.ParseFloat(label, 64)
	if err != nil {
		return math.NaN(), false
	}
	return x, true
}

// letters counts a, b, …, z, aa, ab, …
func letters(i int) string {
	s := string(rune('a' + i%26))
	if i >= 26 {
		s = letters(i/26-1) + s
	}
	return s
}
