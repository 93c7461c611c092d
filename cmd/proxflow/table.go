package main

import (
	"fmt"
	"path/filepath"
	"slices"

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
	var tables []results.Table
	for _, e := range all {
		if len(e.Tables) == 0 {
			continue
		}
		rows, err := store.Rows(e.Name)
		if err != nil {
			return nil, err
		}
		for _, spec := range e.Tables {
			if len(wanted) > 0 && !slices.Contains(wanted, spec.Name) {
				continue
			}
			t := results.Build(spec, rows)
			t.Commit, t.Command = commit, remake(e)
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

// remake is the command line that makes everything of an experiment anew.
func remake(e results.Experiment) string {
	line := "proxflow reproduce"
	if e.Quick {
		line += " --quick"
	}
	if own, err := experiments.FS.ReadFile(e.File); err != nil || string(own) != e.Text {
		line += " " + filepath.ToSlash(e.File)
	}
	return line
}

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
