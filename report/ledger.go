package report

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"path/filepath"

	"proxflow/results"
	"proxflow/theory/guard"
)

// ledger records what the files of a directory were made from, so that only files that would change are made
// again. It is stored in that directory. Without it, all files are made again.
type ledger struct {
	dir     string
	program string
	entries map[string]entry // by file name, relative to the directory
}

// entry records what one file was made from.
type entry struct {
	From    string   `json:"from"`           // hash of everything that decides the content
	Reads   []string `json:"reads"`          // experiments whose states are part of the hash
	Content string   `json:"content-sha256"` // of the file when it was written
}

// maxMade is the size of the largest table or figure that may be up to date: a larger one is made again.
const maxMade = 256 << 20

const ledgerName = ".made-from.json"

func openLedger(dir string) *ledger {
	l := &ledger{dir: dir, program: program(), entries: map[string]entry{}}
	text, err := guard.ReadFile(results.System, filepath.Join(dir, ledgerName), maxMade)
	if err != nil || json.Unmarshal(text, &l.entries) != nil || l.program == "" {
		l.entries = map[string]entry{}
	}
	return l
}

// save writes the ledger.
func (l *ledger) save() error {
	text, err := json.MarshalIndent(l.entries, "", " ")
	if err != nil {
		return err
	}
	return results.WriteFile(filepath.Join(l.dir, ledgerName), append(text, '\n'))
}

// fresh reports whether a file is unchanged since it was written and would be made from the same inputs
// again. from returns the hash that decides its content, given the experiments that it was made from.
func (l *ledger) fresh(file string, from func(reads []string) string) bool {
	e, ok := l.entries[file]
	return ok && e.From == from(e.Reads) && e.Content == contentOf(filepath.Join(l.dir, file))
}

// made records a file that has just been written.
func (l *ledger) made(file, from string, reads []string) {
	l.entries[file] = entry{from, reads, contentOf(filepath.Join(l.dir, file))}
}

// contentOf returns the SHA-256 of a file, or "" if it cannot be read.
func contentOf(file string) string {
	content, err := guard.ReadFile(results.System, file, maxMade)
	if err != nil {
		return ""
	}
	h := sha256.Sum256(content)
	return hex.EncodeToString(h[:])
}
