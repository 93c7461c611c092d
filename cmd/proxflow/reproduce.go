package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"proxflow/report"
	"proxflow/results"
)

func (c *command) reproduceCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "reproduce [SPEC or DIR]…",
		Short: "Run what the store lacks, write tables and figures, and show the scoreboard",
		Long: `Run the trials that the store lacks: those of the given specs or, without any, of
the specs that come with proxflow. Then make the tables and figures that are not up
to date, in tables/ and figures/ of the output directory, and show the scoreboard.`,
		ValidArgsFunction: completeSpecs,
		RunE: func(cmd *cobra.Command, args []string) error {
			specs, err := c.specs(args)
			if err != nil {
				return err
			}
			return c.withStore(results.Open, func(store *results.Store) error {
				if err := c.run(cmd.Context(), store, specs); err != nil {
					return err
				}
				return c.snapshot(store, func(s *results.Snapshot) error {
					w, undrawn, err := report.Write(s, c.dir)
					if err != nil {
						return err
					}
					fmt.Fprintf(c.err, "%s: %v\n", c.dir, w)
					if err := c.judge(s, names(specs)...); err != nil {
						return err
					}
					return undrawn
				})
			})
		},
	}
	c.failFastFlag(cmd)
	return cmd
}
