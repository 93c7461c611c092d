package report

import (
	"encoding/json"
	"encoding/xml"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"proxflow/results"
	"proxflow/results/page"
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

// begin begins a run of a program of this commit.
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
		Measurements: []results.Measurement{{Metric: "error", At: 0.5, Got: got}}, Observations: []results.Observation{{Series: "curve", X: 1, Y: got}}}))
}

// experiment has a case for each target, of one trial with the name of the target as its key, and a table.
func experiment(name string, targets ...string) results.Experiment {
	e := results.Experiment{Name: name, Claim: "P", Title: "A claim", Check: "check", File: name + ".toml",
		Tolerances: map[string]results.Tolerance{"error": {Absolute: 1}},
		Tables:     []results.TableSpec{{Name: name + "-table", Metrics: []results.Shown{{Metric: "error"}}, Rows: []string{"target"}, Columns: []string{"metric"}}}}
	for _, target := range targets {
		params, err := json.Marshal(map[string]string{"target": target})
		if err != nil {
			panic(err)
		}
		e.Cases = append(e.Cases, results.Case{Params: params, Labels: map[string]string{"target": target}, Keys: []string{target}})
	}
	return e
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

func TestOnlyWhatHasChangedIsMadeAgain(t *testing.T) {
	f := newFixture(t)
	dir := t.TempDir()
	run := f.begin("a1", false)
	one, two := experiment("one", "ball", "box"), experiment("two", "torus")
	two.Tables[0].Metrics = append(two.Tables[0].Metrics, results.Shown{Metric: "one/error"})
	one.Figures = []results.FigureSpec{{Name: "curves", Draw: json.RawMessage(`{"name": "error-against-time", "metric": "error", "by": "target"}`)}}
	f.check(f.store.Plan(one))
	f.check(f.store.Plan(two))
	f.put(run, "ball", 0.5)
	f.put(run, "torus", 0.25)

	formats := func(name string) (files []string) {
		for _, extension := range []string{"csv", "json", "md", "tex", "txt"} {
			files = append(files, "tables/"+name+"."+extension)
		}
		return files
	}
	figure := []string{"figures/curves.pdf", "figures/curves.png", "figures/curves.svg"}
	all := slices.Concat(formats("one-table"), formats("two-table"), figure)
	text := func(name string) string {
		content, err := os.ReadFile(filepath.Join(dir, name))
		f.check(err)
		return string(content)
	}
	same(t, "at first", f.write(dir), all)
	same(t, "again", f.write(dir), []string(nil))
	before := text("tables/one-table.tex")

	f.check(os.Remove(filepath.Join(dir, "tables/one-table.tex")))
	f.check(os.WriteFile(filepath.Join(dir, "tables/two-table.md"), []byte("edited by hand"), 0o666))
	f.check(os.Remove(filepath.Join(dir, "figures/curves.svg")))
	same(t, "after a removal and an edit", f.write(dir), []string{"tables/one-table.tex", "tables/two-table.md", "figures/curves.svg"})
	same(t, "the removed table", text("tables/one-table.tex"), before)
	same(t, "again", f.write(dir), []string(nil))

	f.put(run, "unplanned", 9)
	same(t, "after a trial of no experiment", f.write(dir), []string(nil))
	f.put(f.begin("b2", true), "box", 0.75)
	same(t, "after a trial of one, which two shows as well", f.write(dir), all)
	if table := text("tables/one-table.txt"); !strings.Contains(table, "box     7.5e-01") || !strings.Contains(table, "commits a1, b2 with changes\n") {
		t.Error(table)
	}
	f.put(f.begin("b2", true), "torus", 0.125) // the same key, run again
	same(t, "after a trial of two", f.write(dir), formats("two-table"))

	two.Tables[0].Title = "Another title"
	f.check(f.store.Plan(two))
	same(t, "after a change of two's spec", f.write(dir), formats("two-table"))
	one.Title = "Another claim"
	f.check(f.store.Plan(one))
	same(t, "after a change of one's title", f.write(dir), all)

	f.check(os.WriteFile(filepath.Join(dir, ledgerName), []byte("{"), 0o666))
	same(t, "without a ledger", f.write(dir), all)
}

func TestAnotherProgramMakesAllAgain(t *testing.T) {
	f := newFixture(t)
	dir := t.TempDir()
	f.check(f.store.Plan(experiment("one", "ball")))
	f.put(f.begin("a1", false), "ball", 0.5)
	f.write(dir)
	l := openLedger(dir)
	if l.program == "" {
		t.Fatal("this program has no hash")
	}
	f.snapshot(func(s *results.Snapshot) {
		of, err := read(s)
		f.check(err)
		e := of.experiments[0]
		for _, program := range []string{l.program, "another"} {
			fresh := l.fresh("tables/one-table.txt", func(reads []string) string { return of.from(program, e.Name, e.Tables[0], reads) })
			if fresh != (program == l.program) {
				t.Errorf("made by %s: fresh %t", program, fresh)
			}
		}
	})
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
	for key, run := range map[string]int64{"ball": old, "box": dirty, "flat": f.begin("", false), "torus": last, "draw": old, "summary": last, "broken": last} {
		f.put(run, key, 0.5)
	}
	f.snapshot(func(s *results.Snapshot) {
		tables, err := Tables(s)
		f.check(err)
		got := map[string]string{}
		for _, table := range tables {
			got[table.Name] = strings.Join(table.Commits, ", ")
		}
		same(t, "commits", got, map[string]string{"one-table": "old, mid with changes", "two-table": "last", "summed-table": "old, last", "controlled-table": "old"})
	})
}

func TestWarningsReachScoreboardAndJUnit(t *testing.T) {
	f := newFixture(t)
	e := experiment("one", "ball", "box", "flat")
	f.check(f.store.Plan(e))
	two := experiment("two", "ball", "box")
	two.Claim = "V"
	f.check(f.store.Plan(two))
	run := f.begin("a1", false)
	f.put(run, "ball", 0.5, "masses are arbitrary", "few points")
	f.put(run, "box", 0.5, "masses are arbitrary")
	f.put(run, "flat", 0.5)
	j := f.judge()
	var board strings.Builder
	Scoreboard(&board, page.Page{}, j)
	for _, line := range []string{"warning: masses are arbitrary (4 of 5 cases, in one and two)\n", "warning: few points (2 of 5 cases, in one and two)\n"} {
		if !strings.Contains(board.String(), line) {
			t.Errorf("no %q in\n%s", line, board.String())
		}
	}
	var suites struct {
		Cases []struct {
			Name string `xml:"name,attr"`
			Out  string `xml:"system-out"`
		} `xml:"testsuite>testcase"`
	}
	f.check(xml.Unmarshal(JUnit(j), &suites))
	same(t, "JUnit", fmt.Sprintf("%q", suites.Cases), `[{"target=ball" "warning: masses are arbitrary\nwarning: few points"} {"target=box" "warning: masses are arbitrary"} {"target=flat" ""} {"the experiment as a whole" ""} {"target=ball" "warning: masses are arbitrary\nwarning: few points"} {"target=box" "warning: masses are arbitrary"} {"the experiment as a whole" ""}]`)
	for i := range 9 {
		f.put(run, "flat", 0.5, fmt.Sprint("more ", i))
		e.Cases = append(e.Cases, results.Case{Params: json.RawMessage("{}"), Keys: []string{fmt.Sprint(i)}})
		f.put(run, fmt.Sprint(i), 0.5, fmt.Sprint("caveat ", i))
	}
	f.check(f.store.Plan(e))
	board.Reset()
	Scoreboard(&board, page.Page{}, f.judge())
	if n := strings.Count(board.String(), "warning: "); n != 6 || !strings.Contains(board.String(), "warning: and 7 more\n") {
		t.Errorf("%d lines of warnings:\n%s", n, board.String())
	}
}

func TestTheScoreboardIsReadable(t *testing.T) {
	f := newFixture(t)
	e := experiment("one", "ball", "box", "simplex")
	e.Title = "The target point is recovered exactly by a proximal operator, at every time and for every schedule"
	e.Cases[2].Control = &results.Control{Why: "it must fail"}
	f.check(f.store.Plan(e))
	other := experiment("two", "torus", "flat")
	other.Claim = "V"
	f.check(f.store.Plan(other))
	run := f.begin("a1", false)
	for key, got := range map[string]float64{"ball": 0.5, "box": 0.25, "simplex": 3, "torus": 2} {
		f.put(run, key, got)
	}
	for width, want := range map[int]string{0: `
claim  verdict  what it says                        cases  worst error (tolerance)  controls caught
───────────────────────────────────────────────────────────────────────────────────────────────────
P      pass     The target point is recovered       2      5.0e-01 (1.0e+00) error  1 of 1
                exactly by a proximal operator, at
                every time and for every schedule
V      fail     A claim                             2      2.0e+00 (1.0e+00) error  0 of 0

fail: two, target=torus: error at 0.5 is off by 2, tolerance 1
inconclusive: two: 1 of 2 cases have not run
inconclusive: two: no control: nothing shows that this check can fail
`, 60: `
claim  verdict  what it says      cases  worst error
                                         (tolerance)
──────────────────────────────────────────────────────────
P      pass     The target point  2      5.0e-01 (1.0e+00)
                is recovered             error
                exactly by
                a proximal
                operator, at
                every time
                and for every
                schedule
V      fail     A claim           2      2.0e+00 (1.0e+00)
                                         error

claim  verdict  controls caught
───────────────────────────────
P      pass     1 of 1
V      fail     0 of 0

fail: two, target=torus: error at 0.5 is off by 2,
  tolerance 1
inconclusive: two: 1 of 2 cases have not run
inconclusive: two: no control: nothing shows that this
  check can fail
`,
	} {
		var board strings.Builder
		Scoreboard(&board, page.Page{Width: width}, f.judge())
		same(t, fmt.Sprint(width, " columns"), board.String(), want[1:])
	}
}

func row(metric string, at float64, v results.Verdict) results.Row {
	return results.Row{Experiment: "e", Case: json.RawMessage(`{"a": 1}`), Metric: metric, At: results.Number(at), Verdict: v}
}

func baseline(t *testing.T, rows ...results.Row) Baseline {
	t.Helper()
	var b strings.Builder
	if err := results.WriteJSON(&b, rows); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "baseline.json")
	if err := os.WriteFile(file, []byte(b.String()), 0o666); err != nil {
		t.Fatal(err)
	}
	list, err := ReadBaseline(file)
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// A measurement nowhere in particular is not the one at 0.
func TestABaselineTellsNowhereFromZero(t *testing.T) {
	nan := math.NaN()
	before := baseline(t, row("error", 0, results.Fail), row("error", nan, results.Pass))
	if lines := before.Regressions([]results.Row{row("error", 0, results.Fail), row("error", nan, results.Pass)}); lines != nil {
		t.Errorf("the same: %q", lines)
	}
	same(t, "it fails", before.Regressions([]results.Row{row("error", 0, results.Pass), row("error", nan, results.Fail)}),
		[]string{`regression: e, {"a":1}: error passed in the baseline, now: fail`})
	same(t, "it vanishes", before.Regressions([]results.Row{row("error", 0, results.Pass)}),
		[]string{`regression: e, {"a":1}: error passed in the baseline and has vanished`})
}

func TestABaselineCountsAPlaceAsTheWorseAndAControlAsTheBetter(t *testing.T) {
	control := func(v results.Verdict) results.Row {
		r := row("error", 0.5, v)
		r.Control = true
		return r
	}
	pass, fail, coarse := row("error", 0.5, results.Pass), row("error", 0.5, results.Fail), row("error", 0.5, results.Inconclusive)
	for name, c := range map[string]struct {
		before, now []results.Row
		regressions int
	}{
		"pass, fail":             {[]results.Row{pass}, []results.Row{fail}, 1},
		"pass, inconclusive":     {[]results.Row{pass}, []results.Row{coarse}, 1},
		"fail, fail":             {[]results.Row{fail}, []results.Row{fail}, 0},
		"both, fail":             {[]results.Row{pass, fail}, []results.Row{fail}, 0},
		"both the other way":     {[]results.Row{fail, pass}, []results.Row{fail}, 0},
		"pass, both":             {[]results.Row{pass}, []results.Row{pass, fail}, 1},
		"pass, both other way":   {[]results.Row{pass}, []results.Row{fail, pass}, 1},
		"caught, caught":         {[]results.Row{control(results.Fail), control(results.Pass)}, []results.Row{control(results.Pass), control(results.Fail)}, 0},
		"caught, missed":         {[]results.Row{control(results.Fail)}, []results.Row{control(results.Pass)}, 1},
		"caught, an error":       {[]results.Row{control(results.Fail)}, []results.Row{control(results.Error)}, 1},
		"missed, missed":         {[]results.Row{control(results.Pass)}, []results.Row{control(results.Pass)}, 0},
		"pass, not measured now": {[]results.Row{pass}, nil, 1},
	} {
		if lines := baseline(t, c.before...).Regressions(c.now); len(lines) != c.regressions {
			t.Errorf("%s: %q", name, lines)
		}
	}
}
