// Package rerun runs trials of a store again and compares, without changing the store.
//
// There are only a few types. A Comparison is one trial with what differs now. A Basis says how its numbers
// were compared: bit for bit where the same bytes are promised, otherwise within the error budgets.
//
// Nothing but the plan is taken from the store: trainings run again too. A summary sums up the stored trials.
package rerun

import (
	"context"
	"fmt"
	"io/fs"
	"sync"

	"proxflow/results"
	"proxflow/runner"
	"proxflow/runner/spec"
	"proxflow/theory"
)

// Options of Run.
type Options struct {
	Jobs  int   // trials at once, ≥ 1
	Files fs.FS // data that trials need; nil if there are none

	// Executor starts what runs the trials; if nil, runner.Local with the files.
	Executor func(runner.Services) runner.Executor
}

// Comparison is a trial that ran again.
type Comparison struct {
	results.Planned
	Basis
	Missing     bool // the store does not have it, so it did not run
	Numbers     int  // measurements that were compared
	Differences []string
}

// Run runs the trials again, and returns a comparison for each of them in the same order. After an error,
// also that of ctx, those that have not run are left out.
func Run(ctx context.Context, store *results.Snapshot, trials []results.Planned,
	opt Options) ([]Comparison, error) {
	if opt.Executor == nil {
		opt.Executor = runner.Local(opt.Files)
	}
	runs, err := store.Runs()
	if err != nil {
		return nil, err
	}
	here := runner.Program()
	specs := map[*results.Experiment]*spec.Spec{}
	seen := map[string]bool{}
	var list []Comparison
	var work []stored
	for _, p := range trials {
		if seen[p.Key] { // another experiment shares the trial
			continue
		}
		seen[p.Key] = true
		c := Comparison{Planned: p}
		s := stored{}
		var run int64
		var ok bool
		if s.trial, run, ok, err = store.Trial(p.Key); err != nil {
			return nil, err
		}
		if c.Missing = !ok; ok {
			if specs[p.Experiment] == nil {
				if specs[p.Experiment], err = spec.Kept(*p.Experiment); err != nil {
					return nil, err
				}
			}
			if s.job, err = job(store, specs[p.Experiment], p); err != nil {
				return nil, err
			}
			for _, r := range runs {
				if r.Run == run {
					c.Basis = basis(r, here)
				}
			}
			c.Differences = s.identity(specs[p.Experiment], p)
		}
		list, work = append(list, c), append(work, s)
	}
	executor := opt.Executor(runner.Services{Artifacts: runner.Scratch()})
	defer executor.Close()
	done := each(ctx, opt.Jobs, len(list), func(i int) error {
		if list[i].Missing {
			return nil
		}
		again, err := executor.Run(ctx, work[i].job)
		if err == nil && ctx.Err() == nil {
			list[i].compare(work[i].trial, again)
		}
		return err
	})
	var finished []Comparison
	for i, c := range list {
		switch ran := done[i]; {
		case ran == nil:
			finished = append(finished, c)
		case err == nil:
			err = ran
		}
	}
	return finished, err
}

// stored is a trial as the store has it, and the job that makes it again.
type stored struct {
	trial results.Trial
	job   runner.Job
}

func job(store *results.Snapshot, s *spec.Spec, p results.Planned) (j runner.Job, err error) {
	c := *p.Case()
	j = runner.Job{
		Key: p.Key, Version: theory.Fingerprint(), Check: s.Check, Params: s.Params(c, p.Repeat),
		Seed: s.Seed(c, p.Repeat), Origin: s.Origin(p.Repeat), Summary: p.Repeat == results.Summary,
	}
	if j.Summary {
		if j.Repeats, err = store.Measurements(c.Keys...); err != nil {
			return j, fmt.Errorf("cannot make the summary of %s, case %d, again: %w", s.Name, p.CaseNo, err)
		}
	}
	return j, nil
}

// identity says where the stored trial is not the one that its plan names.
func (s stored) identity(of *spec.Spec, p results.Planned) (differences []string) {
	add := func(format string, args ...any) { differences = append(differences, fmt.Sprintf(format, args...)) }
	if s.trial.Check != s.job.Check {
		add("check: %s stored, %s planned", s.trial.Check, s.job.Check)
	}
	if string(s.trial.Params) != string(s.job.Params) {
		add("parameters: %s stored, %s planned", s.trial.Params, s.job.Params)
	}
	if s.trial.Seed != s.job.Seed {
		add("seed: %s stored, %s by the spec", s.trial.Seed, s.job.Seed)
	}
	if key := of.Key(*p.Case(), p.Repeat); s.trial.Version == theory.Fingerprint() && key != p.Key {
		add("key: %s stored, %s by the parameters", p.Key, key)
	}
	return differences
}

// each calls work for 0 … n-1, several at once, until ctx is done or a call fails. It returns an error for
// each number that was not done.
func each(ctx context.Context, jobs, n int, work func(i int) error) []error {
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	failed := make([]error, n)
	todo := make(chan int)
	var workers sync.WaitGroup
	for range min(jobs, n) {
		workers.Go(func() {
			for i := range todo {
				if failed[i] = context.Cause(ctx); failed[i] != nil {
					continue
				}
				failed[i] = work(i)
				if failed[i] == nil {
					failed[i] = context.Cause(ctx) // a trial that was cut short says nothing
				}
				if failed[i] != nil {
					stop(failed[i])
				}
			}
		})
	}
	for i := range n {
		todo <- i
	}
	close(todo)
	workers.Wait()
	return failed
}
