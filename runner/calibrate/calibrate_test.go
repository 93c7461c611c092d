package calibrate

import (
	"context"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"testing"

	"gonum.org/v1/gonum/stat/distuv"

	"proxflow/results"
	"proxflow/runner"
	"proxflow/runner/spec"
	"proxflow/theory/claim"
	"proxflow/theory/random"
)

// bent measures ε times a uniform number, and says that it is 0; a second metric is uniform, whatever ε is.
type bent struct {
	Case    int                `doc:"a case"`
	Perturb claim.Perturbation `doc:"what is perturbed" optional:"yes"`
}

var (
	bend = claim.NewKind("bend", "the gap, by ε", 1)

	bentMetrics claim.Metrics
	gap         = bentMetrics.Add("gap", "a gap", 1)
	noise       = bentMetrics.Add("noise", "a uniform number", 1)

	_ = claim.Catalog.Add("bent", "a fake check", func() claim.Check { return &bent{} })
)

func (*bent) Metrics() []claim.Metric { return bentMetrics }

func (*bent) Sensitivities() []claim.Sensitivity {
	return []claim.Sensitivity{{Kind: bend, By: []claim.Metric{gap, noise}}}
}

func (b *bent) Run(_ context.Context, t *claim.Trial) error {
	t.AtMost(gap, 0, bend.Of(b.Perturb)*t.Rand.Uniform(), 1e-9)
	t.AtMost(noise, 0, t.Rand.Uniform(), 1e-9)
	return nil
}

