package main

import (
	"fmt"

	"github.com/spf13/cobra"

	figures "proxflow/paper-figures"
	"proxflow/report"
	"proxflow/results"
)

func (c *command) reproduceCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "reproduce [SPEC or DIR]…",
		Short: "Run everything, write tables and figures, and show the scoreboard",
		Long: `Run the trials that the store lacks, by default those of the specs that come with proxflow. Then write every table and
figure into tables/ and figures/ of the output directory, and show the scoreboard.`,
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
				tables, err := report.WriteTables(store, c.dir)
				if err != nil {
					return err
				}
				drawn, undrawn := report.WriteFigures(store, c.dir, figures.Formats)
				fmt.Fprintf(c.err, "%s: %d files of tables, %d of figures\n", c.dir, tables, len(drawn))
				if err := c.judge(store, names(specs)...); err != nil {
					return err
				}
				return undrawn
			})
		},
	}
}
