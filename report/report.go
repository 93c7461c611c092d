// Package report shows what a store holds: tables with their provenance, figures, the scoreboard of the
// claims, JUnit and annotations. Package changes, below it, compares it with a baseline or another store.
package report

import (
	"errors"
	"fmt"
	"path/filepath"

	"proxflow/results"
)

// Written says what Write did.
type Written struct {
	Tables, Figures int // number of files of each kind
	New             int // of these, the number that were written; the others were up to date
}

func (w Written) String() string {
	return fmt.Sprintf("%d files of tables, %d of figures; %d new, the others were up to date", w.Tables,
		w.Figures, w.New)
}

// Write makes every table and figure of a store, in every format, in tables/ and figures/ of a directory. It
// keeps files that this program has already made from the same trials. The error undrawn says which figures
// could not be drawn.
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

// UsageError says that something the user named does not exist: a table or a figure.
type UsageError struct{ error }
