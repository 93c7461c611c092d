package report

import (
	"encoding/xml"
	"strings"
	"testing"
	"unicode"

	"proxflow/results"
	"proxflow/results/page"
	"proxflow/runner"
)

// FuzzReports writes verdicts on a case with any text on the scoreboard, as JUnit and for GitHub: no text
// reaches a terminal, breaks its line or makes XML that nobody can read.
func FuzzReports(f *testing.F) {
	for _, s := range []string{"plain", "\x1b[31m", "a\nb", "]]>", "<&\">", "%0A::error::",
		"\xff\x00\u202e", "::"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		o := runner.ExperimentOutcome{Name: "one", Claim: "P", Title: "A claim", Verdict: results.Fail, Why: text,
			Gaps: []string{text}, Warnings: []results.Warning{{Experiment: "one", Text: text}},
			Cases: []runner.CaseOutcome{{Label: text, Verdict: results.Fail, Why: text}}}
		j := runner.Judgement{Experiments: []runner.ExperimentOutcome{o}}
		var board strings.Builder
		Scoreboard(&board, page.Page{}, j)
		control := func(r rune) bool { return unicode.IsControl(r) && r != '\n' }
		if i := strings.IndexFunc(board.String(), control); i >= 0 {
			t.Errorf("the scoreboard has the letter %q", board.String()[i:])
		}
		lines := strings.Count(board.String(), "one, ")
		if text != "" && lines != 1 && !strings.Contains(text, "one, ") {
			t.Errorf("%d lines for a case:\n%s", lines, board.String())
		}
		var suites struct {
			Cases []struct {
				Name string `xml:"name,attr"`
			} `xml:"testsuite>testcase"`
		}
		if err := xml.Unmarshal(junit(j, map[string][]seconds{"one": {0}}, nil), &suites); err != nil ||
			len(suites.Cases) != 2 {
			t.Errorf("JUnit: %v, %v", suites, err)
		}
		var notes strings.Builder
		a := annotations{w: &notes, file: text, lines: []int{7}}
		a.judged(o)
		if n := notes.String(); strings.Count(n, "\n") != 1 || strings.ContainsAny(n, "\r") ||
			!strings.HasPrefix(n, "::error file=") {
			t.Errorf("GitHub: %q", n)
		}
	})
}
