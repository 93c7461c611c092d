package runner

import (
	"context"
	"encoding/json"
	"fmt"
	"io/fs"
	"math"
	"time"

	"proxflow/results"
	"proxflow/theory"
	"proxflow/theory/catalog"
	"proxflow/theory/claim"
	_ "proxflow/theory/claim/all" // puts every check into claim.Catalog
	"proxflow/theory/guard"
)

// Local runs jobs in this process. Files holds data too large for parameters; nil if there are none.
func Local(files fs.FS) func(Services) Executor {
	return func(s Services) Executor { return local{s, files} }
}

type local struct {
	Services
	files fs.FS
}

func (local) Close() {}

func (l local) Run(ctx context.Context, j Job) (results.Trial, error) {
	if own := theory.Fingerprint(); j.Version != own {
		return results.Trial{}, fmt.Errorf("this job needs version %.16q of the mathematics, but this program "+
			"has %s: run it with the same build on the same kind of processor", j.Version, own)
	}
	trial := j.trial()
	on := claim.NewTrial(j.Seed)
	on.Origin, on.Artifacts, on.Files = j.Origin, l.Artifacts, l.files
	if l.Progress != nil {
		on.Progress = func(done, total int, note string) { l.Progress(j.Key, done, total, note) }
	}
	start := time.Now()
	err := guard.Do(func() error { return attempt(ctx, on, &trial, j.Repeats) })
	trial.Seconds = time.Since(start).Seconds()
	if err != nil {
		trial.Err = results.OneLine(err.Error())
	}
	return trial, nil
}

// attempt runs the check on a trial once, or sums up the repeats, and fills in the results. It builds the
// check from its parameters each time, since a check may keep state.
func attempt(
	ctx context.Context, trial *claim.Trial, into *results.Trial, repeats [][]results.Measurement,
) error {
	ref := catalog.Ref{"name": into.Check}
	if err := json.Unmarshal(into.Params, &ref); err != nil {
		return err
	}
	check, _, err := claim.Catalog.Build(ref)
	if err != nil {
		return err
	}
	if summarizer, ok := check.(claim.Summarizer); into.Summary && !ok {
		err = fmt.Errorf("%s has no summary", into.Check)
	} else if into.Summary {
		err = summarizer.Summarize(ctx, trial, recall(repeats))
	} else {
		err = check.Run(ctx, trial)
	}
	if err != nil {
		return err
	}
	if err := sound(into, check, trial.Measurements, repeats); err != nil {
		return err
	}
	for _, m := range trial.Measurements {
		into.Measurements = append(into.Measurements, results.Measurement(m))
	}
	for _, o := range trial.Observations {
		into.Observations = append(into.Observations, results.Observation(o))
	}
	into.Warnings = trial.Warnings
	return nil
}

// recall turns measurements of the store into those of checks.
func recall(stored [][]results.Measurement) [][]claim.Measurement {
	repeats := make([][]claim.Measurement, len(stored))
	for i, measured := range stored {
		for _, m := range measured {
			repeats[i] = append(repeats[i], claim.Measurement(m))
		}
	}
	return repeats
}

// sound returns an error if the measurements of a check are inconsistent: a metric that it does not
// declare, a sample without a judge, or a place that a summary measures twice or not at all.
func sound(
	t *results.Trial, check claim.Check, measured []claim.Measurement, repeats [][]results.Measurement,
) error {
	declared := map[string]bool{}
	for _, m := range check.Metrics() {
		declared[m.Name] = true
	}
	_, sums := check.(claim.Summarizer)
	type place struct {
		metric string
		at     uint64 // its bits, since NaN is not NaN
	}
	at := func(metric string, at float64) place {
		if math.IsNaN(at) {
			at = math.NaN() // NaN has many bit patterns
		}
		return place{metric, math.Float64bits(at + 0)} // -0 is 0
	}
	seen := map[place]bool{}
	for _, m := range measured {
		p := at(m.Metric, m.At)
		switch {
		case !declared[m.Metric]:
			return fmt.Errorf("%s measures %q, which is not one of its metrics", t.Check, m.Metric)
		case m.By != "" && (t.Summary || !sums):
			return fmt.Errorf("%s samples %s, but only the trials of a check with a summary may",
				t.Check, m.Metric)
		case m.By != "" && !declared[m.By]:
			return fmt.Errorf("%s names %q as the judge of a sample, but it is not one of its metrics", t.Check, m.By)
		case t.Summary && seen[p]:
			return fmt.Errorf("the summary of %s measures %s at %v twice", t.Check, m.Metric, m.At)
		}
		seen[p] = true
	}
	for _, r := range repeats {
		for _, m := range r {
			if m.By != "" && !seen[at(m.By, m.At)] {
				return fmt.Errorf("the summary of %s does not measure %s at %v, which judges samples",
					t.Check, m.By, m.At)
			}
		}
	}
	return nil
}
