package main

import (
	"bufio"
	"context"
	"errors"
	"io"
	"os"

	"github.com/spf13/cobra"

	"proxflow/runner"
)

func (c *command) workCommand() *cobra.Command {
	var attached bool
	work := &cobra.Command{
		Use:   "work",
		Short: "Run jobs from standard input, and write their trials to standard output",
		Long: `Run jobs from standard input, and write each trial to standard output as a line of JSON.

A job holds everything that a trial depends on; the documentation of runner.Job lists its fields. This is the
worker of proxflow run --executor work. It opens no store. It refuses jobs for another version of the
mathematics, or for a processor that rounds differently.`,
		Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error {
			files, err := c.files()
			if err != nil {
				return err
			}
			err = runner.Work(cmd.Context(), cmd.InOrStdin(), lines{c.out}, files, attached)
			if errors.Is(err, context.Canceled) {
				return interruptedWork{}
			}
			return err
		},
	}
	work.Flags().BoolVar(&attached, "attached", false, "serve a run, use its artifacts, and exit with it")
	return work
}

// lines flushes after each write, since another process waits for it.
type lines struct{ io.Writer }

func (l lines) Write(b []byte) (int, error) {
	n, err := l.Writer.Write(b)
	if buffered, ok := l.Writer.(*bufio.Writer); ok && err == nil {
		err = buffered.Flush()
	}
	return n, err
}

// interruptedWork is the error of a worker that was told to stop.
type interruptedWork struct{}

func (interruptedWork) Error() string { return "interrupted: the current job has no trial" }

func (interruptedWork) Unwrap() error { return context.Canceled }

// executors are the values of --executor.
var executors = []string{"local", "work"}

// executor returns the function that starts the executor.
func (c *command) executor() (func(runner.Services) runner.Executor, error) {
	files, err := c.files()
	if err != nil {
		return nil, err
	}
	if c.where == "local" {
		return runner.Local(files), nil
	}
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	worker := []string{self, "work", "--attached"}
	if c.data != "" {
		worker = append(worker, "--data", c.data)
	}
	return runner.Subprocesses(worker...), nil
}
