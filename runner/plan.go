package runner

import (
	"fmt"
	"math"

	"proxflow/results"
	"proxflow/runner/spec"
)

// State says what a run will do about a planned trial.
type State string

const (
	Todo   State = "todo"   // it will run
	Cached State = "cached" // it is in the store
	Shared State = "shared" // it is the same as an earlier trial of this plan
)

// Planned is one trial of a plan.
type Planned struct {
	Case, Repeat int // results.Summary for the summary of the case
	Key          string
	State        State
	Why          string  // one line
	Memory       float64 // bound of the bytes that it holds at once; 0: unknown
	Seconds      float64 // expected cost from earlier trials; NaN if there are none, 0 unless it will run
}

// Plan is what a run of a spec would do.
type Plan struct {
	Spec   *spec.Spec
	Trials []Planned // by case and repeat, the summary last
}

// Count returns the number of trials in a state.
func (p Plan) Count(s State) (n int) {
	for _, t := range p.Trials {
		if t.State == s {
			n++
		}
	}
	return n
}

// Seconds returns the expected total cost of the trials to do, and how many of them have no estimate.
func (p Plan) Seconds() (sum float64, unknown int) {
	for _, t := range p.Trials {
		if math.IsNaN(t.Seconds) {
			unknown++
		} else {
			sum += t.Seconds
		}
	}
	return sum, unknown
}

// History is the record of past runs; a *results.Store.
type History interface {
	Finished() (map[string]bool, error)
	Failed() (map[string]string, error)
	Seconds() (map[results.Work]float64, error)
}

// PlanReport returns what a run of the specs would do, and why. With a nil history everything is to do.
func PlanReport(store History, specs []*spec.Spec) ([]Plan, error) {
	past, err := remember(store)
	if err != nil {
		return nil, err
	}
	first := map[string]string{} // experiment by key
	plans := make([]Plan, len(specs))
	for i, s := range specs {
		plans[i].Spec = s
		for c, k := range s.Cases {
			if k.Left == results.Everything {
				continue
			}
			fresh := false // some repeat will run
			for r, key := range k.Trials() {
				work := results.Work{Check: s.Check, Params: string(s.Params(k, r)), Summary: r == results.Summary}
				t := Planned{Case: c, Repeat: r, Key: key, State: Todo, Memory: s.Memory(c)}
				switch by, shared := first[key]; {
				case past.finished[key]:
					t.State, t.Why = Cached, "the store has this trial"
				case shared:
					t.State, t.Why = Shared, "the same trial as one of "+by
				default:
					first[key] = s.Name
					t.Seconds = past.cost(work)
					t.Why = past.why(key, work, fresh)
				}
				fresh = fresh || t.State != Cached
				plans[i].Trials = append(plans[i].Trials, t)
			}
		}
	}
	return plans, nil
}

// A memory is what a history says about trials.
type memory struct {
	finished map[string]bool
	failed   map[string]string // why the trial of a key could not run
	seconds  map[results.Work]float64
	typical  map[results.Work]float64 // seconds on average over the cases of a check
}

func remember(store History) (m memory, err error) {
	if store == nil {
		return m, nil
	}
	if m.finished, err = store.Finished(); err != nil {
		return m, err
	}
	if m.failed, err = store.Failed(); err != nil {
		return m, err
	}
	if m.seconds, err = store.Seconds(); err != nil {
		return m, err
	}
	m.typical = map[results.Work]float64{}
	works := map[results.Work]float64{}
	for w, s := range m.seconds {
		w.Params = ""
		works[w]++
		m.typical[w] += (s - m.typical[w]) / works[w] // a running mean
	}
	return m, nil
}

// why returns the reason why the store lacks a trial. Fresh means that a summary needs trials that have yet
// to run.
func (m memory) why(key string, w results.Work, fresh bool) string {
	what := ""
	if w.Summary {
		what = "summary: "
	}
	if w.Summary && fresh {
		return what + "some of its trials have yet to run"
	}
	if reason, ok := m.failed[key]; ok {
		return what + "it could not run last time: " + reason
	}
	if _, ok := m.seconds[w]; ok {
		return what + "the store has this case only for other seeds, repeats or versions of the mathematics"
	}
	return what + "the store has no such case"
}

// cost is the expected cost of a trial in seconds, NaN if no trial of its check is known.
func (m memory) cost(w results.Work) float64 {
	if s, ok := m.seconds[w]; ok {
		return s
	}
	w.Params = ""
	if s, ok := m.typical[w]; ok {
		return s
	}
	return math.NaN()
}

// Summary returns the plan in one line.
func (p Plan) Summary() string {
	return fmt.Sprintf("%s: %d to do, %d cached, %d shared",
		p.Spec.Name, p.Count(Todo), p.Count(Cached), p.Count(Shared))
}
