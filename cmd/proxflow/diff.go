package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"proxflow/report/changes"
	"proxflow/results"
	"proxflow/runner"
)

func (c *command) diffCommand() *cobra.Command {
	var format string
	cmd := &cobra.Command{
		Use:   "diff A B",
		Short: "Compare two stores",
		Long: `Compare the stores A and B, number by number.

What is shown are numbers that moved by more than their error bars, |a - b| over
the sum of both error budgets, and verdicts that changed, by the error bars that
they moved; then tolerances that changed, and experiments, cases and metrics that
only one of the stores has.

The exit status is 0 if there is no such difference, and 1 if there is one.`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) != 2 {
				return usagef("diff takes two stores, A and B; got %d", len(args))
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := choice("format", format, changes.DiffFormats); err != nil {
				return err
			}
			var states []*changes.State
			for _, file := range args {
				c.db = file
				err := c.reading(func(s *results.Snapshot) error {
					j, err := runner.Judge(s)
					if err != nil {
						return err
					}
					state, err := changes.Exactly(s, j)
					states = append(states, state)
					return err
				})
				if err != nil {
					return err
				}
			}
			list, compared := changes.Diff(states[0], states[1])
			fmt.Fprintf(c.err, "%d numbers compared, %d differences\n", compared, len(list))
			if len(list) > 0 {
				c.status = fails
			}
			return changes.WriteDiff(c.out, c.page, format, list)
		},
	}
	formatFlag(cmd, &format, "text", changes.DiffFormats...)
	return cmd
}
