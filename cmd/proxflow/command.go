package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"proxflow/experiments"
	"proxflow/results"
	"proxflow/results/page"
	"proxflow/runner/selection"
	"proxflow/runner/spec"
)

// command is one call of the program, with its output and the values of the common flags.
type command struct {
	root   *cobra.Command
	line   []string  // as typed
	out    io.Writer // data
	page   page.Page // of out
	err    io.Writer // progress and messages
	status int       // if the command succeeds

	db, dir string
	data    string // a directory, or ""
	jobs    int
	where   string  // executor of the trials
	memory  string  // limit of the trials at one time, or ""
	limit   float64 // the same in bytes
	quick   bool    // at most one of these
	full    bool

	failFast   bool
	expression string // after -k
	selection  selection.Expr
}

func newCommand(args []string, out io.Writer, p page.Page, err io.Writer) *command {
	c := &command{line: append([]string{"proxflow"}, args...), out: out, page: p, err: err}
	c.root = &cobra.Command{
		Use:   "proxflow",
		Short: "Check the theory of flow matching through proximal operators numerically",
		Long: `Check the theory of flow matching through proximal operators numerically.

Data go to standard output, progress and messages to standard error.

Exit status:
  0  all claims hold, and all controls are caught
  1  a claim fails, a control is missed, nothing was measured, a baseline is not
     kept, or two stores differ
  2  wrong usage, a bad spec, or a damaged store
  3  inconclusive: a measurement is too coarse, a trial has not run, an experiment
     has no control, or a metric named under [tolerance] was never judged; also
     when interrupted
  4  a trial could not run or needs too much memory, or a file could not be read
     or written`,
		Version:           version(),
		SilenceErrors:     true,
		SilenceUsage:      true,
		Args:              cobra.ArbitraryArgs,
		PersistentPreRunE: c.prepare,
		RunE: func(root *cobra.Command, args []string) error {
			if len(args) == 0 {
				return usagef("no command given; proxflow --help lists the commands")
			}
			var names []string
			for _, sub := range root.Commands() {
				names = append(names, sub.Name())
			}
			return unknown("command of proxflow", args[0], names)
		},
	}
	flags := c.root.PersistentFlags()
	flags.StringVar(&c.db, "db", "", "results store `FILE` (default results.sqlite in the output directory)")
	flags.StringVarP(&c.dir, "output", "o", "out", "write into the directory `DIR`")
	flags.IntVarP(&c.jobs, "jobs", "j", runtime.GOMAXPROCS(0), "run `N` trials at once")
	flags.StringVar(&c.where, "executor", "local",
		"run trials `WHERE`: local, or work for one process per job")
	flags.StringVar(&c.memory, "memory", "",
		"let the trials that run at once use up to `SIZE` of memory, such as 4GiB\n"+
			"(default what the machine has left)")
	flags.StringVar(&c.data, "data", "", "read data that specs need, such as the files of MNIST, from `DIR`")
	flags.BoolVar(&c.quick, "quick", false, "run the smaller grid of each spec")
	flags.BoolVar(&c.full, "full", false, "run the complete and slow grid of each spec")
	wrapped := fmt.Sprintf(".FlagUsagesWrapped %d", p.MaxWidth())
	c.root.SetUsageTemplate(strings.ReplaceAll(c.root.UsageTemplate(), ".FlagUsages", wrapped))
	c.root.SetVersionTemplate("proxflow {{.Version}}\n")
	c.root.SetFlagErrorFunc(flagError)
	c.root.SetArgs(args)
	c.root.SetOut(out)
	c.root.SetErr(err)
	c.root.AddCommand(c.reproduceCommand(), c.runCommand(), c.planCommand(), c.checkCommand(),
		c.calibrateCommand(), c.diffCommand(), c.resultsCommand(),
		c.tableCommand(), c.figureCommand(), c.listCommand(), c.showCommand(),
		c.rerunCommand(), c.newCommand(), c.versionCommand(), c.workCommand())
	return c
}

// prepare checks the common flags.
func (c *command) prepare(cmd *cobra.Command, _ []string) error {
	switch {
	case c.jobs < 1:
		return usagef("--jobs: must be ≥ 1, not %d", c.jobs)
	case c.quick && c.full:
		return usagef("--quick and --full exclude each other: they are two sizes of the same grid")
	case c.dir == "":
		return usagef("-o: the name of the directory is empty")
	case c.data == "" && cmd.Flags().Changed("data"):
		return usagef("--data: the name of the directory is empty")
	case c.db == "" && cmd.Flags().Changed("db"):
		return usagef("--db: the name of the file is empty")
	case c.db == "":
		c.db = filepath.Join(c.dir, "results.sqlite")
	}
	var err error
	if c.limit, err = limit(c.memory, cmd.Flags().Changed("memory")); err != nil {
		return err
	}
	if c.selection, err = selection.Parse(c.expression); err != nil {
		return err
	}
	return choice("executor", c.where, executors)
}

// selectFlag adds -k.
func (c *command) selectFlag(cmd *cobra.Command) {
	cmd.Flags().StringVarP(&c.expression, "select", "k", "", "only cases and metrics for which `EXPR` holds:"+`
claim, experiment, check, metric, control or a parameter
= a value or its name, == a label, ~ part of a label; a
word alone matches part of any; and, or, not, parentheses`)
}

