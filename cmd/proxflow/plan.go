package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"time"

	"github.com/spf13/cobra"

	"proxflow/results"
	"proxflow/runner"
	"proxflow/runner/spec"
)

func (c *command) planCommand() *cobra.Command {
	return &cobra.Command{
		Use:               "plan [SPEC or DIR]…",
		Short:             "Say what a run would do, why, and how long it would take",
		ValidArgsFunction: completeSpecs,
		RunE: func(_ *cobra.Command, args []string) error {
			specs, err := c.specs(args)
			if err != nil {
				return err
			}
			if _, err := os.Stat(c.db); errors.Is(err, fs.ErrNotExist) {
				return c.plan(nil, specs)
			}
			return c.withStore(results.OpenReadOnly, func(store *results.Store) error { return c.plan(store, specs) })
		},
	}
}

func (c *command) plan(store runner.History, specs []*spec.Spec) error {
	plans, err := runner.PlanReport(store, specs)
	if err != nil {
		return err
	}
	for _, p := range plans {
		seconds, unknown := p.Seconds()
		fmt.Fprint(c.out, p.Summary())
		switch {
		case unknown > 0:
			fmt.Fprint(c.out, "; time unknown, since the store has no trial of this check")
		case seconds > 0:
			wall := time.Duration(seconds / float64(c.jobs) * float64(time.Second))
			fmt.Fprintf(c.out, "; about %v with --jobs %d", wall.Round(time.Millisecond), c.jobs)
		}
		fmt.Fprintln(c.out)
		type reason struct {
			state runner.State
			why   string
		}
		var order []reason
		count := map[reason]int{}
		for _, t := range p.Trials {
			r := reason{t.State, t.Why}
			if count[r]++; count[r] == 1 {
				order = append(order, r)
			}
		}
		for _, r := range order {
			fmt.Fprintf(c.out, "%8d %-6s  %s\n", count[r], r.state, r.why)
		}
	}
	return nil
}
