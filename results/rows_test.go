package results

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// The same rows by other means: a view that joins and judges in SQL.
//
//go:embed testdata/result.sql
var resultView string

// TestRowsAreThoseOfAnIndependentQuery judges random trials, with every kind of number, tolerance, sample and
// error.
func TestRowsAreThoseOfAnIndependentQuery(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	s := open(t, filepath.Join(t.TempDir(), "x.sqlite"))
	run := begin(t, s)
	pick := func(of ...float64) float64 { return of[r.IntN(len(of))] }
	number := func() float64 { return pick(0, 0, 1, 1+1e-3, 1-4e-9, 5, -1, nan, inf, -inf) }
	put := func(key string, samples bool) {
		trial := Trial{Key: key, Params: json.RawMessage("{}")}
		if r.IntN(8) == 0 {
			trial.Err = "it gave up"
		}
		for i := range r.IntN(6) {
			m := Measurement{At: pick(nan, 0, 0.5), Got: number(), Want: number(),
				Budget: pick(0, 1e-9, 1e-2, inf, nan)}
			if m.Metric = []string{"error", "scaled", "strange"}[r.IntN(3)]; r.IntN(4) == 0 {
				m.Skip = "it does not apply"
			}
			if samples {
				m.Metric, m.By = "draw", m.Metric
			} else {
				m.At = float64(i) // a place has one decision
			}
			trial.Measurements = append(trial.Measurements, m)
		}
		if err := s.Put(run, trial); err != nil {
			t.Fatal(err)
		}
	}
	for i, name := range []string{"b", "a", "c"} {
		e := experiment(name, []string{"P", "V", "P"}[i])
		for no := range 30 {
			var control *Control
			if no%5 == 4 {
				control = &Control{Why: "broken"}
			}
			c := oneCase(fmt.Sprint("target ", no), control)
			for repeat := range 3 {
				key := fmt.Sprint(name, no, repeat)
				c.Keys = append(c.Keys, key)
				if r.IntN(6) > 0 {
					put(key, no%2 == 0)
				}
			}
			if no%2 == 0 {
				if c.Summary = fmt.Sprint(name, no, " summary"); r.IntN(4) > 0 {
					put(c.Summary, false)
				}
			}
			e.Cases = append(e.Cases, c)
		}
		if err := s.Plan(e); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := s.db.Exec(resultView); err != nil {
		t.Fatal(err)
	}
	var want []Row
	seen := map[Verdict]int{}
	err := each(s.db, func(scan func(...any) error) error {
		var r Row
		var params string
		err := scan(&r.Experiment, &r.Claim, &r.Check, &r.Key, &r.CaseNo, &params, asJSON{&r.Labels}, &r.Repeat,
			&r.Control, &r.Metric, &r.At, &r.Got, &r.Want,
			&r.Budget, &r.Tol, &r.Verdict, &r.Note, &r.By)
		r.Case = json.RawMessage(params)
		want = append(want, r)
		seen[r.Verdict]++
		return err
	}, `SELECT experiment, claim, check_name, key, case_no, params, labels, repeat, control, metric,
		at, got, want, budget, tol, verdict, note, coalesce(decider, '') FROM result
		ORDER BY claim, experiment, case_no, repeat, ordinal`)
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range []Verdict{Pass, Fail, Inconclusive, Error, Skipped} {
		if seen[v] < 10 {
			t.Errorf("only %d of %d rows: %s", seen[v], len(want), v)
		}
	}
	same(t, "rows", must(s.Rows())(t), want)
	want = slices.DeleteFunc(want, func(r Row) bool { return r.By != "" })
	same(t, "rows without samples", must(s.RowsWithoutSamples())(t), want)
	same(t, "rows of one", must(s.RowsWithoutSamples("b"))(t),
		slices.DeleteFunc(want, func(r Row) bool { return r.Experiment != "b" }))
}

func TestASnapshotIsOneMoment(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x.sqlite")
	writer := open(t, path)
	run := begin(t, writer)
	e := experiment("e", "P", oneCase("ball", nil, "a", "b"))
	put := func(key string, got float64) {
		trial := Trial{Key: key, Params: json.RawMessage("{}"),
			Measurements: []Measurement{{Metric: "error", Got: got}}, Warnings: []string{key}}
		if err := writer.Put(run, trial); err != nil {
			t.Fatal(err)
		}
	}
	if err := writer.Plan(e); err != nil {
		t.Fatal(err)
	}
	put("a", 1)
	reader := must(OpenReadOnly(path))(t)
	defer reader.Close()
	snapshot := must(reader.Snapshot())(t)
	put("a", 7)
	put("b", 2)
	if err := writer.Plan(experiment("f", "V", oneCase("box", nil, "b"))); err != nil {
		t.Fatal(err)
	}
	for range 2 { // also what it has kept
		rows := must(snapshot.Rows())(t)
		if len(rows) != 1 || rows[0].Got != 1 || len(must(snapshot.Experiments())(t)) != 1 ||
			len(must(snapshot.Finished())(t)) != 1 ||
			len(must(snapshot.Warnings())(t)) != 1 || len(must(snapshot.Rows("e"))(t)) != 1 ||
			len(must(snapshot.Rows("f"))(t)) != 0 {
			t.Errorf("the snapshot changes: %v", rows)
		}
	}
	if err := snapshot.Close(); err != nil {
		t.Fatal(err)
	}
	if rows := must(reader.Rows())(t); len(rows) != 3 || rows[0].Got != 7 {
		t.Errorf("after the snapshot: %v", rows)
	}
}

// A sort, or a scan of all there is, makes a large store slow.
func TestEveryQueryByKeyUsesAnIndex(t *testing.T) {
	s := open(t, filepath.Join(t.TempDir(), "x.sqlite"))
	for _, query := range []string{
		measured,
		`DELETE FROM trial WHERE key = 'k'`,
		`SELECT hash, data FROM artifact WHERE key = 'k'`,
		`DELETE FROM experiment WHERE name = 'e'`,
	} {
		err := each(s.db, func(scan func(...any) error) error {
			var id, parent, unused int
			var detail string
			err := scan(&id, &parent, &unused, &detail)
			if strings.HasPrefix(detail, "SCAN") || strings.HasPrefix(detail, "USE TEMP B-TREE") {
				t.Errorf("%s: %s", query, detail)
			}
			return err
		}, "EXPLAIN QUERY PLAN "+strings.ReplaceAll(query, "?", "1"))
		if err != nil {
			t.Fatal(err)
		}
	}
}
