// Command mutants measures how much the tests and the scoreboard notice. Each entry of list/*.toml is a
// mutation: a small, wrong change of the source. It is compiled in with go build -overlay, so that the
// source itself stays as it is. Then the tests of its package and of those that import it run, and, in a
// fresh store, the experiments that it should turn red.
//
// Every mutation of the mathematics must be caught by both, every other one by tests, unless the list
// explains why it is equivalent. The exit status is 0 if that is so, 1 if a mutation survives without
// explanation or is caught although one says that it cannot be, 2 for wrong usage and for a list that does
// not fit the source, and 3 if the program was interrupted. Results are kept in a log, and the same command
// resumes.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"regexp"
	"runtime"
	"time"
)

// options are the values from the command line.
type options struct {
	root              string
	list              string
	log               string
	only              *regexp.Regexp
	jobs              int
	tests, scoreboard bool
	limit             time.Duration // for one part of one mutation
	anyTree           bool
	format            string
}

// Exit statuses besides 0.
const (
	survived    = 1
	unusable    = 2
	interrupted = 3
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	os.Exit(run(ctx, os.Args[1:], os.Stdout, os.Stderr))
}

// run is the command apart from the process. It returns the exit status.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	o, err := parse(args, stderr)
	if errors.Is(err, flag.ErrHelp) {
		return 0
	}
	if err != nil {
		return unusable
	}
	status, err := measure(ctx, o, stdout, stderr)
	if err != nil {
		fmt.Fprintf(stderr, "mutants: %v\n", err)
	}
	return status
}

func parse(args []string, stderr io.Writer) (o options, err error) {
	flags := flag.NewFlagSet("mutants", flag.ContinueOnError)
	flags.SetOutput(stderr)
	flags.Usage = func() {
		fmt.Fprintln(stderr, "usage: mutants [flags]")
		flags.PrintDefaults()
	}
	flags.StringVar(&o.root, "root", ".", "the `folder` of the module")
	flags.StringVar(&o.list, "list", "scripts/mutants/list", "the `folder` of the mutations, from the root")
	flags.StringVar(&o.log, "log", "out/mutants.ndjson", "the `file` of results, from the root")
	flags.Func("only", "take only mutations whose id or file matches a `pattern`", func(s string) (err error) {
		o.only, err = regexp.Compile(s)
		return err
	})
	flags.IntVar(&o.jobs, "jobs", 1, "mutations at a time")
	flags.BoolVar(&o.tests, "tests", true, "run tests")
	flags.BoolVar(&o.scoreboard, "scoreboard", true, "run experiments")
	flags.DurationVar(&o.limit, "limit", 5*time.Minute,
		"time for the tests and for the experiments of a mutation")
	flags.BoolVar(&o.anyTree, "any-tree", false,
		"take results from the log that another state of the source gave")
	flags.StringVar(&o.format, "format", "text", "the `format` of the table: text, csv or json")
	if err := flags.Parse(args); err != nil {
		return o, err
	}
	switch {
	case flags.NArg() > 0:
		err = fmt.Errorf("unexpected argument %q", flags.Arg(0))
	case o.jobs < 1:
		err = fmt.Errorf("-jobs must be 1 at least, not %d", o.jobs)
	case formats[o.format] == nil:
		err = fmt.Errorf("-format must be text, csv or json, not %q", o.format)
	}
	if err != nil {
		fmt.Fprintf(stderr, "mutants: %v\n", err)
	}
	return o, err
}

// measure runs what the log lacks and writes the table.
func measure(ctx context.Context, o options, stdout, stderr io.Writer) (status int, err error) {
	if o.root, err = filepath.Abs(o.root); err != nil {
		return unusable, err
	}
	list, err := readList(o.root, filepath.Join(o.root, o.list))
	if err != nil {
		return unusable, err
	}
	list = selected(list, o.only)
	if len(list) == 0 {
		return unusable, errors.New("no mutation matches")
	}
	tree, err := treeOf(o.root, o.list)
	if err != nil {
		return unusable, err
	}
	log, err := openLog(filepath.Join(o.root, o.log), tree, o.anyTree)
	if err != nil {
		return unusable, err
	}
	defer log.close()
	scratch, err := os.MkdirTemp("", "mutants")
	if err != nil {
		return unusable, err
	}
	defer os.RemoveAll(scratch)
	l := &laboratory{options: o, log: log, scratch: scratch, stderr: stderr,
		threads: max(1, runtime.NumCPU()/o.jobs)}
	if err := l.runAll(ctx, list); errors.Is(err, context.Canceled) {
		return interrupted, errors.New("interrupted; the same command resumes")
	} else if err != nil {
		return unusable, err
	}
	rows, ok := judge(list, log, o)
	if err := formats[o.format](stdout, rows); err != nil {
		return unusable, err
	}
	if !ok {
		return survived, nil
	}
	return 0, nil
}
