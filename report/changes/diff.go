package changes

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"math"
	"slices"
	"strconv"

	"proxflow/results"
	"proxflow/results/page"
)

// Difference is a line of a comparison of two stores, A and B.
type Difference struct {
	What       string          `json:"what"` // "moved", "verdict", "tolerance", "only in A", "only in B"
	Experiment string          `json:"experiment"`
	Case       string          `json:"case,omitempty"`
	Control    bool            `json:"control"`
	Metric     string          `json:"metric,omitempty"`
	At         string          `json:"at,omitempty"`
	Repeat     int             `json:"repeat"`
	A          results.Number  `json:"a"` // what was got
	B          results.Number  `json:"b"`
	BudgetA    results.Number  `json:"budget-a"`
	BudgetB    results.Number  `json:"budget-b"`
	VerdictA   results.Verdict `json:"verdict-a,omitempty"`
	VerdictB   results.Verdict `json:"verdict-b,omitempty"`
	TolA       string          `json:"tolerance-a,omitempty"` // if it is another: "1 error budget"
	TolB       string          `json:"tolerance-b,omitempty"`
	Bars       results.Number  `json:"error-bars"` // |a - b| over the sum of both budgets
	sort       float64
}

// Diff compares two states of Exactly: numbers that moved by more than their error bars, or got
// another verdict, by the error bars that they moved; then tolerances, and what is only in one. It also
// returns how many numbers it compared.
func Diff(a, b *State) (list []Difference, compared int) {
	nan := results.Number(math.NaN())
	only := func(what, experiment, name string, c Case, metric string) {
		list = append(list, Difference{What: what, Experiment: experiment, Case: name, Control: c.Control,
			Metric: metric, A: nan, B: nan, BudgetA: nan, BudgetB: nan, Bars: nan, sort: -2})
	}
	missing := func(what string, from, in *State) {
		for _, name := range slices.Sorted(maps.Keys(from.Experiments)) {
			e, other := from.Experiments[name], in.Experiments[name]
			if other == nil {
				only(what, name, "", Case{}, "")
				continue
			}
			for _, c := range ordered(e.Cases) {
				groups, have := other.Cases[c]
				if !have {
					only(what, name, e.label(c), c, "")
					continue
				}
				for _, metric := range slices.Sorted(maps.Keys(e.Cases[c])) {
					if len(e.Cases[c][metric].At) > 0 && (groups[metric] == nil || len(groups[metric].At) == 0) {
						only(what, name, e.label(c), c, metric)
					}
				}
			}
		}
	}
	for _, name := range slices.Sorted(maps.Keys(a.Experiments)) {
		if other := b.Experiments[name]; other != nil {
			more, n := a.Experiments[name].diff(name, other)
			list, compared = append(list, more...), compared+n
		}
	}
	missing("only in A", a, b)
	missing("only in B", b, a)
	slices.SortStableFunc(list, func(x, y Difference) int {
		switch {
		case x.sort > y.sort:
			return -1
		case x.sort < y.sort:
			return 1
		}
		return 0
	})
	return list, compared
}

// label names a case of Exactly for people.
func (e *Experiment) label(c Case) string { return e.labels[e.planned[c]] }

// diff compares what two states have of an experiment.
func (e *Experiment) diff(name string, other *Experiment) (list []Difference, compared int) {
	nan := results.Number(math.NaN())
	for _, metric := range slices.Sorted(maps.Keys(e.Tolerances)) {
		t, u := e.Tolerances[metric], other.Tolerances[metric]
		if t.Absolute != u.Absolute || t.Times != u.Times {
			list = append(list, Difference{What: "tolerance", Experiment: name, Metric: metric,
				A: nan, B: nan, BudgetA: nan, BudgetB: nan, TolA: allowance(t), TolB: allowance(u), Bars: nan, sort: -1})
		}
	}
	for _, c := range ordered(e.Cases) {
		for _, metric := range slices.Sorted(maps.Keys(e.Cases[c])) {
			g, h := e.Cases[c][metric], other.Cases[c][metric]
			if h == nil {
				continue
			}
			for _, spot := range g.spots() {
				x, y := g.At[spot], Number{}
				y, have := h.At[spot]
				if !have {
					continue
				}
				compared++
				d := Difference{What: "moved", Experiment: name, Case: e.label(c), Control: c.Control,
					Metric: metric, At: spot.At, Repeat: spot.Repeat, A: results.Number(x.Got),
					B: results.Number(y.Got), BudgetA: results.Number(x.Budget), BudgetB: results.Number(y.Budget),
					VerdictA: x.Verdict, VerdictB: y.Verdict}
				d.sort = bars(x.Got, y.Got, x.Budget, y.Budget)
				d.Bars = results.Number(d.sort)
				switch {
				case x.Verdict != y.Verdict:
					d.What = "verdict"
				case d.sort <= 1:
					continue
				}
				list = append(list, d)
			}
		}
	}
	return list, compared
}

var header = []string{"what", "experiment", "case", "control", "metric", "at", "repeat", "a", "b", "budget-a",
	"budget-b", "verdict-a", "verdict-b", "tolerance-a", "tolerance-b", "error-bars"}

// DiffFormats are the names of the formats of WriteDiff.
var DiffFormats = []string{"csv", "json", "text"}

// WriteDiff writes differences in one of the formats.
func WriteDiff(w io.Writer, p page.Page, format string, list []Difference) error {
	switch format {
	case "json":
		e := json.NewEncoder(w)
		e.SetEscapeHTML(false)
		e.SetIndent("", "  ")
		return e.Encode(append([]Difference{}, list...))
	case "csv":
		records := [][]string{header}
		for _, d := range list {
			records = append(records, []string{d.What, d.Experiment, d.Case, strconv.FormatBool(d.Control),
				d.Metric, d.At, strconv.Itoa(d.Repeat), d.A.Text(), d.B.Text(), d.BudgetA.Text(),
				d.BudgetB.Text(), string(d.VerdictA), string(d.VerdictB), d.TolA, d.TolB, d.Bars.Text()})
		}
		return csv.NewWriter(w).WriteAll(records)
	}
	if len(list) == 0 {
		return nil
	}
	var rows [][]string
	for _, d := range list {
		of := Case{d.Case, d.Control}
		place := of.in(d.Experiment)
		if d.Metric != "" {
			place = d.Metric + Spot{At: d.At}.place() + " of " + place
		}
		rows = append(rows, []string{d.What, place, d.TolA + side(p, d.A, d.BudgetA, d.VerdictA),
			d.TolB + side(p, d.B, d.BudgetB, d.VerdictB), short(d.Bars)})
	}
	_, err := io.WriteString(w, p.Table([]string{"what", "where", "A", "B", "error bars"}, rows, 2))
	return err
}

// side is "0.52 ± 0.1 pass".
func side(p page.Page, got, budget results.Number, v results.Verdict) string {
	if v == "" {
		return ""
	}
	return digits(float64(got), float64(budget)) + " ±" + page.NBSP + number(float64(budget), 2) + " " +
		p.Verdict(v)
}

func short(bars results.Number) string {
	x := float64(bars)
	switch {
	case math.IsNaN(x):
		return ""
	case math.IsInf(x, 1):
		return "∞"
	case x < 1000:
		return fmt.Sprintf("%.1f", x)
	}
	return fmt.Sprintf("%.1e", x)
}
