package selection

import (
	"fmt"
	"strings"
	"testing"

	"proxflow/results"
)

// grid has three targets and two metrics in an experiment of claim P, with a control, and one case of claim
// M.
func grid() []results.Experiment {
	p := results.Experiment{Name: "recovery", Claim: "P", Check: "proximal-recovery",
		Tolerances: map[string]results.Tolerance{"x1-error": {}, "x0-error": {}}}
	for _, target := range []string{"ball", "ball(d=5, radius=2)", "Circle"} {
		p.Cases = append(p.Cases, results.Case{
			Labels: map[string]string{"target": target, "t": "[0.1, 0.5]", "points": "1000"}})
	}
	p.Cases = append(p.Cases, results.Case{Labels: map[string]string{"target": "ball"},
		Control: &results.Control{Why: "broken"}})
	m := results.Experiment{Name: "laws", Claim: "M", Check: "minibatch-convergence",
		Tolerances: map[string]results.Tolerance{"cost-bias": {}},
		Cases:      []results.Case{{Labels: map[string]string{"target": "not a ball", "batch": "8"}}}}
	return []results.Experiment{p, m}
}

// selected writes what an expression selects: of each case, the first letters of its metrics.
func selected(e Expr, all []results.Experiment) string {
	var b strings.Builder
	for i := range all {
		x := &all[i]
		for k := range x.Cases {
			c := &x.Cases[k]
			fmt.Fprintf(&b, "%d", k)
			for _, metric := range []string{"x1-error", "x0-error", "cost-bias"} {
				if _, ok := x.Tolerances[metric]; ok && e.Selected(x, c, metric) {
					b.WriteString(metric[:2])
				}
			}
			b.WriteByte(' ')
		}
	}
	return strings.TrimSpace(b.String())
}

func TestAnExpressionSelects(t *testing.T) {
	const everything = "0x1x0 1x1x0 2x1x0 3x1x0 0co"
	for text, want := range map[string]string{
		"":                                   everything,
		"claim=P":                            "0x1x0 1x1x0 2x1x0 3x1x0 0",
		"not claim=P":                        "0 1 2 3 0co",
		"target=ball":                        "0x1x0 1x1x0 2 3x1x0 0",
		"target==ball":                       "0x1x0 1 2 3x1x0 0",
		`target="ball(d=5, radius=2)"`:       "0 1x1x0 2 3 0",
		"target='not a ball'":                "0 1 2 3 0co",
		"target~ball":                        "0x1x0 1x1x0 2 3x1x0 0co",
		"target=circle":                      "0 1 2 3 0",
		"target~circle":                      "0 1 2x1x0 3 0",
		"circle":                             "0 1 2x1x0 3 0",
		"LAWS":                               "0 1 2 3 0co",
		"x1":                                 "0x1 1x1 2x1 3x1 0",
		"metric=x1-error and control=no":     "0x1 1x1 2x1 3 0",
		"control=yes":                        "0 1 2 3x1x0 0",
		"t=0.5":                              "0x1x0 1x1x0 2x1x0 3 0",
		"t=.50":                              "0x1x0 1x1x0 2x1x0 3 0",
		"t=0.3":                              "0 1 2 3 0",
		"points=1e3":                         "0x1x0 1x1x0 2x1x0 3 0",
		"batch=8":                            "0 1 2 3 0co",
		"not batch=8":                        "0x1x0 1x1x0 2x1x0 3x1x0 0",
		"check=minibatch-convergence":        "0 1 2 3 0co",
		"experiment=laws or target~circle":   "0 1 2x1x0 3 0co",
		"claim=M or claim=P and target=ball": "0x1x0 1x1x0 2 3x1x0 0co",
		"(claim=M or claim=P) and batch=8":   "0 1 2 3 0co",
		"not (claim=M or target=ball)":       "0 1 2x1x0 3 0",
		"not claim=M and target=ball":        "0x1x0 1x1x0 2 3x1x0 0",
		"not not claim = M":                  "0 1 2 3 0co",
		"\t( (claim=P)or(claim=M) ) ":        everything,
		"'and'":                              "0 1 2 3 0",
	} {
		e, err := Parse(text)
		if err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		if got := selected(e, grid()); got != want {
			t.Errorf("%s: selects %s, want %s", text, got, want)
		}
	}
}

func TestABadExpressionIsRefusedWithItsPlace(t *testing.T) {
	for text, want := range map[string]string{
		"claim=P and":     "column 12: want a term, such as target=ball, but the expression ends",
		"and claim=P":     `column 1: want a term, such as target=ball, got "and"`,
		"claim=":          "column 7: want a word after =, but the expression ends",
		"claim= or b":     `column 8: want a word after =, got "or"`,
		"claim==":         "column 8: want a word after ==, but the expression ends",
		"a b":             `column 3: want and, or, or the end, got "b"`,
		"β~1 c":           `column 5: want and, or, or the end, got "c"`,
		"(a or (b)":       "column 1: this parenthesis is not closed",
		"a)":              `column 2: want and, or, or the end, got ")"`,
		"()":              `column 2: want a term, such as target=ball, got ")"`,
		"t='ball":         "column 3: the quote ' is not closed",
		`t=""`:            "column 3: the word is empty",
		"=a":              `column 1: want a term, such as target=ball, got "="`,
		"\xff":            "column 1: this is not text in UTF-8",
		"targt=ball":      `column 1: "targt" is not a parameter of any case; did you mean "target"?`,
		"a or targt=ball": `column 6: "targt" is not a parameter of any case; did you mean "target"?`,
		"metric=x1-eror": `column 1: no case is selected: "x1-eror" is not a value of metric; did ` +
			`you mean "x1-error"?`,
		"target=Circel": `column 1: no case is selected: "Circel" is not a value of target; did you ` +
			`mean "Circle"?`,
		"claim=M and t=1": `column 13: no case is selected: "1" is not a value of t; there are: [0.1, ` +
			`0.5]`,
		"nowhere":                   "column 1: none of 5 cases is selected",
		strings.Repeat("(", 20_000): "column 1: the expression has 20000 bytes; at most 10000 are read",
	} {
		e, err := Parse(text)
		if err == nil {
			err = e.Check(grid())
		}
		if err == nil || !strings.HasSuffix(err.Error(), want) {
			t.Errorf("%.50s: got %v, want …%s", text, err, want)
		}
	}
}

// FuzzParse: an expression is refused with a place in it, or it selects, its negation selects the rest, and
// in parentheses it selects the same.
func FuzzParse(f *testing.F) {
	for _, text := range []string{"claim=P and not target=circle", "(a or 'b c') and t~\"(\"", "not not x==1",
		"((", "a=b=c", "'", "β = γ", "not"} {
		f.Add(text)
	}
	all := grid()
	f.Fuzz(func(t *testing.T, text string) {
		e, err := Parse(text)
		if err != nil {
			if bad := err.(*Error); bad.Column < 1 || bad.Column > len([]rune(bad.Text))+1 {
				t.Fatalf("column %d of %q", bad.Column, text)
			}
			return
		}
		e.Check(all)
		if !e.Given() || len(text) > longest-10 {
			return
		}
		negation, err := Parse("not (" + text + ")")
		if err != nil {
			t.Fatalf("%q parses, but not its negation: %v", text, err)
		}
		for i := range all {
			x := &all[i]
			for k := range x.Cases {
				for metric := range x.Tolerances {
					c := &x.Cases[k]
					if e.Selected(x, c, metric) == negation.Selected(x, c, metric) {
						t.Fatalf("%q and its negation agree on %s of case %d", text, metric, k)
					}
				}
			}
		}
	})
}
