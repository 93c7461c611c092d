package runner

import (
	"context"
	"errors"
	"fmt"
	"math"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"proxflow/results"
	"proxflow/runner/spec"
	"proxflow/theory/claim/series"
)

const rolled = diceHeader + `repeats = 16
[sweep]
places = [[1.0, 2.0], [3.0]]
[[control]]
why = "biased"
params = { bias = 10.0 }
catches = ["mean"]
`

func rows(t *testing.T, store *results.Store) []results.Row {
	t.Helper()
	list, err := store.Rows()
	if err != nil {
		t.Fatal(err)
	}
	return list
}

func TestASummaryMeasuresTheMeanOfAllRepeatsAndJudgesThem(t *testing.T) {
	store := open(t, filepath.Join(t.TempDir(), "r.sqlite"))
	if r := run(t, store, specs(t, rolled), 2); r != (Report{Planned: 51, Ran: 51}) || r.Left() != 0 {
		t.Errorf("%+v", r)
	}
	type place struct {
		no int
		at float64
	}
	sum, n, verdict := map[place]float64{}, map[place]int{}, map[place]results.Verdict{}
	all := rows(t, store)
	for _, r := range all {
		if p := (place{r.CaseNo, float64(r.At)}); r.By == "mean" {
			sum[p] += float64(r.Got)
			n[p]++
		}
	}
	for _, r := range all {
		if p := (place{r.CaseNo, float64(r.At)}); r.Metric == "mean" {
			verdict[p] = r.Verdict
			if r.Repeat != results.Summary || n[p] != 16 || math.Abs(float64(r.Got)-sum[p]/16) > 1e-12 ||
				r.Tol != 3*r.Budget {
				t.Errorf("%d draws of mean %v, but %+v", n[p], sum[p]/16, r)
			}
		}
	}
	if got := fmt.Sprint(verdict); len(verdict) != 5 || strings.Count(got, "fail") != 2 ||
		strings.Count(got, "pass") != 3 {
		t.Error(got)
	}
	for _, r := range all {
		if r.By == "" {
			continue
		}
		want := verdict[place{r.CaseNo, float64(r.At)}]
		if r.By == "spread" { // at no place
			want = results.Pass
		}
		if r.Verdict != want || r.Note != "one draw: judged in the mean, by "+r.By || r.Repeat < 0 ||
			!math.IsNaN(float64(r.Tol+r.Budget)) {
			t.Errorf("want %s, got %+v", want, r)
		}
	}
	j, err := Judge(store)
	if err != nil || j.Exit() != 0 || j.Claims[0].Caught != 1 {
		t.Fatalf("%+v, %v", j, err)
	}
	for i, c := range j.Experiments[0].Cases {
		total := 0
		for _, n := range c.Count {
			total += n
		}
		if want := 16 + []int{3, 2, 3}[i]; total != want || c.Worst.Repeat != results.Summary ||
			c.Missing > 0 {
			t.Errorf("%+v counts %d measurements, want %d", c, total, want)
		}
	}
	if d := dump(t, store); !strings.Contains(d, "{probe 0 -1 of 16}") ||
		!strings.Contains(d, series.PlanError.String()) {
		t.Error("observations or warnings of the summary are lost")
	}
}

func TestASummaryIsTheSameForAnyWorkersAndAfterAStop(t *testing.T) {
	var want string
	for _, jobs := range []int{1, 8} {
		store := open(t, filepath.Join(t.TempDir(), "r.sqlite"))
		run(t, store, specs(t, rolled), jobs)
		if got := dump(t, store); want == "" {
			want = got
		} else if got != want {
			t.Errorf("%d jobs give other results", jobs)
		}
	}
	for _, after := range []int{1, 15, 16, 17, 40} { // trials
		store := open(t, filepath.Join(t.TempDir(), "r.sqlite"))
		ctx, cancel := context.WithCancel(t.Context())
		heard := 0
		r, err := Run(ctx, store, specs(t, rolled),
			Options{Jobs: 1, Progress: listener{func([]Plan) {}, func(*spec.Spec, results.Trial) {
				if heard++; heard == after {
					cancel()
				}
			}}})
		if !errors.Is(err, context.Canceled) || r.Ran < after || r.Left() != 51-r.Ran {
			t.Fatalf("%+v, %v", r, err)
		}
		for _, s := range rows(t, store) {
			done := after >= 17 && s.CaseNo == 0 || after >= 34 && s.CaseNo == 1
			if s.By != "" && (s.Verdict == results.Inconclusive) == done || !done && s.By != "" &&
				!strings.HasSuffix(s.Note, ", which is not there yet") {
				t.Fatalf("after %d trials %+v", after, s)
			}
		}
		if j, err := Judge(store); err != nil || j.Exit() == 0 || j.Exit() == 4 {
			t.Errorf("after %d trials: exit %d, %v", after, j.Exit(), err)
		}
		if again := run(t, store, specs(t, rolled),
			2); again != (Report{Planned: 51, Cached: r.Ran, Ran: 51 - r.Ran}) {
			t.Errorf("%+v", again)
		}
		if dump(t, store) != want {
			t.Errorf("stopped after %d trials and resumed, it gives other results", after)
		}
	}
}

