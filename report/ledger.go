package report

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"os"
	"path/filepath"

	"proxflow/results"
)

// ledger remembers what the files of a directory were made from, so that only what has changed is made again. It is a file
// in that directory; without it all is made.
type ledger struct {
	dir     string
	program string
	entries map[string]entry // by the name of a file in the directory
}

// entry is what one file was made from.
type entry struct {
	From    string   `json:"from"`           // hash of all that decides its content
	Reads   []string `json:"reads"`          // experiments whose state is a part of that
	Content string   `json:"content-sha256"` // of the file as it was written
}

const ledgerName = ".made-from.json"

func openLedger(dir string) *ledger {
	l := &ledger{dir: dir, program: program(), entries: map[string]entry{}}
	text, err := os.ReadFile(filepath.Join(dir, ledgerName))
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

// fresh says whether a file is there as it was written, and would be made from the same again; from is the hash that decides
// that, by the experiments that the file was made from.
func (l *ledger) fresh(file string, from func(reads []string) string) bool {
	e, ok := l.entries[file]
	return ok && e.From == from(e.Reads) && e.Content == contentOf(filepath.Join(l.dir, file))
}

// made notes a file that has just been written.
func (l *ledger) made(file, from string, reads []string) {
	l.entries[file] = entry{from, reads, contentOf(filepath.Join(l.dir, file))}
}

// contentOf is the SHA-256 of a file, "" if it cannot be read.
func contentOf(file string) string {
	content, err := os.ReadFile(file)
	if err != nil {
		return ""
	}
	h := sha256.Sum256(content)
	return hex.EncodeToString(h[:])
}
