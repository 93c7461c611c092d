// Package report says what a store holds: tables with their provenance, figures, the scoreboard of the claims, JUnit, and
// what has become worse than a baseline.
package report

import (
	"errors"
	"fmt"
	"path/filepath"

	"proxflow/results"
)

// Written says what Write has done.
type Written struct {
	Tables, Figures int // files of either kind that are there
	New             int // of them, written now: the others were up to date
}

func (w Written) String() string {
	return fmt.Sprintf("%d files of tables, %d of figures; %d new, the others were up to date", w.Tables, w.Figures, w.New)
}

// Write makes every table and figure of a store in every format, in tables/ and figures/ of a directory. A file that is there
// already, made by this program from the same trials, stays. The second error says which figures could not be drawn.
func Write(store *results.Snapshot, dir string) (w Written, undrawn, err error) {
	s, err := read(store)
	if err != nil {
		return w, nil, err
	}
	for _, sub := range []string{"tables", "figures"} {
		if err := results.MakeDirectory(filepath.Join(dir, sub)); err != nil {
			return w, nil, err
		}
	}
	l := openLedger(dir)
	var tables, figures int
	if w.Tables, tables, err = s.writeTables(l); err == nil {
		w.Figures, figures, undrawn = s.writeFigures(l)
	}
	w.New = tables + figures
	return w, undrawn, errors.Join(err, l.save())
}

// UsageError says that what was asked for is not there: a table, a figure, a baseline.
type UsageError struct{ error }

func usagef(format string, args ...any) error { return UsageError{fmt.Errorf(format, args...)} }
