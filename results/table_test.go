package results

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
)

// row is a measurement of a case with three parameters.
func row(target, schedule, t string, off float64, verdict Verdict) Row {
	return Row{Experiment: "recovery", Claim: "P", Check: "proximal-recovery", Case: json.RawMessage(`{"d":2}`),
		Labels: map[string]string{"target": target, "schedule": schedule, "t": t}, Metric: "error", At: Number(nan),
		Got: 1, Want: Number(1 - off), Tol: 1e-10, Verdict: verdict}
}

func noted(r Row, note string) Row { r.Note = note; return r }

// sample has one of everything that a cell may be.
func sample() []Row {
	control := row("ball", "linear", "0.5", 9, Fail)
	control.Control = true
	other := row("ball", "linear", "0.5", 9, Fail)
	other.Metric = "other"
	broken := noted(row("x_1|y", "linear", "0.5", 0, Error), "no 100% convergence\nat λ ≥ 1")
	broken.Metric, broken.Got = "", Number(nan)
	none := row("Gr(2,5)", "linear", "1e-06", 0, Error)
	none.Got, none.Note = Number(nan), "the number got is none"
	far := row("Gr(2,5)", "linear", "0.5", 0, Fail)
	far.Got = Number(inf)
	endless := row("two-moons", "linear", "0.9", 0, Pass)
	endless.Got, endless.Want = Number(inf), Number(inf)
	skipped := noted(row("ball", "power", "0.9", 0, Skipped), "only for the linear schedule")
	skipped.Got, skipped.Tol = Number(nan), Number(nan)
	return []Row{
		control, other,
		endless,
		row("two-moons", "linear", "0.5", 0.25, Fail),
		row("two-moons", "linear", "0.5", 0.5, Pass), // allowed more
		row("ball", "linear", "0.5", 0x1p-43, Pass),
		row("ball", "power", "0.5", 0x1p-42, Pass),
		skipped,
		row("ball", "linear", "1e-06", 0x1p-20, Inconclusive),
		broken, none, far,
	}
}

var recovery = TableSpec{Name: "recovery", Title: "Recovery of x_1", Metrics: []Shown{{Metric: "error"}}, Rows: []string{"target"}, Columns: []string{"t"}}

