package main

import (
	"strings"

	"github.com/spf13/cobra"

	"proxflow/results"
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
	return cmd
}

// formatFlag adds --format and its completions.
func formatFlag(cmd *cobra.Command, format *string, standard string, names ...string) {
	cmd.Flags().StringVar(format, "format", standard, "one of "+strings.Join(names, ", "))
	cmd.RegisterFlagCompletionFunc("format",
		cobra.FixedCompletions(names, cobra.ShellCompDirectiveNoFileComp))
}
