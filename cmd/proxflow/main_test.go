package main

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"maps"
	"math"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"proxflow/results"
	"proxflow/theory/claim"
)

func TestMain(m *testing.M) { testscript.Main(m, map[string]func(){"proxflow": main}) }

// TestScripts runs the txtar files of testdata/script, one a subject.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir: "testdata/script",
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"status": expectStatus,
			"hold":   hold,
			"sql":    runSQL,
			"images": writeImages,
			"pick":   pickID,
			"alter":  alter,
		},
	})
}

// expectStatus is "status N program args…": the program must exit with N, and nothing on stderr be a panic.
func expectStatus(ts *testscript.TestScript, _ bool, args []string) {
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	err = ts.Exec(args[1], args[2:]...)
	got := 0
	if exit := (*exec.ExitError)(nil); errors.As(err, &exit) {
		got = exit.ExitCode()
	} else {
		ts.Check(err)
	}
	if got != want {
		ts.Fatalf("exit status %d, want %d", got, want)
	}
}

// hold is "hold FILE": another run has the store until the script ends.
func hold(ts *testscript.TestScript, _ bool, args []string) {
	store, err := results.Open(ts.MkAbs(args[0]))
	ts.Check(err)
	ts.Defer(func() { store.Close() })
}

// runSQL is "sql FILE STATEMENT": what another program does to a file.
func runSQL(ts *testscript.TestScript, _ bool, args []string) {
	db, err := sql.Open("sqlite", ts.MkAbs(args[0]))
	ts.Check(err)
	_, err = db.Exec(args[1])
	ts.Check(errors.Join(err, db.Close()))
}

// pickID is "pick METRIC FILE": $ID becomes the ID of the first measurement of the metric in a store.
func pickID(ts *testscript.TestScript, _ bool, args []string) {
	store, err := results.OpenReadOnly(ts.MkAbs(args[1]))
	ts.Check(err)
	defer store.Close()
	rows, err := store.Rows()
	ts.Check(err)
	i := slices.IndexFunc(rows, func(r results.Row) bool { return r.Metric == args[0] })
	ts.Setenv("ID", rows[i].ID())
}

// alter is "alter FILE METRIC TIMES [FEATURES]": all numbers of the metric in a store grow by so many budgets
// (or by so much, if they have none), without a trace. FEATURES are those of the processor that is said to
// have made them. With the metric seed, the seed of all trials changes.
func alter(ts *testscript.TestScript, _ bool, args []string) {
	store, err := results.Open(ts.MkAbs(args[0]))
	ts.Check(err)
	defer store.Close()
	keys, err := store.Origins()
	ts.Check(err)
	runs, err := store.Runs()
	ts.Check(err)
	times, err := strconv.ParseFloat(args[2], 64)
	ts.Check(err)
	made := runs[0].Run
	if len(args) > 3 {
		runs[0].Features = args[3]
		made, err = store.Begin(runs[0])
		ts.Check(err)
	}
	for _, key := range slices.Sorted(maps.Keys(keys)) {
		trial, _, _, err := store.Trial(key)
		ts.Check(err)
		altered := args[1] == "seed"
		if altered {
			trial.Seed = "another"
		}
		for i := range trial.Measurements {
			m := &trial.Measurements[i]
			if m.Metric == args[1] {
				altered = true
				by := m.Budget
				if math.IsNaN(by) {
					by = 1
				}
				m.Got += times * by
			}
		}
		if altered {
			ts.Check(store.Put(made, trial))
		}
	}
}

// Rigged is a check that comes out as it is told to, for what no sound check would do.
type Rigged struct {
	Mode  string `enum:"pass,fail,skip,report,coarse,nan,error,panic,interrupt,deaf"`
	Other string `enum:"none,pass"` // of another metric
	Count int    `min:"1"`          // measurements
	Case  int
	// Budget of what passes or fails.
	Budget float64 `above:"0"`
}

func (r *Rigged) Metrics() []claim.Metric {
	return []claim.Metric{{Name: "deviation", Doc: "what it is told", Times: 1},
		{Name: "other", Doc: "another metric", Times: 1}}
}

