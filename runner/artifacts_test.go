package runner

import (
	"context"
	"errors"
	"fmt"
	"hash/fnv"
	"math"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"proxflow/results"
	"proxflow/theory"
	"proxflow/theory/claim"
)

// trainee is a check that trains: it iterates a number, and keeps it every five steps.
type trainee struct {
	Steps int     `doc:"steps of the training"`
	Scale float64 `doc:"of what is measured; the training does not depend on it"`
}

var _ = claim.Catalog.Add("trainee", "a fake check that trains",
	func() claim.Check { return &trainee{Steps: 100, Scale: 1} })

// stepped counts the steps of all trainings, checkpoint hears of each that is kept.
var (
	stepped    atomic.Int64
	checkpoint = func(step int) {}
)

func (*trainee) Metrics() []claim.Metric {
	return []claim.Metric{{Name: "sum", Doc: "a sum", Times: 1}}
}

func (c *trainee) Run(ctx context.Context, t *claim.Trial) error {
	key := fmt.Sprintf("%d steps from %s", c.Steps, t.Origin)
	unlock, err := t.Artifacts.Lock(ctx, key)
	if err != nil {
		return err
	}
	defer unlock()
	h := fnv.New64()
	h.Write([]byte(key))
	step, x := 0, h.Sum64()
	data, found, err := t.Artifacts.Load(key)
	if err != nil {
		return err
	}
	if found {
		if _, err := fmt.Sscan(string(data), &step, &x); err != nil {
			return err
		}
	}
	save := func() error { return t.Artifacts.Save(key, fmt.Append(nil, step, " ", x)) }
	for step < c.Steps {
		x = 6364136223846793005*x + uint64(step)
		step++
		stepped.Add(1)
		note("PROXFLOW_TEST_STEPS", "x")
		time.Sleep(slow)
		if step%5 == 0 {
			if err := save(); err != nil {
				return err
			}
			checkpoint(step)
		}
		if ctx.Err() != nil {
			return errors.Join(ctx.Err(), save())
		}
	}
	t.AtMost(claim.Metric{Name: "sum"}, math.NaN(), c.Scale*float64(x>>11)/(1<<53), 1)
	return nil
}

const traineeHeader = "name = \"probe\"\nclaim = \"L\"\ncheck = \"trainee\"\n"

// shared has 6 trials of 2 trainings.
const shared = traineeHeader + "seed = 5\nrepeats = 2\nsweep.scale = [0.25, 0.5, 1.0]\n"

// forgetful is a store that finds no artifact.
type forgetful struct{ *results.Store }

func (forgetful) LoadArtifact(string) ([]byte, bool, error) { return nil, false, nil }

func TestCasesShareATrainingAndMeasureTheSameWithoutIt(t *testing.T) {
	var want string
	for _, jobs := range []int{1, 8} {
		store := open(t, filepath.Join(t.TempDir(), "r.sqlite"))
		stepped.Store(0)
		if r := run(t, store, specs(t, shared), jobs); r != (Report{Planned: 6, Ran: 6}) ||
			stepped.Load() != 200 {
			t.Errorf("%d jobs: %+v, %d steps", jobs, r, stepped.Load())
		}
		if got := dump(t, store); want == "" {
			want = got
		} else if got != want {
			t.Errorf("%d jobs give other results", jobs)
		}
		kept, err := store.Artifacts()
		if err != nil || len(kept) != 2 ||
			kept[0].Key != theory.Fingerprint()+" 100 steps from seed 5, repeat 0" ||
			kept[0].Version != theory.Fingerprint() {
			t.Errorf("%+v, %v", kept, err)
		}
	}
	if strings.Count(want, `"got":0.`) != 6 || strings.Count(want, " 100 steps from seed 5, repeat ") != 2 {
		t.Errorf("the results are\n%s", want)
	}
	store := open(t, filepath.Join(t.TempDir(), "r.sqlite"))
	stepped.Store(0)
	if run(t, forgetful{store}, specs(t, shared), 2); stepped.Load() != 600 || dump(t, store) != want {
		t.Errorf("without artifacts %d steps give\n%s", stepped.Load(), dump(t, store))
	}
	other := open(t, filepath.Join(t.TempDir(), "r.sqlite"))
	run(t, other, specs(t, strings.Replace(shared, "[0.25, 0.5, 1.0]", "[1.0]", 1)), 2)
	stepped.Store(0)
	if r := run(t, other, specs(t, shared), 2); r.Cached != 2 || stepped.Load() != 0 ||
		dump(t, other) != want {
		t.Errorf("after another experiment: %+v, %d steps", r, stepped.Load())
	}
}

