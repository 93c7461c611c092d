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
	var formats []string
	for _, f := range table.Formats() {
		formats = append(formats, f.Name)
	}
	cmd := &cobra.Command{
		Use:               "table [NAME]…",
		Short:             "Write tables that the specs ask for, by default all",
		ValidArgsFunction: c.completeNames(report.TableNames),
		RunE: func(_ *cobra.Command, args []string) error {
			if err := choice("format", format, formats); err != nil {
				return err
			}
			write := table.Formats()[slices.Index(formats, format)].Write
			return c.withStore(results.OpenReadOnly, func(store *results.Store) error {
				tables, err := report.Tables(store, args...)
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
