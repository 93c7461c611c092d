package report

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"proxflow/results"
	"proxflow/results/table"
	"proxflow/theory/catalog"
)

// Tables builds the tables of these names, all if there is none.
func Tables(store *results.Store, wanted ...string) ([]table.Table, error) {
	all, err := store.Experiments()
	if err != nil {
		return nil, err
	}
	if err := known("table", wanted, TableNames(all)); err != nil {
		return nil, err
	}
	commit, err := commit(store)
	if err != nil {
		return nil, err
	}
	rows := map[string][]results.Row{} // by experiment
	var tables []table.Table
	for _, e := range all {
		for _, spec := range e.Tables {
			if len(wanted) > 0 && !slices.Contains(wanted, spec.Name) {
				continue
			}
			var of []results.Row
			var from []results.Experiment
			for _, name := range spec.Experiments(e.Name) {
				i := slices.IndexFunc(all, func(o results.Experiment) bool { return o.Name == name })
				if i < 0 {
					continue // a note of the table says so
				}
				from = append(from, all[i])
				if _, have := rows[name]; !have {
					if rows[name], err = store.Rows(name); err != nil {
						return nil, err
					}
				}
				of = append(of, rows[name]...)
			}
			t := table.Build(spec, e.Name, of)
			t.Commit, t.Command = commit, remake(from)
			tables = append(tables, t)
		}
	}
	return tables, nil
}

// TableNames are those of the tables that experiments ask for.
func TableNames(all []results.Experiment) (names []string) {
	for _, e := range all {
		for _, t := range e.Tables {
			names = append(names, t.Name)
		}
	}
	return names
}

// known checks that every name is that of something the store can render.
func known(what string, wanted, names []string) error {
	for _, w := range wanted {
		if !slices.Contains(names, w) {
			return UsageError{catalog.Unknown(what+" of this store", w, names)}
		}
	}
	return nil
}

// WriteTables writes every table in every format into tables/ of a directory, and counts the files.
func WriteTables(store *results.Store, dir string) (files int, err error) {
	tables, err := Tables(store)
	if err != nil {
		return 0, err
	}
	dir = filepath.Join(dir, "tables")
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return 0, fmt.Errorf("%s: cannot make this directory: %w", dir, cause(err))
	}
	for _, t := range tables {
		for _, f := range table.Formats() {
			var b bytes.Buffer
			if err := f.Write(&b, t); err != nil {
				return files, err
			}
			if err := WriteFile(filepath.Join(dir, t.Name+"."+f.Extension), b.Bytes()); err != nil {
				return files, err
			}
			files++
		}
	}
	return files, nil
}

// WriteFile replaces a file, whose name its error tells.
func WriteFile(name string, content []byte) error {
	if err := os.WriteFile(name, content, 0o666); err != nil {
		return fmt.Errorf("%s: cannot write: %w", name, cause(err))
	}
	return nil
}
