package report

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"proxflow/results"
	"proxflow/runner"
)

func same(t *testing.T, what string, got, want any) {
	t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", what, diff)
	}
}

// fixture is a store that a test fills.
type fixture struct {
	*testing.T
	store *results.Store
}

func newFixture(t *testing.T) *fixture {
	t.Helper()
	store, err := results.Open(filepath.Join(t.TempDir(), "r.sqlite"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { store.Close() })
	return &fixture{t, store}
}

func (f *fixture) check(err error) {
	f.Helper()
	if err != nil {
		f.Fatal(err)
	}
}

// begin begins a run of a program built from this commit.
func (f *fixture) begin(commit string, dirty bool) int64 {
	f.Helper()
	run, err := f.store.Begin(results.Provenance{Commit: commit, Dirty: dirty})
	f.check(err)
	return run
}

// put stores a trial of a metric.
func (f *fixture) put(run int64, key string, got float64, warnings ...string) {
	f.Helper()
	f.check(f.store.Put(run, results.Trial{Key: key, Params: json.RawMessage("{}"), Warnings: warnings,
		Measurements: []results.Measurement{{Metric: "error", At: 0.5,
			Got: got}}, Observations: []results.Observation{{Series: "curve", X: 1, Y: got}}}))
}

// experiment returns an experiment with a table and a case for each target. A case has one trial, whose key
// is the name of the target.
func experiment(name string, targets ...string) results.Experiment {
	e := results.Experiment{Name: name, Claim: "P", Title: "A claim", Check: "check", File: name + ".toml",
		Tolerances: map[string]results.Tolerance{"error": {Absolute: 1}},
		Tables: []results.TableSpec{{Name: name + "-table", Metrics: []results.Shown{{Metric: "error"}},
			Rows: []string{"target"}, Columns: []string{"metric"}}}}
	for _, target := range targets {
		params, err := json.Marshal(map[string]string{"target": target})
		if err != nil {
			panic(err)
		}
		e.Cases = append(e.Cases, results.Case{Params: params, Labels: map[string]string{"target": target},
			Keys: []string{target}})
	}
	return e
}

// read returns the text of a file.
func (f *fixture) read(file string) string {
	f.Helper()
	text, err := os.ReadFile(file)
	f.check(err)
	return string(text)
}

func (f *fixture) snapshot(work func(*results.Snapshot)) {
	f.Helper()
	s, err := f.store.Snapshot()
	f.check(err)
	defer func() { f.check(s.Close()) }()
	work(s)
}

func (f *fixture) judge() (j runner.Judgement) {
	f.Helper()
	f.snapshot(func(s *results.Snapshot) {
		var err error
		j, err = runner.Judge(s)
		f.check(err)
	})
	return j
}

// write calls Write, and returns the files that it made anew.
func (f *fixture) write(dir string) (anew []string) {
	f.Helper()
	before := map[string]os.FileInfo{}
	for _, name := range f.files(dir) {
		info, err := os.Stat(filepath.Join(dir, name))
		f.check(err)
		before[name] = info
	}
	f.snapshot(func(s *results.Snapshot) {
		w, undrawn, err := Write(s, dir)
		f.check(err)
		f.check(undrawn)
		files := f.files(dir)
		for _, name := range files {
			info, err := os.Stat(filepath.Join(dir, name))
			f.check(err)
			if b := before[name]; b == nil || !os.SameFile(b, info) { // a file is replaced by another one
				anew = append(anew, name)
			}
		}
		if w.New != len(anew) || w.Tables+w.Figures != len(files) {
			f.Errorf("%+v, but new are %q of %q", w, anew, files)
		}
	})
	return anew
}

// files are the tables and figures of a directory.
func (f *fixture) files(dir string) (names []string) {
	f.Helper()
	for _, pattern := range []string{"tables/*", "figures/*"} {
		found, err := filepath.Glob(filepath.Join(dir, pattern))
		f.check(err)
		for _, name := range found {
			name, err = filepath.Rel(dir, name)
			f.check(err)
			names = append(names, filepath.ToSlash(name))
		}
	}
	return names
}

func TestATableHasTheCommitsOfItsTrials(t *testing.T) {
	f := newFixture(t)
	old, dirty, last := f.begin("old", false), f.begin("mid", true), f.begin("last", false)
	f.check(f.store.Plan(experiment("one", "ball", "box", "flat")))
	f.check(f.store.Plan(experiment("two", "torus")))
	summed := experiment("summed", "cantor")
	summed.Cases[0].Keys, summed.Cases[0].Summary = []string{"draw"}, "summary"
	f.check(f.store.Plan(summed))
	controlled := experiment("controlled", "ball", "broken")
	controlled.Cases[1].Control = &results.Control{Why: "it must fail"}
	f.check(f.store.Plan(controlled))
	for key, run := range map[string]int64{"ball": old, "box": dirty, "flat": f.begin("", false),
		"torus": last, "draw": old, "summary": last, "broken": last} {
		f.put(run, key, 0.5)
	}
	f.snapshot(func(s *results.Snapshot) {
		tables, err := Tables(s)
		f.check(err)
		got := map[string]string{}
		for _, table := range tables {
			got[table.Name] = strings.Join(table.Commits, ", ")
		}
		same(t, "commits", got, map[string]string{"one-table": "old, mid with changes", "two-table": "last",
			"summed-table": "old, last", "controlled-table": "old"})
	})
}
