package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	figures "proxflow/paper-figures"
	"proxflow/results"
)

func (c *command) figureCommand() *cobra.Command {
	var formats []string
	cmd := &cobra.Command{
		Use:               "figure [NAME]…",
		Short:             "Draw figures that the specs ask for, by default all, into figures/ of the output directory",
		ValidArgsFunction: c.completeNames(figureNames),
		RunE: func(_ *cobra.Command, args []string) error {
			if len(formats) == 0 {
				return usagef("--format: names no format; there are: %s", strings.Join(figures.Formats, ", "))
			}
			for _, f := range formats {
				if err := choice("format", f, figures.Formats); err != nil {
					return err
				}
			}
			return c.withStore(results.OpenReadOnly, func(store *results.Store) error {
				files, err := c.figures(store, args, formats)
				for _, f := range files {
					fmt.Fprintln(c.out, f)
				}
				return err
			})
		},
	}
	cmd.Flags().StringSliceVar(&formats, "format", figures.Formats, "some of "+strings.Join(figures.Formats, ", "))
	cmd.RegisterFlagCompletionFunc("format", cobra.FixedCompletions(figures.Formats, cobra.ShellCompDirectiveNoFileComp))
	return cmd
}

// figures draws the figures of these names, all if there is none, and returns the files that it wrote.
func (c *command) figures(store *results.Store, wanted, formats []string) (files []string, err error) {
	all, err := store.Experiments()
	if err != nil {
		return nil, err
	}
	if err := known("figure", wanted, figureNames(all)); err != nil {
		return nil, err
	}
	dir := filepath.Join(c.dir, "figures")
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

func figureNames(all []results.Experiment) (names []string) {
	for _, e := range all {
		for _, f := range e.Figures {
			names = append(names, f.Name)
		}
	}
	return names
}
