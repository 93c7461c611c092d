package runner

import (
	"maps"
	"math"
	"path/filepath"
	"strings"
	"testing"

	"proxflow/results"
	"proxflow/runner/spec"
)

// judge runs a spec made of the header and more, in a store of its own, and judges it.
func judge(t *testing.T, more string) Judgement {
	t.Helper()
	store := open(t, filepath.Join(t.TempDir(), "r.sqlite"))
	run(t, store, specs(t, header+more), 2)
	j, err := Judge(store)
	if err != nil {
		t.Fatal(err)
	}
	return j
}

func TestVerdictsAndExitStatus(t *testing.T) {
	control := func(do string, more ...string) string {
		return "[[control]]\nwhy = \"broken\"\nparams = { do = \"" + do + "\", label = \"c\" }\n" + lines(more...)
	}
	for _, c := range []struct {
		spec  string
		cases string // verdicts on the cases
		claim results.Verdict
		exit  int
	}{
		{``, "pass", results.Pass, 0},
		{`params.do = "fail"`, "fail", results.Fail, 1},
		{`params.do = "coarse"`, "inconclusive", results.Inconclusive, 3},
		{`params.do = "error"`, "error", results.Error, 4},
		{`params.do = "panic"`, "error", results.Error, 4},
		{`params.do = "nan"`, "error", results.Error, 4},
		// nothing measured is a failure, never a pass
		{`params.do = "skip"`, "skipped", results.Fail, 1},
		{`params.do = "nothing"`, "fail", results.Fail, 1},
		{`sweep.do = ["skip", "nothing"]`, "skipped fail", results.Fail, 1},
		{`sweep.do = ["pass", "nothing"]`, "pass fail", results.Fail, 1},
		{`sweep.do = ["pass", "skip"]`, "pass skipped", results.Pass, 0},
		{`sweep.do = ["skip", "coarse"]`, "skipped inconclusive", results.Inconclusive, 3},
		{`sweep.do = ["skip", "error"]`, "skipped error", results.Error, 4},
		// the worst decides; for the exit status a failure comes before an error, which comes before what is open
		{`sweep.do = ["pass", "coarse"]`, "pass inconclusive", results.Inconclusive, 3},
		{`sweep.do = ["coarse", "fail", "pass"]`, "inconclusive fail pass", results.Fail, 1},
		{`sweep.do = ["coarse", "error"]`, "inconclusive error", results.Error, 4},
		{`sweep.do = ["fail", "error"]`, "fail error", results.Error, 1},
		// a control inverts
		{control("fail"), "pass caught", results.Pass, 0},
		{control("drift"), "pass caught", results.Pass, 0},
		{control("drift", `catches = ["drift"]`), "pass caught", results.Pass, 0},
		{control("drift", `catches = ["gap", "drift"]`), "pass missed", results.Fail, 1},
		{control("fail", `catches = ["gap", "drift"]`), "pass caught", results.Pass, 0},
		{control("pass"), "pass missed", results.Fail, 1},
		{"[[control]]\nwhy = 'the very case'", "pass missed", results.Fail, 1},
		{control("coarse"), "pass missed", results.Fail, 1},
		{control("skip"), "pass missed", results.Fail, 1},
		{control("nothing"), "pass missed", results.Fail, 1},
		{control("error"), "pass error", results.Error, 4},
		{`params.points = 2` + "\n" + control("fail", `[control.sweep]`, `points = [3, 4]`), "pass caught caught", results.Pass, 0},
		{`params.do = "fail"` + "\n" + control("pass"), "fail missed", results.Fail, 1},
		{`params.do = "skip"` + "\n" + control("fail"), "skipped caught", results.Fail, 1},
	} {
		j := judge(t, "tolerance.gap = 1e-8\n"+c.spec)
		var cases []string
		for _, o := range j.Experiments[0].Cases {
			cases = append(cases, string(o.Verdict))
		}
		if got := strings.Join(cases, " "); got != c.cases || j.Claims[0].Verdict != c.claim || j.Experiments[0].Verdict != c.claim || j.Exit() != c.exit {
			t.Errorf("%s\n got %s, claim %s, exit %d\nwant %s, claim %s, exit %d", c.spec, got, j.Claims[0].Verdict, j.Exit(), c.cases, c.claim, c.exit)
		}
	}
}

