package results

import (
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

var nan, inf = math.NaN(), math.Inf(1)

func open(t testing.TB, path string) *Store {
	t.Helper()
	s, err := Open(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

func begin(t testing.TB, s *Store) int64 {
	t.Helper()
	run, err := s.Begin(Provenance{})
	if err != nil {
		t.Fatal(err)
	}
	return run
}

// must returns the value, and fails the test on an error.
func must[T any](value T, err error) func(testing.TB) T {
	return func(t testing.TB) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return value
	}
}

func same(t *testing.T, what string, got, want any) {
	t.Helper()
	numbers := cmp.Transformer("float64", func(n Number) float64 { return float64(n) })
	if diff := cmp.Diff(want, got, numbers, cmpopts.EquateNaNs(), cmpopts.EquateEmpty()); diff != "" {
		t.Errorf("%s (-want +got):\n%s", what, diff)
	}
}

func labelled(target string) (params json.RawMessage, labels map[string]string) {
	return json.RawMessage(fmt.Sprintf(`{"target":{"name":%q}}`, target)), map[string]string{"target": target}
}

func experiment(name, claim string, cases ...Case) Experiment {
	return Experiment{Name: name, Claim: claim, Title: "Title of " + name, Check: "check",
		File: name + ".toml", Text: "name = …\n",
		Tolerances: map[string]Tolerance{"error": {Absolute: 1e-3, Named: true, Why: "because"},
			"scaled": {Times: 4}}, Cases: cases}
}

func oneCase(target string, control *Control, keys ...string) Case {
	params, labels := labelled(target)
	return Case{Params: params, Labels: labels, Control: control, Keys: keys}
}

func TestVerdictsAreThoseOfTheDefinition(t *testing.T) {
	cases := []struct {
		metric            string
		got, want, budget float64
		skip              string
		tol               float64
		verdict           Verdict
		note              string
	}{
		{"error", 1e-3, 0, 0, "", 1e-3, Pass, ""},
		{"error", -1e-3, 0, 1e-3, "", 1e-3, Pass, ""},
		{"error", 1.0005, 1, 1e-9, "", 1e-3, Pass, ""},
		{"error", 1.1e-3, 0, 1e-9, "", 1e-3, Fail, ""},
		{"error", 5, 0, 1e-2, "", 1e-3, Fail, ""},
		{"error", 9e-3, 0, 1e-2, "", 1e-3, Inconclusive, ""},
		{"error", 1e-2, 0, 1e-2, "", 1e-3, Inconclusive, ""},
		{"error", 0, 0, 1e-2, "", 1e-3, Inconclusive, ""},
		{"error", inf, 0, 0, "", 1e-3, Fail, ""},
		{"error", -inf, inf, 0, "", 1e-3, Fail, ""},
		{"error", inf, inf, 0, "", 1e-3, Pass, ""},
		{"error", inf, 0, inf, "", 1e-3, Inconclusive, ""},
		{"scaled", 0, 0, inf, "", inf, Inconclusive, ""},
		{"scaled", 4e-9, 0, 1e-9, "", 4e-9, Pass, ""},
		{"scaled", 4.1e-9, 0, 1e-9, "", 4e-9, Fail, ""},
		{"scaled", 0, 0, 0, "", 0, Pass, ""},
		{"scaled", 5e-324, 0, 0, "", 0, Fail, ""},
		{"error", nan, 0, 0, "", 1e-3, Error, "the measured number is NaN"},
		{"error", 0, nan, 0, "", 1e-3, Error, "the wanted number is NaN"},
		{"error", 0, 0, nan, "", 1e-3, Error, "the error budget is NaN"},
		{"scaled", 0, 0, nan, "", nan, Error, "the error budget is NaN"},
		{"strange", 0, 0, 0, "", nan, Error, "the metric has no tolerance"},
		{"error", nan, nan, 0, "not linear", nan, Skipped, "not linear"},
		{"strange", 7, 0, 0, "not linear", nan, Skipped, "not linear"},
	}
	trial := Trial{Key: "k", Params: json.RawMessage("{}")}
	params, labels := labelled("ball")
	var want []Row
	for i, c := range cases {
		trial.Measurements = append(trial.Measurements,
			Measurement{c.metric, float64(i), c.got, c.want, c.budget, c.skip, ""})
		want = append(want, Row{Experiment: "e", Claim: "P", Check: "check", Key: "k", Case: params, Labels: labels,
			Metric: c.metric, At: Number(i),
			Got: Number(c.got), Want: Number(c.want), Budget: Number(c.budget), Tol: Number(c.tol),
			Verdict: c.verdict, Note: c.note})
	}
	s := open(t, filepath.Join(t.TempDir(), "x.sqlite"))
	if err := s.Plan(experiment("e", "P", oneCase("ball", nil, "k", "not run"))); err != nil {
		t.Fatal(err)
	}
	if err := s.Put(begin(t, s), trial); err != nil {
		t.Fatal(err)
	}
	same(t, "rows", must(s.Rows("e"))(t), want)
}

func TestRowsComeInAFixedOrderWhateverTheOrderOfTheRun(t *testing.T) {
	s := open(t, filepath.Join(t.TempDir(), "x.sqlite"))
	run := begin(t, s)
	measured := func(key string, got ...float64) {
		m := []Measurement{}
		for i, g := range got {
			m = append(m, Measurement{Metric: "error", At: float64(-i), Got: g})
		}
		if err := s.Put(run, Trial{Key: key, Params: json.RawMessage("{}"), Measurements: m}); err != nil {
			t.Fatal(err)
		}
	}
	measured("shared", 3)
	measured("c", 5)
	measured("b", 4, 2)
	measured("unplanned", 9)
	for _, e := range []Experiment{
		experiment("a", "V", oneCase("box", nil, "shared")),
		experiment("z", "P", oneCase("ball", nil, "b", "c"),
			oneCase("box", &Control{Why: "broken"}, "shared", "failed", "not run")),
		experiment("b", "P", oneCase("ball", nil, "not run", "b")),
	} {
		if err := s.Plan(e); err != nil {
			t.Fatal(err)
		}
	}
	failed := Trial{Key: "failed", Params: json.RawMessage("{}"), Err: "no convergence",
		Measurements: []Measurement{{Metric: "error"}},
		Observations: []Observation{{"curve", 1, 1}}}
	if err := s.Put(run, failed); err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, r := range must(s.Rows())(t) {
		got = append(got, fmt.Sprintf("%s %d %s %d %t %s %v %s %s", r.Experiment, r.CaseNo,
			r.Labels["target"], r.Repeat, r.Control, r.Metric, r.Got, r.Verdict, r.Note))
	}
	want := []string{
		"b 0 ball 1 false error 4 fail ", "b 0 ball 1 false error 2 fail ",
		"z 0 ball 0 false error 4 fail ", "z 0 ball 0 false error 2 fail ", "z 0 ball 1 false error 5 fail ",
		"z 1 box 0 true error 3 fail ", "z 1 box 1 true  NaN error no convergence",
		"a 0 box 0 false error 3 fail ",
	}
	same(t, "rows", got, want)
	if n := len(must(s.Rows("a", "b"))(t)); n != 3 {
		t.Errorf("a and b have %d rows", n)
	}
	same(t, "finished", must(s.Finished())(t),
		map[string]bool{"shared": true, "b": true, "c": true, "unplanned": true})

	measured("failed", 1) // it runs at last
	rows := must(s.Rows("z"))(t)
	if last := rows[len(rows)-1]; last.Metric != "error" || last.Got != 1 || len(rows) != 5 {
		t.Errorf("a trial that was run again is %+v", last)
	}
}

func TestStoreGivesBackWhatItWasGiven(t *testing.T) {
	for _, name := range []string{"plain", "a b", "q?mode=memory", "#x", "100%20", "ünï'\"ß&;"} {
		path := filepath.Join(t.TempDir(), name, name+".sqlite")
		s := open(t, path)
		plans := []Experiment{
			experiment("b", "P", oneCase("ball", nil, "k0", "k1"),
				oneCase("two-moons(d=2)", &Control{"why", []string{"error"}}, "k2")),
			experiment("a", "V", oneCase("ball", &Control{Why: "any"}, "k0")),
		}
		plans[0].Size = Full
		plans[0].Tables = []TableSpec{{Name: "recovery", Title: "Titel",
			Metrics: []Shown{{"a/error", "P", "got", "t", []string{"at=1"}}},
			Rows:    []string{"target"}, Columns: []string{"at"}, Only: []string{"t=0.5"}}, {Name: "other"}}
		plans[0].Cases[0].Published = []Published{{"error", 0.5, -1, 0.25, "A"}, {"scaled", nan, 2, nan, "B"}}
		plans[0].Figures = []FigureSpec{{"map", json.RawMessage(`{"name":"cantor","n":3}`)}}
		old := experiment("b", "H", oneCase("gone", nil, "k9"))
		old.Tables = []TableSpec{{Name: "gone"}}
		for _, e := range append([]Experiment{old}, plans...) {
			if err := s.Plan(e); err != nil {
				t.Fatal(err)
			}
		}
		runs := []Provenance{{Commit: "abc", Dirty: true, GoVersion: "go1.26",
			Modules: map[string]string{"m": "v1"}, GOOS: "linux", GOARCH: "amd64",
			GOAMD64: "v1", CPU: "a CPU", Features: "avx fma", Workers: 2, Command: []string{"proxflow", "run",
				"a b"}, Specs: map[string]string{"b.toml": "text\n"}, Start: "2000-01-02T03:04:05Z"}}
		runs[0].Run = must(s.Begin(runs[0]))(t)
		params, labels := labelled("ball")
		trial := Trial{Key: "k0", Seed: "seed", Check: "check", Version: "1", Params: params, Seconds: 2,
			Measurements: []Measurement{{Metric: "error"}},
			Observations: []Observation{{"path 0/x", 0, 1}, {"path 0/y", 0, -inf}, {"path 0/x", 1e-300, nan},
				{"error", 2, 3}},
			Warnings: []string{"first", "second"}}
		for _, seconds := range []float64{5, 2} { // again, instead of the first
			trial.Seconds = seconds
			if err := s.Put(runs[0].Run, trial); err != nil {
				t.Fatal(err)
			}
		}
		trial.Key, trial.Seconds, trial.Warnings, trial.Observations = "k1", 4, nil, nil
		if err := s.Put(runs[0].Run, trial); err != nil {
			t.Fatal(err)
		}
		if err := s.End(runs[0].Run, "finished"); err != nil {
			t.Fatal(err)
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}

		r := must(OpenReadOnly(path))(t)
		same(t, "experiments", must(r.Experiments())(t), plans)
		got := must(r.Runs())(t)
		if _, err := time.Parse(time.RFC3339, got[0].End); err != nil {
			t.Error(err)
		}
		runs[0].End, runs[0].Status = got[0].End, "finished"
		same(t, "runs", got, runs)
		same(t, "published beside a row", must(r.Rows("b"))(t)[0].Published, plans[0].Cases[0].Published[:1])
		same(t, "seconds", must(r.Seconds())(t), map[Work]float64{{"check", string(params), false}: 3})
		same(t, "warnings", must(r.Warnings("b"))(t), []Warning{{"b", 0, 0, "first"}, {"b", 0, 0, "second"}})
		x, y, e := Series{"path 0/x", []float64{0, 1e-300}, []float64{1, nan}}, Series{"path 0/y",
			[]float64{0}, []float64{-inf}}, Series{"error", []float64{2}, []float64{3}}
		observed := func(control bool, series ...Series) []Observed {
			return []Observed{{Params: params, Labels: labels, Control: control, Series: series}}
		}
		same(t, "observations", must(r.Observations("b", nil))(t), observed(false, x, y, e))
		same(t, "paths of a control", must(r.Observations("a", nil, "path *"))(t), observed(true, x, y))
		same(t, "two patterns", must(r.Observations("b", nil, "error", "*/y"))(t), observed(false, y, e))
		same(t, "the first case", must(r.Observations("b", []int{0}, "error"))(t), observed(false, e))
		same(t, "no case", must(r.Observations("b", []int{}, "error"))(t), []Observed(nil))
		same(t, "no such series", must(r.Observations("b", nil, "erro"))(t), []Observed(nil))
		if s, ok := must(r.Observations("b", nil))(t)[0].Find("path 0/y"); !ok || s.Len() != 1 {
			t.Errorf("found %v", s)
		}
		if err := r.Close(); err != nil {
			t.Error(err)
		}
		entries := must(os.ReadDir(filepath.Dir(path)))(t)
		if len(entries) != 1 || entries[0].Name() != name+".sqlite" {
			t.Errorf("the store lies at %v", entries)
		}
	}
}

func TestPlanThatFailsChangesNothing(t *testing.T) {
	s := open(t, filepath.Join(t.TempDir(), "x.sqlite"))
	good := experiment("e", "P", oneCase("ball", nil, "k"))
	if err := s.Plan(good); err != nil {
		t.Fatal(err)
	}
	bad := experiment("e", "V", slices.Repeat([]Case{oneCase("box", nil, "l")}, 3)...)
	const trigger = `CREATE TRIGGER x BEFORE INSERT ON planned_trial WHEN NEW.case_no = 2
		BEGIN SELECT RAISE(ABORT, 'power cut'); END`
	if _, err := s.db.Exec(trigger); err != nil {
		t.Fatal(err)
	}
	if err := s.Plan(bad); err == nil {
		t.Fatal("the plan did not fail")
	}
	same(t, "experiments", must(s.Experiments())(t), []Experiment{good})
}

// TestAClockSetBackChangesNothing: the order of runs is that of their numbers, whatever the clock said.
func TestAClockSetBackChangesNothing(t *testing.T) {
	s := open(t, filepath.Join(t.TempDir(), "x.sqlite"))
	for i, start := range []string{"2030-01-02T03:04:05Z", "1970-01-01T00:00:00Z"} {
		run := must(s.Begin(Provenance{Start: start}))(t)
		err := s.Put(run, Trial{Key: "k", Params: json.RawMessage("{}"),
			Measurements: []Measurement{{Got: float64(i)}}})
		if err != nil {
			t.Fatal(err)
		}
		if err := s.End(run, "finished"); err != nil {
			t.Fatal(err)
		}
	}
	runs := must(s.Runs())(t)
	if len(runs) != 2 || runs[0].Run >= runs[1].Run || runs[1].Start != "1970-01-01T00:00:00Z" {
		t.Errorf("got %+v", runs)
	}
	if m := must(s.Measurements("k"))(t); len(m[0]) != 1 || m[0][0].Got != 1 { // the later run has replaced it
		t.Errorf("got %v", m)
	}
	if origins := must(s.Origins())(t); origins["k"] != runs[1].Run {
		t.Errorf("got %v", origins)
	}
}
