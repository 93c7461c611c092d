// Package show writes everything behind a number of a store, and how a rerun compares with it.
package show

import (
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"

	"proxflow/results"
	"proxflow/results/page"
)

// A view is what one trial has to show.
type view struct {
	results.Planned
	trial results.Trial
	ran   bool
	run   results.Provenance
	rows  []results.Row
	args  string // of the command line that make trials of this store again: "--db x.sqlite"
}

// Write shows what each text names: a number, a trial, or a case; see results.Snapshot.Resolve. Args are the
// flags that find this store and its data.
func Write(w io.Writer, p page.Page, store *results.Snapshot, args string, texts ...string) error {
	for i, text := range texts {
		id, places, err := store.Resolve(text)
		if err != nil {
			return err
		}
		if i > 0 {
			fmt.Fprintln(w)
		}
		if err := write(w, p, store, args, id, places); err != nil {
			return err
		}
	}
	return nil
}

// Selected shows what is selected: everything behind it if that is one trial, otherwise a line for each
// number.
func Selected(w io.Writer, p page.Page, store *results.Snapshot, args string) error {
	places, err := store.Planned()
	if err != nil {
		return err
	}
	return write(w, p, store, args, results.ID{At: math.NaN()}, places)
}

// write shows the numbers of an ID at these places.
func write(w io.Writer, p page.Page, store *results.Snapshot, args string, id results.ID,
	places []results.Planned) error {
	var views []view
	var rows []results.Row // of all views, without samples if there are several
	trials := map[string]bool{}
	for _, at := range places {
		trials[at.Key] = true
	}
	for _, at := range places {
		v := view{Planned: at, args: args}
		all, err := store.Rows(at.Experiment.Name)
		if err != nil {
			return err
		}
		for _, r := range all {
			if r.CaseNo == at.CaseNo && r.Repeat == at.Repeat {
				v.rows = append(v.rows, r)
				if id.Names(r) && (r.By == "" || len(trials) == 1) {
					rows = append(rows, r)
				}
			}
		}
		views = append(views, v)
	}
	if id.Metric != "" && len(rows) == 0 {
		return lacking(id, views)
	}
	if len(trials) > 1 {
		return list(w, p, rows, len(views))
	}
	runs, err := store.Runs()
	if err != nil {
		return err
	}
	for i, v := range views {
		var run int64
		if v.trial, run, v.ran, err = store.Trial(v.Key); err != nil {
			return err
		}
		for _, r := range runs {
			if r.Run == run {
				v.run = r
			}
		}
		if i > 0 {
			fmt.Fprintln(w)
		}
		v.write(w, p, id)
	}
	return nil
}

// lacking is the error for a number that the trial does not have.
func lacking(id results.ID, views []view) error {
	var has []string
	for _, r := range views[0].rows {
		if name := strings.TrimPrefix(r.ID(), id.Trial); !slices.Contains(has, r.ID()) && name != "" {
			has = append(has, r.ID())
		}
	}
	if len(has) == 0 {
		return UsageError{fmt.Errorf("%s: this trial has not run, or could not", id.Trial)}
	}
	near := slices.DeleteFunc(slices.Clone(has), func(h string) bool { return !strings.Contains(h, id.Metric) })
	if len(near) == 0 {
		near = has
	}
	const few = 8
	more := ""
	if len(near) > few {
		more = fmt.Sprintf(", and %d more", len(near)-few)
	}
	return UsageError{fmt.Errorf("there is no number %v; the trial has: %s%s", id,
		strings.Join(near[:min(few, len(near))], ", "), more)}
}

// UsageError says that something the user named does not exist.
type UsageError struct{ error }

// list writes a line for each of the first rows.
func list(w io.Writer, p page.Page, rows []results.Row, trials int) error {
	const most = 200
	if len(rows) == 0 {
		return UsageError{fmt.Errorf("none of these %d trials has run", trials)}
	}
	io.WriteString(w, p.Table(columns, lines(rows[:min(most, len(rows))]), 1))
	if len(rows) > most {
		io.WriteString(w, p.Line(fmt.Sprintf("and %d more numbers; proxflow results has all", len(rows)-most)))
	}
	return nil
}

var columns = []string{"ID", "got", "want", "budget", "tolerance", "verdict"}

func lines(rows []results.Row) (list [][]string) {
	for _, r := range rows {
		list = append(list, []string{r.ID(), short(r.Got), short(r.Want), short(r.Budget), short(r.Tol),
			string(r.Verdict)})
	}
	return list
}

// short writes a number for people; "–" if there is none.
func short(n results.Number) string {
	if math.IsNaN(float64(n)) {
		return "–"
	}
	return strconv.FormatFloat(float64(n), 'g', 4, 64)
}
