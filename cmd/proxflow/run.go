package main

import (
	"context"
	"errors"
	"fmt"
	"math"
	"os"
	"runtime/debug"

	"github.com/spf13/cobra"

	"proxflow/report"
	"proxflow/results"
	"proxflow/runner"
	"proxflow/runner/spec"
)

func (c *command) runCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "run [SPEC or DIR]…",
		Short: "Run what the store lacks, and show the scoreboard",
		Long: `Run the trials that the store lacks: those of the given specs or, without any, of
the specs that come with proxflow. Then show the scoreboard.`,
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
				return c.snapshot(store, func(s *results.Snapshot) error { return c.judge(s, names(specs)...) })
			})
		},
	}
	c.selectFlag(cmd)
	c.failFastFlag(cmd)
	return cmd
}

// run runs the trials that the store lacks. However it ends, the store keeps the finished trials.
func (c *command) run(ctx context.Context, store *results.Store, specs []*spec.Spec) error {
	executor, err := c.executor()
	if err != nil {
		return err
	}
	if os.Getenv("GOMEMLIMIT") == "" { // garbage must not take what the trials may hold
		debug.SetMemoryLimit(int64(min(max(c.limit, 256<<20), math.MaxInt64/2)))
	}
	if os.Getenv("GOGC") == "" { // trials allocate much and hold little: a tenth of the time of a run
		debug.SetGCPercent(400)
	}
	progress := newProgress(c.err)
	running.Store(true)
	defer running.Store(false)
	done, err := runner.Run(ctx, store, specs,
		runner.Options{Jobs: c.jobs, Memory: c.limit, Command: c.line, Progress: progress, Executor: executor,
			FailFast: c.failFast})
	progress.end()
	if done.Waited > 0 {
		fmt.Fprintf(c.err, "%d trials waited for the memory of others; --memory SIZE sets another limit\n",
			done.Waited)
	}
	if done.Halted {
		fmt.Fprintf(c.err, "stopped, since a measurement fails: %d of %d trials are in the store; "+
			"without --fail-fast the same command runs the others\n", done.Cached+done.Ran, done.Planned)
	}
	if errors.Is(err, context.Canceled) {
		return interrupted{done.Cached + done.Ran, done.Planned}
	}
	return err
}

// interrupted is the error of a run that was interrupted.
type interrupted struct{ have, of int }

func (e interrupted) Error() string {
	return fmt.Sprintf("interrupted: %d of %d trials are in the store; the same command resumes", e.have,
		e.of)
}

func (e interrupted) Unwrap() error { return context.Canceled }

func completeSpecs(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
	return []string{"toml"}, cobra.ShellCompDirectiveFilterFileExt
}

// judge shows the scoreboard of the experiments with these names, or of all without names, and sets the exit
// status.
func (c *command) judge(store *results.Snapshot, experiments ...string) error {
	j, err := runner.Judge(store, experiments...)
	if err != nil {
		return err
	}
	report.Scoreboard(c.out, c.page, j)
	c.status = j.Exit()
	return nil
}
