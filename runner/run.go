package runner

import (
	"context"
	"math"
	"runtime"

	"proxflow/results"
	"proxflow/runner/spec"
)

// Store is where a run keeps its trials; a *results.Store.
type Store interface {
	History
	Begin(results.Provenance) (run int64, err error)
	End(run int64, status string) error
	Plan(results.Experiment) error
	Put(run int64, t results.Trial) error
	Measurements(keys ...string) ([][]results.Measurement, error)
	LoadArtifact(key string) (data []byte, ok bool, err error)
	SaveArtifact(run int64, key, version string, data []byte) error
}

// Options of a run. The zero value is ready to use.
type Options struct {
	Jobs     int      // trials at once; 0: as many as there are processors
	Command  []string // command line, for the record
	Progress Progress // nil: no reports
	Memory   float64  // bytes that the trials at one time may hold together; 0: no limit
	FailFast bool     // start no trial after the first measurement that fails, controls apart

	// Executor starts an executor, such as Local or Subprocesses. nil: Local without files.
	Executor func(Services) Executor
}

// Progress receives reports on a run. All calls come from one goroutine.
type Progress interface {
	Start(plans []Plan)                 // before the first trial
	Done(s *spec.Spec, t results.Trial) // a trial of this spec has been stored
	Blocked(s *spec.Spec)               // a summary cannot run, because one of its trials could not

	// Working reports that the trial with this key has done so many of its steps, with a one-line note such as
	// the loss.
	Working(s *spec.Spec, trial string, done, total int, note string)
}

// Report says what a run did.
type Report struct {
	Planned int  // trials, with those that several experiments share counted once
	Cached  int  // trials in the store before the run
	Ran     int  // trials stored by the run
	Errors  int  // of these, trials that could not run
	Waited  int  // trials that waited for the memory of others
	Blocked int  // summaries that cannot run, because one of their trials could not
	Halted  bool // FailFast stopped the run
}

// Run stores the plan of the specs and runs the trials that the store lacks. Trials that could not run before
// run again. A summary runs when all trials that it sums up are in the store.
//
// Run starts nothing if a trial alone needs more memory than Options.Memory: the error is a *TooLarge.
// Together, trials that run at one time stay within this limit.
//
// If ctx ends, finished trials are kept, and Run returns the error of ctx. An error of the store ends the run
// at once and is returned unchanged. A trial that fails or cannot run is not an error of Run: see Judge.
func Run(ctx context.Context, store Store, specs []*spec.Spec, opt Options) (Report, error) {
	if opt.Jobs <= 0 {
		opt.Jobs = runtime.GOMAXPROCS(0)
	}
	if opt.Executor == nil {
		opt.Executor = Local(nil)
	}
	if opt.Memory == 0 {
		opt.Memory = math.Inf(1)
	}
	plans, err := PlanReport(store, specs)
	if err == nil {
		err = Fits(plans, opt.Memory)
	}
	if err != nil {
		return Report{}, err
	}
	for _, s := range specs {
		if err := store.Plan(s.Experiment); err != nil {
			return Report{}, err
		}
	}
	var report Report
	w := newWork(plans)
	report.Cached, report.Planned = w.cached, w.cached+w.total
	if opt.Progress != nil {
		opt.Progress.Start(plans)
	}
	if w.total == 0 {
		return report, ctx.Err()
	}
	if opt.FailFast {
		if report.Halted, err = w.hasFailed(store); err != nil || report.Halted {
			return report, err
		}
	}

	run, err := store.Begin(provenance(specs, opt))
	if err != nil {
		return report, err
	}
	err = w.run(ctx, store, run, opt, func(t task, done results.Trial) error {
		if err := store.Put(run, done); err != nil {
			return err
		}
		report.Ran++
		if done.Err != "" {
			report.Errors++
		}
		if opt.Progress != nil {
			opt.Progress.Done(t.spec, done)
		}
		for _, b := range w.finish(t, done.Err == "") {
			report.Blocked++
			if opt.Progress != nil {
				opt.Progress.Blocked(b.spec)
			}
		}
		if opt.FailFast && w.fails(t.Key, done.Measurements) {
			report.Halted = true
			w.halt()
		}
		return nil
	})
	report.Waited = w.waited
	status := "finished"
	if report.Halted {
		status = "stopped: a measurement fails"
	}
	if err != nil {
		status = results.OneLine("stopped: " + err.Error())
	}
	if e := store.End(run, status); err == nil {
		err = e
	}
	return report, err
}
