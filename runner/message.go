package runner

import (
	"encoding/json"
	"io"
	"sync"

	"proxflow/results"
)

// A message is a line of JSON between a run and its worker. Exactly one field is set.
type message struct {
	// To the worker:
	Job    *Job    `json:"job,omitempty"`
	Answer *answer `json:"answer,omitempty"` // to a request
	Stop   bool    `json:"stop,omitempty"`   // the run ends: save a checkpoint and exit

	// From the worker:
	Trial   *results.Trial `json:"trial,omitempty"` // the job is done
	Steps   *steps         `json:"steps,omitempty"`
	Request *request       `json:"request,omitempty"`
	Refused string         `json:"refused,omitempty"` // why workers like this one cannot run the job
}

// steps is the progress of the job.
type steps struct {
	Done  int    `json:"done"`
	Total int    `json:"total"`
	Note  string `json:"note"`
}

// A request calls the run's artifacts. A worker may make several requests at once.
type request struct {
	ID   int    `json:"id"`
	Call string `json:"call"` // "load", "save", "lock" or "unlock"
	Key  string `json:"key"`
	Data []byte `json:"data,omitempty"` // to save
}

type answer struct {
	ID    int    `json:"id"` // of the request
	Data  []byte `json:"data,omitempty"`
	Found bool   `json:"found,omitempty"`
	Err   string `json:"error,omitempty"`
}

// A sender writes messages, one per line. It is safe for concurrent use.
type sender struct {
	lock sync.Mutex
	to   *json.Encoder
}

func newSender(w io.Writer) *sender {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	return &sender{to: e}
}

func (s *sender) send(m message) error {
	s.lock.Lock()
	defer s.lock.Unlock()
	return s.to.Encode(m)
}
