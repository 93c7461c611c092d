package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"time"

	"proxflow/theory/ot"
)

const (
	peersUpTo = 8192             // beyond, their n² matrices take tens of gigabytes
	agree     = 1e-12            // costs are equal up to this, relative: a wrong answer is not timed
	atLeast   = "0.2"            // seconds of repetitions in each process
	budget    = 60 * time.Second // for the rounds of one line
)

// assigners are the peers by name; the module is what find looks for, the first argument what the script calls it.
var assigners = []peer{
	{"SciPy", "scipy", "python3-scipy"},
	{"POT", "ot", "python3-pot"},
}

// assignment times the exact optimal assignment of n points to n points, cost |x-y|²: ours, and SciPy's
// linear_sum_assignment and POT's emd with the matrix of costs that they need.
func assignment(ctx context.Context, o options, stdout, stderr io.Writer) error {
	ours, err := oursOf("assign", "assignment")
	if err != nil {
		return err
	}
	if _, err := os.Stat(o.script); err != nil {
		return err
	}
	dir, err := os.MkdirTemp("", "proxflow-bench")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	b := assignmentBench{file: filepath.Join(dir, "points"), show: newProgress(stderr), all: []contender{ours}, base: map[string]int64{}}
	about := []string{fmt.Sprintf("ours (%s, %s)", runtime.Version(), runtime.GOARCH)}
	there := find(ctx, o.script, o.pythons, assigners)
	for _, p := range assigners {
		f, ok := there[p.module]
		if !ok {
			fmt.Fprintf(stdout, "%s is not timed: no python3 here imports %s (Debian: %s)\n", p.name, p.module, p.debian)
			continue
		}
		about = append(about, p.name+" "+f.version)
		b.all = append(b.all, contender{p.name, []string{f.python, o.script, "assign", p.module}})
	}
	fmt.Fprintf(stdout, `Optimal assignment of n points, cost |x-y|²: %s.
Processor time on one thread, costs included; medians of up to %d rounds, each with points of its own; certified: with
the proof that no other assignment is better; MiB: peak memory; a/b: median of the ratios of each round (least–largest).

`, strings.Join(about, ", "), o.rounds)
	b.table = newTable(stdout, b.columns())
	err = b.plan(ctx, o)
	b.show.clear()
	fmt.Fprintln(stdout)
	for _, note := range b.notes {
		fmt.Fprintln(stdout, note)
	}
	if b.delay != nil {
		fmt.Fprintln(stdout, b.machine())
	}
	return err
}

// oursOf is this program in a process of its own.
func oursOf(command, solver string) (contender, error) {
	if _, err := ot.Catalog.New(solver); err != nil {
		return contender{}, err
	}
	self, err := os.Executable()
	return contender{"ours", []string{self, command, solver}}, err
}

// assignmentBench is the benchmark while it runs; all[0] is ours.
type assignmentBench struct {
	file  string
	show  progress
	all   []contender
	table *table
	notes []string
	base  map[string]int64 // memory before the first repetition, by contender
	delay []float64        // clock time over processor time, of all runs
}

func (b *assignmentBench) columns() []column {
	list := []column{{"n", 5}, {"set", 14}, {"ours", 7}, {"certified", 7}}
	for _, c := range b.all[1:] {
		list = append(list, column{c.name, 7}, column{c.name + "/ours", 16})
	}
	for _, c := range b.all {
		list = append(list, column{c.name + " MiB", 5})
	}
	return list
}

// plan runs all sizes and sets.
func (b *assignmentBench) plan(ctx context.Context, o options) error {
	sizes := o.sizes
	if sizes == nil {
		sizes = []int{128, 512, 2048, 8192, 65536}
	}
	measured := 0
	for _, n := range sizes {
		var lines []line // of the sets
		for _, s := range sets {
			if o.sets != nil && !slices.Contains(o.sets, s.name) || o.sizes == nil && n > peersUpTo && s.dim > 2 {
				continue
			}
			l, err := b.line(ctx, s, n, o.rounds)
			if err != nil {
				return fmt.Errorf("%s, n = %d: %w", s.name, n, err)
			}
			lines = append(lines, l)
			b.show.clear()
			b.table.row(append([]string{strconv.Itoa(n), s.name}, l.cells()...)...)
		}
		if len(lines) > 1 && len(b.all) > 1 && n <= peersUpTo {
			b.table.row(b.means(n, lines)...)
		}
		measured += len(lines)
	}
	if measured == 0 {
		return errors.New("nothing was measured")
	}
	return nil
}

// means are the geometric means of the ratios, of contenders that ran on all sets.
func (b *assignmentBench) means(n int, lines []line) []string {
	cells := []string{strconv.Itoa(n), "geometric mean", "", ""}
	for k := 1; k < len(b.all); k++ {
		var list []float64
		for _, l := range lines {
			list = append(list, median(l.ratios(k))) // NaN of none
		}
		mean := "–"
		if g := geometricMean(list); !math.IsNaN(g) {
			mean = digits(g)
		}
		cells = append(cells, "", mean)
	}
	return cells
}

// line runs the contenders in turn, as many rounds as fit the budget.
func (b *assignmentBench) line(ctx context.Context, s set, n, rounds int) (l line, err error) {
	all := b.all
	if n > peersUpTo {
		all = all[:1]
	}
	for start, round := time.Now(), 0; round < rounds; round++ {
		if took := time.Since(start); round > 0 && took+took/time.Duration(round) > budget {
			break
		}
		if err := write(b.file, s.problem(n, round)); err != nil {
			return l, err
		}
		list := make([]measurement, len(b.all))
		l = append(l, list)
		for k, c := range all {
			b.show.say("n = %d, %s, round %d of %d: %s", n, s.name, round+1, rounds, c.name)
			m, err := c.run(ctx, strconv.Itoa(s.dim), atLeast, b.file)
			switch {
			case err != nil && (k == 0 || ctx.Err() != nil):
				return l, err
			case err != nil:
				b.notes = append(b.notes, fmt.Sprintf("n = %d, %s, round %d: %v", n, s.name, round+1, err))
				continue
			case !(math.Abs(m.Cost-list[0].Cost) <= agree*list[0].Cost) && k > 0:
				return l, fmt.Errorf("the cost of %s is %.17g, ours %.17g: one is wrong", c.name, m.Cost, list[0].Cost)
			}
			list[k] = m
			b.base[c.name] = max(b.base[c.name], m.Base)
			b.delay = append(b.delay, m.Wall/sum(m.Seconds))
		}
	}
	return l, nil
}

// machine says what of the figures is not the solvers'.
func (b *assignmentBench) machine() string {
	var base []string
	for _, c := range b.all {
		base = append(base, fmt.Sprintf("%s %s", c.name, mebibytes(b.base[c.name])))
	}
	return fmt.Sprintf("MiB before the first solution, points included: %s. Clock time was %.2f of processor time (median; %.2f at most).",
		strings.Join(base, ", "), median(b.delay), slices.Max(b.delay))
}
