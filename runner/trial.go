package runner

import (
	"context"
	"encoding/json"
	"fmt"
	"path"
	"runtime"
	"strings"

	"proxflow/results"
	"proxflow/theory/catalog"
	"proxflow/theory/claim"
)

// attempt runs the check of a trial once and fills in what it found. It makes the check anew from the parameters,
// since a check may keep state.
func attempt(ctx context.Context, into *results.Trial) error {
	ref := catalog.Ref{"name": into.Check}
	if err := json.Unmarshal(into.Params, &ref); err != nil {
		return err
	}
	check, _, err := claim.Catalog.Build(ref)
	if err != nil {
		return err
	}
	trial := claim.NewTrial(into.Seed)
	if err := check.Run(ctx, trial); err != nil {
		return err
	}
	declared := map[string]bool{}
	for _, m := range check.Metrics() {
		declared[m.Name] = true
	}
	for _, m := range trial.Measurements {
		if !declared[m.Metric] {
			return fmt.Errorf("%s measures %q, which is none of its metrics", into.Check, m.Metric)
		}
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

// guard makes a panic an error like another.
func guard(f func() error) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("panic: %v (%s)", r, panicked())
		}
	}()
	return f()
}

// panicked is the innermost line of ours on the stack of a panic: "theory/potential/ball.go:40".
func panicked() string {
	const ours = "proxflow/"
	pcs := make([]uintptr, 64)
	frames := runtime.CallersFrames(pcs[:runtime.Callers(2, pcs)])
	raised := false
	for {
		f, more := frames.Next()
		if raised && strings.HasPrefix(f.Function, ours) {
			dir, _ := path.Split(strings.TrimPrefix(f.Function, ours)) // "theory/", since the rest is potential.(*Ball).Prox
			pkg, _, _ := strings.Cut(strings.TrimPrefix(f.Function, ours+dir), ".")
			return fmt.Sprintf("%s%s/%s:%d", dir, pkg, path.Base(f.File), f.Line)
		}
		raised = raised || f.Function == "runtime.gopanic"
		if !more {
			return "not in our code"
		}
	}
}
