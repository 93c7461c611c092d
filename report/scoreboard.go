package report

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

// Scoreboard writes a line for each claim, and then what is not as it should be.
func Scoreboard(w io.Writer, j runner.Judgement) {
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
	aligned := Columns(lines)
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

// cells counts ambiguous letters as narrow whatever the locale, as the tables of package results do.
var cells = runewidth.Condition{StrictEmojiNeutral: true}

// Columns puts the cells of all lines under each other.
func Columns(lines [][]string) []string {
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
