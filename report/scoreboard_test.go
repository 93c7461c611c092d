package report

import (
	"encoding/json"
	"encoding/xml"
	"fmt"
	"strings"
	"testing"

	"proxflow/results"
	"proxflow/results/page"
	"proxflow/runner"
)

func TestWarningsReachScoreboardAndJUnit(t *testing.T) {
	f := newFixture(t)
	e := experiment("one", "ball", "box", "flat")
	f.check(f.store.Plan(e))
	two := experiment("two", "ball", "box")
	two.Claim = "V"
	f.check(f.store.Plan(two))
	run := f.begin("a1", false)
	f.put(run, "ball", 0.5, "masses are arbitrary", "few points")
	f.put(run, "box", 0.5, "masses are arbitrary")
	f.put(run, "flat", 0.5)
	j := f.judge()
	var board strings.Builder
	Scoreboard(&board, page.Page{}, j)
	for _, line := range []string{"warning: masses are arbitrary (4 of 5 cases, in one and two)\n",
		"warning: few points (2 of 5 cases, in one and two)\n"} {
		if !strings.Contains(board.String(), line) {
			t.Errorf("no %q in\n%s", line, board.String())
		}
	}
	var suites struct {
		Cases []struct {
			Name string `xml:"name,attr"`
			Out  string `xml:"system-out"`
		} `xml:"testsuite>testcase"`
	}
	f.check(xml.Unmarshal(junit(j, map[string][]seconds{"one": {0, 0, 0}, "two": {0, 0}}, nil), &suites))
	const ball, box = `{"target=ball" "warning: masses are arbitrary\nwarning: few points"} `,
		`{"target=box" "warning: masses are arbitrary"} `
	same(t, "JUnit", fmt.Sprintf("%q", suites.Cases), "["+ball+box+
		`{"target=flat" ""} {"the experiment as a whole" ""} `+ball+box+`{"the experiment as a whole" ""}]`)
	for i := range 9 {
		f.put(run, "flat", 0.5, fmt.Sprint("more ", i))
		e.Cases = append(e.Cases, results.Case{Params: json.RawMessage("{}"), Keys: []string{fmt.Sprint(i)}})
		f.put(run, fmt.Sprint(i), 0.5, fmt.Sprint("caveat ", i))
	}
	f.check(f.store.Plan(e))
	board.Reset()
	Scoreboard(&board, page.Page{}, f.judge())
	if n := strings.Count(board.String(), "warning: "); n != 6 ||
		!strings.Contains(board.String(), "warning: and 7 more\n") {
		t.Errorf("%d lines of warnings:\n%s", n, board.String())
	}
}

func TestTheScoreboardIsReadable(t *testing.T) {
	f := newFixture(t)
	e := experiment("one", "ball", "box", "simplex")
	e.Title = "The target point is recovered exactly by a proximal operator, " +
		"at every time and for every schedule"
	e.Cases[2].Control = &results.Control{Why: "it must fail"}
	f.check(f.store.Plan(e))
	other := experiment("two", "torus", "flat")
	other.Claim = "V"
	f.check(f.store.Plan(other))
	run := f.begin("a1", false)
	for key, got := range map[string]float64{"ball": 0.5, "box": 0.25, "simplex": 3, "torus": 2} {
		f.put(run, key, got)
	}
	for width, want := range map[int]string{0: `
claim  verdict  what it says                        cases  worst error (tolerance)  controls caught
───────────────────────────────────────────────────────────────────────────────────────────────────
P      pass     The target point is recovered       2      5.0e-01 (1.0e+00) error  1 of 1
                exactly by a proximal operator, at
                every time and for every schedule
V      fail     A claim                             2      2.0e+00 (1.0e+00) error  0 of 0

fail: two, target=torus: error at 0.5 is off by 2, tolerance 1 (torus/error@0.5)
inconclusive: two: 1 of 2 cases have not run
inconclusive: two: no control: nothing shows that this check can fail
`, 60: `
claim  verdict  what it says      cases  worst error
                                         (tolerance)
──────────────────────────────────────────────────────────
P      pass     The target point  2      5.0e-01 (1.0e+00)
                is recovered             error
                exactly by
                a proximal
                operator, at
                every time
                and for every
                schedule
V      fail     A claim           2      2.0e+00 (1.0e+00)
                                         error

claim  verdict  controls caught
───────────────────────────────
P      pass     1 of 1
V      fail     0 of 0

fail: two, target=torus: error at 0.5 is off by 2,
  tolerance 1 (torus/error@0.5)
inconclusive: two: 1 of 2 cases have not run
inconclusive: two: no control: nothing shows that this
  check can fail
`,
	} {
		var board strings.Builder
		Scoreboard(&board, page.Page{Width: width}, f.judge())
		same(t, fmt.Sprint(width, " columns"), board.String(), want[1:])
	}
}

func TestAClaimOfSeveralExperimentsIsStatedByItsCheck(t *testing.T) {
	for want, checks := range map[string][]string{
		"A claim": {"no-check"},
		"The vector field has an explicit proximal expression; 3 experiments": {"x", "vector-field",
			"vector-field"},
		"A claim; 2 experiments": {"x", "y"},
	} {
		var j runner.Judgement
		for _, check := range checks {
			e := runner.ExperimentOutcome{Claim: "P", Title: "A claim", Check: check}
			j.Experiments = append(j.Experiments, e, runner.ExperimentOutcome{Claim: "V", Check: "z"})
		}
		same(t, "statement", statement(j, "P"), want)
	}
}
