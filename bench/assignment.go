package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"

	"proxflow/theory/ot"
	_ "proxflow/theory/ot/assignment" // the solver
)

const (
	solver    = "assignment"
	peersUpTo = 8192  // the peers' n² matrices would take tens of gigabytes beyond
	agree     = 1e-12 // the relative tolerance of costs: wrong answers are not timed
	seconds   = "0.2" // of repetitions in each process
)

var assigners = []peer{
	{"SciPy", "scipy", "python3-scipy", []string{"assign", "scipy"}},
	{"POT", "ot", "python3-pot", []string{"assign", "ot"}},
}

// assignment times the exact optimal assignment of n points to n points for the cost |x-y|²: ours, SciPy's
// linear_sum_assignment and POT's emd, the latter two including the cost matrix that they need.
func assignment(ctx context.Context, o options, stdout, stderr io.Writer) error {
	if _, err := ot.Catalog.New(solver); err != nil {
		return err
	}
	dir, err := os.MkdirTemp("", "proxflow-bench")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	c, err := compare(ctx, o, []string{"assign", solver}, assigners, stdout, stderr)
	if err != nil {
		return err
	}
	fmt.Fprintf(stdout, `Optimal assignment of n points, cost |x-y|²: %s.
Processor time on one thread, with the computation of costs; medians of up to %d rounds with new points.
certified: with the proof that no other assignment is better; MiB: peak memory; a/b: the median ratio
within a round (least–largest).

`, c.about, o.rounds)
	defer c.end(stdout)
	c.begin(stdout, column{"n", 5}, column{"set", 14}, column{"ours", 7}, column{"certified", 7})
	return assignAll(ctx, c, o, filepath.Join(dir, "points"))
}

// assignAll runs all sizes and sets. It writes the points to the file.
func assignAll(ctx context.Context, c *comparison, o options, file string) error {
	sizes := o.sizes
	if sizes == nil {
		sizes = []int{128, 512, 2048, 8192, 65536}
	}
	measured := 0
	for _, n := range sizes {
		var lines []line // one for each set
		for _, s := range sets {
			tooLong := o.sizes == nil && n > peersUpTo && s.dim > 2
			if tooLong || o.sets != nil && !slices.Contains(o.sets, s.name) {
				continue
			}
			contenders := len(c.all)
			if n > peersUpTo {
				contenders = 1
			}
			points := func(round int) ([]string, error) {
				return []string{strconv.Itoa(s.dim), seconds, file}, write(file, s.problem(n, round))
			}
			name := fmt.Sprintf("%s, n = %d", s.name, n)
			l, err := c.turns(ctx, name, o.rounds, contenders, points, sameCost)
			if err != nil {
				return err
			}
			lines = append(lines, l)
			c.table.row(append([]string{strconv.Itoa(n), s.name}, l.cells()...)...)
		}
		if len(lines) > 1 && len(c.all) > 1 && n <= peersUpTo {
			c.table.row(append([]string{strconv.Itoa(n), "geometric mean", "", ""}, means(lines)...)...)
		}
		measured += len(lines)
	}
	if measured == 0 {
		return errors.New("nothing was measured")
	}
	return nil
}

func sameCost(peer, ours measurement) error {
	if math.Abs(peer.Cost-ours.Cost) <= agree*ours.Cost { // false for NaN
		return nil
	}
	return fmt.Errorf("the cost is %.17g, ours %.17g: one is wrong", peer.Cost, ours.Cost)
}
