package report

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	figures "proxflow/paper-figures"
	"proxflow/results"
)

// WriteFigures draws the figures of these names, all if there is none, into figures/ of a directory, and returns the files
// that it wrote.
func WriteFigures(store *results.Store, dir string, formats []string, wanted ...string) (files []string, err error) {
	all, err := store.Experiments()
	if err != nil {
		return nil, err
	}
	if err := known("figure", wanted, FigureNames(all)); err != nil {
		return nil, err
	}
	dir = filepath.Join(dir, "figures")
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return nil, fmt.Errorf("%s: cannot make this directory: %w", dir, cause(err))
	}
	var undrawn []error // one figure that lacks its data spoils no other
	for _, e := range all {
		for _, f := range e.Figures {
			if len(wanted) > 0 && !slices.Contains(wanted, f.Name) {
				continue
			}
			more, err := figures.Render(store, e.Name, f, dir, formats...)
			files, undrawn = append(files, more...), append(undrawn, err)
		}
	}
	return files, errors.Join(undrawn...)
}

// FigureNames are those of the figures that experiments ask for.
func FigureNames(all []results.Experiment) (names []string) {
	for _, e := range all {
		for _, f := range e.Figures {
			names = append(names, f.Name)
		}
	}
	return names
}