func load(t *testing.T, text string) []*spec.Spec {
	t.Helper()
	file := filepath.Join(t.TempDir(), "bent.toml")
	text = "name = \"bent\"\nclaim = \"P\"\ncheck = \"bent\"\n" + text
	if err := os.WriteFile(file, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
	specs, err := spec.Load(results.Ordinary, file)
	if err != nil {
		t.Fatal(err)
	}
	return specs
}

func open(t *testing.T) *results.Store {
	t.Helper()
	store, err := results.Open(filepath.Join(t.TempDir(), "calibration.sqlite"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { store.Close() })
	return store
}

// counting counts the trials that run.
type counting struct {
	runner.Executor
	n *int
}

func (c counting) Run(ctx context.Context, j runner.Job) (results.Trial, error) {
	*c.n++
	return c.Executor.Run(ctx, j)
}

func options(seeds int, ran *int) Options {
	local := runner.Local(nil)
	return Options{Seeds: seeds, Cases: 4, Options: runner.Options{Jobs: 1,
		Executor: func(s runner.Services) runner.Executor { return counting{local(s), ran} }}}
}

// A size is caught by a seed if ε times the largest of four uniform numbers exceeds the tolerance, and the
// least size for 95 % of the seeds is a quantile of that.
func TestAThresholdIsTheQuantileOfWhatEachSeedCatches(t *testing.T) {
	const tol, seeds = 1e-3, 40
	specs := load(t, "seed = 7\n[sweep]\ncase = [1, 2, 3, 4]\n[tolerance]\ngap = 1e-3\nnoise = 2\n")
	store, ran := open(t), 0
	list, err := Thresholds(t.Context(), store, specs, options(seeds, &ran))
	if err != nil {
		t.Fatal(err)
	}
	if len(list) != 2 || list[0].Metric != "gap" || list[1].Metric != "noise" || list[1].Size != 0 {
		t.Fatalf("%+v", list)
	}
	caught := func(size float64) (n int) {
		for k := 1; k <= seeds; k++ {
			derived, err := specs[0].Derived("x", 7+int64(k), specs[0].Cases, nil)
			if err != nil {
				t.Fatal(err)
			}
			most := 0.0
			for _, c := range derived.Cases {
				most = max(most, random.New(derived.Seed(c, 0)).Uniform())
			}
			if size*most > tol {
				n++
			}
		}
		return n
	}
	got := list[0]
	if n := caught(got.Size); n != got.Caught || float64(n) < 0.95*seeds {
		t.Errorf("%d seeds catch %g, not %d", n, got.Size, got.Caught)
	}
	if n := caught(got.Size / math.Pow(10, 0.25)); float64(n) >= 0.95*seeds {
		t.Errorf("%d seeds catch a smaller size than %g", n, got.Size)
	}
	before := ran
	again, err := Thresholds(t.Context(), store, specs, options(seeds, &ran))
	if err != nil || fmt.Sprint(again) != fmt.Sprint(list) || ran != before {
		t.Errorf("the same calibration again: %v, %v, %d more trials", again, err, ran-before)
	}
}

func TestAlarmsAreCountedByMetricAndByRun(t *testing.T) {
	const seeds = 60
	specs := load(t, "[sweep]\ncase = [1, 2]\n[tolerance]\ngap = 1e-3\nnoise = 0.8\n"+
		"[[control]]\nwhy = \"w\"\nparams = { case = 3, perturb = { name = \"bend\", size = 1.0 } }\n"+
		"catches = [\"gap\"]\n")
	ran := 0
	alarms, suite, err := Alarms(t.Context(), open(t), specs, options(seeds, &ran))
	if err != nil {
		t.Fatal(err)
	}
	failed, runs := 0, 0
	for k := 1; k <= seeds; k++ {
		derived, err := specs[0].Derived("x", int64(k), specs[0].Cases, nil)
		if err != nil {
			t.Fatal(err)
		}
		before := failed
		for _, c := range derived.Cases[:2] {
			r := random.New(derived.Seed(c, 0))
			r.Uniform()
			if r.Uniform() > 0.8 {
				failed++
			}
		}
		missed := random.New(derived.Seed(derived.Cases[2], 0)).Uniform() <= 1e-3
		if failed > before || missed {
			runs++
		}
	}
	if len(alarms) != 2 || alarms[0].Failed != 0 || alarms[1].Failed != failed || alarms[1].Judged != 2*seeds {
		t.Errorf("of %d and %d failures: %+v", 0, failed, alarms)
	}
	if suite.Runs != seeds || suite.Failed != runs || failed == 0 || len(suite.Why) != runs {
		t.Errorf("of %d runs that fail: %+v", runs, suite)
	}
	if m := float64(alarms[1].Median); m < 0.5 || m > 0.75 { // of u/0.8
		t.Errorf("the median error is %g tolerances", m)
	}
}

func TestTheUpperBoundIsThatOfClopperAndPearson(t *testing.T) {
	if got, want := upper(0, 100), 1-math.Pow(0.05, 0.01); math.Abs(got-want) > 1e-12 {
		t.Errorf("of 0 in 100: %g, want %g", got, want)
	}
	for _, c := range [][2]int{{1, 10}, {3, 50}, {17, 400}} {
		b := distuv.Binomial{N: float64(c[1]), P: upper(c[0], c[1])}
		if got := b.CDF(float64(c[0])); math.Abs(got-0.05) > 1e-9 {
			t.Errorf("%d or fewer of %d have the probability %g at the bound", c[0], c[1], got)
		}
	}
	if upper(5, 5) != 1 {
		t.Error("of 5 in 5")
	}
}

// The failures that the rule lets expect are those of a simulation. With few seeds it expects more, since
// it allows for what they cannot tell.
func TestExpectedFailuresAreThoseThatHappen(t *testing.T) {
	if p := (interval{off: 1, freedom: 7}).p(); math.Abs(p-0.05) > 1e-12 {
		t.Errorf("at the end of a 95 %% interval p = %g", p)
	}
	r, rate := random.New("expected"), 0.0
	const runs, seeds = 4000, 200
	failed := 0
	for range runs {
		d := drift{tol: 2.2}
		for range seeds {
			d.off = append(d.off, 0.5+r.Normal())
		}
		p := pile{places: map[place]*drift{{}: &d}}
		rate += p.expected(seeds) / runs
		if math.Abs(0.5+r.Normal()) > d.tol {
			failed++
		}
	}
	if got := float64(failed) / runs; math.Abs(got-rate) > 0.01 { // sd 0.0035
		t.Errorf("%.4f fail, %.4f are expected", got, rate)
	}
}
