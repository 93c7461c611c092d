package runner

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"runtime/debug"
	"strings"
	"testing"
	"time"

	"proxflow/results"
)

// dump is everything that the store measured, as text.
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
	observed, err := store.Observations("probe")
	if err != nil {
		t.Fatal(err)
	}
	fmt.Fprintln(&b, warnings, observed)
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
	if r := run(t, store, specs(t, mixed), 2); r != (Report{Planned: 40, Cached: 32, Ran: 8, Errors: 8}) || ran.Load() != 8 {
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

func TestATrialOfTwoExperimentsRunsOnce(t *testing.T) {
	text := header + "repeats = 3\n"
	first, second := specs(t, text)[0], specs(t, strings.Replace(text, "probe", "twin", 1))[0]
	store := open(t, filepath.Join(t.TempDir(), "r.sqlite"))
	ran.Store(0)
	if r := run(t, store, []*Spec{first, second}, 2); r != (Report{Planned: 3, Ran: 3}) || ran.Load() != 3 {
		t.Errorf("%+v, %d trials ran", r, ran.Load())
	}
	rows, err := store.Rows("twin")
	if err != nil || len(rows) != 18 {
		t.Errorf("%d rows, %v", len(rows), err)
	}
	if r := run(t, store, []*Spec{first, second}, 2); r != (Report{Planned: 3, Cached: 3}) {
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
		`^fake measures "unheard-of", which is none of its metrics$`,
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
	done  func(*Spec, results.Trial)
}

func (l listener) Start(p []Plan)                 { l.start(p) }
func (l listener) Done(s *Spec, tr results.Trial) { l.done(s, tr) }

func TestCancellingKeepsWhatHasFinished(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	store := open(t, filepath.Join(t.TempDir(), "r.sqlite"))
	s := specs(t, header+"repeats = 3\n"+`sweep.do = ["pass", "block"]`)
	var heard []string
	r, err := Run(ctx, store, s, Options{Jobs: 2, Progress: listener{
		func(p []Plan) { heard = append(heard, p[0].Summary()) },
		func(s *Spec, tr results.Trial) {
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

// The child of TestAKilledRunResumes: this binary once more, running a spec until it is killed.
func TestMain(m *testing.M) {
	if dir := os.Getenv("PROXFLOW_TEST_CHILD"); dir != "" {
		child(dir)
		return
	}
	os.Exit(m.Run())
}

func child(dir string) {
	slow = 2 * time.Millisecond
	s, err := Load(false, filepath.Join(dir, "probe.toml"))
	if err == nil {
		var store *results.Store
		if store, err = results.Open(filepath.Join(dir, "r.sqlite")); err == nil {
			_, err = Run(context.Background(), store, s, Options{Jobs: 4, Progress: listener{
				func([]Plan) {},
				func(_ *Spec, t results.Trial) { fmt.Println(t.Key) },
			}})
		}
	}
	fmt.Fprintln(os.Stderr, err)
}

func TestAKilledRunResumes(t *testing.T) {
	const text = header + "repeats = 100\nsweep.do = [\"pass\", \"coarse\"]\n"
	whole := open(t, filepath.Join(t.TempDir(), "r.sqlite"))
	run(t, whole, specs(t, text), 2)
	want := dump(t, whole)

	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "probe.toml"), []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
	s, err := Load(false, filepath.Join(dir, "probe.toml"))
	if err != nil {
		t.Fatal(err)
	}
	survived := 0
	for range 3 {
		told := killed(t, dir)
		store, err := results.Open(filepath.Join(dir, "r.sqlite"))
		if err != nil {
			t.Fatal(err)
		}
		finished, err := store.Finished()
		if err != nil {
			t.Fatal(err)
		}
		for _, key := range told {
			if !finished[key] {
				t.Errorf("trial %s was stored, and is lost", key)
			}
		}
		if len(finished) < survived+len(told) {
			t.Errorf("%d trials survive; %d did before, and %d were added", len(finished), survived, len(told))
		}
		survived = len(finished)
		if err := store.Close(); err != nil {
			t.Fatal(err)
		}
	}
	store := open(t, filepath.Join(dir, "r.sqlite"))
	ran.Store(0)
	if r := run(t, store, s, 2); r != (Report{Planned: 200, Cached: survived, Ran: 200 - survived}) || ran.Load() != int64(200-survived) {
		t.Errorf("%+v, %d trials ran after %d", r, ran.Load(), survived)
	}
	if dump(t, store) != want {
		t.Error("a run that was killed and resumed gives other results")
	}
}

// killed runs the child, kills it at a random moment, and returns what it had reported as stored.
func killed(t *testing.T, dir string) (keys []string) {
	t.Helper()
	binary, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(binary)
	cmd.Env = append(os.Environ(), "PROXFLOW_TEST_CHILD="+dir)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	moment := 1 + rand.IntN(40)
	lines := bufio.NewReader(out)
	for {
		key, err := lines.ReadString('\n')
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		if keys = append(keys, strings.TrimSpace(key)); len(keys) == moment {
			time.Sleep(time.Duration(rand.IntN(3_000_000)))
			cmd.Process.Kill()
		}
	}
	cmd.Wait()
	if len(keys) < moment || stderr.Len() > 0 {
		t.Fatalf("the child ended by itself: %s", stderr.String())
	}
	return keys
}

func TestPlanReportSaysWhatWouldRunAndWhy(t *testing.T) {
	s := specs(t, header+`sweep.do = ["pass", "error"]`)
	other := specs(t, strings.Replace(header, "probe", "other", 1)+lines(`seed = 9`, `sweep.do = ["pass"]`, `sweep.points = [3, 4]`))[0]
	twin := specs(t, strings.Replace(header, "probe", "twin", 1)+`params.points = 4`+"\nseed = 9\n")[0]
	tell := func(store History) string {
		plans, err := PlanReport(store, []*Spec{s[0], other, twin})
		if err != nil {
			t.Fatal(err)
		}
		var b strings.Builder
		for _, p := range plans {
			for _, tr := range p.Trials {
				cost := "none"
				if tr.Seconds > 0 {
					cost = "some"
				} else if tr.Seconds != tr.Seconds {
					cost = "unknown"
				}
				fmt.Fprintf(&b, "%s %d %s, cost %s: %s\n", p.Spec.Name, tr.Case, tr.State, cost, tr.Why)
			}
		}
		return b.String()
	}
	const fresh, twinLine = "cost unknown: the store has no such case\n", "twin 0 shared, cost none: the same trial as one of other\n"
	want := "probe 0 todo, " + fresh + "probe 1 todo, " + fresh + "other 0 todo, " + fresh + "other 1 todo, " + fresh + twinLine
	if got := tell(nil); got != want {
		t.Errorf("without a store\n%s", got)
	}
	store := open(t, filepath.Join(t.TempDir(), "r.sqlite"))
	run(t, store, s, 1)
	want = "probe 0 cached, cost none: the store has this trial\n" +
		"probe 1 todo, cost some: it could not run last time: no such luck:\\n\\x1b[31mtwo lines\n" +
		"other 0 todo, cost some: the store has this case only for other seeds, repeats or versions of the mathematics\n" +
		"other 1 todo, cost some: the store has no such case\n" + twinLine
	if got := tell(store); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestARunIsRecordedWithAllThatMayMatter(t *testing.T) {
	store := open(t, filepath.Join(t.TempDir(), "r.sqlite"))
	s := specs(t, header)
	if _, err := Run(t.Context(), store, s, Options{Jobs: 3, Command: []string{"proxflow", "run"}}); err != nil {
		t.Fatal(err)
	}
	runs, err := store.Runs()
	if err != nil || len(runs) != 1 {
		t.Fatal(runs, err)
	}
	p := runs[0]
	if p.GoVersion != runtime.Version() || p.GOARCH != runtime.GOARCH || p.GOOS != runtime.GOOS || p.Workers != 3 ||
		strings.Join(p.Command, " ") != "proxflow run" || p.Specs[s[0].File] != header || p.Status != "finished" {
		t.Errorf("%+v", p)
	}
	if text, err := os.ReadFile("/proc/cpuinfo"); err == nil && strings.Contains(string(text), "model name") && (p.CPU == "" || !strings.Contains(string(text), p.CPU)) {
		t.Errorf("CPU %q", p.CPU)
	}
	start, err1 := time.Parse(time.RFC3339, p.Start)
	end, err2 := time.Parse(time.RFC3339, p.End)
	if err1 != nil || err2 != nil || end.Before(start) {
		t.Errorf("from %s to %s", p.Start, p.End)
	}
}

func TestTheBuildIsRecorded(t *testing.T) {
	info, err := debug.ParseBuildInfo(lines("path\tproxflow/cmd/proxflow", "mod\tproxflow\t(devel)\t", "dep\tgonum.org/v1/gonum\tv0.17.0\th1:x=",
		"dep\texample.org/a\tv1.0.0\th1:y=", "=>\texample.org/b\tv1.2.0\th1:z=", "build\tGOAMD64=v3", "build\tvcs.revision=abc", "build\tvcs.modified=true"))
	if err != nil {
		t.Fatal(err)
	}
	p := results.Provenance{Modules: map[string]string{}}
	built(&p, info)
	want := map[string]string{"gonum.org/v1/gonum": "v0.17.0", "example.org/b": "v1.2.0"}
	if p.Commit != "abc" || !p.Dirty || p.GOAMD64 != "v3" || !maps.Equal(p.Modules, want) {
		t.Errorf("%+v", p)
	}
}
