package table

import (
	"math"
	"slices"
	"strconv"
	"strings"

	"proxflow/results"
)

// samePlace says whether two places along a trial are the same; NaN equals NaN.
func samePlace(a, b float64) bool { return a == b || math.IsNaN(a) && math.IsNaN(b) }

func samePublished(p, q results.Published) bool {
	return p.Metric == q.Metric && p.Value == q.Value && p.Source == q.Source && samePlace(p.At, q.At) &&
		samePlace(p.Std, q.Std)
}

// appendPublished adds the values that are published of a measurement.
func appendPublished(list []results.Published, r results.Row) []results.Published {
	for _, p := range r.Published {
		if samePlace(p.At, float64(r.At)) &&
			!slices.ContainsFunc(list, func(q results.Published) bool { return samePublished(p, q) }) {
			list = append(list, p)
		}
	}
	return list
}

// alone reports published values for which a case, among those that the conditions allow, has no measurement.
func alone(rows []results.Row, m metric, only []string, add func(string)) {
	type spot struct {
		no int
		at string
	}
	only = slices.DeleteFunc(only, func(o string) bool { return strings.HasPrefix(o, "at=") })
	measured := map[spot]bool{}
	for _, r := range rows {
		measured[spot{r.CaseNo, label(r, "at")}] = true
	}
	for _, r := range rows {
		for _, p := range r.Published {
			at := label(results.Row{At: results.Number(p.At)}, "at")
			if measured[spot{r.CaseNo, at}] || !keeps(only, r) {
				continue
			}
			where := "at " + m.axis("at") + " = " + at
			if at == none {
				where = "at no place"
			}
			add(m.label() + " is published " + where + ", but not measured there: " + p.Source)
		}
	}
}

// published says whether a column has published values.
func (t Table) published(column int) bool {
	return slices.ContainsFunc(t.Lines, func(l Line) bool { return len(l.Cells[column].Published) > 0 })
}

// cite lists the sources of published values below the table. If there are several, each gets a letter, after
// those of the notes.
func (t *Table) cite(marks int) {
	var sources []string
	uncertain := map[string]bool{}
	for _, l := range t.Lines {
		for _, c := range l.Cells {
			for _, p := range c.Published {
				if !slices.Contains(sources, p.Source) {
					sources = append(sources, p.Source)
				}
				uncertain[p.Source] = uncertain[p.Source] || !math.IsNaN(p.Std)
			}
		}
	}
	t.cites = map[string]string{}
	for i, source := range sources {
		n := Note{Text: "published: " + source}
		if uncertain[source] {
			n.Text = "published, ± one standard deviation: " + source
		}
		if len(sources) > 1 {
			n.Mark = letters(marks + i)
			t.cites[source] = n.Mark
		}
		t.Notes = append(t.Notes, n)
	}
}

// published writes the published values of a cell.
func (s style) published(c Cell, cites map[string]string) string {
	var texts []string
	for _, p := range c.Published {
		text := s.value(p.Value, quoted)
		if !math.IsNaN(p.Std) {
			text += " " + s.text("±") + s.space + s.value(p.Std, quoted)
		}
		if mark := cites[p.Source]; mark != "" {
			text = s.marked(text, []string{mark})
		}
		texts = append(texts, text)
	}
	return strings.Join(texts, ", ")
}

// quoted writes a number as it was published.
func quoted(x float64) string {
	if x == math.Trunc(x) {
		return sensible(x)
	}
	return strconv.FormatFloat(x, 'g', -1, 64)
}
