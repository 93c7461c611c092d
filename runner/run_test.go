package runner

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"proxflow/results"
	"proxflow/runner/spec"
)

// Left returns the number of trials that the run did not get to.
func (r Report) Left() int { return r.Planned - r.Cached - r.Ran - r.Blocked }

// dump is everything that the store measured and kept, as text.
func dump(t *testing.T, store *results.Store) string {
	t.Helper()
	rows, err := store.Rows()
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := results.WriteJSON(&b, rows); err != nil {
		t.Fatal(err)
	}
	warnings, err := store.Warnings()
	if err != nil {
		t.Fatal(err)
	}
	observed, err := store.Observations("probe", nil)
	if err != nil {
		t.Fatal(err)
	}
	fmt.Fprintln(&b, warnings, observed)
	kept, err := store.Artifacts()
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range kept { // whichever run saved them
		fmt.Fprintln(&b, a.Key, a.Hash, a.Size)
	}
	return b.String()
}

// mixed has 40 trials with every outcome but a blocked one.
const mixed = header + `repeats = 4
[sweep]
target = ["ball", { name = "ball", d = 3 }]
do = ["pass", "coarse", "skip", "error"]
[[control]]
why = "broken"
params = { do = "fail" }
[[control]]
why = "breaks only one metric"
params = { do = "drift" }
catches = ["drift"]
`

func TestTheNumberOfWorkersChangesNoByte(t *testing.T) {
	slow = time.Millisecond
	defer func() { slow = 0 }()
	var want string
	for _, jobs := range []int{1, 2, 8} {
		store := open(t, filepath.Join(t.TempDir(), "r.sqlite"))
		peak.Store(0)
		r := run(t, store, specs(t, mixed), jobs)
		if r != (Report{Planned: 40, Ran: 40, Errors: 8}) || r.Left() != 0 {
			t.Errorf("%d jobs: %+v", jobs, r)
		}
		if p := int(peak.Load()); p > jobs || jobs > 1 && p < 2 {
			t.Errorf("%d jobs: %d trials at once", jobs, p)
		}
		got := dump(t, store)
		if want == "" {
			want = got
		}
		if got != want || !strings.Contains(got, `"verdict":"pass"`) {
			t.Errorf("%d jobs give other results:\n%s\n%s", jobs, got, want)
		}
	}
}

func TestNothingRunsTwiceButWhatCouldNotRun(t *testing.T) {
	store := open(t, filepath.Join(t.TempDir(), "r.sqlite"))
	run(t, store, specs(t, mixed), 2)
	before := dump(t, store)
	ran.Store(0)
	if r := run(t, store, specs(t, mixed), 2); r != (Report{Planned: 40, Cached: 32, Ran: 8, Errors: 8}) ||
		ran.Load() != 8 {
		t.Errorf("%+v, %d trials ran", r, ran.Load())
	}
	if dump(t, store) != before {
		t.Error("the second run changes results")
	}
	r := run(t, store, specs(t, strings.Replace(mixed, "repeats = 4", "repeats = 5", 1)), 2)
	if r != (Report{Planned: 50, Cached: 32, Ran: 18, Errors: 10}) {
		t.Errorf("one more repeat: %+v", r)
	}
}

func TestPublishedValuesChangeNoResult(t *testing.T) {
	store := open(t, filepath.Join(t.TempDir(), "r.sqlite"))
	run(t, store, specs(t, mixed), 2)
	before := dump(t, store)
	with := specs(t, mixed+lines(`[[published]]`, `metric = "gap"`, `case = { do = "pass" }`, `value = 1`,
		`source = "A"`))
	if r := run(t, store, with, 2); r.Ran != r.Errors || len(with[0].Cases[0].Published) != 1 ||
		dump(t, store) != before {
		t.Errorf("%+v", r)
	}
}

func TestATrialOfTwoExperimentsRunsOnce(t *testing.T) {
	text := header + "repeats = 3\n"
	first, second := specs(t, text)[0], specs(t, strings.Replace(text, "probe", "twin", 1))[0]
	store := open(t, filepath.Join(t.TempDir(), "r.sqlite"))
	ran.Store(0)
	if r := run(t, store, []*spec.Spec{first, second}, 2); r != (Report{Planned: 3, Ran: 3}) ||
		ran.Load() != 3 {
		t.Errorf("%+v, %d trials ran", r, ran.Load())
	}
	rows, err := store.Rows("twin")
	if err != nil || len(rows) != 18 {
		t.Errorf("%d rows, %v", len(rows), err)
	}
	if r := run(t, store, []*spec.Spec{first, second}, 2); r != (Report{Planned: 3, Cached: 3}) {
		t.Errorf("again: %+v", r)
	}
	runs, err := store.Runs()
	if err != nil || len(runs) != 1 {
		t.Errorf("%d runs recorded, %v; one that runs nothing is none", len(runs), err)
	}
}

func TestWhatCannotRunIsAnErrorOfItsTrialInOneLine(t *testing.T) {
	store := open(t, filepath.Join(t.TempDir(), "r.sqlite"))
	run(t, store, specs(t, header+`sweep.do = ["error", "panic", "index", "alien", "pass"]`), 1)
	rows, err := store.Rows()
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, r := range rows {
		if r.Verdict == results.Error {
			got = append(got, r.Note)
		}
	}
	want := []string{
		`^no such luck:\\n\\x1b\[31mtwo lines$`,
		`^panic: that was\\nunexpected \(runner/fake_test.go:\d+\)$`,
		`^panic: runtime error: index out of range \[1\] with length 1 \(runner/fake_test.go:\d+\)$`,
		`^fake measures "unheard-of", which is not one of its metrics$`,
	}
	if len(got) != len(want) {
		t.Fatalf("%d errors: %q", len(got), got)
	}
	for i, w := range want {
		if !regexp.MustCompile(w).MatchString(got[i]) {
			t.Errorf("got %s, want %s", got[i], w)
		}
	}
}

