package report

import (
	"cmp"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"

	"proxflow/results/page"
	"proxflow/runner"
	"proxflow/theory/claim"
)

// Scoreboard writes a row for each claim, and below the table why experiments do not pass.
func Scoreboard(w io.Writer, p page.Page, j runner.Judgement) {
	header := []string{"claim", "verdict", "what it says", "cases", "worst error (tolerance)",
		"controls caught"}
	var rows [][]string
	for _, s := range j.Claims {
		worst := "–"
		if !math.IsNaN(s.Worst.Ratio) {
			worst = fmt.Sprintf("%.1e%s(%.1e) %s", s.Worst.Off, page.NBSP, s.Worst.Tol, s.Worst.Metric)
		}
		caught := fmt.Sprintf("%d%sof%s%d", s.Caught, page.NBSP, page.NBSP, s.Controls)
		rows = append(rows, []string{s.Claim, p.Verdict(s.Verdict), statement(j, s.Claim),
			strconv.Itoa(s.Cases), worst, caught})
	}
	io.WriteString(w, p.Table(header, rows, 2))
	if len(j.Experiments) == 0 {
		fmt.Fprintln(w, "nothing was measured: the store has no experiment")
	}
	var below strings.Builder
	if j.Unjudged > 0 {
		below.WriteString(p.Line(fmt.Sprintf("stopped at the first failure: %d more to judge", j.Unjudged)))
	}
	if j.Partial() {
		of := fmt.Sprintf("selected: %d of %d cases", j.Selected, j.Cases)
		if j.Selected == j.Cases {
			of += ", with some of their metrics"
		}
		below.WriteString(p.Line(of + "; a claim of which something is left out is inconclusive at best"))
	}
	for _, e := range j.Experiments {
		problems(&below, p, e)
	}
	warnings(&below, p, j)
	if below.Len() > 0 {
		io.WriteString(w, "\n"+below.String())
	}
}

// statement returns what a claim says: the title of its experiment or, if there are several experiments, the
// catalog's description of the check that most of them use.
func statement(j runner.Judgement, claimed string) string {
	var title, check string
	experiments, uses := 0, map[string]int{}
	for _, e := range j.Experiments {
		if e.Claim != claimed {
			continue
		}
		experiments++
		title = cmp.Or(title, e.Title)
		if uses[e.Check]++; uses[e.Check] > uses[check] {
			check = e.Check
		}
	}
	if experiments == 1 {
		return title
	}
	if _, doc, ok := strings.Cut(claim.Catalog.Doc(check), ": "); ok { // this program has that check
		title = strings.ToUpper(doc[:1]) + doc[1:]
	}
	return fmt.Sprintf("%s; %d experiments", title, experiments)
}
