package report

import (
	"bytes"
	"fmt"
	"path/filepath"
	"slices"

	"proxflow/results"
	"proxflow/results/page"
	"proxflow/results/table"
	"proxflow/theory/catalog"
)

// Tables builds the tables with these names, or all tables without names.
func Tables(store *results.Snapshot, wanted ...string) (tables []table.Table, err error) {
	s, err := read(store)
	if err != nil {
		return nil, err
	}
	if err := known("table", wanted, TableNames(s.experiments)); err != nil {
		return nil, err
	}
	for _, e := range s.experiments {
		for _, spec := range e.Tables {
			if len(wanted) > 0 && !slices.Contains(wanted, spec.Name) || len(wanted) == 0 && e.Unselected() {
				continue
			}
			t, err := s.table(e.Name, spec)
			if err != nil {
				return nil, err
			}
			tables = append(tables, t)
		}
	}
	return tables, nil
}

// table builds a table of an experiment.
func (s *source) table(own string, spec results.TableSpec) (t table.Table, err error) {
	var rows []results.Row
	var from []results.Experiment
	for _, name := range spec.Experiments(own) {
		e := s.experiment(name)
		if e == nil {
			continue // a note below the table says so
		}
		more, err := s.store.Rows(name)
		if err != nil {
			return t, err
		}
		rows, from = append(rows, more...), append(from, *e)
	}
	t = table.Build(spec, own, rows)
	t.Commits, t.Command = s.commits(t.Trials), remake(from)
	if selected, of := shares(from); selected < of {
		t.Notes = append(t.Notes, table.Note{Text: fmt.Sprintf("selected: %d of %d cases", selected, of)})
	}
	return t, nil
}

// shares returns how many cases of experiments are selected, and how many there are.
func shares(experiments []results.Experiment) (selected, of int) {
	for _, e := range experiments {
		for _, c := range e.Cases {
			if of++; c.Left != results.Everything {
				selected++
			}
		}
	}
	return selected, of
}

// writeTables makes the tables that are not up to date, in every format. It returns the number of files, and
// how many of them it wrote.
func (s *source) writeTables(l *ledger) (files, written int, err error) {
	for _, e := range s.experiments {
		for _, spec := range e.Tables {
			reads := spec.Experiments(e.Name)
			from := func(reads []string) string { return s.from(l.program, e.Name, spec, reads) }
			var stale []table.Format
			for _, f := range table.Formats {
				files++
				if !l.fresh(tableFile(spec, f), from) {
					stale = append(stale, f)
				}
			}
			if stale == nil {
				continue
			}
			t, err := s.table(e.Name, spec)
			if err != nil {
				return files, written, err
			}
			for _, f := range stale {
				var b bytes.Buffer
				if err := f.Write(&b, page.Page{}, t); err != nil {
					return files, written, err
				}
				if err := results.WriteFile(filepath.Join(l.dir, tableFile(spec, f)), b.Bytes()); err != nil {
					return files, written, err
				}
				l.made(tableFile(spec, f), from(reads), reads)
				written++
			}
		}
	}
	return files, written, nil
}

func tableFile(spec results.TableSpec, f table.Format) string {
	return "tables/" + spec.Name + "." + f.Extension
}

// TableNames returns the names of the tables of experiments.
func TableNames(all []results.Experiment) (names []string) {
	for _, e := range all {
		for _, t := range e.Tables {
			names = append(names, t.Name)
		}
	}
	return names
}

// known returns an error unless the store has everything that is wanted.
func known(what string, wanted, names []string) error {
	for _, w := range wanted {
		if !slices.Contains(names, w) {
			return UsageError{catalog.Unknown(what+" of this store", w, names)}
		}
	}
	return nil
}
