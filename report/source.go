package report

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"os"
	"slices"

	"proxflow/results"
	"proxflow/results/table"
)

// source is what tables and figures are made from: a snapshot of a store, and the runs that made its trials.
type source struct {
	store       *results.Snapshot
	experiments []results.Experiment
	origins     map[string]int64             // runs by the keys of their trials
	runs        map[int64]results.Provenance // by number
	order       []int64                      // numbers of the runs, ascending
	states      map[string]string            // by experiment, computed when needed
}

func read(store *results.Snapshot) (*source, error) {
	s := &source{store: store, runs: map[int64]results.Provenance{}, states: map[string]string{}}
	runs, err := store.Runs()
	if err != nil {
		return nil, err
	}
	for _, r := range runs {
		s.runs[r.Run] = r
		s.order = append(s.order, r.Run)
	}
	if s.experiments, err = store.Experiments(); err != nil {
		return nil, err
	}
	s.origins, err = store.Origins()
	return s, err
}

// experiment returns the experiment with this name, or nil.
func (s *source) experiment(name string) *results.Experiment {
	i := slices.IndexFunc(s.experiments, func(e results.Experiment) bool { return e.Name == name })
	if i < 0 {
		return nil
	}
	return &s.experiments[i]
}

// commits returns the commits of the programs that ran these trials, in the order of their runs. For a
// summary, these include the commits of the trials that it sums up.
func (s *source) commits(trials []table.Trial) (list []string) {
	ran := map[int64]bool{}
	for _, t := range trials {
		c := s.experiment(t.Experiment).Cases[t.CaseNo]
		for repeat, key := range c.Trials() {
			if repeat == t.Repeat || t.Repeat == results.Summary {
				ran[s.origins[key]] = true
			}
		}
	}
	for _, run := range s.order {
		commit := s.runs[run].Commit
		if !ran[run] || commit == "" {
			continue
		}
		commit = commit[:min(len(commit), 12)] // enough for git
		if s.runs[run].Dirty {
			commit += " with changes"
		}
		if !slices.Contains(list, commit) {
			list = append(list, commit)
		}
	}
	return list
}

// state is a hash of everything that a table or a figure may show of an experiment. For a trial it has the
// key, which is a hash of what decides the outcome, and the run that made it: a trial that runs again has a
// new one.
func (s *source) state(name string) string {
	e := s.experiment(name)
	if state, have := s.states[name]; have || e == nil {
		return state
	}
	h := sha256.New()
	fmt.Fprintf(h, "%q %q %q %q %q %q %q %v\n", e.Name, e.Claim, e.Title, e.Check, e.File, e.Text, e.Size,
		e.Tolerances)
	for _, c := range e.Cases {
		fmt.Fprintf(h, "%s %q %t %v\n", c.Params, c.Labels, c.Control != nil, c.Published)
		for repeat, key := range c.Trials() {
			run := s.origins[key]
			fmt.Fprintln(h, repeat, key, run, s.runs[run].Start, s.runs[run].Commit, s.runs[run].Dirty)
		}
	}
	s.states[name] = hex.EncodeToString(h.Sum(nil))
	return s.states[name]
}

// program is a hash of the running program, since another program may draw differently. It is "" if it cannot
// be read.
func program() string {
	name, err := os.Executable()
	if err != nil {
		return ""
	}
	f, err := os.Open(name)
	if err != nil {
		return ""
	}
	defer f.Close()
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil {
		return ""
	}
	return hex.EncodeToString(h.Sum(nil))
}

// from is a hash of all inputs of a table or figure: the program, its spec, and the states of the experiments
// that it reads.
func (s *source) from(program, own string, spec any, reads []string) string {
	h := sha256.New()
	fmt.Fprintf(h, "%q %q %q\n", program, own, fmt.Sprint(spec))
	for _, name := range reads {
		fmt.Fprintf(h, "%q %s\n", name, s.state(name))
	}
	return hex.EncodeToString(h.Sum(nil))
}
