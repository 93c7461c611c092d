package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"runtime"
	"slices"
	"strings"
	"time"
)

// budget is the time for the rounds of one line. Except for the first, a round that would exceed it is left
// out.
const budget = 60 * time.Second

// comparison is a running benchmark.
type comparison struct {
	all   []contender // the first is ours
	about string      // their names and versions
	table *table
	show  progress
	notes []string
	base  map[string]int64 // memory before the first repetition, by contender
	delay []float64        // clock time over processor time, for each run
}

// compare gathers the contenders: this program, called with the arguments work, and the peers that are
// installed.
func compare(ctx context.Context, o options, work []string, peers []peer, stdout, stderr io.Writer) (
	*comparison, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	if _, err := os.Stat(o.script); err != nil {
		return nil, err
	}
	c := &comparison{
		all:   []contender{{"ours", append([]string{self}, work...)}},
		about: fmt.Sprintf("ours (%s, %s)", runtime.Version(), runtime.GOARCH),
		show:  newProgress(stderr),
		base:  map[string]int64{},
	}
	there := find(ctx, o.script, o.pythons, peers)
	for _, p := range peers {
		f, ok := there[p.module]
		if !ok {
			const text = "%s is not timed: no python3 here imports %s (Debian: %s)\n"
			fmt.Fprintf(stdout, text, p.name, p.module, p.debian)
			continue
		}
		c.about += ", " + p.name + " " + f.version
		c.all = append(c.all, contender{p.name, append([]string{f.python, o.script}, p.work...)})
	}
	return c, nil
}

// begin writes the header of the table: the given columns, then those of the contenders.
func (c *comparison) begin(stdout io.Writer, list ...column) {
	for _, p := range c.all[1:] {
		list = append(list, column{p.name, 7}, column{p.name + "/ours", 16})
	}
	for _, p := range c.all {
		list = append(list, column{p.name + " MiB", 5})
	}
	c.table = newTable(stdout, list)
}

// end writes the notes, and memory and delays of all runs.
func (c *comparison) end(stdout io.Writer) {
	c.show.clear()
	fmt.Fprintln(stdout)
	for _, note := range c.notes {
		fmt.Fprintln(stdout, note)
	}
	if c.delay == nil {
		return
	}
	var base []string
	for _, p := range c.all {
		base = append(base, p.name+" "+mebibytes(c.base[p.name]))
	}
	fmt.Fprintf(stdout, "MiB before the first repetition: %s.\n", strings.Join(base, ", "))
	fmt.Fprintf(stdout, "Clock time over processor time: median %.2f, largest %.2f.\n\n",
		median(c.delay), slices.Max(c.delay))
}

// turns runs the first contenders in turn, for as many rounds as fit the budget. args returns their arguments
// in a round; agree returns an error if a peer's result differs from ours. A peer may fail, ours may not.
func (c *comparison) turns(ctx context.Context, name string, rounds, contenders int,
	args func(round int) ([]string, error), agree func(peer, ours measurement) error) (l line, err error) {
	for start, round := time.Now(), 0; round < rounds; round++ {
		if took := time.Since(start); round > 0 && took+took/time.Duration(round) > budget {
			break
		}
		args, err := args(round)
		if err != nil {
			return l, err
		}
		list := make([]measurement, len(c.all))
		l = append(l, list)
		for k, p := range c.all[:contenders] {
			c.show.say("%s, round %d of %d: %s", name, round+1, rounds, p.name)
			m, err := p.run(ctx, args...)
			if err != nil && (k == 0 || ctx.Err() != nil) {
				return l, fmt.Errorf("%s: %w", name, err)
			}
			if err != nil {
				c.notes = append(c.notes, fmt.Sprintf("%s, round %d: %v", name, round+1, err))
				continue
			}
			if k > 0 {
				if err := agree(m, list[0]); err != nil {
					return l, fmt.Errorf("%s: %s: %w", name, p.name, err)
				}
			}
			list[k] = m
			c.base[p.name] = max(c.base[p.name], m.Base)
			c.delay = append(c.delay, m.Wall/sum(m.Seconds))
		}
	}
	c.show.clear()
	return l, nil
}