func TestMoreRepeatsRunOnlyThemselvesAndANewSummary(t *testing.T) {
	store := open(t, filepath.Join(t.TempDir(), "r.sqlite"))
	spec := func(repeats int) []*spec.Spec {
		return specs(t,
			fmt.Sprintf("%srepeats = %d\n", diceHeader, repeats))
	}
	run(t, store, spec(4), 2)
	plans, err := PlanReport(store, spec(6))
	if err != nil {
		t.Fatal(err)
	}
	last := plans[0].Trials[6]
	if last.Repeat != results.Summary || last.State != Todo ||
		last.Why != "summary: some of its trials have yet to run" || !(last.Seconds > 0) {
		t.Errorf("%+v", last)
	}
	ran.Store(0)
	summed.Store(0)
	if r := run(t, store, spec(6), 2); r != (Report{Planned: 7, Cached: 4, Ran: 3}) || ran.Load() != 2 ||
		summed.Load() != 1 {
		t.Errorf("%+v, %d trials ran, %d summaries", r, ran.Load(), summed.Load())
	}
	for range 2 { // back and forth
		if r := run(t, store, spec(4), 2); r != (Report{Planned: 5, Cached: 5}) {
			t.Errorf("%+v", r)
		}
	}
	twin := specs(t, strings.Replace(diceHeader, "probe", "twin", 1)+"repeats = 8\n")
	if r := run(t, store, append(spec(8), twin...), 2); r != (Report{Planned: 9, Cached: 6, Ran: 3}) ||
		r.Left() != 0 {
		t.Errorf("two experiments of the same trials: %+v", r)
	}
	if e, err := store.Experiments(); err != nil || e[0].Cases[0].Summary == "" ||
		len(e[0].Cases[0].Keys) != 8 || e[0].Cases[0].Summary != e[1].Cases[0].Summary {
		t.Errorf("%+v, %v", e, err)
	}
}

func TestASummaryThatCannotRunIsAnErrorOfItsCase(t *testing.T) {
	for _, c := range []struct {
		do, why string
		ran     int
	}{
		{"error", `^no dice$`, 16},
		{"sum-error", `^no sum$`, 17},
		{"sum-panic", `^panic: that was unexpected \(runner/dice_test.go:\d+\)$`, 17},
		{"sum-twice", `^the summary of dice measures spread at NaN twice$`, 17},
		{"sum-lacks", `^the summary of dice does not measure mean at 1, which judges samples$`, 17},
		{"sum-samples", `^dice samples draw, but only the trials of a check with a summary may$`, 17},
		{"sum-alien", `^dice measures "unheard-of", which is not one of its metrics$`, 17},
		{"judge", `^dice names "judge" as the judge of a sample, but it is not one of its metrics$`, 16},
	} {
		store := open(t, filepath.Join(t.TempDir(), "r.sqlite"))
		s := specs(t, diceHeader+"repeats = 16\nparams.do = '"+c.do+"'\n")
		summed.Store(0)
		heard := 0
		r, err := Run(t.Context(), store, s,
			Options{Jobs: 4,
				Progress: listener{func([]Plan) {}, func(*spec.Spec, results.Trial) { heard++ }}})
		if err != nil || r.Ran != c.ran || r.Blocked != 17-c.ran || r.Left() != 0 || r.Errors == 0 ||
			r.Errors == 17 || heard != 17 || int(summed.Load()) != c.ran-16 {
			t.Errorf("%s: %+v, %v", c.do, r, err)
		}
		j, err := Judge(store)
		if o := j.Experiments[0].Cases[0]; err != nil || o.Verdict != results.Error || j.Exit() != 4 ||
			!regexp.MustCompile(c.why).MatchString(o.Why) {
			t.Errorf("%s: %+v, %v", c.do, o, err)
		}
		if again := run(t, store, s,
			2); again != (Report{Planned: 17, Cached: r.Ran - r.Errors, Ran: r.Errors,
			Errors: r.Errors, Blocked: r.Blocked}) {
			t.Errorf("%s: again %+v", c.do, again)
		}
		for _, row := range rows(t, store) {
			if row.By != "" && (row.Verdict != results.Inconclusive) {
				t.Fatalf("%s: %+v", c.do, row)
			}
		}
	}
}

func TestSamplesFollowASkippedSummaryAndNothingIsNoPass(t *testing.T) {
	store := open(t, filepath.Join(t.TempDir(), "r.sqlite"))
	run(t, store, specs(t, diceHeader+lines(`repeats = 2`, `sweep.do = ["skip", "nothing"]`)), 2)
	var got []string
	for _, r := range rows(t, store) {
		if r.By == "mean" && r.Repeat == 1 {
			got = append(got, fmt.Sprint(r.At, r.Verdict, ": ", r.Note))
		}
	}
	want := []string{"1skipped: one draw: judged in the mean, by mean, skipped: not here",
		"2pass: one draw: judged in the mean, by mean"}
	if !slices.Equal(got, want) {
		t.Errorf("got %q", got)
	}
	j, err := Judge(store)
	if o := j.Experiments[0].Cases; err != nil || o[0].Verdict != results.Pass ||
		o[1].Verdict != results.Fail || o[1].Why != nothing {
		t.Errorf("%+v, %v", o, err)
	}
}

func TestACheckWithoutASummaryMayNotSample(t *testing.T) {
	store := open(t, filepath.Join(t.TempDir(), "r.sqlite"))
	run(t, store, specs(t, header+`params.do = "sample"`), 1)
	if r := rows(t, store); len(r) != 1 ||
		r[0].Note != "fake samples gap, but only the trials of a check with a summary may" {
		t.Errorf("%+v", r)
	}
}
