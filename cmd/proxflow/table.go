package main

import (
	"fmt"
	"slices"

	"github.com/spf13/cobra"

	"proxflow/report"
	"proxflow/results"
	"proxflow/results/table"
)

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
	return cmd
}
