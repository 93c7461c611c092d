package main

import (
	"io"

	"github.com/spf13/cobra"

	"proxflow/report"
	"proxflow/results"
	"proxflow/results/page"
	"proxflow/runner"
)

func (c *command) checkCommand() *cobra.Command {
	var asJSON bool
	var junit, baseline string
	cmd := &cobra.Command{
		Use:   "check [SPEC or DIR]…",
		Short: "Judge the store against the tolerances, and against a baseline",
		Long: `Judge what the store holds, without running anything.

If specs are given, their grids and tolerances replace those in the store. Cases
that the store lacks are then inconclusive. All output describes one state of the
store, even while a run is writing.`,
		ValidArgsFunction: completeSpecs,
		RunE: func(_ *cobra.Command, args []string) error {
			if baseline != "" && c.selection.Given() {
				return usagef("-k and --baseline exclude each other: unselected cases would seem to have vanished")
			}
			var before report.Baseline
			if baseline != "" {
				var err error
				if before, err = report.ReadBaseline(baseline); err != nil {
					return err
				}
			}
			names, err := c.adopt(args)
			if err != nil {
				return err
			}
			return c.reading(func(s *results.Snapshot) error {
				j, err := runner.Judge(s, names...)
				if err != nil {
					return err
				}
				c.status = j.Exit()
				board, p := c.out, c.page
				var rows []results.Row
				if asJSON || before != nil {
					if rows, err = s.Rows(names...); err != nil {
						return err
					}
				}
				if asJSON {
					board, p = c.err, page.For(c.err)
					if err := results.WriteJSON(c.out, rows); err != nil {
						return err
					}
				}
				report.Scoreboard(board, p, j)
				if junit != "" {
					if err := results.WriteFile(junit, report.JUnit(j)); err != nil {
						return err
					}
				}
				for _, line := range before.Regressions(rows) {
					io.WriteString(board, p.Line(line))
					c.status = fails
				}
				return nil
			})
		},
	}
	c.selectFlag(cmd)
	cmd.Flags().BoolVar(&asJSON, "json", false,
		"write the measurements as JSON; the scoreboard goes to standard error")
	cmd.Flags().StringVar(&junit, "junit", "", "write the verdicts on all cases to `FILE`, as JUnit XML")
	cmd.Flags().StringVar(&baseline, "baseline", "",
		"fail if something that passed in `FILE`, written by check --json, no longer passes")
	return cmd
}

// adopt records the plans of the specs, if there are any, in the store. It returns the names of their
// experiments.
func (c *command) adopt(paths []string) ([]string, error) {
	if len(paths) == 0 {
		return nil, nil
	}
	specs, err := c.specs(paths)
	if err != nil {
		return nil, err
	}
	// A check must not create a store.
	if err := c.withStore(results.OpenReadOnly, func(*results.Store) error { return nil }); err != nil {
		return nil, err
	}
	return names(specs), c.withStore(results.Open, func(store *results.Store) error {
		for _, s := range specs {
			if err := store.Plan(s.Experiment); err != nil {
				return err
			}
		}
		return nil
	})
}