// failFastFlag adds --fail-fast.
func (c *command) failFastFlag(cmd *cobra.Command) {
	cmd.Flags().BoolVar(&c.failFast, "fail-fast", false,
		"stop at the first measurement that fails, controls apart; what is done is kept")
}

// flagError says what is wrong with a flag, and suggests the nearest one.
func flagError(cmd *cobra.Command, err error) error {
	var none *pflag.NotExistError
	var bad *pflag.InvalidValueError
	switch {
	case errors.As(err, &none) && none.GetSpecifiedShortnames() == "":
		var names []string
		cmd.Flags().VisitAll(func(f *pflag.Flag) { names = append(names, "--"+f.Name) })
		return unknown("flag of "+cmd.CommandPath(), "--"+none.GetSpecifiedName(), names)
	case errors.As(err, &bad):
		kind := map[string]string{"int": "an integer", "bool": "true or false"}[bad.GetFlag().Value.Type()]
		return usagef("--%s: want %s, got %q", bad.GetFlag().Name, kind, bad.GetValue())
	}
	return usageError{err}
}

// choice checks that the value of a flag is one of the names.
func choice(flag, value string, names []string) error {
	if !slices.Contains(names, value) {
		return unknown("value of --"+flag, value, names)
	}
	return nil
}

// noArguments refuses arguments.
func noArguments(cmd *cobra.Command, args []string) error {
	if len(args) > 0 {
		return usagef("%s takes no argument, but got %q", cmd.CommandPath(), args[0])
	}
	return nil
}

// specs reads the specs at these paths, or those that come with the program if there are none.
func (c *command) specs(paths []string) ([]*spec.Spec, error) {
	load := func() ([]*spec.Spec, error) { return spec.Load(c.size(), paths...) }
	if len(paths) == 0 {
		load = func() ([]*spec.Spec, error) { return spec.LoadFS(experiments.FS, c.size(), ".") }
	}
	specs, err := load()
	if err != nil || !c.selection.Given() {
		return specs, err
	}
	var all []results.Experiment
	for _, s := range specs {
		s.Select(c.selection.Selected)
		all = append(all, s.Experiment)
	}
	return specs, c.selection.Check(all)
}

// size returns the size of the grids.
func (c *command) size() results.Size {
	switch {
	case c.quick:
		return results.Quick
	case c.full:
		return results.Full
	}
	return results.Ordinary
}

// files returns the directory of the data, or nil. No link in it, and no name, leads out of it.
func (c *command) files() (fs.FS, error) {
	if c.data == "" {
		return nil, nil
	}
	if info, err := os.Stat(c.data); err != nil {
		return nil, usagef("--data: cannot open %s: %v", c.data, results.Cause(err))
	} else if !info.IsDir() {
		return nil, usagef("--data: %s is not a directory", c.data)
	}
	root, err := os.OpenRoot(c.data)
	if err != nil {
		return nil, usagef("--data: cannot open %s: %v", c.data, results.Cause(err))
	}
	return root.FS(), nil
}

// names returns the names of the experiments.
func names(specs []*spec.Spec) (list []string) {
	for _, s := range specs {
		list = append(list, s.Name)
	}
	return list
}

// withStore opens the store, calls work and closes the store.
func (c *command) withStore(open func(path string) (*results.Store, error),
	work func(*results.Store) error) (err error) {
	store, err := open(c.db)
	if err != nil {
		return err
	}
	defer func() {
		if e := store.Close(); err == nil {
			err = e
		}
	}()
	return work(store)
}

// reading calls work with the current state of the store.
func (c *command) reading(work func(*results.Snapshot) error) error {
	return c.withStore(results.OpenReadOnly, func(store *results.Store) error {
		if store.Old() {
			fmt.Fprintf(c.err, "%s: an older proxflow made this store, without digests: damage would go unseen; "+
				"the next run adds them\n", c.db)
		}
		return c.snapshot(store, work)
	})
}

// snapshot calls work with the selected part of the current state of a store.
func (c *command) snapshot(store *results.Store, work func(*results.Snapshot) error) (err error) {
	s, err := store.Snapshot()
	if err != nil {
		return err
	}
	defer func() {
		if e := s.Close(); err == nil {
			err = e
		}
	}()
	if c.selection.Given() {
		all, err := s.Experiments()
		if err != nil {
			return err
		}
		if err := c.selection.Check(all); err != nil {
			return err
		}
		if err := s.Select(c.selection.Selected); err != nil {
			return err
		}
	}
	return work(s)
}

// completeNames completes names that the experiments of the store define.
func (c *command) completeNames(of func([]results.Experiment) []string) cobra.CompletionFunc {
	return func(cmd *cobra.Command, _ []string, _ string) (names []string, _ cobra.ShellCompDirective) {
		if c.prepare(cmd, nil) == nil {
			c.reading(func(s *results.Snapshot) error {
				all, err := s.Experiments()
				names = of(all)
				return err
			})
		}
		return names, cobra.ShellCompDirectiveNoFileComp
	}
}
