package main

import (
	"github.com/spf13/cobra"

	"proxflow/report"
	"proxflow/results"
	"proxflow/results/page"
	"proxflow/runner"
)

func (c *command) checkCommand() *cobra.Command {
	var asJSON, github bool
	var junit string
	var against baseline
	cmd := &cobra.Command{
		Use:   "check [SPEC or DIR]…",
		Short: "Judge the store against the tolerances, and against a baseline",
		Long: `Judge what the store holds, without running anything.

If specs are given, their grids and tolerances replace those in the store. Cases
that the store lacks are then inconclusive. All output describes one state of the
store, even while a run is writing.

The exit status is 1 if the baseline is not kept: a number moved by more than its
error bars, even within its tolerance; fewer measurements pass, or a control catches
fewer; a case, a metric or an experiment has vanished; or a tolerance allows more.
What is new is only reported.`,
		ValidArgsFunction: completeSpecs,
		RunE: func(cmd *cobra.Command, args []string) error {
			if against.file != "" && c.selection.Given() {
				return usagef("-k and --baseline exclude each other: unselected cases would seem to have vanished")
			}
			if err := against.read(cmd); err != nil {
				return err
			}
			names, err := c.adopt(args)
			if err != nil {
				return err
			}
			return c.reading(func(s *results.Snapshot) error {
				judge := runner.Judge
				if c.failFast {
					judge = runner.JudgeUntilFailure
				}
				j, err := judge(s, names...)
				if err != nil {
					return err
				}
				c.status = j.Exit()
				board, p := c.out, c.page
				if asJSON {
					board, p = c.err, page.For(c.err)
					rows, err := s.Rows(names...)
					if err != nil {
						return err
					}
					if err := results.WriteJSON(c.out, rows); err != nil {
						return err
					}
				}
				report.Scoreboard(board, p, j)
				changed, err := against.compare(s, j, names)
				if err != nil {
					return err
				}
				if against.show(board, p, changed) {
					c.status = fails
				}
				if junit != "" {
					if err := report.WriteJUnit(junit, s, j, changed); err != nil {
						return err
					}
				}
				if github {
					return report.GitHub(board, s, j, changed)
				}
				return nil
			})
		},
	}
	c.selectFlag(cmd)
	c.failFastFlag(cmd)
	cmd.Flags().BoolVar(&asJSON, "json", false,
		"write the measurements as JSON; the scoreboard goes to standard error")
	cmd.Flags().StringVar(&junit, "junit", "", "write the verdicts on all cases to `FILE`, as JUnit XML")
	cmd.Flags().BoolVar(&github, "github", false,
		"annotate the lines of specs that are to blame, as GitHub Actions understands it")
	against.flags(cmd)
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
