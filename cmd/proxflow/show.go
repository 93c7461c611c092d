package main

import (
	"context"
	"errors"
	"runtime/debug"

	"github.com/spf13/cobra"

	"proxflow/report"
	"proxflow/report/show"
	"proxflow/results"
	"proxflow/runner/rerun"
)

const named = `An ID is what proxflow results and the scoreboard show: the beginning of the key of a trial,
and for one number its metric and place, as in 3fa9c1d20b77/x1-error@0.5. Four digits
are enough where they are unambiguous. A CASE is EXPERIMENT:NUMBER, with the case-no of
proxflow results.`

func (c *command) showCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "show [ID or CASE]…",
		Short: "Show everything behind a number: parameters, tolerance, provenance, and how to remake it",
		Long: `Show everything behind a number, a trial, or a case.

` + named,
		RunE: func(_ *cobra.Command, args []string) error {
			if err := c.one(args); err != nil {
				return err
			}
			return c.reading(func(s *results.Snapshot) error {
				if len(args) == 0 {
					return show.Selected(c.out, c.page, s, c.storeFlags())
				}
				return show.Write(c.out, c.page, s, c.storeFlags(), args...)
			})
		},
	}
	c.selectFlag(cmd)
	return cmd
}

func (c *command) rerunCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "rerun [ID or CASE]…",
		Short: "Run trials of the store again and compare, without changing the store",
		Long: `Run trials of the store again and compare, without changing the store. Trainings run
again too.

Numbers must be the same bit for bit if they were made on the same kind of processor and
with the same Go, otherwise within their error budgets; each line says which. If one
differs, the exit status is 1: the store was changed, or the mathematics.

` + named,
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := c.one(args); err != nil {
				return err
			}
			return c.reading(func(s *results.Snapshot) error { return c.rerun(cmd.Context(), s, args) })
		},
	}
	c.selectFlag(cmd)
	return cmd
}

// one checks that either names or -k say what is meant.
func (c *command) one(names []string) error {
	if (len(names) > 0) == c.selection.Given() {
		return usagef("name IDs or cases, or select with -k, not both; proxflow results shows the IDs")
	}
	return nil
}

func (c *command) rerun(ctx context.Context, s *results.Snapshot, names []string) error {
	trials, err := s.Planned()
	if err == nil && len(names) > 0 {
		trials = nil
		for _, name := range names {
			_, more, err := s.Resolve(name)
			if err != nil {
				return err
			}
			trials = append(trials, more...)
		}
	}
	if err != nil {
		return err
	}
	executor, err := c.executor()
	if err != nil {
		return err
	}
	list, err := rerun.Run(ctx, s, trials, rerun.Options{Jobs: c.jobs, Executor: executor})
	differ, missing := show.Rerun(c.out, c.page, list)
	switch {
	case differ > 0:
		c.status = fails
	case missing > 0:
		c.status = inconclusive
	}
	if errors.Is(err, context.Canceled) {
		return interruptedRerun{}
	}
	return err
}

// interruptedRerun is the error of a rerun that was interrupted.
type interruptedRerun struct{}

func (interruptedRerun) Error() string { return "interrupted: the other trials have not run again" }

func (interruptedRerun) Unwrap() error { return context.Canceled }

// storeFlags are the flags of a command line that find the store and its data.
func (c *command) storeFlags() (flags string) {
	if c.db != "out/results.sqlite" {
		flags += " --db " + report.Quoted(c.db)
	}
	if c.data != "" {
		flags += " --data " + report.Quoted(c.data)
	}
	return flags
}

func (c *command) versionCommand() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "version",
		Short: "Show what decides the numbers of this program: commit, Go, processor and mathematics",
		Long: `Show what decides the numbers of this program on this machine.

The mathematics is the fingerprint of the source below theory/, of Go and gonum, and of
the features of the processor that change last digits. A stored trial counts only while
it is the same.`,
		Args: noArguments,
		RunE: func(*cobra.Command, []string) error {
			p := show.ThisProgram(version())
			if asJSON {
				return p.JSON(c.out)
			}
			p.Text(c.out, c.page)
			return nil
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "write a JSON object, with the versions of all modules")
	return cmd
}

// version is the version of the source that the program was built from.
func version() string {
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" {
		return info.Main.Version
	}
	return "of unknown source"
}
