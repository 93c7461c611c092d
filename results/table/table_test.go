package table

import (
	"math"
	"slices"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"proxflow/results"
	"proxflow/results/page"
)

var nan, inf = math.NaN(), math.Inf(1)

func same(t *testing.T, what string, got, want any) {
	t.Helper()
	numbers := cmp.Transformer("float64", func(n results.Number) float64 { return float64(n) })
	if diff := cmp.Diff(want, got, numbers, cmpopts.EquateNaNs(), cmpopts.EquateEmpty()); diff != "" {
		t.Errorf("%s (-want +got):\n%s", what, diff)
	}
}

// row is a measurement of a case with three parameters.
func row(target, schedule, t string, off float64, verdict results.Verdict) results.Row {
	return results.Row{Experiment: "recovery", Claim: "P", Check: "proximal-recovery",
		Case: json.RawMessage(`{"d":2}`),
		Labels: map[string]string{"target": target, "schedule": schedule,
			"t": t}, Metric: "error", At: results.Number(nan),
		Got: 1, Want: results.Number(1 - off), Tol: 1e-10, Verdict: verdict}
}

func noted(r results.Row, note string) results.Row { r.Note = note; return r }

// sample has one of everything that a cell may be.
func sample() []results.Row {
	control := row("ball", "linear", "0.5", 9, results.Fail)
	control.Control = true
	other := row("ball", "linear", "0.5", 9, results.Fail)
	other.Metric = "other"
	broken := noted(row("x_1|y", "linear", "0.5", 0, results.Error), "no 100% convergence\nat λ ≥ 1")
	broken.Metric, broken.Got = "", results.Number(nan)
	none := row("Gr(2,5)", "linear", "1e-06", 0, results.Error)
	none.Got, none.Note = results.Number(nan), "the measured number is NaN"
	far := row("Gr(2,5)", "linear", "0.5", 0, results.Fail)
	far.Got = results.Number(inf)
	endless := row("two-moons", "linear", "0.9", 0, results.Pass)
	endless.Got, endless.Want = results.Number(inf), results.Number(inf)
	skipped := noted(row("ball", "power", "0.9", 0, results.Skipped), "only for the linear schedule")
	skipped.Got, skipped.Tol = results.Number(nan), results.Number(nan)
	return []results.Row{
		control, other,
		endless,
		row("two-moons", "linear", "0.5", 0.25, results.Fail),
		row("two-moons", "linear", "0.5", 0.5, results.Pass), // allowed more
		row("ball", "linear", "0.5", 0x1p-43, results.Pass),
		row("ball", "power", "0.5", 0x1p-42, results.Pass),
		skipped,
		row("ball", "linear", "1e-06", 0x1p-20, results.Inconclusive),
		broken, none, far,
	}
}

var recovery = results.TableSpec{Name: "recovery", Title: "Recovery of x_1",
	Metrics: []results.Shown{{Metric: "error"}}, Rows: []string{"target"}, Columns: []string{"t"}}

