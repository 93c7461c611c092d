package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	figures "proxflow/paper-figures"
	"proxflow/report"
	"proxflow/results"
)

func (c *command) figureCommand() *cobra.Command {
	var formats []string
	cmd := &cobra.Command{
		Use:               "figure [NAME]…",
		Short:             "Draw figures (by default all) into figures/ of the output directory",
		ValidArgsFunction: c.completeNames(report.FigureNames),
		RunE: func(_ *cobra.Command, args []string) error {
			if len(formats) == 0 {
				return usagef("--format: name at least one of: %s", strings.Join(figures.Formats, ", "))
			}
			for _, f := range formats {
				if err := choice("format", f, figures.Formats); err != nil {
					return err
				}
			}
			return c.reading(func(s *results.Snapshot) error {
				files, err := report.WriteFigures(s, c.dir, formats, args...)
				for _, f := range files {
					fmt.Fprintln(c.out, f)
				}
				return err
			})
		},
	}
	cmd.Flags().StringSliceVar(&formats, "format", figures.Formats,
		"some of "+strings.Join(figures.Formats, ", "))
	cmd.RegisterFlagCompletionFunc("format",
		cobra.FixedCompletions(figures.Formats, cobra.ShellCompDirectiveNoFileComp))
	return cmd
}
