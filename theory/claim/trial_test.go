package claim

import (
	"fmt"
	"math"
	"testing"

	"proxflow/theory/claim/series"
)

func TestATrialRecordsWhatItIsTold(t *testing.T) {
	var metrics Metrics
	gap, mean := metrics.Add("gap", "a gap", 2), metrics.Add("mean", "a mean", 3)
	if fmt.Sprint(metrics) != "[{gap a gap 2 0 0 } {mean a mean 3 0 0 }]" {
		t.Errorf("declared: %v", metrics)
	}
	trial, nan := NewTrial("seed"), math.NaN()
	trial.Expect(gap, 0.5, 1, 2, 3)
	trial.AtMost(gap, 0.5, 1, 3)
	trial.Sample(Draw{Metric: gap, By: mean}, 0.5, 1, 2)
	trial.Skip(gap, nan, "no gap")
	trial.Report(gap, 0.5, 1, 3, "not known")
	trial.Beside(gap, 0.5, 1, 2, 3, "heavy tails")
	for i, want := range []Measurement{
		{Metric: "gap", At: 0.5, Got: 1, Want: 2, Budget: 3},
		{Metric: "gap", At: 0.5, Got: 1, Want: 0, Budget: 3},
		{Metric: "gap", At: 0.5, Got: 1, Want: 2, Budget: nan, By: "mean"},
		{Metric: "gap", At: nan, Got: nan, Want: nan, Skip: "no gap"},
		{Metric: "gap", At: 0.5, Got: 1, Want: nan, Budget: 3, Skip: "not known"},
		{Metric: "gap", At: 0.5, Got: 1, Want: 2, Budget: 3, Skip: "heavy tails"},
	} {
		if got := trial.Measurements[i]; fmt.Sprint(got) != fmt.Sprint(want) {
			t.Errorf("got %+v, want %+v", got, want)
		}
	}
	trial.ObserveVector(series.Target, 7, []float64{1, 2})
	if got := fmt.Sprint(trial.Observations); got != "[{target/x1 7 1} {target/x2 7 2}]" {
		t.Errorf("observed: %s", got)
	}
	defer func() {
		if recover() == nil {
			t.Error("a sample that nothing judges is recorded")
		}
	}()
	trial.Sample(Draw{Metric: gap}, 0.5, 1, 2)
}
