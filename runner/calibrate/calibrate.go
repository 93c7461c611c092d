// Package calibrate measures how far verdicts can be trusted: how small an error each metric catches, and how
// often a claim that holds fails.
//
// There are only a few types. A Threshold is the least size of a perturbation that a metric catches. An
// Alarm is what a metric says of claims that hold, over many seeds, and a Suite what all of them say
// together. Trials run as those of any run do, and are kept in a store, so that an interrupted calibration
// resumes. Verdicts are those of runner.Judge and of the rows of the store.
package calibrate

import (
	"context"

	"proxflow/results"
	"proxflow/runner"
	"proxflow/runner/spec"
)

// Options of a calibration.
type Options struct {
	runner.Options
	Seeds int // independent repetitions: the seeds of a spec are those that follow its own
	Cases int // perturbed cases of an experiment, at most
}

// run runs the specs, with their progress under one title, and keeps no curves.
func (o Options) run(ctx context.Context, store *results.Store, title string, specs []*spec.Spec) error {
	opt := o.Options
	if opt.Progress != nil {
		as := &spec.Spec{Experiment: results.Experiment{Name: title}}
		opt.Progress = &merged{Progress: opt.Progress, as: as}
	}
	start := opt.Executor
	if start == nil {
		start = runner.Local(nil)
	}
	opt.Executor = func(s runner.Services) runner.Executor { return plain{start(s)} }
	_, err := runner.Run(ctx, store, specs, opt)
	return err
}

// plain is an executor that drops what only figures and readers need.
type plain struct{ runner.Executor }

func (p plain) Run(ctx context.Context, j runner.Job) (results.Trial, error) {
	t, err := p.Executor.Run(ctx, j)
	t.Observations, t.Warnings = nil, nil
	return t, err
}

// merged tells of many specs as of one.
type merged struct {
	runner.Progress
	as *spec.Spec
}

func (m *merged) Start(plans []runner.Plan) {
	all := runner.Plan{Spec: m.as}
	for _, p := range plans {
		all.Trials = append(all.Trials, p.Trials...)
	}
	m.Progress.Start([]runner.Plan{all})
}

func (m *merged) Done(_ *spec.Spec, t results.Trial) { m.Progress.Done(m.as, t) }
func (m *merged) Blocked(*spec.Spec)                 { m.Progress.Blocked(m.as) }
func (m *merged) Working(_ *spec.Spec, trial string, done, total int, note string) {
	m.Progress.Working(m.as, trial, done, total, note)
}
