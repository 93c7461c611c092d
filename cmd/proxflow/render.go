package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	figures "proxflow/paper-figures"
	"proxflow/report"
	"proxflow/results"
	"proxflow/results/table"
)

func (c *command) resultsCommand() *cobra.Command {
	var format string
	cmd := &cobra.Command{
		Use:   "results",
		Short: "Write all measurements as JSON or CSV, one record each",
		Args:  noArguments,
		RunE: func(*cobra.Command, []string) error {
			if err := choice("format", format, []string{"json", "csv"}); err != nil {
				return err
			}
			return c.reading(func(s *results.Snapshot) error {
				rows, err := s.Rows()
				if err != nil {
					return err
				}
				if format == "csv" {
					return results.WriteCSV(c.out, rows)
				}
				return results.WriteJSON(c.out, rows)
			})
		},
	}
	formatFlag(cmd, &format, "json", "json", "csv")
	c.selectFlag(cmd)
	return cmd
}

// formatFlag adds --format and its completions.
func formatFlag(cmd *cobra.Command, format *string, standard string, names ...string) {
	cmd.Flags().StringVar(format, "format", standard, "one of "+strings.Join(names, ", "))
	cmd.RegisterFlagCompletionFunc("format",
		cobra.FixedCompletions(names, cobra.ShellCompDirectiveNoFileComp))
}

func (c *command) tableCommand() *cobra.Command {
	var format string
	cmd := &cobra.Command{
		Use:               "table [NAME]…",
		Short:             "Write tables (by default all)",
		ValidArgsFunction: c.completeNames(report.TableNames),
		RunE: func(_ *cobra.Command, args []string) error {
			if err := choice("format", format, table.FormatNames()); err != nil {
				return err
			}
			write := table.Formats[slices.Index(table.FormatNames(), format)].Write
			return c.reading(func(s *results.Snapshot) error {
				tables, err := report.Tables(s, args...)
				for i, t := range tables {
					if i > 0 && format != "json" {
						fmt.Fprintln(c.out)
					}
					if err := write(c.out, c.page, t); err != nil {
						return err
					}
				}
				return err
			})
		},
	}
	formatFlag(cmd, &format, "text", table.FormatNames()...)
	c.selectFlag(cmd)
	return cmd
}

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
	c.selectFlag(cmd)
	cmd.Flags().StringSliceVar(&formats, "format", figures.Formats,
		"some of "+strings.Join(figures.Formats, ", "))
	cmd.RegisterFlagCompletionFunc("format",
		cobra.FixedCompletions(figures.Formats, cobra.ShellCompDirectiveNoFileComp))
	return cmd
}
