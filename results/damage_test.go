package results

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// smallStore writes a store with something in every table, and returns the bytes of its file.
func smallStore(t testing.TB) []byte {
	t.Helper()
	path := filepath.Join(t.TempDir(), "small.sqlite")
	s := open(t, path)
	run, err := s.Begin(Provenance{Commit: "0123456789ab", Modules: map[string]string{"m": "v1"},
		Command: []string{"proxflow", "run"}, Specs: map[string]string{"a.toml": "name = …"}})
	if err != nil {
		t.Fatal(err)
	}
	for i, name := range []string{"a", "b"} {
		e := experiment(name, "P")
		e.Tables = []TableSpec{{Name: "t" + name, Metrics: []Shown{{Metric: "error"}}, Rows: []string{"target"}}}
		e.Figures = []FigureSpec{{Name: "f" + name, Draw: json.RawMessage(`{"name":"curves"}`)}}
		for no := range 8 {
			c := oneCase(fmt.Sprint("target ", no), nil)
			c.Published = []Published{{Metric: "error", At: nan, Value: 0.5, Std: nan, Source: "A. Author"}}
			if no%7 == 6 {
				c.Control = &Control{Why: "broken", Catches: []string{"error"}}
			}
			for repeat := range 3 {
				key := fmt.Sprint(i, no, repeat)
				trial := Trial{Key: key, Check: "check", Version: "v", Params: c.Params, Seed: key,
					Warnings: []string{"a caveat"}}
				for m := range 4 {
					trial.Measurements = append(trial.Measurements,
						Measurement{Metric: "draw", At: float64(m), Got: float64(no) / 3, By: "error"})
					trial.Observations = append(trial.Observations,
						Observation{"curve", float64(m), float64(no) / 7})
				}
				if no == 5 {
					trial.Err = "it gave up"
				}
				if err := s.Put(run, trial); err != nil {
					t.Fatal(err)
				}
				c.Keys = append(c.Keys, key)
			}
			c.Summary = fmt.Sprint(i, no, "summary")
			err := s.Put(run, Trial{Key: c.Summary, Summary: true, Params: c.Params,
				Measurements: []Measurement{{Metric: "error", At: 0, Got: 1e-4, Budget: 1e-5},
					{Metric: "scaled", At: 1, Got: inf, Want: nan, Skip: "it does not apply"}}})
			if err != nil {
				t.Fatal(err)
			}
			e.Cases = append(e.Cases, c)
		}
		if err := s.Plan(e); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.SaveArtifact(run, "v net", "v", []byte("weights")); err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(s.End(run, "finished"), s.Close()); err != nil {
		t.Fatal(err)
	}
	return must(os.ReadFile(path))(t)
}

// readAll is all that a reader sees of a store.
func readAll(path string) (all []byte, err error) {
	s, err := OpenReadOnly(path)
	if err != nil {
		return nil, err
	}
	defer s.Close()
	snapshot, err := s.Snapshot()
	if err != nil {
		return nil, err
	}
	defer snapshot.Close()
	var b bytes.Buffer
	say := func(value any, e error) {
		fmt.Fprintln(&b, value)
		err = cmp.Or(err, e)
	}
	list, e := snapshot.Experiments()
	say(len(list), e)
	for _, e := range list {
		for i, c := range e.Cases {
			if control := c.Control; control != nil {
				e.Cases[i].Control = nil // a pointer
				say(*control, nil)
			}
		}
		say(e, nil)
		labels, err := snapshot.Labels(e.Name)
		say(labels, err)
		observed, err := snapshot.Observations(e.Name, nil)
		say(observed, err)
	}
	rows, e := snapshot.Rows()
	say(len(rows), cmp.Or(e, WriteJSON(&b, rows)))
	rows, e = snapshot.RowsWithoutSamples()
	say(len(rows), cmp.Or(e, WriteJSON(&b, rows)))
	warnings, e := snapshot.Warnings()
	say(warnings, e)
	runs, e := snapshot.Runs()
	say(runs, e)
	measured, e := snapshot.Measurements("0 0 0", "1 3 1")
	say(measured, e)
	return b.Bytes(), err
}

// unlessDamaged fails if a reading of a changed file gives something else without a word.
func unlessDamaged(t testing.TB, path, change string, want []byte) (seen bool) {
	t.Helper()
	got, err := readAll(path)
	var usage *UsageError
	switch {
	case err == nil && !bytes.Equal(got, want):
		t.Errorf("%s: other rows without an error", change)
	case err != nil && !errors.As(err, &usage):
		t.Errorf("%s: not of the right type: %v", change, err)
	case err != nil:
		oneLineAbout(t, path, err)
	}
	return err != nil
}

func TestDamageIsSeen(t *testing.T) {
	good := smallStore(t)
	path := filepath.Join(t.TempDir(), "damaged.sqlite")
	write := func(b []byte) {
		if err := os.WriteFile(path, b, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	write(good)
	want := must(readAll(path))(t)
	if len(want) < 10_000 {
		t.Fatalf("a reader sees only %s", want)
	}
	r := rand.New(rand.NewPCG(3, 4))
	seen, flips := 0, 150
	for range flips {
		at, bit := r.IntN(len(good)), r.IntN(8)
		bad := bytes.Clone(good)
		bad[at] ^= 1 << bit
		write(bad)
		if unlessDamaged(t, path, fmt.Sprintf("bit %d of byte %d of page %d", bit, at%4096, 1+at/4096), want) {
			seen++
		}
	}
	if seen < flips/10 { // the rest hit free space
		t.Errorf("only %d of %d flips were seen", seen, flips)
	}
	for page := 0; page < len(good)/4096; page++ { // lost, or that of another place
		bad := bytes.Clone(good)
		clear(bad[4096*page : 4096*(page+1)])
		write(bad)
		unlessDamaged(t, path, fmt.Sprintf("page %d is empty", 1+page), want)
		copy(bad[4096*page:4096*(page+1)], good[4096*r.IntN(len(good)/4096):])
		write(bad)
		unlessDamaged(t, path, fmt.Sprintf("page %d is another one", 1+page), want)
		write(good[:4096*page+100])
		unlessDamaged(t, path, fmt.Sprintf("it ends in page %d", 1+page), want)
	}
}

// TestLostRowsAreSeen removes and changes rows behind the back of the program, in ways that leave a sound
// SQLite file.
func TestLostRowsAreSeen(t *testing.T) {
	good := smallStore(t)
	for _, statement := range []string{
		"UPDATE measurement SET got = got + 1e-9 WHERE trial = 3 AND ordinal = 1",
		"UPDATE measurement SET skip = NULL",
		"DELETE FROM measurement WHERE trial = 5 AND ordinal = 3",
		"DELETE FROM warning WHERE trial = 5",
		"UPDATE observation SET y = 7 WHERE trial = 1",
		"DELETE FROM observation WHERE trial = 1",
		"UPDATE trial SET error = NULL",
		"UPDATE trial SET run = 7 WHERE id = 4",
		"DROP TRIGGER trial_removed; DELETE FROM trial WHERE id = 4",
		"UPDATE tolerance SET times = 5",
		"UPDATE planned_case SET control = NULL, catches = NULL WHERE case_no = 6",
		"UPDATE planned_trial SET key = 'other' WHERE case_no = 6",
		"DELETE FROM planned_case WHERE case_no = 7",
		"DELETE FROM published WHERE case_no = 1",
		"UPDATE run SET commit_id = 'fedcba'",
		"DROP TRIGGER run_removed; DELETE FROM run",
		"DROP TRIGGER experiment_removed; DELETE FROM experiment WHERE id = 1",
		"UPDATE seal SET trials = 0",
		"DELETE FROM seal",
		"DROP TABLE warning",
	} {
		path := filepath.Join(t.TempDir(), "damaged.sqlite")
		if err := os.WriteFile(path, good, 0o666); err != nil {
			t.Fatal(err)
		}
		s := open(t, path)
		if _, err := s.db.Exec("PRAGMA foreign_keys = 0; " + statement); err != nil {
			t.Fatal(err)
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		_, err := readAll(path)
		if m := fmt.Sprint(err); !strings.HasPrefix(m, path+": damaged: ") || strings.Contains(m, "\n\t") {
			t.Errorf("%s: got %v", statement, err)
		}
	}
}

// TestADeletedRowIsNoDamage: whoever deletes trials on purpose, the seal holds.
func TestADeletedRowIsNoDamage(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x.sqlite")
	if err := os.WriteFile(path, smallStore(t), 0o666); err != nil {
		t.Fatal(err)
	}
	s := open(t, path)
	_, err := s.db.Exec("DELETE FROM trial WHERE id > 9; DELETE FROM experiment WHERE name = 'b'")
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Put(1, Trial{Key: "0 0 0", Params: json.RawMessage("{}")}); err != nil { // replaces one
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := readAll(path); err == nil || !strings.Contains(err.Error(), "1 3 1 is not in the store") {
		t.Errorf("got %v", err)
	}
}
