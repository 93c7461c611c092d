package runner

import (
	"context"
	"sync"

	"proxflow/results"
	"proxflow/theory"
)

// run runs all trials on the executor of the options and hands each result to put, the only writer. It stops
// when ctx ends, or when the store or the executor fails.
func (w *work) run(
	ctx context.Context, store Store, run int64, opt Options, put func(task, results.Trial) error,
) error {
	working, stop := context.WithCancel(ctx)
	defer stop()
	type outcome struct {
		task
		results.Trial
		err error // of the store or the executor
	}
	todo, done, news := make(chan task), make(chan outcome), make(chan func())
	kept := &artifacts{store: store, run: run}
	services := Services{Artifacts: kept}
	if opt.Progress != nil {
		services.Progress = func(key string, done, total int, note string) {
			select {
			case news <- func() { opt.Progress.Working(w.specs[key], key, done, total, results.OneLine(note)) }:
			case <-working.Done():
			}
		}
	}
	executor := opt.Executor(services)
	defer executor.Close()
	var workers sync.WaitGroup
	for range min(opt.Jobs, w.total) {
		workers.Go(func() {
			for t := range todo {
				job, err := t.job(store)
				o := outcome{task: t, err: err}
				if err == nil {
					o.Trial, o.err = executor.Run(working, job)
				}
				if err := kept.failure(); err != nil {
					o.err = err
				}
				done <- o
			}
		})
	}
	defer workers.Wait()
	defer close(todo)

	var failed error
	end := working.Done()
	held, late := 0.0, "" // bytes of the trials that run; the last trial that waited for others
	for busy := 0; ; {
		var next task
		feed, from := todo, &w.sums
		if len(w.sums) == 0 {
			from = &w.trials
		}
		if len(*from) > 0 && working.Err() == nil {
			next = (*from)[0]
			if busy > 0 && held+next.Memory > opt.Memory {
				feed = nil
				if late != next.Key {
					late = next.Key
					w.waited++
				}
			}
		} else if feed = nil; busy == 0 { // sending on a nil channel blocks
			break
		}
		select {
		case feed <- next:
			*from = (*from)[1:]
			busy++
			held += next.Memory
		case <-end:
			end = nil
		case tell := <-news:
			tell()
		case o := <-done:
			busy--
			held -= o.Memory
			if failed == nil {
				failed = o.err
			}
			stopped := o.Err != "" && working.Err() != nil // the error says nothing about the trial
			if failed == nil && !stopped {
				failed = put(o.task, o.Trial)
			}
			if failed != nil {
				stop()
			}
		}
	}
	if failed == nil {
		failed = ctx.Err()
	}
	return failed
}

// job returns the task in the form that executors take.
func (t task) job(store Store) (Job, error) {
	c := t.spec.Cases[t.Case]
	j := Job{
		Key: t.Key, Version: theory.Fingerprint(), Check: t.spec.Check, Params: t.spec.Params(c, t.Repeat),
		Seed: t.spec.Seed(c, t.Repeat), Origin: t.spec.Origin(t.Repeat), Summary: t.Repeat == results.Summary,
	}
	var err error
	if j.Summary {
		j.Repeats, err = store.Measurements(c.Keys...)
	}
	return j, err
}
