package main

import (
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"

	"github.com/mattn/go-runewidth"

	"proxflow/results"
	"proxflow/runner"
)

// judge shows the scoreboard of the experiments of these names, of all if there is none, and sets the exit status.
func (c *command) judge(store *results.Store, experiments ...string) error {
	j, err := runner.Judge(store, experiments...)
	if err != nil {
		return err
	}
	scoreboard(c.out, j)
	c.status = j.Exit()
	return nil
}

// scoreboard writes a line for each claim, and then what is not as it should be.
func scoreboard(w io.Writer, j runner.Judgement) {
	lines := [][]string{{"claim", "what it says", "cases", "worst error", "tolerance", "of", "controls caught", "verdict"}}
	for _, s := range j.Claims {
		says := ""
		for _, e := range j.Experiments {
			if e.Claim == s.Claim && says == "" {
				says = e.Title
			}
		}
		worst, tolerance, of := "–", "–", "–"
		if !math.IsNaN(s.Worst.Ratio) {
			worst, tolerance, of = fmt.Sprintf("%.1e", s.Worst.Off), fmt.Sprintf("%.1e", s.Worst.Tol), s.Worst.Metric
		}
		lines = append(lines, []string{s.Claim, says, strconv.Itoa(s.Cases), worst, tolerance, of,
			fmt.Sprintf("%d of %d", s.Caught, s.Controls), string(s.Verdict)})
	}
	aligned := columns(lines)
	fmt.Fprintf(w, "%s\n%s\n", aligned[0], strings.Repeat("─", cells.StringWidth(aligned[0])))
	for _, line := range aligned[1:] {
		fmt.Fprintln(w, line)
	}
	if len(j.Experiments) == 0 {
		fmt.Fprintln(w, "nothing was measured: the store has no experiment")
	}
	for _, e := range j.Experiments {
		if e.Verdict != results.Pass {
			problems(w, e)
		}
	}
}

// problems writes a line for each of the first cases that are not as they should be, and one for all that have not run.
func problems(w io.Writer, e runner.ExperimentOutcome) {
	const most = 20
	told, waiting := 0, 0
	for _, o := range e.Cases {
		switch {
		case o.Verdict == results.Pass, o.Verdict == results.Skipped, o.Verdict == runner.Caught:
		case o.Verdict == results.Inconclusive && o.Missing > 0:
			waiting++
		default:
			if told++; told <= most {
				fmt.Fprintf(w, "%s: %s, %s: %s\n", o.Verdict, e.Name, o.Label, reason(o))
			}
		}
	}
	if told > most {
		fmt.Fprintf(w, "%s: %s: and %d more cases\n", e.Verdict, e.Name, told-most)
	}
	if waiting > 0 {
		fmt.Fprintf(w, "%s: %s: %d of %d cases have not run\n", results.Inconclusive, e.Name, waiting, len(e.Cases))
	}
	if told+waiting == 0 { // it is the experiment as a whole
		fmt.Fprintf(w, "%s: %s: %s\n", e.Verdict, e.Name, e.Why)
	}
}

// reason says why a case has its verdict.
func reason(o runner.CaseOutcome) string {
	if failed := o.Count[results.Fail]; o.Verdict == results.Error && failed > 0 {
		return fmt.Sprintf("%s; besides, %d measurements fail", o.Why, failed)
	}
	if o.Why != "" {
		return o.Why
	}
	at := ""
	if !math.IsNaN(o.Worst.At) {
		at = fmt.Sprintf(" at %g", o.Worst.At)
	}
	if o.Verdict == results.Inconclusive {
		return fmt.Sprintf("%s%s is too coarse to tell: off by %.2g, tolerance %.2g", o.Worst.Metric, at, o.Worst.Off, o.Worst.Tol)
	}
	return fmt.Sprintf("%s%s is off by %.2g, tolerance %.2g", o.Worst.Metric, at, o.Worst.Off, o.Worst.Tol)
}

// cells counts ambiguous letters as narrow whatever the locale, as the tables of package results do.
var cells = runewidth.Condition{StrictEmojiNeutral: true}

// columns puts the cells of all lines under each other.
func columns(lines [][]string) []string {
	var width []int
	for _, line := range lines {
		for i, cell := range line {
			if i == len(width) {
				width = append(width, 0)
			}
			width[i] = max(width[i], cells.StringWidth(cell))
		}
	}
	aligned := make([]string, len(lines))
	for n, line := range lines {
		for i, cell := range line {
			aligned[n] += cells.FillRight(cell, width[i]+2)
		}
		aligned[n] = strings.TrimRight(aligned[n], " ")
	}
	return aligned
}