func render(t *testing.T, format string, table Table) string {
	t.Helper()
	var b strings.Builder
	if err := formats[format].Write(&b, table); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestTableIsWrittenInEveryFormat(t *testing.T) {
	table := Build(recovery, "recovery", sample())
	table.Commit, table.Command = "abc123", "proxflow table recovery --format latex"
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
[d] error: the number got is none

experiment recovery, commit abc123; remake with: proxflow table recovery --format latex
`,
		"markdown": `
<!-- experiment recovery, commit abc123; remake with: proxflow table recovery --format latex -->
Recovery of x\_1: worst error of error

| target | t = 1e-06 | t = 0.5 | t = 0.9 |
| --- | --- | --- | --- |
| two-moons |  | 2.5e-01 **fail** | 0 |
| ball | 9.5e-07 **inconclusive** | 2.3e-13<sup>a</sup> | –<sup>b</sup> |
| x\_1\|y |  | **error**<sup>c</sup> |  |
| Gr(2,5) | **error**<sup>d</sup> | ∞ **fail** |  |

<sup>a</sup> worst over schedule

<sup>b</sup> skipped: only for the linear schedule

<sup>c</sup> error: no 100% convergence at λ ≥ 1

<sup>d</sup> error: the number got is none
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
\par{\footnotesize \textsuperscript{d} error: the number got is none\par}
`,
		"csv": `
target,t,metric,got,want,budget,worst,tol,count,verdict,notes,source
two-moons,0.5,error,1,0.75,0,0.25,1e-10,2,fail,,"experiment recovery, commit abc123; remake with: proxflow table recovery --format latex"
two-moons,0.9,error,+Inf,+Inf,0,0,1e-10,1,pass,,"experiment recovery, commit abc123; remake with: proxflow table recovery --format latex"
ball,1e-06,error,1,0.9999990463256836,0,9.5367431640625e-07,1e-10,1,inconclusive,,"experiment recovery, commit abc123; remake with: proxflow table recovery --format latex"
ball,0.5,error,1,0.9999999999997726,0,2.2737367544323206e-13,1e-10,2,pass,worst over schedule,"experiment recovery, commit abc123; remake with: proxflow table recovery --format latex"
ball,0.9,error,,1,0,,,0,skipped,skipped: only for the linear schedule,"experiment recovery, commit abc123; remake with: proxflow table recovery --format latex"
x_1|y,0.5,error,,1,0,,1e-10,1,error,"error: no 100% convergence
at λ ≥ 1","experiment recovery, commit abc123; remake with: proxflow table recovery --format latex"
"Gr(2,5)",1e-06,error,,1,0,,1e-10,1,error,error: the number got is none,"experiment recovery, commit abc123; remake with: proxflow table recovery --format latex"
"Gr(2,5)",0.5,error,+Inf,1,0,+Inf,1e-10,1,fail,,"experiment recovery, commit abc123; remake with: proxflow table recovery --format latex"
`,
	} {
		same(t, format, render(t, format, table), want[1:])
	}
	var back struct {
		TableSpec
		Commit string
		Cells  []struct {
			Labels  map[string]string
			Worst   *float64
			Count   int
			Verdict Verdict
		}
	}
	if err := json.Unmarshal([]byte(render(t, "json", table)), &back); err != nil {
		t.Fatal(err)
	}
	c := back.Cells[3]
	same(t, "json", fmt.Sprintf("%s %s %d %v %v %d %s %t", back.Name, back.Commit, len(back.Cells), c.Labels, *c.Worst, c.Count, c.Verdict, back.Cells[7].Worst == nil),
		"recovery abc123 8 map[t:0.5 target:ball] 2.2737367544323206e-13 2 pass true")
}

func TestTableSaysWhatEveryCellMergesOnce(t *testing.T) {
	spec := TableSpec{Name: "n", Metrics: []Shown{{Metric: "error"}}, Rows: []string{"target"}, Columns: []string{"schedule", "at"}}
	var rows []Row
	for _, target := range []string{"ball", "box"} {
		for i, parameter := range []string{"0.5", "10", "9"} {
			r := row(target, "linear", parameter, float64(i), Pass)
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

	rows[0].Verdict, rows[0].Note = Skipped, "too flat"
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
	same(t, "nothing", Build(spec, "recovery", nil).Notes, []Note{{"", "no results of the experiment recovery yet: run its spec with proxflow run"}})
	for format := range formats {
		render(t, format, Build(TableSpec{}, "", nil)) // does not panic
	}
}

func TestLaTeXPrintsAnyText(t *testing.T) {
	same(t, "escapes", latexText("\\a{b}$&%#_~^<|> [1, 2] \"γ → 1e-9\"\nü∀"),
		`\textbackslash{}a\{b\}\$\&\%\#\_\textasciitilde{}\textasciicircum{}$<$$|$$>$ {[}1, 2] ''$\gamma$ $\to$ 1e-9'' ü(U+2200)`)
}

func TestDumpIsStableAndReadsBack(t *testing.T) {
	rows := []Row{row("ball", "linear", "0.5", 0.25, Pass), noted(row("a<b", "linear", "0.5", 0, Error), `say "no", <&>`)}
	rows[0].At, rows[0].Repeat, rows[1].Got = 0.1, 3, Number(-inf)
	dump := func(write func(*strings.Builder) error) string {
		var b strings.Builder
		if err := write(&b); err != nil {
			t.Fatal(err)
		}
		return b.String()
	}
	same(t, "json", dump(func(b *strings.Builder) error { return WriteJSON(b, rows) }), `
[
{"experiment":"recovery","claim":"P","check":"proximal-recovery","case-no":0,"case":{"d":2},"repeat":3,"control":false,"metric":"error","at":0.1,"got":1,"want":0.75,"budget":0,"tol":1e-10,"verdict":"pass"},
{"experiment":"recovery","claim":"P","check":"proximal-recovery","case-no":0,"case":{"d":2},"repeat":0,"control":false,"metric":"error","at":null,"got":null,"want":1,"budget":0,"tol":1e-10,"verdict":"error","note":"say \"no\", <&>"}
]
`[1:])
	same(t, "csv", dump(func(b *strings.Builder) error { return WriteCSV(b, rows) }), `
experiment,claim,check,case-no,case,repeat,control,metric,at,got,want,budget,tol,verdict,note,by
recovery,P,proximal-recovery,0,"{""d"":2}",3,false,error,0.1,1,0.75,0,1e-10,pass,,
recovery,P,proximal-recovery,0,"{""d"":2}",0,false,error,,-Inf,1,0,1e-10,error,"say ""no"", <&>",
`[1:])
	same(t, "nothing", dump(func(b *strings.Builder) error { return WriteJSON(b, nil) }), "[]\n")
}
