package main

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"proxflow/experiments"
	"proxflow/results"
)

func (c *command) tableCommand() *cobra.Command {
	var format string
	var formats []string
	for _, f := range results.Formats() {
		formats = append(formats, f.Name)
	}
	cmd := &cobra.Command{
		Use:               "table [NAME]…",
		Short:             "Write tables that the specs ask for, by default all",
		ValidArgsFunction: c.completeNames(tableNames),
		RunE: func(_ *cobra.Command, args []string) error {
			if err := choice("format", format, formats); err != nil {
				return err
			}
			write := results.Formats()[slices.Index(formats, format)].Write
			return c.withStore(results.OpenReadOnly, func(store *results.Store) error {
				tables, err := c.tables(store, args)
				for i, t := range tables {
					if i > 0 && format != "json" {
						fmt.Fprintln(c.out)
					}
					if err := write(c.out, t); err != nil {
						return err
					}
				}
				return err
			})
		},
	}
	formatFlag(cmd, &format, "text", formats...)
	return cmd
}

// tables builds the tables of these names, all if there is none.
func (c *command) tables(store *results.Store, wanted []string) ([]results.Table, error) {
	all, err := store.Experiments()
	if err != nil {
		return nil, err
	}
	if err := known("table", wanted, tableNames(all)); err != nil {
		return nil, err
	}
	commit, err := commit(store)
	if err != nil {
		return nil, err
	}
	rows := map[string][]results.Row{} // by experiment
	var tables []results.Table
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
			t := results.Build(spec, e.Name, of)
			t.Commit, t.Command = commit, remake(from)
			tables = append(tables, t)
		}
	}
	return tables, nil
}

func tableNames(all []results.Experiment) (names []string) {
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
			return unknown(what+" of this store", w, names)
		}
	}
	return nil
}

// completeNames completes the names that experiments of the store give.
func (c *command) completeNames(of func([]results.Experiment) []string) cobra.CompletionFunc {
	return func(cmd *cobra.Command, _ []string, _ string) (names []string, _ cobra.ShellCompDirective) {
		if c.prepare(cmd, nil) == nil {
			c.withStore(results.OpenReadOnly, func(store *results.Store) error {
				all, err := store.Experiments()
				names = of(all)
				return err
			})
		}
		return names, cobra.ShellCompDirectiveNoFileComp
	}
}

// remake is the command line that makes everything of these experiments anew.
func remake(all []results.Experiment) string {
	type kind struct {
		foreign bool // its spec does not come with the program, or is not run by default
		data    bool // its cases name a dataset, whose files are elsewhere
		size    results.Size
	}
	files := map[kind][]string{}
	for _, e := range all {
		own, err := experiments.FS.ReadFile(e.File)
		k := kind{err != nil || string(own) != e.Text, slices.ContainsFunc(e.Cases, namesData), e.Size}
		files[k] = append(files[k], filepath.ToSlash(e.File))
	}
	var lines []string
	for _, foreign := range []bool{false, true} {
		for _, data := range []bool{false, true} {
			for _, size := range []results.Size{results.Ordinary, results.Quick, results.Full} {
				k := kind{foreign, data, size}
				if files[k] == nil {
					continue
				}
				line := "proxflow reproduce"
				if size != results.Ordinary {
					line += " --" + string(size)
				}
				if foreign {
					line += " " + strings.Join(files[k], " ")
				}
				if data {
					line += " --data DIR"
				}
				lines = append(lines, line)
			}
		}
	}
	return strings.Join(lines, " && ")
}

func namesData(c results.Case) bool { return c.Labels["data"] != "" }

// commit is that of the program of the last run, "" if unknown.
func commit(store *results.Store) (string, error) {
	runs, err := store.Runs()
	if err != nil || len(runs) == 0 {
		return "", err
	}
	last := runs[len(runs)-1]
	if last.Dirty {
		return last.Commit + " with changes", nil
	}
	return last.Commit, nil
}
