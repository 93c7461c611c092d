package report

import (
	"bytes"
	"os"
	"strings"
	"testing"

	"proxflow/results/page"
	"proxflow/runner/calibrate"
)

func shipped(t *testing.T) Calibration {
	t.Helper()
	c, err := ReadCalibration("../docs/thresholds.json")
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestTheDocsShowTheShippedThresholds(t *testing.T) {
	docs, err := os.ReadFile("../docs/calibration.md")
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := shipped(t).Write(&b, page.Page{}, "markdown"); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(docs), b.String()) {
		t.Errorf("docs/calibration.md has another table than docs/thresholds.json:\n%s", b.String())
	}
}

func TestEachMetricOfTheShippedThresholdsCatchesSomething(t *testing.T) {
	caught := map[string]bool{}
	for _, s := range shipped(t).Thresholds {
		name := s.Experiment + "/" + s.Metric
		caught[name] = caught[name] || s.Size > 0
	}
	for name, ok := range caught {
		if !ok {
			t.Errorf("%s catches no perturbation", name)
		}
	}
	if len(caught) < 20 {
		t.Errorf("only %d metrics", len(caught))
	}
}

func TestAThresholdThatGrowsIsARegression(t *testing.T) {
	at := func(sizes ...float64) (c Calibration) {
		for i, s := range sizes {
			c.Thresholds = append(c.Thresholds, calibrate.Threshold{Experiment: "e", Metric: string(rune('a' + i)),
				Perturbation: "turn", Size: s, Within: 2})
		}
		return c
	}
	if lines := at(1.9, 0.1, 5, 7).Regressions(at(1, 1, 0)); lines != nil { // new or smaller is not worse
		t.Errorf("%q", lines)
	}
	lines := at(2.1, 0).Regressions(at(1, 1, 1))
	if len(lines) != 3 || !strings.HasPrefix(lines[0], "e: a catches turn from ε = 2.1 on, before from 1") ||
		!strings.HasPrefix(lines[1], "e: b catches turn no longer: before from") ||
		!strings.HasPrefix(lines[2], "e: c catches turn no longer: it is not measured") {
		t.Errorf("%q", lines)
	}
	other := at(1)
	other.Thresholds[0].Experiment = "f"
	if lines := at(1).Regressions(other); lines != nil {
		t.Errorf("an experiment that was not measured: %q", lines)
	}
}
