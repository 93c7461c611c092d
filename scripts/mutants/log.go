package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"sync"
)

// The parts of a measurement.
const (
	tests      = "tests"
	scoreboard = "scoreboard"
)

// result is a line of the log: what one part says of a mutation.
type result struct {
	ID       string  `json:"id"` // of the mutation; "": of the source as it is
	Part     string  `json:"part"`
	Mutation string  `json:"mutation"` // its hash
	Tree     string  `json:"tree"`     // hash of the source
	Caught   bool    `json:"caught"`
	By       string  `json:"by"` // what caught it, or what did not
	Seconds  float64 `json:"seconds"`
}

// logbook has the results so far, and appends new ones to its file. It may be used by several goroutines.
type logbook struct {
	tree    string
	anyTree bool

	lock    sync.Mutex
	file    *os.File
	results []result
}

// openLog reads a log, if there is one. A last line that was cut off does not count.
func openLog(file, tree string, anyTree bool) (*logbook, error) {
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		return nil, err
	}
	text, err := os.ReadFile(file)
	if err != nil && !os.IsNotExist(err) {
		return nil, err
	}
	l := &logbook{tree: tree, anyTree: anyTree}
	for line := range bytes.Lines(text) {
		var r result
		if json.Unmarshal(line, &r) == nil {
			l.results = append(l.results, r)
		}
	}
	l.file, err = os.OpenFile(file, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o644)
	if err == nil && len(text) > 0 && text[len(text)-1] != '\n' {
		_, err = l.file.WriteString("\n")
	}
	return l, err
}

func (l *logbook) close() { l.file.Close() }

func (l *logbook) add(r result) error {
	l.lock.Lock()
	defer l.lock.Unlock()
	r.Tree = l.tree
	l.results = append(l.results, r)
	line, err := json.Marshal(r)
	if err == nil {
		_, err = l.file.Write(append(line, '\n'))
	}
	return err
}

// last returns the latest result of a part for a mutation as it is now: of this state of the source or, if
// another one will do, of any.
func (l *logbook) last(m mutation, part string) (found result, ok bool) {
	l.lock.Lock()
	defer l.lock.Unlock()
	for _, r := range l.results {
		same := r.Mutation == m.hash() && (l.anyTree || r.Tree == l.tree)
		if r.ID == m.ID && r.Part == part && same {
			found, ok = r, true
		}
	}
	return found, ok
}

// cost is how long a mutation took when it was last run, in any state of the source.
func (l *logbook) cost(id string) (seconds float64, ok bool) {
	last := map[string]float64{}
	for _, r := range l.results {
		if r.ID == id {
			last[r.Part] = r.Seconds
		}
	}
	return last[tests] + last[scoreboard], len(last) > 0
}
