package spec

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"proxflow/results"
	"proxflow/theory/catalog"
	"proxflow/theory/claim"
	"proxflow/theory/potential"
)

// fake is a check with parameters of every kind; it never runs.
type fake struct {
	Target potential.Potential `doc:"a target"`
	Do     string              `doc:"what happens" enum:"pass,fail,drift,coarse,skip"`
	T      []float64           `doc:"times" above:"0" below:"1" scalar:"yes" len:"1"`
	Points int                 `doc:"how many numbers" min:"1" max:"1000"`
	Label  string              `doc:"changes nothing but the parameters"`
}

var (
	_ = claim.NewKind("bent", "trials bend by ε", 1)
	_ = claim.NewSummaryKind("told", "summaries tell ε more", 1)
)

// fakeLaw is a check whose cases have summaries, and which can be perturbed.
type fakeLaw struct {
	T       float64            `doc:"time"`
	Perturb claim.Perturbation `doc:"what is perturbed" optional:"yes"`
}

var _ = claim.Catalog.Add("fake-law", "a fake check with summaries", func() claim.Check { return &fakeLaw{} })

func (*fakeLaw) Metrics() []claim.Metric { return (*fake)(nil).Metrics() }

func (*fakeLaw) Run(context.Context, *claim.Trial) error                              { return nil }
func (*fakeLaw) Summarize(context.Context, *claim.Trial, [][]claim.Measurement) error { return nil }

var _ = claim.Catalog.Add("fake", "a fake check", func() claim.Check {
	return &fake{Target: &potential.Ball{D: 2, Radius: 1}, Do: "pass", T: []float64{0.5}, Points: 3}
})

func (f *fake) Init() error {
	if f.Points == 999 {
		panic("999 points")
	}
	return nil
}

func (*fake) Metrics() []claim.Metric {
	return []claim.Metric{{Name: "gap", Doc: "a gap", Times: 2},
		{Name: "drift", Doc: "a drift", Times: 4, Scale: 1}}
}

func (*fake) Run(context.Context, *claim.Trial) error { return nil }

// needy is a check with a parameter that has no default.
type needy struct{ Target potential.Potential }

var _ = claim.Catalog.Add("needy", "needs a target", func() claim.Check { return &needy{} })

func (*needy) Metrics() []claim.Metric {
	return []claim.Metric{{Name: "gap", Doc: "a gap",
		Times: 1}}
}
func (*needy) Run(_ context.Context, _ *claim.Trial) error { return nil }

// drawing stands for the catalog of figures, which the command links in.
type drawing interface{ Draw() }

type curves struct {
	Metric string  `doc:"a metric"`
	Width  float64 `doc:"width" above:"0"`
}

func (*curves) Draw() {}

var drawings = catalog.New[drawing]("figure")
var _ = drawings.Add("curves", "a fake figure", func() drawing { return &curves{Width: 4} })

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
func specs(t *testing.T, text string) []*Spec {
	t.Helper()
	s, err := Load(results.Ordinary, write(t, "probe.toml", text))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func lines(parts ...string) string { return strings.Join(parts, "\n") + "\n" }
