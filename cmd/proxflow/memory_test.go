package main

import (
	"errors"
	"testing"

	"proxflow/experiments"
	"proxflow/results"
	"proxflow/runner"
	"proxflow/runner/spec"
)

// In every size, with the digits as well.
func TestTheShippedSpecsFitIntoTwoGibibytes(t *testing.T) {
	for _, size := range []results.Size{results.Ordinary, results.Quick, results.Full} {
		specs, err := spec.LoadFS(experiments.FS, size, ".")
		if err != nil {
			t.Fatal(err)
		}
		images, err := spec.Load(size, "../../experiments/mnist")
		if err != nil {
			t.Fatal(err)
		}
		plans, err := runner.PlanReport(nil, append(specs, images...))
		if err != nil {
			t.Fatal(err)
		}
		if err := runner.Fits(plans, 2<<30); err != nil {
			t.Errorf("%s: %v", size, err)
		}
		if e := (*runner.TooLarge)(nil); !errors.As(runner.Fits(plans, 1<<20), &e) || e.Line < 2 || e.Need < 2<<20 {
			t.Errorf("%s: 1 MiB is enough: %v", size, e)
		}
		if len(plans) < 15 {
			t.Errorf("%s: only %d specs", size, len(plans))
		}
	}
}
