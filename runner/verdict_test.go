package runner

import (
	"maps"
	"math"
	"path/filepath"
	"slices"
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
		return "[[control]]\nwhy = \"broken\"\nparams = { do = \"" + do + "\", label = \"c\" }\n" +
			lines(more...)
	}
	caught := "\n" + control("fail", `catches = ["gap"]`)
	for _, c := range []struct {
		spec  string
		cases string // verdicts on the cases
		claim results.Verdict
		exit  int
	}{
		{caught, "pass caught", results.Pass, 0},
		{`params.do = "fail"` + caught, "fail caught", results.Fail, 1},
		{`params.do = "coarse"` + caught, "inconclusive caught", results.Inconclusive, 3},
		{`params.do = "error"` + caught, "error caught", results.Error, 4},
		{`params.do = "panic"` + caught, "error caught", results.Error, 4},
		{`params.do = "nan"` + caught, "error caught", results.Error, 4},
		// nothing measured is a failure, never a pass
		{`params.do = "skip"` + caught, "skipped caught", results.Fail, 1},
		{`params.do = "nothing"` + caught, "fail caught", results.Fail, 1},
		{`sweep.do = ["skip", "nothing"]` + caught, "skipped fail caught", results.Fail, 1},
		{`sweep.do = ["pass", "nothing"]` + caught, "pass fail caught", results.Fail, 1},
		{`sweep.do = ["pass", "skip"]` + caught, "pass skipped caught", results.Pass, 0},
		{`sweep.do = ["skip", "coarse"]` + caught, "skipped inconclusive caught", results.Inconclusive, 3},
		{`sweep.do = ["skip", "error"]` + caught, "skipped error caught", results.Error, 4},
		// the worst decides: a failure before an error, that before what is inconclusive
		{`sweep.do = ["pass", "coarse"]` + caught, "pass inconclusive caught", results.Inconclusive, 3},
		{`sweep.do = ["coarse", "fail", "pass"]` + caught, "inconclusive fail pass caught", results.Fail, 1},
		{`sweep.do = ["coarse", "error"]` + caught, "inconclusive error caught", results.Error, 4},
		{`sweep.do = ["fail", "error"]` + caught, "fail error caught", results.Fail, 1},
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
		{`params.points = 2` + "\n" + control("fail", `[control.sweep]`, `points = [3, 4]`),
			"pass caught caught", results.Pass, 0},
		{`params.do = "fail"` + "\n" + control("pass"), "fail missed", results.Fail, 1},
		{`params.do = "skip"` + "\n" + control("fail"), "skipped caught", results.Fail, 1},
		// without a control nothing shows that the check can fail
		{``, "pass", results.Inconclusive, 3},
		{`params.do = "coarse"`, "inconclusive", results.Inconclusive, 3},
		{`params.do = "error"`, "error", results.Error, 4},
		{`params.do = "fail"`, "fail", results.Fail, 1},
		{`params.do = "skip"`, "skipped", results.Fail, 1},
	} {
		j := judge(t, "tolerance.gap = 1e-8\n"+c.spec)
		var cases []string
		for _, o := range j.Experiments[0].Cases {
			cases = append(cases, string(o.Verdict))
		}
		if got := strings.Join(cases, " "); got != c.cases || j.Claims[0].Verdict != c.claim ||
			j.Experiments[0].Verdict != c.claim || j.Exit() != c.exit {
			t.Errorf("%s\n got %s, claim %s, exit %d\nwant %s, claim %s, exit %d", c.spec, got,
				j.Claims[0].Verdict, j.Exit(), c.cases, c.claim, c.exit)
		}
	}
}

func TestTheScoreboardCountsAndNamesTheWorst(t *testing.T) {
	j := judge(t, lines(`repeats = 2`, `[sweep]`, `do = ["pass", "skip", "coarse", "fail"]`,
		`points = [1, 2]`, `[tolerance]`, `gap = 1e-7`,
		`[[control]]`, `why = "a"`, `params = { do = "drift" }`,
		`[[control]]`, `why = "b"`, `params = { label = "c" }`))
	if len(j.Claims) != 1 {
		t.Fatalf("%d claims", len(j.Claims))
	}
	s := j.Claims[0]
	want := map[results.Verdict]int{results.Pass: 2, results.Skipped: 2, results.Inconclusive: 2,
		results.Fail: 2}
	if s.Claim != "P" || s.Experiments != 1 || s.Cases != 8 || !maps.Equal(s.Count, want) ||
		s.Controls != 2 || s.Caught != 1 {
		t.Errorf("%+v", s)
	}
	w := s.Worst // of the metric gap: 1e-6 at most, against 1e-7; of drift: against 4e-12
	if w.Metric != "drift" || w.Tol != 4e-12 || w.Off != w.Ratio*w.Tol ||
		!(w.Ratio > 1000 && w.Ratio <= 250_000) || w.At != 0.5 ||
		w.Experiment != "probe" || !strings.HasPrefix(w.Case, "do=fail, points=") {
		t.Errorf("worst %+v", w)
	}
	for _, c := range j.Experiments[0].Cases {
		if c.Control == nil && c.Worst.Ratio > w.Ratio {
			t.Errorf("case %s is worse: %+v", c.Label, c.Worst)
		}
	}
	if o := j.Experiments[0]; !strings.HasPrefix(o.Why, "do=fail, points=1: drift at 0.5 is off by ") {
		t.Errorf("the experiment fails because of %q", o.Why)
	}
	if c := j.Experiments[0].Cases[9]; c.Verdict != results.Missed || c.Why != "this must fail: b" {
		t.Errorf("%+v", c)
	}
}