func (r *Rigged) Run(ctx context.Context, t *claim.Trial) error {
	if r.Other == "pass" {
		t.AtMost(claim.Metric{Name: "other"}, 0, 0.5, 1)
	}
	for i := range r.Count {
		at := float64(i)
		switch r.Mode {
		case "pass":
			t.AtMost(claim.Metric{Name: "deviation"}, at, told("PASS", i, 0.5), r.Budget)
		case "fail":
			t.AtMost(claim.Metric{Name: "deviation"}, at, told("FAIL", i, 2), r.Budget)
		case "skip":
			t.Skip(claim.Metric{Name: "deviation"}, at, "told to skip")
		case "report":
			t.Report(claim.Metric{Name: "deviation"}, at, 2, 1, "told to report")
		case "coarse":
			t.AtMost(claim.Metric{Name: "deviation"}, at, 1, math.Inf(1))
		case "nan":
			t.AtMost(claim.Metric{Name: "deviation"}, at, math.NaN(), 1)
		case "error":
			return errors.New("told to give up")
		case "interrupt", "deaf": // as Ctrl-C would, just now
			self, err := os.FindProcess(os.Getpid())
			if err = errors.Join(err, self.Signal(os.Interrupt)); err != nil {
				return err
			}
			<-ctx.Done()
			if r.Mode == "deaf" {
				select {}
			}
			return ctx.Err()
		case "panic":
			panic("told to panic")
		}
	}
	return nil
}

// told is what a variable of the environment says, one number for each measurement, as another program would.
func told(variable string, i int, otherwise float64) float64 {
	if numbers := strings.Fields(os.Getenv(variable)); i < len(numbers) {
		if x, err := strconv.ParseFloat(numbers[i], 64); err == nil {
			return x
		}
	}
	return otherwise
}

var _ = claim.Catalog.Add("rigged", "comes out as it is told to",
	func() claim.Check { return &Rigged{Mode: "pass", Other: "none", Count: 1, Budget: 1} })

// Drawn is a check of a mean, which is the bias.
type Drawn struct{ Bias float64 }

func (*Drawn) Metrics() []claim.Metric {
	return []claim.Metric{{Name: "draw", Doc: "one draw", Times: 1},
		{Name: "mean", Doc: "their mean", Times: 2}}
}

func (d *Drawn) Run(_ context.Context, t *claim.Trial) error {
	t.Sample(claim.Draw{Metric: claim.Metric{Name: "draw"}, By: claim.Metric{Name: "mean"}}, 1,
		d.Bias+t.Rand.Uniform()-0.5, 0)
	return nil
}

func (*Drawn) Summarize(_ context.Context, t *claim.Trial, repeats [][]claim.Measurement) error {
	mean := 0.0
	for _, r := range repeats {
		mean += r[0].Got / float64(len(repeats))
	}
	t.Expect(claim.Metric{Name: "mean"}, 1, mean, 0, 1.96*math.Sqrt(1.0/12/float64(len(repeats))))
	return nil
}

var _ = claim.Catalog.Add("drawn", "a mean that is the bias", func() claim.Check { return &Drawn{} })

// Trained is a check that trains: the first half ends by Ctrl-C, the second half goes on from its checkpoint.
type Trained struct{ Case int }

func (*Trained) Metrics() []claim.Metric {
	return []claim.Metric{{Name: "weight", Doc: "what is trained", Times: 1}}
}

func (*Trained) Run(ctx context.Context, t *claim.Trial) error {
	half, ok, err := t.Artifacts.Load("weight")
	if err != nil {
		return err
	}
	if !ok {
		self, err := os.FindProcess(os.Getpid())
		if err = errors.Join(err, self.Signal(os.Interrupt)); err != nil {
			return err
		}
		<-ctx.Done()
		return errors.Join(ctx.Err(), t.Artifacts.Save("weight", []byte("0.25")))
	}
	weight, err := strconv.ParseFloat(string(half), 64)
	t.AtMost(claim.Metric{Name: "weight"}, 0, 2*weight, 1)
	return err
}

var _ = claim.Catalog.Add("trained", "trains in two halves", func() claim.Check { return &Trained{} })

func TestAPanicIsOneLine(t *testing.T) {
	var errs bytes.Buffer
	if status := run(context.Background(), []string{"list", "schedules"}, panicky{},
		&errs); status != cannotRun {
		t.Errorf("status %d, want %d", status, cannotRun)
	}
	if want := "proxflow: internal error, please report it: told to panic\n"; errs.String() != want {
		t.Errorf("got %q, want %q", errs.String(), want)
	}
}

// panicky panics at the first write.
type panicky struct{}

func (panicky) Write([]byte) (int, error) { panic("told to panic") }

func TestAnInterruptionSpeaksOfTheStoreOnlyIfTrialsRun(t *testing.T) {
	if got := interruption(); got != "proxflow: interrupted" {
		t.Errorf("got %q", got)
	}
	running.Store(true)
	defer running.Store(false)
	if got := interruption(); !strings.Contains(got, "is in the store") {
		t.Errorf("got %q", got)
	}
}
