package runner

import (
	"context"
	"io/fs"
	"sync"
	"time"

	"proxflow/results"
	"proxflow/runner/spec"
	"proxflow/theory"
	"proxflow/theory/claim"
	"proxflow/theory/guard"
)

// A task is a trial to run.
type task struct {
	spec *spec.Spec
	Planned
}

// work is what a run has to do. A summary waits until all trials that it sums up are in the store.
type work struct {
	cached, total int               // trials
	sums, trials  []task            // can run now, the summaries first
	waiting       map[string][]*sum // by the key of each trial that they wait for
}

// sum is a summary that waits.
type sum struct {
	task
	lacks int // trials; < 0 if one of them could not run
}

func newWork(plans []Plan) *work {
	w := &work{waiting: map[string][]*sum{}}
	cached := map[string]bool{}
	for _, p := range plans {
		for _, t := range p.Trials {
			if t.State == Cached {
				cached[t.Key] = true
			}
		}
	}
	w.cached = len(cached)
	for _, p := range plans {
		for _, t := range p.Trials {
			if t.State != Todo {
				continue
			}
			w.total++
			s := &sum{task: task{p.Spec, t}}
			if t.Repeat != results.Summary {
				w.trials = append(w.trials, s.task)
				continue
			}
			for _, key := range p.Spec.Cases[t.Case].Keys {
				if !cached[key] {
					s.lacks++
					w.waiting[key] = append(w.waiting[key], s)
				}
			}
			if s.lacks == 0 {
				w.sums = append(w.sums, s.task)
			}
		}
	}
	return w
}

// finish notes that a trial is in the store: what waited for it alone can run. It returns what cannot run any more.
func (w *work) finish(t task, sound bool) (blocked []task) {
	for _, s := range w.waiting[t.Key] {
		switch {
		case s.lacks < 0:
		case !sound:
			s.lacks = -1
			blocked = append(blocked, s.task)
		default:
			if s.lacks--; s.lacks == 0 {
				w.sums = append(w.sums, s.task)
			}
		}
	}
	return blocked
}

// run runs everything on the workers of the options, and hands each result to put, the only writer, until ctx ends or put fails.
func (w *work) run(ctx context.Context, store Store, run int64, opt Options, put func(task, results.Trial) error) error {
	working, stop := context.WithCancel(ctx)
	defer stop()
	type outcome struct {
		task
		results.Trial
		err error // of the store
	}
	todo, done, news := make(chan task), make(chan outcome), make(chan func())
	progress := func(t task) func(int, int, string) {
		if opt.Progress == nil {
			return nil
		}
		return func(done, total int, note string) {
			select {
			case news <- func() { opt.Progress.Working(t.spec, t.Key, done, total, spec.OneLine(note)) }:
			case <-working.Done():
			}
		}
	}
	var workers sync.WaitGroup
	for range min(opt.Jobs, w.total) {
		workers.Go(func() {
			for t := range todo {
				trial, err := t.run(working, store, run, opt.Files, progress(t))
				done <- outcome{t, trial, err}
			}
		})
	}
	defer workers.Wait()
	defer close(todo)

	var failed error
	stopped := working.Done()
	for busy := 0; ; {
		var next task
		feed, from := todo, &w.sums
		if len(w.sums) == 0 {
			from = &w.trials
		}
		if len(*from) > 0 && working.Err() == nil {
			next = (*from)[0]
		} else if feed = nil; busy == 0 { // a nil channel takes nothing
			break
		}
		select {
		case feed <- next:
			*from = (*from)[1:]
			busy++
		case <-stopped:
			stopped = nil
		case tell := <-news:
			tell()
		case o := <-done:
			busy--
			if failed == nil {
				failed = o.err
			}
			told := o.Err != "" && working.Err() != nil // to stop: the error says nothing about the trial
			if failed == nil && !told {
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

// run runs the trial once. The error is that of the store.
func (t task) run(ctx context.Context, store Store, run int64, files fs.FS, progress func(int, int, string)) (results.Trial, error) {
	c := t.spec.Cases[t.Case]
	trial := results.Trial{
		Key: t.Key, Check: t.spec.Check, Version: theory.Fingerprint(), Summary: t.Repeat == results.Summary, Params: c.Params,
		Seed: t.spec.Seed(c, t.Repeat),
	}
	var repeats [][]results.Measurement
	if trial.Summary {
		var err error
		if repeats, err = store.Measurements(c.Keys...); err != nil {
			return trial, err
		}
	}
	start := time.Now()
	on, kept := claim.NewTrial(trial.Seed), &artifacts{store: store, run: run}
	on.Origin, on.Artifacts, on.Files = t.spec.Origin(t.Repeat), kept, files
	on.Progress = progress
	err := guard.Do(func() error { return attempt(ctx, on, &trial, repeats) })
	trial.Seconds = time.Since(start).Seconds()
	if err != nil {
		trial.Err = spec.OneLine(err.Error())
	}
	return trial, kept.failure()
}
