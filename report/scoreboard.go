package report

import (
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"

	"proxflow/results/page"
	"proxflow/runner"
)

// Scoreboard writes a row for each claim, and below them what keeps experiments from passing.
func Scoreboard(w io.Writer, p page.Page, j runner.Judgement) {
	header := []string{"claim", "verdict", "what it says", "cases", "worst error (tolerance)",
		"controls caught"}
	var rows [][]string
	for _, s := range j.Claims {
		says := ""
		for _, e := range j.Experiments {
			if e.Claim == s.Claim && says == "" {
				says = e.Title
			}
		}
		worst := "–"
		if !math.IsNaN(s.Worst.Ratio) {
			worst = fmt.Sprintf("%.1e%s(%.1e) %s", s.Worst.Off, page.NBSP, s.Worst.Tol, s.Worst.Metric)
		}
		caught := fmt.Sprintf("%d%sof%s%d", s.Caught, page.NBSP, page.NBSP, s.Controls)
		rows = append(rows, []string{s.Claim, p.Verdict(s.Verdict), says, strconv.Itoa(s.Cases), worst,
			caught})
	}
	io.WriteString(w, p.Table(header, rows, 2))
	if len(j.Experiments) == 0 {
		fmt.Fprintln(w, "nothing was measured: the store has no experiment")
	}
	var below strings.Builder
	for _, e := range j.Experiments {
		problems(&below, p, e)
	}
	warnings(&below, p, j)
	if below.Len() > 0 {
		io.WriteString(w, "\n"+below.String())
	}
}
