package table

import (
	"encoding/csv"
	"strings"
	"testing"
	"unicode"

	"proxflow/results"
	"proxflow/results/page"
)

// hostile is a table whose texts are a given one, wherever a text may be.
func hostile(text string) Table {
	r := row(text, "linear", "0.5", 0, results.Pass)
	r.Warnings = []string{text}
	r.Published = []results.Published{{Metric: "error", At: nan, Value: 1, Std: nan, Source: text}}
	t := Build(results.TableSpec{Name: "a", Title: text, Metrics: []results.Shown{{Metric: "error"}},
		Rows: []string{"target"}}, "recovery", []results.Row{r, noted(r, text)})
	t.Commits, t.Command = []string{text}, "proxflow reproduce "+text
	return t
}

func written(t testing.TB, f Format, table Table) string {
	t.Helper()
	var b strings.Builder
	if err := f.Write(&b, page.Page{}, table); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// control is what a terminal obeys. CSV quotes line breaks.
func control(r rune) bool { return unicode.IsControl(r) && r != '\n' }

func TestNoTextReachesATerminalOrLeavesItsComment(t *testing.T) {
	table := hostile("a\x1b[31m\x07\u202e\nb---->> \\input{x} --!> <script>")
	for _, f := range Formats {
		got := written(t, f, table)
		if f.Name == "csv" {
			continue // see below
		}
		if i := strings.IndexFunc(got, func(r rune) bool { return control(r) || r == '\u202e' }); i >= 0 {
			if f.Name != "json" || got[i] < 0x80 { // JSON escapes what is a control, and may keep other letters
				t.Errorf("%s has the letter %q", f.Name, got[i:min(i+20, len(got))])
			}
		}
		if strings.Contains(got, "\nb-") {
			t.Errorf("%s breaks a line:\n%s", f.Name, got)
		}
	}
	markdown := written(t, Formats[3], table)
	comment, rest, _ := strings.Cut(markdown, "\n")
	if !strings.HasPrefix(comment, "<!-- ") || strings.Index(comment, ">") != len(comment)-1 ||
		!strings.HasSuffix(comment, " -->") || strings.Contains(rest, "<script") {
		t.Errorf("the comment ends early, or a tag is left:\n%s", markdown)
	}
	for _, line := range strings.Split(written(t, Formats[2], table), "\n") {
		if strings.Contains(line, `\input`) && !strings.HasPrefix(line, "%") {
			t.Errorf("LaTeX would run %q", line)
		}
	}
}

func TestNoCellOfCSVIsAFormula(t *testing.T) {
	for _, text := range []string{"=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", "\r=1"} {
		got := written(t, Formats[0], hostile(text))
		records, err := csv.NewReader(strings.NewReader(got)).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		for _, cell := range records[1] {
			if cell != "" && strings.Contains("=+-@\t\r", cell[:1]) {
				t.Errorf("%q: a cell is %q", text, cell)
			}
		}
		if !strings.Contains(got, "'"+strings.TrimSpace(text)) && !strings.Contains(got, "'"+text) {
			t.Errorf("%q has vanished: %s", text, got)
		}
	}
	if got := written(t, Formats[0], hostile("-0.5")); !strings.Contains(got, "\n-0.5,") {
		t.Errorf("a number is no number any more: %s", got)
	}
}

// FuzzFormats writes a table full of any text in every format.
func FuzzFormats(f *testing.F) {
	for _, s := range []string{"plain", "=1", "a|b\n\x1b[1m", "-->", "---->>", `\end{tabular}%`, "{[}]$&#^~_",
		"\xff\u200b"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		table := hostile(text)
		for _, f := range Formats {
			got := written(t, f, table)
			if f.Name == "csv" || f.Name == "json" {
				continue
			}
			if i := strings.IndexFunc(got, control); i >= 0 {
				t.Errorf("%s of %q has the letter %q", f.Name, text, got[i:min(i+20, len(got))])
			}
			if f.Name == "markdown" {
				if comment, _, _ := strings.Cut(got, "\n"); strings.Index(comment, ">") != len(comment)-1 {
					t.Errorf("%q leaves the comment: %s", text, comment)
				}
			}
		}
	})
}
