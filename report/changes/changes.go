// Package changes compares what a store says with what was said before, by a baseline or by another store.
//
// There are only a few types. A State is what was measured: a Group of measurements for each metric of each
// case. Of reads it from a store, Read from a baseline, where a group keeps its worst measurement only. A
// Change is one thing that is no longer as it was, in a sentence. A number has moved only if it changed by
// more than both error bars together, so that the last digits, which differ between processors, are none.
package changes

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"proxflow/results"
)

// Kind says what has changed. The first kinds are the worst.
type Kind int

const (
	Fewer     Kind = iota // fewer measurements pass, or a control catches fewer
	Vanished              // an experiment, a case or a metric is not there any more
	Loosened              // a tolerance allows more
	Replaced              // an experiment has other parameters, so that its numbers say something else
	Moved                 // a number, by more than its error bars
	Tightened             // a tolerance allows less
	Added                 // an experiment, a case or a metric was not there before
)

var kinds = []string{"fewer", "vanished", "loosened", "replaced", "moved", "tightened", "added"}

func (k Kind) String() string { return kinds[k] }

// Change is one thing that is not as it was.
type Change struct {
	Kind       Kind
	Experiment string
	Case       string // "" if the experiment as a whole has changed
	CaseNo     int    // in the plan of the store; -1 if the case is not there
	Control    bool
	Metric     string // "" if the case as a whole has changed
	Spot       Spot
	Before     Number  // of a number that has moved
	Now        Number  // likewise
	Bars       float64 // error bars that it moved by; +Inf if it has none
	Text       string  // a sentence without its full stop
}

// Fails says whether the change is for the worse.
func (c Change) Fails() bool { return c.Kind < Tightened }

// sorted sorts changes, the worst first. Of two numbers the one is worse that moved by more error bars.
func sorted(list []Change) []Change {
	slices.SortStableFunc(list, func(a, b Change) int {
		return cmp.Or(cmp.Compare(a.Kind, b.Kind), cmp.Compare(b.Bars, a.Bars))
	})
	return list
}

// Sentences returns the changes for people, the worst first: of those of one kind, experiment and metric the
// worst, with the number of the others. Changes for the worse are regressions.
func Sentences(list []Change) (lines []string) {
	type what struct {
		kind               Kind
		experiment, metric string
		control            bool
	}
	var order []what
	alike := map[what][]Change{}
	for _, c := range list {
		w := what{c.Kind, c.Experiment, c.Metric, c.Control}
		if alike[w] == nil {
			order = append(order, w)
		}
		alike[w] = append(alike[w], c)
	}
	for _, w := range order {
		head := "new: "
		if alike[w][0].Fails() {
			head = "regression: "
		}
		line := head + alike[w][0].Text
		if more := len(alike[w]) - 1; more > 0 {
			line += fmt.Sprintf("; likewise in %d more of its cases", more)
		}
		lines = append(lines, line)
	}
	return lines
}

// of is "normal-eigenvalue of terminal-hyperbolicity, target=ball".
func of(metric, experiment string, c Case) string {
	if metric == "" {
		return c.in(experiment)
	}
	return metric + " of " + c.in(experiment)
}

// in is "terminal-hyperbolicity, control target=ball".
func (c Case) in(experiment string) string {
	switch {
	case c.Control:
		return experiment + ", control " + c.Name
	case c.Name != "":
		return experiment + ", " + c.Name
	}
	return experiment
}

// bars is the number of error bars between two numbers: |a - b| over the sum of both budgets. It is 0 for
// equal numbers, and +Inf for others without a budget.
func bars(a, b, budgetA, budgetB float64) float64 {
	switch sum := budgetA + budgetB; {
	case a == b || math.IsNaN(a) && math.IsNaN(b):
		return 0
	case sum > 0:
		return math.Abs(a-b) / sum
	}
	return math.Inf(1)
}

// rounded is what the digits of a baseline may add to a number that has not moved; see digits.
const rounded = 0.1

// beyond says whether a number that changed by so many error bars has moved.
func beyond(bars float64) bool { return bars > 1+rounded }

// allowance is a tolerance in words.
func allowance(t results.Tolerance) string {
	switch {
	case t.Absolute > 0:
		return fmt.Sprint(t.Absolute)
	case t.Times == 1:
		return "1 error budget"
	}
	return fmt.Sprintf("%g error budgets", t.Times)
}
