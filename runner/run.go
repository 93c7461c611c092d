package runner

import (
	"context"
	"runtime"
	"sync"
	"time"

	"proxflow/results"
)

// Store is where a run keeps what it does; a *results.Store.
type Store interface {
	History
	Begin(results.Provenance) (run int64, err error)
	End(run int64, status string) error
	Plan(results.Experiment) error
	Put(run int64, t results.Trial) error
}

// Options of a run; the zero value is good.
type Options struct {
	Jobs     int      // trials at once; as many as there are processors if 0
	Command  []string // the command line, for the record
	Progress Progress // nil: nobody listens
}

// Progress hears how a run goes, in one goroutine.
type Progress interface {
	Start(plans []Plan)               // what will be done, before the first trial
	Done(spec *Spec, t results.Trial) // a trial of this spec is stored
}

// Report is what a run did.
type Report struct {
	Planned int // trials, those that several experiments share counted once
	Cached  int // in the store before
	Ran     int // stored now
	Errors  int // of those, could not run
}

// Left is the number of trials that the run did not get to.
func (r Report) Left() int { return r.Planned - r.Cached - r.Ran }

// Run plans the specs into the store and runs what the store lacks. Trials that could not run before run again.
//
// If ctx ends, what has finished is kept, and the error is that of ctx. An error of the store ends the run at once, and
// is returned as it is. A trial that fails, or cannot run, is no error of Run: see Judge.
func Run(ctx context.Context, store Store, specs []*Spec, opt Options) (Report, error) {
	if opt.Jobs <= 0 {
		opt.Jobs = runtime.GOMAXPROCS(0)
	}
	plans, err := PlanReport(store, specs)
	if err != nil {
		return Report{}, err
	}
	for _, s := range specs {
		if err := store.Plan(s.Experiment); err != nil {
			return Report{}, err
		}
	}
	var report Report
	var tasks []task
	cached := map[string]bool{}
	for _, p := range plans {
		for _, t := range p.Trials {
			switch t.State {
			case Todo:
				tasks = append(tasks, task{p.Spec, t})
			case Cached:
				cached[t.Key] = true
			}
		}
	}
	report.Cached, report.Planned = len(cached), len(cached)+len(tasks)
	if opt.Progress != nil {
		opt.Progress.Start(plans)
	}
	if len(tasks) == 0 {
		return report, ctx.Err()
	}

	run, err := store.Begin(provenance(specs, opt))
	if err != nil {
		return report, err
	}
	err = pool(ctx, opt.Jobs, tasks, func(t task, done results.Trial) error {
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
		return nil
	})
	status := "finished"
	if err != nil {
		status = oneLine("stopped: " + err.Error())
	}
	if e := store.End(run, status); err == nil {
		err = e
	}
	return report, err
}

// A task is a trial to run.
type task struct {
	spec *Spec
	Planned
}

// pool runs tasks on a number of workers and hands each result to put, the only writer, until ctx ends or put fails.
func pool(ctx context.Context, jobs int, tasks []task, put func(task, results.Trial) error) error {
	working, stop := context.WithCancel(ctx)
	defer stop()
	type outcome struct {
		task
		results.Trial
	}
	todo, done := make(chan task), make(chan outcome)
	go func() {
		defer close(todo)
		for _, t := range tasks {
			select {
			case todo <- t:
			case <-working.Done():
				return
			}
		}
	}()
	var workers sync.WaitGroup
	for range min(jobs, len(tasks)) {
		workers.Go(func() {
			for t := range todo {
				if trial := t.run(working); trial.Err == "" || working.Err() == nil {
					done <- outcome{t, trial} // an error of a trial that was told to stop says nothing about it
				}
			}
		})
	}
	go func() { workers.Wait(); close(done) }()

	var failed error
	for o := range done {
		if failed == nil {
			failed = put(o.task, o.Trial)
		}
		if failed != nil {
			stop()
		}
	}
	if failed == nil && ctx.Err() != nil {
		return ctx.Err()
	}
	return failed
}

// run runs the trial once.
func (t task) run(ctx context.Context) results.Trial {
	c := t.spec.Cases[t.Case]
	trial := results.Trial{
		Key: t.Key, Check: t.spec.Check, Version: fingerprint(), Params: c.Params,
		Seed: seedText(t.spec.seed, t.spec.Check, c.Params, t.Repeat),
	}
	start := time.Now()
	err := guard(func() error { return attempt(ctx, &trial) })
	trial.Seconds = time.Since(start).Seconds()
	if err != nil {
		trial.Err = oneLine(err.Error())
	}
	return trial
}
