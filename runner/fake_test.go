package runner

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"proxflow/results"
	"proxflow/runner/spec"
	"proxflow/theory/catalog"
	"proxflow/theory/claim"
	"proxflow/theory/claim/series"
	"proxflow/theory/potential"
)

// fake is a check that behaves as it is told.
type fake struct {
	Target potential.Potential `doc:"a target"`
	Do     string              `doc:"what happens"`
	T      []float64           `doc:"times" above:"0" below:"1" scalar:"yes" len:"1"`
	Points int                 `doc:"how many numbers" min:"1" max:"1000"`
	Label  string              `doc:"changes nothing else; a file that says whether a worker has died"`
}

// deeds are the values of Do.
const deeds = "pass fail drift coarse skip nothing nan error panic index alien block sample train deaf " +
	"kill exit garbage"

func (f *fake) Init() error { return known(f.Do, deeds) }

// known refuses a word that is not in a list.
func known(word, list string) error {
	if words := strings.Fields(list); !slices.Contains(words, word) {
		return catalog.Bad("do", "%v", catalog.Unknown("deed", word, words))
	}
	return nil
}

var _ = claim.Catalog.Add("fake", "a fake check", func() claim.Check {
	return &fake{Target: &potential.Ball{D: 2, Radius: 1}, Do: "pass", T: []float64{0.5}, Points: 3}
})

// ran counts the trials, summed the summaries, peak the most at once; slow makes each of them take a while.
var (
	ran, summed, running, peak atomic.Int64
	slow                       time.Duration
)

func (*fake) Metrics() []claim.Metric {
	return []claim.Metric{{Name: "gap", Doc: "a gap", Times: 2}, {Name: "drift", Doc: "a drift", Times: 4}}
}

func (f *fake) Run(ctx context.Context, t *claim.Trial) error {
	ran.Add(1)
	for n := running.Add(1); ; {
		if p := peak.Load(); n <= p || peak.CompareAndSwap(p, n) {
			break
		}
	}
	defer running.Add(-1)
	time.Sleep(slow)
	const budget = 1e-12
	for _, at := range f.T {
		for range f.Points {
			off := budget * t.Rand.Uniform()
			if f.Do == "fail" || f.Do == "drift" {
				off *= 1e6
			}
			if f.Do != "drift" {
				t.Expect(claim.Metric{Name: "gap"}, at, 1+off, 1, budget)
			}
			t.AtMost(claim.Metric{Name: "drift"}, at, off, budget)
			t.Observe(series.Loss, at, off)
		}
	}
	t.Warn("a caveat at %v", f.T)
	switch f.Do {
	case "coarse":
		t.Expect(claim.Metric{Name: "gap"}, 0.5, 1, 1, 1)
	case "skip":
		t.Measurements = nil
		t.Skip(claim.Metric{Name: "gap"}, 0.5, "does not apply")
	case "nothing":
		t.Measurements = nil
	case "nan":
		t.Expect(claim.Metric{Name: "gap"}, 0.5, 0/f.zero(), 0, budget)
	case "error":
		return errors.New("no such luck:\n\x1b[31mtwo lines")
	case "panic":
		panic("that was\nunexpected")
	case "index":
		_ = f.T[len(f.T)]
	case "alien":
		t.Expect(claim.Metric{Name: "unheard-of"}, 0, 0, 0, 0)
	case "sample":
		t.Sample(claim.Draw{Metric: claim.Metric{Name: "gap"}, By: claim.Metric{Name: "drift"}}, 0.5, 1, 1)
	case "train":
		for step := range f.Points {
			if t.Progress != nil {
				t.Progress(step+1, f.Points, "loss\n1")
			}
		}
	case "kill", "exit", "garbage": // once, or always without a file
		if _, err := os.Stat(f.Label); err == nil {
			break
		}
		if f.Label != "" {
			if err := os.WriteFile(f.Label, nil, 0o666); err != nil {
				return err
			}
		}
		switch f.Do {
		case "kill":
			self, _ := os.FindProcess(os.Getpid())
			self.Kill()
		case "garbage":
			fmt.Println("Segmentation fault?")
		default:
			fmt.Fprintln(os.Stderr, "out of memory")
			os.Exit(7)
		}
		select {}
	case "deaf":
		select {}
	case "block":
		<-ctx.Done()
		return ctx.Err()
	}
	return nil
}

func (*fake) zero() float64 { return 0 }

const header = "name = \"probe\"\nclaim = \"P\"\ncheck = \"fake\"\n"

// write puts a spec into a file of its own.
func write(t *testing.T, name, text string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(file, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
	return file
}

// specs loads a spec from its text.
func specs(t *testing.T, text string) []*spec.Spec {
	t.Helper()
	s, err := spec.Load(results.Ordinary, write(t, "probe.toml", text))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func open(t *testing.T, file string) *results.Store {
	t.Helper()
	store, err := results.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { store.Close() })
	return store
}

// run runs specs in a store.
func run(t *testing.T, store Store, s []*spec.Spec, jobs int) Report {
	t.Helper()
	r, err := Run(t.Context(), store, s, Options{Jobs: jobs})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func lines(parts ...string) string { return strings.Join(parts, "\n") + "\n" }