func TestTheScoreboardCountsAndNamesTheWorst(t *testing.T) {
	j := judge(t, lines(`repeats = 2`, `[sweep]`, `do = ["pass", "skip", "coarse", "fail"]`, `points = [1, 2]`, `[tolerance]`, `gap = 1e-7`,
		`[[control]]`, `why = "a"`, `params = { do = "drift" }`, `[[control]]`, `why = "b"`, `params = { label = "c" }`))
	if len(j.Claims) != 1 {
		t.Fatalf("%d claims", len(j.Claims))
	}
	s := j.Claims[0]
	want := map[results.Verdict]int{results.Pass: 2, results.Skipped: 2, results.Inconclusive: 2, results.Fail: 2}
	if s.Claim != "P" || s.Experiments != 1 || s.Cases != 8 || !maps.Equal(s.Count, want) || s.Controls != 2 || s.Caught != 1 {
		t.Errorf("%+v", s)
	}
	w := s.Worst // of the metric gap: 1e-6 at most, against 1e-7; of drift: against 4e-12
	if w.Metric != "drift" || w.Tol != 4e-12 || w.Off != w.Ratio*w.Tol || !(w.Ratio > 1000 && w.Ratio <= 250_000) || w.At != 0.5 ||
		w.Experiment != "probe" || !strings.HasPrefix(w.Case, "do=fail, points=") {
		t.Errorf("worst %+v", w)
	}
	for _, c := range j.Experiments[0].Cases {
		if c.Control == nil && c.Worst.Ratio > w.Ratio {
			t.Errorf("case %s is worse: %+v", c.Label, c.Worst)
		}
	}
	if o := j.Experiments[0]; o.Why != "do=fail, points=1" {
		t.Errorf("the experiment fails because of %q", o.Why)
	}
	if c := j.Experiments[0].Cases[9]; c.Verdict != Missed || c.Why != "this must fail: b" {
		t.Errorf("%+v", c)
	}
}

func TestTrialsThatHaveNotRunLeaveTheVerdictOpen(t *testing.T) {
	store := open(t, filepath.Join(t.TempDir(), "r.sqlite"))
	text := header + lines(`repeats = 2`, `sweep.t = [0.25, 0.5]`, `[[control]]`, `why = "w"`, `params = { do = "fail" }`)
	plan := func(s *spec.Spec) {
		if err := store.Plan(s.Experiment); err != nil {
			t.Fatal(err)
		}
	}
	verdicts := func() (string, int) {
		j, err := Judge(store)
		if err != nil {
			t.Fatal(err)
		}
		got := string(j.Claims[0].Verdict)
		for _, c := range j.Experiments[0].Cases {
			got += " " + string(c.Verdict)
		}
		return got, j.Exit()
	}
	if got, exit := func() (string, int) { j, _ := Judge(store); return "", j.Exit() }(); exit != 1 {
		t.Errorf("an empty store: %s %d", got, exit)
	}
	plan(specs(t, text)[0])
	if got, exit := verdicts(); got != "fail inconclusive inconclusive inconclusive" || exit != 1 {
		t.Errorf("nothing has run: %s, exit %d", got, exit)
	}
	run(t, store, specs(t, text), 2)
	if got, exit := verdicts(); got != "pass pass pass caught" || exit != 0 {
		t.Errorf("all has run: %s, exit %d", got, exit)
	}
	plan(specs(t, strings.Replace(text, "repeats = 2", "repeats = 3", 1))[0])
	if got, exit := verdicts(); got != "inconclusive inconclusive inconclusive caught" || exit != 3 {
		t.Errorf("one repeat has not run: %s, exit %d", got, exit)
	}
	j, err := Judge(store, "probe", "unheard-of")
	if err != nil || len(j.Experiments) != 2 || j.Experiments[1].Verdict != results.Fail || j.Exit() != 1 {
		t.Errorf("an experiment that the store has not: %+v, %v", j, err)
	}
}

func TestAnErrorOfOneRepeatHidesNoFailureOfAnother(t *testing.T) {
	row := func(repeat int, v results.Verdict) results.Row {
		return results.Row{Repeat: repeat, Metric: "gap", Got: 3, Want: 1, Tol: 1, Verdict: v, At: results.Number(math.NaN())}
	}
	c := judgeCase(0, results.Case{Keys: []string{"a", "b"}}, "x", []results.Row{row(0, results.Fail), row(1, results.Error)}, nil)
	o := ExperimentOutcome{Claim: "P", Cases: []CaseOutcome{c}}
	o.judge()
	var j Judgement
	j.add(o)
	if c.Verdict != results.Error || o.Verdict != results.Error || j.Exit() != 1 || c.Worst.Ratio != 2 {
		t.Errorf("%+v, exit %d", c, j.Exit())
	}
}

// racing is a store to which a run adds all its trials once it has been read.
type racing struct {
	*results.Store
	add  func()
	read bool
}

func (r *racing) first() {
	if !r.read {
		r.read = true
		r.add()
	}
}

func (r *racing) Finished() (map[string]bool, error) {
	defer r.first()
	return r.Store.Finished()
}

func (r *racing) Rows(names ...string) ([]results.Row, error) {
	defer r.first()
	return r.Store.Rows(names...)
}

func TestATrialThatFinishesWhileJudgedIsNoFailure(t *testing.T) {
	store := open(t, filepath.Join(t.TempDir(), "r.sqlite"))
	s := specs(t, header)
	for _, e := range s {
		if err := store.Plan(e.Experiment); err != nil {
			t.Fatal(err)
		}
	}
	j, err := Judge(&racing{Store: store, add: func() { run(t, store, s, 1) }})
	if err != nil {
		t.Fatal(err)
	}
	if j.Exit() == 1 {
		t.Errorf("exit status 1: %+v", j.Experiments)
	}
}