func render(t *testing.T, format string, table Table) string {
	t.Helper()
	var b strings.Builder
	i := slices.Index(FormatNames(), format)
	if err := Formats[i].Write(&b, page.Page{}, table); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestTableIsWrittenInEveryFormat(t *testing.T) {
	table := Build(recovery, "recovery", sample())
	table.Commits, table.Command = []string{"abc123"}, "proxflow table recovery --format latex"
	for format, want := range map[string]string{
		"text": `
Recovery of x_1: worst error of error

target     t = 1e-06             t = 0.5       t = 0.9
──────────────────────────────────────────────────────
two-moons                        2.5e-01 fail  0
ball       9.5e-07 inconclusive  2.3e-13 [a]   – [b]
x_1|y                            error [c]
Gr(2,5)    error [d]             ∞ fail

[a] worst over schedule
[b] skipped: only for the linear schedule
[c] error: no 100% convergence at λ ≥ 1
[d] error: the measured number is NaN

experiment recovery, commit abc123
remake with: proxflow table recovery --format latex
`,
		"markdown": `
<!-- experiment recovery, commit abc123; remake with: proxflow table recovery --format latex -->
Recovery of x\_1: worst error of error

| target    | t = 1e-06                | t = 0.5               | t = 0.9       |
|:----------|:-------------------------|:----------------------|:--------------|
| two-moons |                          | 2.5e-01 **fail**      | 0             |
| ball      | 9.5e-07 **inconclusive** | 2.3e-13<sup>a</sup>   | –<sup>b</sup> |
| x\_1\|y   |                          | **error**<sup>c</sup> |               |
| Gr(2,5)   | **error**<sup>d</sup>    | ∞ **fail**            |               |

<sup>a</sup> worst over schedule

<sup>b</sup> skipped: only for the linear schedule

<sup>c</sup> error: no 100% convergence at λ ≥ 1

<sup>d</sup> error: the measured number is NaN
`,
		"latex": `
% Recovery of x_1: worst error of error
% experiment recovery, commit abc123; remake with: proxflow table recovery --format latex
\begin{tabular}{llll}
\toprule
target & t = $10^{-6}$ & t = 0.5 & t = 0.9 \\
\midrule
two-moons &  & $2.5\times10^{-1}$ \textbf{fail} & 0 \\
ball & $9.5\times10^{-7}$ \textbf{inconclusive} & $2.3\times10^{-13}$\,\textsuperscript{a} & --\,\textsuperscript{b} \\
x\_1$|$y &  & \textbf{error}\,\textsuperscript{c} &  \\
Gr(2,5) & \textbf{error}\,\textsuperscript{d} & $\infty$ \textbf{fail} &  \\
\bottomrule
\end{tabular}
\par{\footnotesize \textsuperscript{a} worst over schedule\par}
\par{\footnotesize \textsuperscript{b} skipped: only for the linear schedule\par}
\par{\footnotesize \textsuperscript{c} error: no 100\% convergence at $\lambda$ $\ge$ 1\par}
\par{\footnotesize \textsuperscript{d} error: the measured number is NaN\par}
`,
		"csv": `
target,t,metric,got,want,budget,worst,tol,count,verdict,id,notes,source
two-moons,0.5,error,1,0.75,0,0.25,1e-10,2,fail,,,"experiment recovery, commit abc123; remake with: proxflow table recovery --format latex"
two-moons,0.9,error,+Inf,+Inf,0,0,1e-10,1,pass,,,"experiment recovery, commit abc123; remake with: proxflow table recovery --format latex"
ball,1e-06,error,1,0.9999990463256836,0,9.5367431640625e-07,1e-10,1,inconclusive,,,"experiment recovery, commit abc123; remake with: proxflow table recovery --format latex"
ball,0.5,error,1,0.9999999999997726,0,2.2737367544323206e-13,1e-10,2,pass,,worst over schedule,"experiment recovery, commit abc123; remake with: proxflow table recovery --format latex"
ball,0.9,error,,1,0,,,0,skipped,,skipped: only for the linear schedule,"experiment recovery, commit abc123; remake with: proxflow table recovery --format latex"
x_1|y,0.5,error,,1,0,,1e-10,1,error,,"error: no 100% convergence
at λ ≥ 1","experiment recovery, commit abc123; remake with: proxflow table recovery --format latex"
"Gr(2,5)",1e-06,error,,1,0,,1e-10,1,error,,error: the measured number is NaN,"experiment recovery, commit abc123; remake with: proxflow table recovery --format latex"
"Gr(2,5)",0.5,error,+Inf,1,0,+Inf,1e-10,1,fail,,,"experiment recovery, commit abc123; remake with: proxflow table recovery --format latex"
`,
	} {
		same(t, format, render(t, format, table), want[1:])
	}
	var back struct {
		results.TableSpec
		Commits []string
		Cells   []struct {
			Labels  map[string]string
			Worst   *float64
			Count   int
			Verdict results.Verdict
		}
	}
	if err := json.Unmarshal([]byte(render(t, "json", table)), &back); err != nil {
		t.Fatal(err)
	}
	c := back.Cells[3]
	same(t, "json", fmt.Sprintf("%s %v %d %v %v %d %s %t", back.Name, back.Commits, len(back.Cells), c.Labels,
		*c.Worst, c.Count, c.Verdict, back.Cells[7].Worst == nil),
		"recovery [abc123] 8 map[t:0.5 target:ball] 2.2737367544323206e-13 2 pass true")
}

func TestTableSaysWhatEveryCellMergesOnce(t *testing.T) {
	spec := results.TableSpec{Name: "n", Metrics: []results.Shown{{Metric: "error"}},
		Rows: []string{"target"}, Columns: []string{"schedule", "at"}}
	var rows []results.Row
	for _, target := range []string{"ball", "box"} {
		for i, parameter := range []string{"0.5", "10", "9"} {
			r := row(target, "linear", parameter, float64(i), results.Pass)
			r.At = 0.25
			rows = append(rows, r)
		}
	}
	same(t, "columns", render(t, "text", Build(spec, "recovery", rows)), `
n: worst error of error

target  linear, at = 0.25
─────────────────────────
ball    2.0e+00
box     2.0e+00

worst over t

experiment recovery
`[1:])

	rows[0].Verdict, rows[0].Note = results.Skipped, "too flat"
	spec.Rows, spec.Columns = []string{"schedule", "t"}, []string{"metric"}
	same(t, "rows", render(t, "text", Build(spec, "recovery", rows)), `
n: worst error of error

schedule  t    error
──────────────────────
linear    0.5  0 [a]
linear    9    2.0e+00
linear    10   1.0e+00

worst over target
[a] partly skipped: too flat

experiment recovery
`[1:])
	same(t, "nothing", Build(spec, "recovery", nil).Notes,
		[]Note{{"", "the experiment recovery has no results yet: run its spec with proxflow run"}})
	for _, format := range FormatNames() {
		render(t, format, Build(results.TableSpec{}, "", nil)) // does not panic
	}
}

func TestLaTeXPrintsAnyText(t *testing.T) {
	same(t, "escapes", latexText("\\a{b}$&%#_~^<|> [1, 2] \"γ → 1e-9\"\nü∀"),
		`\textbackslash{}a\{b\}\$\&\%\#\_\textasciitilde{}\textasciicircum{}$<$$|$$>$ {[}1, 2] ''`+
			`$\gamma$ $\to$ 1e-9'' ü(U+2200)`)
}