// listener calls done for every trial.
type listener struct {
	start func([]Plan)
	done  func(*spec.Spec, results.Trial)
}

func (listener) Working(*spec.Spec, string, int, int, string) {}

func (l listener) Start(p []Plan)                      { l.start(p) }
func (l listener) Done(s *spec.Spec, tr results.Trial) { l.done(s, tr) }
func (l listener) Blocked(s *spec.Spec)                { l.done(s, results.Trial{Err: "blocked"}) }

func TestCancellingKeepsWhatHasFinished(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	store := open(t, filepath.Join(t.TempDir(), "r.sqlite"))
	s := specs(t, header+"repeats = 3\n"+`sweep.do = ["pass", "block"]`)
	var heard []string
	r, err := Run(ctx, store, s, Options{Jobs: 2, Progress: listener{
		func(p []Plan) { heard = append(heard, p[0].Summary()) },
		func(s *spec.Spec, tr results.Trial) {
			heard = append(heard, s.Name+" "+tr.Err)
			if len(heard) == 4 {
				cancel()
			}
		},
	}})
	if !errors.Is(err, context.Canceled) || r != (Report{Planned: 6, Ran: 3}) || r.Left() != 3 {
		t.Errorf("%+v, %v", r, err)
	}
	if got := strings.Join(heard, "|"); got != "probe: 6 to do, 0 cached, 0 shared|probe |probe |probe " {
		t.Errorf("heard %s", got)
	}
	done, err := store.Finished()
	if err != nil || len(done) != 3 {
		t.Errorf("%d finished trials, %v", len(done), err)
	}
	runs, err := store.Runs()
	if err != nil || len(runs) != 1 || runs[0].Status != "stopped: context canceled" || runs[0].End == "" {
		t.Errorf("%+v, %v", runs, err)
	}
}

// follower hears of the steps of trials too.
type follower struct {
	listener
	working func(s *spec.Spec, trial string, done, total int, note string)
}

func (f follower) Working(s *spec.Spec, trial string, done, total int, note string) {
	f.working(s, trial, done, total, note)
}

func TestStepsOfTrialsAreHeardInOrderUntilEachIsDoneAndChangeNothing(t *testing.T) {
	const points, trials = 50, 24
	text := header + fmt.Sprintf("repeats = %d\nparams = { do = \"train\", points = %d }\n", trials, points)
	deaf := open(t, filepath.Join(t.TempDir(), "r.sqlite"))
	run(t, deaf, specs(t, text), 4)

	for _, executor := range []func(Services) Executor{Local(nil), subprocess()} {
		store := open(t, filepath.Join(t.TempDir(), "r.sqlite"))
		steps, done := map[string]int{}, 0 // without a lock: one goroutine tells
		hear := follower{
			listener{func([]Plan) {}, func(_ *spec.Spec, tr results.Trial) {
				if done++; steps[tr.Key] != points {
					t.Errorf("a trial is done after %d of %d steps", steps[tr.Key], points)
				}
			}},
			func(s *spec.Spec, trial string, step, total int, note string) {
				if steps[trial]++; s.Name != "probe" || step != steps[trial] || total != points ||
					note != `loss\n1` {
					t.Errorf("%s: heard of step %d of %d after %d steps: %s", s.Name, step, total,
						steps[trial], note)
				}
			},
		}
		if _, err := Run(t.Context(), store, specs(t, text),
			Options{Jobs: 4, Progress: hear, Executor: executor}); err != nil || done != trials {
			t.Fatalf("%d trials, %v", done, err)
		}
		if dump(t, store) != dump(t, deaf) {
			t.Error("listening changes results")
		}

		ctx, cancel := context.WithCancel(t.Context())
		hear.listener.done = func(*spec.Spec, results.Trial) {}
		hear.working = func(*spec.Spec, string, int, int, string) { cancel() }
		store = open(t, filepath.Join(t.TempDir(), "r.sqlite"))
		if _, err := Run(ctx, store, specs(t, text),
			Options{Jobs: 4, Progress: hear, Executor: executor}); !errors.Is(err, context.Canceled) {
			t.Errorf("a run that is told to stop while trials tell their steps: %v", err)
		}
	}
}

// full is a store whose disk is full after some trials.
type full struct {
	*results.Store
	room int
}

var errFull = &results.DiskError{Path: "r.sqlite", Msg: "the disk is full"}

func (f *full) Put(run int64, t results.Trial) error {
	if f.room--; f.room < 0 {
		return errFull
	}
	return f.Store.Put(run, t)
}

func TestAFullDiskStopsTheRunAndIsTold(t *testing.T) {
	store := &full{open(t, filepath.Join(t.TempDir(), "r.sqlite")), 5}
	ran.Store(0)
	r, err := Run(t.Context(), store, specs(t, header+"repeats = 1000\n"), Options{Jobs: 2})
	if err != error(errFull) || r.Ran != 5 || ran.Load() > 50 {
		t.Errorf("%v, %+v, %d trials ran", err, r, ran.Load())
	}
	store.room = 1000
	if r := run(t, store, specs(t, header+"repeats = 1000\n"), 2); r.Cached != 5 || r.Left() != 0 {
		t.Errorf("afterwards: %+v", r)
	}
}
