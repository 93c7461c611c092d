package main

import (
	"errors"
	"io/fs"
	"os"

	"github.com/spf13/cobra"

	"proxflow/report"
	"proxflow/results"
	"proxflow/runner"
	"proxflow/runner/spec"
)

func (c *command) planCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:               "plan [SPEC or DIR]…",
		Short:             "Show what a run would do and why, and how long it would take",
		ValidArgsFunction: completeSpecs,
		RunE: func(_ *cobra.Command, args []string) error {
			specs, err := c.specs(args)
			if err != nil {
				return err
			}
			if _, err := os.Stat(c.db); errors.Is(err, fs.ErrNotExist) {
				return c.plan(nil, specs)
			}
			return c.reading(func(s *results.Snapshot) error { return c.plan(s, specs) })
		},
	}
	c.selectFlag(cmd)
	return cmd
}

func (c *command) plan(store runner.History, specs []*spec.Spec) error {
	plans, err := runner.PlanReport(store, specs)
	report.Plan(c.out, c.page, plans, c.jobs)
	if err != nil {
		return err
	}
	return runner.Fits(plans, c.limit)
}