func TestTrialsThatHaveNotRunLeaveTheVerdictOpen(t *testing.T) {
	store := open(t, filepath.Join(t.TempDir(), "r.sqlite"))
	text := header + lines(`repeats = 2`, `sweep.t = [0.25, 0.5]`, `[[control]]`, `why = "w"`,
		`params = { do = "fail" }`)
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

// rowOf is a measurement of a verdict: of a metric, off by so much, with a tolerance.
func rowOf(v results.Verdict, metric string, off, tol float64) results.Row {
	return results.Row{Metric: metric, Got: results.Number(1 + off), Want: 1, Tol: results.Number(tol),
		Verdict: v, At: results.Number(math.NaN())}
}

func TestAnErrorOfOneRepeatHidesNoFailureOfAnother(t *testing.T) {
	broken := rowOf(results.Error, "", math.NaN(), 1)
	broken.Repeat, broken.Note = 1, "no convergence"
	e := results.Experiment{Claim: "P", Cases: []results.Case{{Keys: []string{"a", "b"}}}}
	o := judgeExperiment(e, []results.Row{rowOf(results.Fail, "gap", 2, 1), broken}, nil)
	var j Judgement
	j.add(o)
	const why = "gap is off by 2, tolerance 1; in addition, a trial could not run: no convergence"
	if c := o.Cases[0]; c.Verdict != results.Fail || o.Verdict != results.Fail || j.Exit() != 1 ||
		c.Worst.Ratio != 2 || c.Why != why {
		t.Errorf("%+v, exit %d", c, j.Exit())
	}
}

// The reason for a verdict is a measurement of this verdict, though another one may be farther off in
// tolerances.
func TestTheReasonIsAMeasurementOfThatVerdict(t *testing.T) {
	e := results.Experiment{Claim: "P", Cases: []results.Case{{Keys: []string{"a"}}}}
	for _, c := range []struct {
		rows []results.Row
		why  string
	}{
		{[]results.Row{rowOf(results.Pass, "a", 0.5, 1), rowOf(results.Inconclusive, "b", 0, 1)},
			"b is too coarse to tell: off by 0, tolerance 1"},
		{[]results.Row{rowOf(results.Inconclusive, "a", 10, 1), rowOf(results.Fail, "b", 2, 1)},
			"b is off by 2, tolerance 1"},
	} {
		if o := judgeExperiment(e, c.rows, nil).Cases[0]; o.Why != c.why {
			t.Errorf("got %q, want %q", o.Why, c.why)
		}
	}
}

func TestNumbersThatAreOnlyReportedAreInconclusive(t *testing.T) {
	report := rowOf(results.Skipped, "gap", 3, math.NaN())
	report.Note = "no law is known"
	fail := rowOf(results.Fail, "gap", 2, 1)
	fail.CaseNo = 1
	e := results.Experiment{Claim: "P", Cases: []results.Case{{Keys: []string{"a"}},
		{Keys: []string{"b"}, Control: &results.Control{Why: "w"}}}}
	o := judgeExperiment(e, []results.Row{report, fail}, nil)
	want := []string{"never judged: numbers were measured, but compared with nothing: no law is known"}
	if o.Verdict != results.Inconclusive || o.Cases[0].Verdict != results.Skipped || !slices.Equal(o.Gaps,
		want) {
		t.Errorf("%+v", o)
	}
	report.Got = results.Number(math.NaN())
	o = judgeExperiment(e, []results.Row{report, fail}, nil)
	if o.Verdict != results.Fail || o.Gaps != nil {
		t.Errorf("nothing measured: %+v", o)
	}
}

// A metric whose tolerance the spec sets is meant to be judged.
func TestANamedMetricThatIsNeverJudgedIsInconclusive(t *testing.T) {
	const never = ` was never judged, though the spec sets its tolerance: `
	skip := func(metric string, got float64) results.Row {
		r := rowOf(results.Skipped, metric, got, math.NaN())
		r.Note = "fewer than 3 sizes"
		return r
	}
	in := func(no int, r results.Row) results.Row { r.CaseNo = no; return r }
	pass, fail := rowOf(results.Pass, "gap", 0, 1), rowOf(results.Fail, "gap", 2, 1)
	for name, c := range map[string]struct {
		named []string
		rows  []results.Row // of two cases and a control
		cases string
		claim results.Verdict
		gaps  []string
	}{
		"judged": {[]string{"gap"}, []results.Row{pass, in(1, pass), in(2, fail)}, "pass pass caught",
			results.Pass, nil},
		"not named": {nil, []results.Row{pass, skip("exponent", 0), in(1, pass), in(2, fail)},
			"pass pass caught", results.Pass, nil},
		"in no case": {[]string{"exponent", "gap"},
			[]results.Row{pass, skip("exponent", 0), in(1, pass),
				in(2, fail)}, "pass pass caught", results.Inconclusive, []string{"exponent" + never +
				"fewer than 3 sizes"}},
		"only reported": {[]string{"exponent", "gap"},
			[]results.Row{pass, skip("exponent", 3), in(1, pass),
				in(2, fail)}, "pass pass caught", results.Inconclusive, []string{"exponent" + never +
				"fewer than 3 sizes"}},
		"not measured": {[]string{"exponent", "gap"}, []results.Row{pass, in(1, pass), in(2, fail)},
			"pass pass caught", results.Inconclusive, []string{"exponent" + never + "it was not measured"}},
		"in one case": {[]string{"exponent", "gap"},
			[]results.Row{pass, skip("exponent", 0), in(1, pass),
				in(1, rowOf(results.Pass, "exponent", 0, 1)), in(2,
					fail)}, "pass pass caught", results.Pass, nil},
		"at one place": {[]string{"gap"}, []results.Row{skip("gap", 0), pass, in(1, pass), in(2, fail)},
			"pass pass caught", results.Pass, nil},
		"none in a case": {[]string{"exponent"},
			[]results.Row{pass, skip("exponent", 0), in(1, rowOf(results.Pass, "exponent", 0, 1)),
				in(2, fail)}, "inconclusive pass caught", results.Inconclusive, nil},
		"quick": {[]string{"exponent", "gap"},
			[]results.Row{pass, skip("exponent", 0), in(1, pass),
				in(2, fail)}, "pass pass caught", results.Pass, nil},
		"quick, none": {[]string{"exponent"},
			[]results.Row{pass, skip("exponent", 0), in(1, pass),
				in(2, fail)}, "inconclusive inconclusive caught", results.Inconclusive, nil},
		"the control": {[]string{"exponent", "gap"},
			[]results.Row{pass, in(1, pass),
				in(2, rowOf(results.Fail, "exponent", 2,
					1))}, "pass pass caught", results.Inconclusive, []string{"exponent" + never +
				"it was not measured"}},
	} {
		e := results.Experiment{Claim: "P",
			Tolerances: map[string]results.Tolerance{"gap": {}, "exponent": {}},
			Cases: []results.Case{{Keys: []string{"a"}}, {Keys: []string{"b"}},
				{Keys: []string{"c"}, Control: &results.Control{Why: "w"}}}}
		if strings.HasPrefix(name, "quick") {
			e.Size = results.Quick
		}
		for _, m := range c.named {
			e.Tolerances[m] = results.Tolerance{Named: true}
		}
		o := judgeExperiment(e, c.rows, nil)
		cases := ""
		for _, c := range o.Cases {
			cases += " " + string(c.Verdict)
		}
		if cases != " "+c.cases || o.Verdict != c.claim || !slices.Equal(o.Gaps, c.gaps) {
			t.Errorf("%s: got%s, claim %s, gaps %q", name, cases, o.Verdict, o.Gaps)
		}
	}
}

func TestATrialThatFinishesWhileJudgedIsNoFailure(t *testing.T) {
	path := filepath.Join(t.TempDir(), "r.sqlite")
	store := open(t, path)
	s := specs(t, header)
	for _, e := range s {
		if err := store.Plan(e.Experiment); err != nil {
			t.Fatal(err)
		}
	}
	reader, err := results.OpenReadOnly(path)
	if err != nil {
		t.Fatal(err)
	}
	defer reader.Close()
	snapshot, err := reader.Snapshot()
	if err != nil {
		t.Fatal(err)
	}
	defer snapshot.Close()
	if _, err := snapshot.Finished(); err != nil {
		t.Fatal(err)
	}
	run(t, store, s, 1)
	for _, source := range []Source{snapshot, store} {
		j, err := Judge(source)
		if err != nil {
			t.Fatal(err)
		}
		if missing := j.Experiments[0].Cases[0].Missing; (missing == 1) != (source == snapshot) ||
			(j.Exit() == 1) != (source == snapshot) {
			t.Errorf("%T: %d missing, exit %d", source, missing, j.Exit())
		}
	}
}
