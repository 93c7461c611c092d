package report

import (
	"errors"
	"path/filepath"
	"slices"

	figures "proxflow/paper-figures"
	"proxflow/results"
)

// WriteFigures draws the figures with these names, or all figures without names, into figures/ of a
// directory. It returns the files that it wrote. If a figure lacks its data, the others are still drawn.
func WriteFigures(store *results.Snapshot, dir string, formats []string, wanted ...string) (files []string,
	err error) {
	all, err := store.Experiments()
	if err != nil {
		return nil, err
	}
	if err := known("figure", wanted, FigureNames(all)); err != nil {
		return nil, err
	}
	dir = filepath.Join(dir, "figures")
	if err := results.MakeDirectory(dir); err != nil {
		return nil, err
	}
	var undrawn []error
	for _, e := range all {
		for _, f := range e.Figures {
			if len(wanted) > 0 && !slices.Contains(wanted, f.Name) || len(wanted) == 0 && e.Unselected() {
				continue
			}
			more, err := figures.Render(store, e.Name, f, dir, formats...)
			files, undrawn = append(files, more...), append(undrawn, err)
		}
	}
	return files, errors.Join(undrawn...)
}

// writeFigures draws the figures that are not up to date, in every format. It returns the number of files,
// and how many of them it wrote. The error says which figures could not be drawn.
func (s *source) writeFigures(l *ledger) (files, written int, undrawn error) {
	for _, e := range s.experiments {
		for _, f := range e.Figures {
			from := func(reads []string) string { return s.from(l.program, e.Name, f, reads) }
			var stale []string
			for _, format := range figures.Formats {
				if !l.fresh(figureFile(f, format), from) {
					stale = append(stale, format)
				}
			}
			files += len(figures.Formats) - len(stale)
			if stale == nil {
				continue
			}
			record := &recorder{store: s.store}
			drawn, err := figures.Render(record, e.Name, f, filepath.Join(l.dir, "figures"), stale...)
			files, written = files+len(drawn), written+len(drawn)
			if err != nil {
				undrawn = errors.Join(undrawn, err)
				continue
			}
			for _, format := range stale {
				l.made(figureFile(f, format), from(record.reads), record.reads)
			}
		}
	}
	return files, written, undrawn
}

func figureFile(f results.FigureSpec, format string) string {
	return "figures/" + f.Name + "." + format
}

// recorder records which experiments a figure reads.
type recorder struct {
	store *results.Snapshot
	reads []string
}

var _ figures.Source = (*recorder)(nil)

func (r *recorder) note(names ...string) {
	for _, n := range names {
		if !slices.Contains(r.reads, n) {
			r.reads = append(r.reads, n)
		}
	}
}

func (r *recorder) Rows(experiments ...string) ([]results.Row, error) {
	r.note(experiments...)
	if len(experiments) == 0 {
		all, err := r.store.Experiments()
		if err != nil {
			return nil, err
		}
		for _, e := range all {
			r.note(e.Name)
		}
	}
	return r.store.Rows(experiments...)
}

func (r *recorder) Labels(experiment string) ([]map[string]string, error) {
	r.note(experiment)
	return r.store.Labels(experiment)
}

func (r *recorder) Observations(experiment string, cases []int, patterns ...string) ([]results.Observed,
	error) {
	r.note(experiment)
	return r.store.Observations(experiment, cases, patterns...)
}

// FigureNames returns the names of the figures of experiments.
func FigureNames(all []results.Experiment) (names []string) {
	for _, e := range all {
		for _, f := range e.Figures {
			names = append(names, f.Name)
		}
	}
	return names
}
