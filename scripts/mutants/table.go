package main

import (
	"cmp"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"proxflow/results/page"
)

// row is a line of the table.
type row struct {
	ID         string  `json:"id"`
	File       string  `json:"file"`
	Breaks     string  `json:"breaks"`
	Caught     string  `json:"caught"` // both, tests, scoreboard or neither; of the parts that were run
	Tests      string  `json:"tests"`  // what failed, or ran and did not
	Scoreboard string  `json:"scoreboard"`
	Why        string  `json:"why,omitempty"` // it is not caught
	OK         bool    `json:"ok"`
	Seconds    float64 `json:"seconds"`
}

// judge makes the table. It is in order if every mutation is caught by all that should catch it, and by
// nothing of which the list explains why it cannot.
func judge(list []mutation, log *logbook, o options) (rows []row, ok bool) {
	ok = true
	for _, m := range list {
		r := row{ID: m.ID, File: m.File, Breaks: m.Breaks, Why: cmp.Or(m.Equivalent, m.Unseen), OK: true}
		var by []string
		for _, name := range []string{tests, scoreboard} {
			found, ran := log.last(m, name)
			if name == tests && !o.tests || name == scoreboard && (!o.scoreboard || len(m.Red) == 0) || !ran {
				continue
			}
			r.Seconds += found.Seconds
			should := m.Equivalent == "" && (m.Unseen == "" || name == tests)
			r.OK = r.OK && found.Caught == should
			text := "–"
			if found.Caught {
				by, text = append(by, name), found.By
			}
			if name == tests {
				r.Tests = text
			} else {
				r.Scoreboard = text
			}
		}
		switch len(by) {
		case 0:
			r.Caught = "neither"
		case 1:
			r.Caught = by[0]
		default:
			r.Caught = "both"
		}
		ok = ok && r.OK
		rows = append(rows, r)
	}
	return rows, ok
}

// formats write the table.
var formats = map[string]func(w io.Writer, rows []row) error{
	"text": asText, "csv": asCSV, "json": asJSON,
}

func asText(w io.Writer, rows []row) error {
	cells := make([][]string, len(rows))
	count, wrong := map[string]int{}, []string{}
	for i, r := range rows {
		caught := r.Caught
		if r.Why != "" {
			caught += ": " + r.Why
		}
		cells[i] = []string{r.ID, r.Breaks, caught}
		count[r.Caught]++
		if !r.OK {
			wrong = append(wrong, fmt.Sprintf("%s: %s: caught by %s\n  tests: %s\n  scoreboard: %s\n",
				r.ID, r.Breaks, r.Caught, r.Tests, r.Scoreboard))
		}
	}
	_, err := fmt.Fprintf(w,
		"%s\n%d mutations: %d caught by both, %d by tests only, %d by the scoreboard only, "+
			"%d by neither\n%s", page.Page{}.Table([]string{"mutation", "what it breaks", "caught by"}, cells, 1),
		len(rows), count["both"], count[tests], count[scoreboard], count["neither"], strings.Join(wrong, ""))
	return err
}

func asCSV(w io.Writer, rows []row) error {
	c := csv.NewWriter(w)
	c.Write([]string{"id", "file", "breaks", "caught", "tests", "scoreboard", "why", "ok", "seconds"})
	for _, r := range rows {
		c.Write([]string{r.ID, r.File, r.Breaks, r.Caught, r.Tests, r.Scoreboard, r.Why,
			fmt.Sprint(r.OK), fmt.Sprintf("%.1f", r.Seconds)})
	}
	c.Flush()
	return c.Error()
}

func asJSON(w io.Writer, rows []row) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(rows)
}
