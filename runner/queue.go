package runner

import (
	"proxflow/results"
	"proxflow/runner/spec"
)

// A task is a trial to run.
type task struct {
	spec *spec.Spec
	Planned
}

// work holds what a run has to do. A summary waits until the store has all trials that it sums up.
type work struct {
	cached, total int                   // trials
	specs         map[string]*spec.Spec // by the key of each trial to run
	sums, trials  []task                // ready to run, summaries first
	waiting       map[string][]*sum     // by the key of each trial that a summary waits for
	places        map[string][]task     // of all planned trials, by their keys
	halted        bool                  // nothing else starts
	waited        int                   // trials that waited for the memory of others
}

// sum is a waiting summary.
type sum struct {
	task
	lacks int // number of missing trials; < 0 if one of them could not run
}

func newWork(plans []Plan) *work {
	w := &work{specs: map[string]*spec.Spec{}, waiting: map[string][]*sum{},
		places: map[string][]task{}}
	cached := map[string]bool{}
	for _, p := range plans {
		for _, t := range p.Trials {
			w.places[t.Key] = append(w.places[t.Key], task{p.Spec, t})
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
			w.specs[t.Key] = p.Spec
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

// finish records that a trial is in the store: summaries that waited only for it become ready. It returns the
// summaries that can no longer run.
func (w *work) finish(t task, sound bool) (blocked []task) {
	for _, s := range w.waiting[t.Key] {
		switch {
		case s.lacks < 0:
		case !sound:
			s.lacks = -1
			blocked = append(blocked, s.task)
		default:
			if s.lacks--; s.lacks == 0 && !w.halted {
				w.sums = append(w.sums, s.task)
			}
		}
	}
	return blocked
}

// halt forgets what has not started.
func (w *work) halt() { w.halted, w.sums, w.trials = true, nil, nil }

// fails says whether one of the measurements of a trial fails, in a case that is not a control, by the
// tolerances of one of the specs that plan it. The summary judges samples.
func (w *work) fails(key string, measured []results.Measurement) bool {
	for _, t := range w.places[key] {
		if t.spec.Cases[t.Case].Control != nil {
			continue
		}
		for _, m := range measured {
			if m.By == "" && m.Verdict(t.spec.Tolerances) == results.Fail {
				return true
			}
		}
	}
	return false
}

// hasFailed says whether a planned trial that the store has already fails.
func (w *work) hasFailed(store Store) (bool, error) {
	var keys []string
	for key, at := range w.places {
		if at[0].State == Cached {
			keys = append(keys, key)
		}
	}
	measured, err := store.Measurements(keys...)
	for i, m := range measured {
		if err == nil && w.fails(keys[i], m) {
			return true, nil
		}
	}
	return false, err
}
