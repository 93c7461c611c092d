// Command bench times proxflow and the programs that people use for the same work, on the same machine in the
// same run: SciPy, POT and PyTorch, where some python3 imports them.
//
// Each benchmark is one file. Each measurement, ours included, runs in its own process, so that its peak
// memory can be measured; the parent process makes the points, starts the others in turn, and compares. All
// run on one thread, and times are processor times, which depend least on other work on the machine.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"slices"
	"strconv"
	"strings"
)

// options are the values from the command line.
type options struct {
	names   []string // benchmarks; nil means all
	sizes   []int    // n; nil means the default of the benchmark
	sets    []string // nil means all
	rounds  int
	script  string   // runs the peers
	pythons []string // interpreters to try
}

// benchmarks run in this order.
var benchmarks = []benchmark{{"assignment", assignment}, {"training", training}}

type benchmark struct {
	name string
	run  func(ctx context.Context, o options, stdout, stderr io.Writer) error
}

func main() {
	if args := os.Args[1:]; len(args) > 0 && works[args[0]] != nil {
		os.Exit(work(args, os.Stdout, os.Stderr))
	}
	os.Exit(run(os.Args[1:], os.Stdout, os.Stderr))
}

// run is the command apart from the process. It returns the exit status: 0, 1 if a result is wrong or
// missing, 2 for wrong usage.
func run(args []string, stdout, stderr io.Writer) int {
	o, err := parse(args, stderr)
	if errors.Is(err, flag.ErrHelp) {
		return 0
	}
	if err != nil {
		return 2
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	for _, b := range benchmarks {
		if o.names != nil && !slices.Contains(o.names, b.name) {
			continue
		}
		if err := b.run(ctx, o, stdout, stderr); err != nil {
			fmt.Fprintf(stderr, "bench: %s: %v\n", b.name, err)
			return 1
		}
	}
	return 0
}

func parse(args []string, stderr io.Writer) (o options, err error) {
	flags := flag.NewFlagSet("bench", flag.ContinueOnError)
	flags.SetOutput(stderr)
	flags.Usage = func() {
		fmt.Fprintln(stderr, "usage: bench [flags] [assignment] [training]")
		flags.PrintDefaults()
	}
	sizes := fmt.Sprintf("`sizes` of the assignments, such as 512,2048; the peers run up to %d", peersUpTo)
	flags.Func("n", sizes, func(s string) error {
		for _, field := range strings.Split(s, ",") {
			n, err := strconv.Atoi(field)
			if err != nil || n < 1 {
				return errors.New("want positive whole numbers, separated by commas")
			}
			o.sizes = append(o.sizes, n)
		}
		return nil
	})
	names := "`names` of the sets of points to assign: " + strings.Join(setNames(), ",")
	flags.Func("sets", names, func(s string) error {
		for _, name := range strings.Split(s, ",") {
			if _, ok := setOf(name); !ok {
				return errors.New("want some of " + strings.Join(setNames(), ","))
			}
			o.sets = append(o.sets, name)
		}
		return nil
	})
	flags.IntVar(&o.rounds, "rounds", 5, "largest number of rounds; each has new points")
	quick := flags.Bool("quick", false, "at most two rounds; assignments of 128 and 512 unless -n is given")
	flags.StringVar(&o.script, "peers", "scripts/peers.py", "`file` that runs the peers")
	pythons := flags.String("python", "python3,/usr/bin/python3",
		"`interpreters` to try; the first that imports a peer runs it")
	if err := flags.Parse(args); err != nil {
		return o, err
	}
	o.pythons = strings.Split(*pythons, ",")
	if *quick {
		o.rounds = min(o.rounds, 2)
		if o.sizes == nil {
			o.sizes = []int{128, 512}
		}
	}
	if o.rounds < 1 {
		return o, wrong(stderr, "want at least one round")
	}
	for _, name := range flags.Args() {
		if !slices.ContainsFunc(benchmarks, func(b benchmark) bool { return b.name == name }) {
			return o, wrong(stderr, "there is no benchmark "+strconv.Quote(name))
		}
		o.names = append(o.names, name)
	}
	return o, nil
}

// wrong reports wrong usage.
func wrong(stderr io.Writer, what string) error {
	fmt.Fprintln(stderr, "bench:", what)
	return errors.New(what)
}
