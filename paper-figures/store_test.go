package figures

import (
	"encoding/json"
	"fmt"
	"path/filepath"
	"testing"

	"proxflow/results"
)

// TestAStoreGivesThePictureOfItsData takes a sample through a real store, with its patterns, controls and
// verdicts.
func TestAStoreGivesThePictureOfItsData(t *testing.T) {
	store, err := results.Open(filepath.Join(t.TempDir(), "results.sqlite"))
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	run, err := store.Begin(results.Provenance{})
	if err != nil {
		t.Fatal(err)
	}
	rows, curves := recoveryRows("two-moons", "ball", "torus"), flows()
	experiment := results.Experiment{Name: "some-experiment", Claim: "P", Check: "check",
		Tolerances: map[string]results.Tolerance{"x1-error": {Times: 16}}}
	put := func(no int, control *results.Control, at float64) {
		o := curves[no]
		trial := results.Trial{Key: fmt.Sprint(len(experiment.Cases)), Check: "check", Version: "1",
			Params: json.RawMessage("{}")}
		for _, r := range rows {
			if r.CaseNo == no {
				trial.Measurements = append(trial.Measurements,
					results.Measurement{Metric: r.Metric, At: float64(r.At), Got: at * float64(r.Got),
						Budget: float64(r.Budget)})
			}
		}
		for _, s := range append(o.Series, results.Series{Name: "other", X: []float64{1}, Y: []float64{1}}) {
			for i := range s.X {
				trial.Observations = append(trial.Observations,
					results.Observation{Series: s.Name, X: s.X[i], Y: s.Y[i]})
			}
		}
		if err := store.Put(run, trial); err != nil {
			t.Fatal(err)
		}
		experiment.Cases = append(experiment.Cases,
			results.Case{Params: trial.Params, Labels: o.Labels, Control: control, Keys: []string{trial.Key}})
	}
	put(0, &results.Control{Why: "it must fail"}, 1e6)
	for no := range curves {
		put(no, nil, 1)
	}
	if err := store.Plan(experiment); err != nil {
		t.Fatal(err)
	}
	for ref, from := range map[string]memory{"error-against-time": {rows: rows},
		"trajectories": casesOf(curves...)} {
		if must(t, store, ref, "svg") != must(t, from, ref, "svg") {
			t.Errorf("%s: the store gives another picture", ref)
		}
	}
}
