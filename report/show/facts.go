package show

import (
	"cmp"
	"fmt"
	"io"
	"maps"
	"math"
	"slices"
	"strings"

	"proxflow/results"
	"proxflow/results/page"
	"proxflow/runner/spec"
	"proxflow/theory/claim"
)

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
