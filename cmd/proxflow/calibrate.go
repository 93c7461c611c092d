package main

import (
	"context"
	"errors"
	"io"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"proxflow/report"
	"proxflow/results"
	"proxflow/runner"
	"proxflow/runner/calibrate"
	"proxflow/runner/spec"
)

func (c *command) calibrateCommand() *cobra.Command {
	var format, only, check string
	var seeds, cases int
	var ordinary bool
	cmd := &cobra.Command{
		Use:   "calibrate [SPEC or DIR]…",
		Short: "Measure how small an error each metric catches, and how often a claim that holds fails",
		Long: `Measure how far verdicts can be trusted, by many runs with other seeds.

Thresholds: the least size of each perturbation, such as λ(1+ε) in place of λ, for
which a metric fails in 95 % of the seeds. Alarms: how often a metric fails where
the claim holds, and how often the whole suite does.

The store is calibration.sqlite in the output directory unless --db names another
one; the same command resumes. The grids are the quick ones, or those of --full
or --ordinary. With --check, the thresholds of that file are measured again, and
the exit status is 1 if one has grown by more than the file allows.`,
		ValidArgsFunction: completeSpecs,
		RunE: func(cmd *cobra.Command, args []string) error {
			found := report.Calibration{Command: strings.Join(c.line, " "), Seeds: seeds, Cases: cases}
			var before report.Calibration
			if err := choice("format", format, report.CalibrationFormats); err != nil {
				return err
			}
			if err := choice("only", only, []string{"", "thresholds", "alarms"}); err != nil {
				return err
			}
			if seeds < 1 || cases < 1 {
				return usagef("--seeds and --cases: must be ≥ 1")
			}
			if ordinary && (c.quick || c.full) {
				return usagef("--ordinary excludes --quick and --full: they are sizes of the same grid")
			}
			c.quick = !ordinary && !c.full
			if found.Size = c.size(); check != "" {
				var err error
				if before, err = report.ReadCalibration(check); err != nil {
					return err
				}
				found.Size, found.Seeds, found.Cases, only = before.Size, before.Seeds, before.Cases, "thresholds"
				c.quick, c.full = found.Size == results.Quick, found.Size == results.Full
			}
			if !cmd.Flags().Changed("db") {
				c.db = filepath.Join(c.dir, "calibration.sqlite")
			}
			specs, err := c.specs(args)
			if err != nil {
				return err
			}
			if check != "" {
				specs = slices.DeleteFunc(specs, func(s *spec.Spec) bool { return !before.Has(s.Name) })
			}
			err = c.withStore(results.Open, func(store *results.Store) error {
				return c.calibrate(cmd.Context(), store, specs, only, &found)
			})
			if err != nil {
				return err
			}
			if err := found.Write(c.out, c.page, format); err != nil {
				return err
			}
			for _, line := range found.Regressions(before) {
				io.WriteString(c.err, c.page.Line(line))
				c.status = fails
			}
			return nil
		},
	}
	cmd.Flags().IntVar(&seeds, "seeds", 20, "take `N` seeds, from the next one of each spec on")
	cmd.Flags().IntVar(&cases, "cases", 6, "perturb at most `N` cases of each experiment")
	cmd.Flags().StringVar(&only, "only", "", "measure only `WHAT`: thresholds or alarms")
	cmd.Flags().StringVar(&check, "check", "",
		"compare with the thresholds in `FILE`, written with --format json")
	cmd.Flags().BoolVar(&ordinary, "ordinary", false, "run the ordinary grid of each spec")
	formatFlag(cmd, &format, "text", report.CalibrationFormats...)
	return cmd
}

// calibrate measures thresholds and alarms, or only one of them.
func (c *command) calibrate(ctx context.Context, store *results.Store, specs []*spec.Spec, only string,
	found *report.Calibration) error {
	executor, err := c.executor()
	if err != nil {
		return err
	}
	progress := newProgress(c.err)
	defer progress.end()
	opt := calibrate.Options{Seeds: found.Seeds, Cases: found.Cases, Options: runner.Options{
		Jobs: c.jobs, Command: c.line, Progress: progress, Executor: executor,
	}}
	if only != "alarms" {
		if found.Thresholds, err = calibrate.Thresholds(ctx, store, specs, opt); err != nil {
			return resumable(err)
		}
	}
	if only != "thresholds" {
		alarms, suite, err := calibrate.Alarms(ctx, store, specs, opt)
		if err != nil {
			return resumable(err)
		}
		found.Alarms, found.Suite = alarms, &suite
	}
	return nil
}

// resumable says of an interruption that the same command resumes.
func resumable(err error) error {
	if errors.Is(err, context.Canceled) {
		return stopped{}
	}
	return err
}

// stopped is the error of a calibration that was interrupted.
type stopped struct{}

func (stopped) Error() string {
	return "interrupted: the trials that have finished are in the store; the same command resumes"
}

func (stopped) Unwrap() error { return context.Canceled }
