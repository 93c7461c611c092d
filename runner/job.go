package runner

import (
	"context"
	"encoding/json"

	"proxflow/results"
	"proxflow/theory/claim"
)

// Job is a trial to run, with everything that its result depends on. Encoded as JSON it can travel to another
// process or machine. Encoders must not escape HTML, since Params are compared byte by byte.
type Job struct {
	Key     string          `json:"key"`     // of the trial in the store
	Version string          `json:"version"` // theory.Fingerprint, which the executor must share
	Check   string          `json:"check"`
	Params  json.RawMessage `json:"params"` // every parameter, canonical
	Seed    string          `json:"seed"`
	Origin  string          `json:"origin"` // seed of the spec and repeat, for what cases share

	Summary bool                    `json:"summary,omitempty"` // whether it is the summary of its case
	Repeats [][]results.Measurement `json:"repeats,omitempty"` // what the summary sums up, by repeat
}

// Executor runs jobs, several at once. An error in a trial is part of the trial. An error of Run means that
// the executor cannot run jobs at all, and ends the run. A trial ends soon after ctx is done; its result is
// then meaningless.
type Executor interface {
	Run(ctx context.Context, j Job) (results.Trial, error)
	// Close releases the executor's resources after the last Run.
	Close()
}

// Services is what a run offers to trials besides their jobs. No result depends on it.
type Services struct {
	Artifacts claim.Artifacts // kept in the store; nil: nothing is kept

	// Progress, if not nil, is called with the key of a trial, its steps done and in total, and a short note.
	Progress func(key string, done, total int, note string)
}

// trial returns the trial of the job before it runs.
func (j Job) trial() results.Trial {
	return results.Trial{
		Key: j.Key, Seed: j.Seed, Check: j.Check, Version: j.Version, Summary: j.Summary, Params: j.Params,
	}
}
