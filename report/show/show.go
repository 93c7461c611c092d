// Package show writes everything behind a number of a store, and how a rerun compares with it.
package show

import (
	"cmp"
	"fmt"
	"io"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"

	"proxflow/results"
	"proxflow/results/page"
	"proxflow/runner/spec"
	"proxflow/theory/claim"
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

// Write shows what each text names: a number, a trial, or a case; see results.Snapshot.Resolve. Args are flags
// of the command line that find this store and its data.
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

// Selected shows what is selected: everything behind it if that is one trial, otherwise a line for each number.
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

// write shows the numbers of an ID in the trial.
func (v view) write(w io.Writer, p page.Page, id results.ID) {
	named := slices.DeleteFunc(slices.Clone(v.rows), func(r results.Row) bool { return !id.Names(r) })
	title := results.Row{Key: v.Key}.ID()
	one := len(named) == 1 && named[0].Metric != ""
	if one {
		title = named[0].ID()
	}
	fmt.Fprintln(w, title)
	var facts [][]string
	add := func(name, format string, args ...any) {
		if text := fmt.Sprintf(format, args...); text != "" {
			facts = append(facts, []string{name, results.OneLine(text)})
		}
	}
	if one {
		v.number(named[0], add)
	} else if !v.ran {
		add("state", "it has not run")
	} else {
		add("error", "%s", v.trial.Err)
	}
	v.origin(cmp.Or(id.Metric, firstMetric(named)), add)
	v.provenance(add)
	remake := "proxflow rerun " + results.Row{Key: v.Key}.ID() + v.args
	add("remake with", "%s", remake)
	io.WriteString(w, p.Columns(facts, 2))
	siblings := named
	if one {
		siblings = slices.DeleteFunc(slices.Clone(v.rows), func(r results.Row) bool {
			return r.Metric != named[0].Metric || r.ID() == named[0].ID()
		})
	}
	if len(siblings) > 0 {
		fmt.Fprintln(w)
		io.WriteString(w, p.Table(columns, lines(siblings), 1))
	}
}

func firstMetric(rows []results.Row) string {
	if len(rows) == 0 {
		return ""
	}
	return rows[0].Metric
}

type adder func(name, format string, args ...any)

// number adds what is known of one measurement.
func (v view) number(r results.Row, add adder) {
	verdict := string(r.Verdict)
	if off := r.Off(); r.Verdict != results.Skipped && r.Verdict != results.Error && r.By == "" {
		verdict += fmt.Sprintf(": off by %.2g, %.2g of its tolerance", off, off/float64(r.Tol))
	}
	add("verdict", "%s", verdict)
	add("note", "%s", r.Note)
	add("got", "%s", r.Got.Text())
	add("want", "%s", r.Want.Text())
	add("budget", "%s", r.Budget.Text())
	add("tolerance", "%s", tolerance(v.Experiment.Tolerances[r.Metric], r))
	doc := r.Metric
	if check, ok := claim.Catalog.Blank(v.Experiment.Check); ok {
		for _, m := range check.Metrics() {
			if m.Name == r.Metric {
				doc += ": " + m.Doc
			}
		}
	}
	add("metric", "%s", doc)
	add("at", "%s", r.At.Text())
	for _, p := range r.Published {
		if !math.IsNaN(p.At) && p.At != float64(r.At) {
			continue
		}
		value := short(results.Number(p.Value))
		if !math.IsNaN(p.Std) {
			value += " ± " + short(results.Number(p.Std))
		}
		add("published", "%s, %s", value, p.Source)
	}
}

func tolerance(t results.Tolerance, r results.Row) string {
	if r.By != "" {
		return "none: " + r.By + " judges this sample"
	}
	text := r.Tol.Text()
	switch {
	case text == "":
		return ""
	case t.Absolute == 0:
		text += fmt.Sprintf(", %g budgets", t.Times)
	}
	if !t.Named {
		return text + ", the default of the check"
	}
	return text + strings.TrimSuffix(": "+t.Why, ": ")
}

// origin adds what decides the trial.
func (v view) origin(metric string, add adder) {
	e, c := v.Experiment, v.Case()
	add("claim", "%s: %s", e.Claim, e.Title)
	add("experiment", "%s, check %s", e.Name, e.Check)
	place := e.File
	if key, line := spec.Place(*e, *c, metric); line > 0 {
		place = fmt.Sprintf("%s:%d, %s", e.File, line, key)
	}
	if e.Size != results.Ordinary {
		place += ", with --" + string(e.Size)
	}
	add("spec", "%s", place)
	add("case", "%s:%d of %d", e.Name, v.CaseNo, len(e.Cases))
	if c.Control != nil {
		add("control", "it must fail: %s", c.Control.Why)
		add("catches", "%s", strings.Join(c.Control.Catches, ", "))
	}
	for _, key := range slices.Sorted(maps.Keys(c.Labels)) {
		add("  "+key, "%s", c.Labels[key])
	}
	if v.Repeat == results.Summary {
		add("repeat", "summary of %d repeats", len(c.Keys))
	} else {
		add("repeat", "%d of %d, from 0", v.Repeat, len(c.Keys))
	}
	add("key", "%s", v.Key)
	add("seed", "%s", v.trial.Seed)
	for _, warning := range v.trial.Warnings {
		add("warning", "%s", warning)
	}
}

// provenance adds which program made the trial, where and when.
func (v view) provenance(add adder) {
	if !v.ran {
		return
	}
	r := v.run
	commit := cmp.Or(r.Commit, "unknown")
	if r.Dirty {
		commit += " with changes"
	}
	add("took", "%.3g s", v.trial.Seconds)
	add("run", "%d of this store, %s, %s", r.Run, r.Start, cmp.Or(r.Status, "not ended"))
	add("command", "%s", strings.Join(r.Command, " "))
	add("commit", "%s", commit)
	add("mathematics", "%s", v.trial.Version)
	add("go", "%s", strings.Join(strings.Fields(strings.Join(
		[]string{r.GoVersion, r.GOOS, r.GOARCH, r.GOAMD64}, " ")), " "))
	add("processor", "%s", strings.TrimSuffix(r.CPU+", with "+r.Features, ", with "))
	var modules []string
	for _, path := range slices.Sorted(maps.Keys(r.Modules)) {
		modules = append(modules, path+" "+r.Modules[path])
	}
	add("modules", "%s", strings.Join(modules, ", "))
}

// short writes a number for people; "–" if there is none.
func short(n results.Number) string {
	if math.IsNaN(float64(n)) {
		return "–"
	}
	return strconv.FormatFloat(float64(n), 'g', 4, 64)
}
