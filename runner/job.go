package runner

import (
	"context"
	"encoding/json"

	"proxflow/results"
	"proxflow/theory/claim"
)

// Job is a trial to run: all that its result depends on. As JSON it can travel to another process or machine;
// encoders must not escape HTML, since Params are compared byte by byte.
type Job struct {
	Key     string          `json:"key"`     // what the trial is stored under
	Version string          `json:"version"` // theory.Fingerprint of who makes the job, and of who runs it
	Check   string          `json:"check"`
	Params  json.RawMessage `json:"params"` // every parameter, canonical
	Seed    string          `json:"seed"`
	Origin  string          `json:"origin"` // seed of the spec and repeat, for what cases have in common

	Summary bool                    `json:"summary,omitempty"` // of the other trials of its case
	Repeats [][]results.Measurement `json:"repeats,omitempty"` // what it sums up, by repeat
}

// Executor runs jobs, several at once. What goes wrong in a trial is part of the trial; an error says that
// the executor cannot run jobs at all, and ends the run. A trial soon ends after ctx is done; then the result
// is of no meaning.
type Executor interface {
	Run(ctx context.Context, j Job) (results.Trial, error)
	// Close frees what the executor holds, after the last Run.
	Close()
}

// Services are what a run offers to trials beyond their jobs. No result depends on them.
type Services struct {
	Artifacts claim.Artifacts // kept in the store; nil: nothing is kept

	// Progress hears how many of its steps the trial of a key has done, and a few words; nil: nobody listens.
	Progress func(key string, done, total int, note string)
}

// trial is the trial of the job before it has run.
func (j Job) trial() results.Trial {
	return results.Trial{
		Key: j.Key, Seed: j.Seed, Check: j.Check, Version: j.Version, Summary: j.Summary, Params: j.Params,
	}
}