func TestATrialThatWaitsForAnArtifactEndsWithItsContext(t *testing.T) {
	kept, key := &artifacts{}, "held"
	unlock, err := kept.Lock(t.Context(), key)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error)
	go func() {
		_, err := kept.Lock(ctx, key)
		ended <- err
	}()
	select {
	case err := <-ended:
		t.Fatalf("two trials hold one lock: %v", err)
	case <-time.After(10 * time.Millisecond):
	}
	cancel()
	select {
	case err := <-ended:
		if !errors.Is(err, context.Canceled) {
			t.Error(err)
		}
	case <-time.After(10 * time.Second):
		t.Fatal("the trial still waits")
	}
	unlock()
	if unlock, err = kept.Lock(t.Context(), key); err != nil {
		t.Fatal(err)
	}
	unlock()
}

func TestATrainingOfOtherMathematicsIsNotUsed(t *testing.T) {
	store := open(t, filepath.Join(t.TempDir(), "r.sqlite"))
	run(t, store, specs(t, traineeHeader), 1)
	before := theory.Fingerprint
	defer func() { theory.Fingerprint = before }()
	theory.Fingerprint = func() string { return "another" }
	stepped.Store(0)
	run(t, store, specs(t, traineeHeader), 1)
	if kept, err := store.Artifacts(); err != nil || len(kept) != 2 || stepped.Load() != 100 {
		t.Errorf("%d steps, %+v, %v", stepped.Load(), kept, err)
	}
}

func TestAnInterruptedTrainingResumesWhereItStopped(t *testing.T) {
	whole := open(t, filepath.Join(t.TempDir(), "r.sqlite"))
	run(t, whole, specs(t, shared), 2)
	store := open(t, filepath.Join(t.TempDir(), "r.sqlite"))
	stepped.Store(0)
	defer func() { checkpoint = func(int) {} }()
	for range 3 {
		ctx, cancel := context.WithCancel(t.Context())
		before := stepped.Load()
		checkpoint = func(int) {
			if stepped.Load() > before+30 {
				cancel()
			}
		}
		if r, err := Run(ctx, store, specs(t, shared), Options{Jobs: 2}); !errors.Is(err, context.Canceled) ||
			r.Left() == 0 {
			t.Errorf("%+v, %v", r, err)
		}
		cancel()
	}
	if n := stepped.Load(); n < 90 || n >= 200 {
		t.Fatalf("%d steps before the last run", n)
	}
	run(t, store, specs(t, shared), 2)
	if stepped.Load() != 200 || dump(t, store) != dump(t, whole) {
		t.Errorf("%d steps give\n%s\nwant\n%s", stepped.Load(), dump(t, store), dump(t, whole))
	}
}

func TestAKilledTrainingResumesFromItsCheckpoint(t *testing.T) {
	const text = traineeHeader + "params.steps = 1000\nsweep.scale = [0.5, 1.0]\n"
	whole := open(t, filepath.Join(t.TempDir(), "r.sqlite"))
	run(t, whole, specs(t, text), 2)

	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "probe.toml"), []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
	step := 0
	for range 3 {
		told := killed(t, dir)
		store, err := results.Open(filepath.Join(dir, "r.sqlite"))
		if err != nil {
			t.Fatal(err)
		}
		data, ok, err := store.LoadArtifact(visible("1000 steps from seed 0, repeat 0"))
		if err != nil || !ok {
			t.Fatal(ok, err)
		}
		before, last := step, 0
		fmt.Sscan(string(data), &step)
		fmt.Sscanf(told[len(told)-1], "step %d", &last)
		if last == 0 || step < last || step < before+5*len(told) {
			t.Errorf("step %d is kept after %q, and %d before", step, told, before)
		}
		if err := store.Close(); err != nil {
			t.Fatal(err)
		}
	}
	store := open(t, filepath.Join(dir, "r.sqlite"))
	stepped.Store(0)
	run(t, store, specs(t, text), 2)
	if int(stepped.Load()) != 1000-step || dump(t, store) != dump(t, whole) {
		t.Errorf("%d steps after %d give\n%s\nwant\n%s", stepped.Load(), step, dump(t, store), dump(t, whole))
	}
}

// cramped is a store with no room for artifacts.
type cramped struct{ *results.Store }

func (cramped) SaveArtifact(int64, string, string, []byte) error { return errFull }

func TestAnArtifactThatCannotBeSavedEndsTheRun(t *testing.T) {
	store := cramped{open(t, filepath.Join(t.TempDir(), "r.sqlite"))}
	r, err := Run(t.Context(), store, specs(t, shared), Options{Jobs: 1})
	if err != error(errFull) || r.Ran != 0 || r.Errors != 0 {
		t.Errorf("%+v, %v", r, err)
	}
	if failed, err := store.Failed(); err != nil || len(failed) != 0 {
		t.Errorf("the trial is blamed: %v, %v", failed, err)
	}
}
