package table

import (
	"encoding/json"
	"fmt"
	"testing"

	"proxflow/results"
)

// from makes a measurement one of another experiment.
func from(r results.Row, experiment, metric string, at, got, want float64) results.Row {
	r.Experiment, r.Metric = experiment, metric
	r.At, r.Got, r.Want = results.Number(at), results.Number(got), results.Number(want)
	return r
}

func TestTableJoinsExperimentsByTheLabelsOfItsRows(t *testing.T) {
	ball, flat := row("ball", "linear", "", 0, results.Pass), row("flat", "linear", "", 0, results.Pass)
	other := results.Row{Labels: map[string]string{"target": "cantor", "s": "0.5"},
		Verdict: results.Pass} // it has no schedule
	skew := row("ball", "power", "", 0, results.Pass)
	failed := row("flat", "linear", "", 0, results.Fail)
	broken := noted(row("flat", "linear", "", 0, results.Error), "did not converge")
	hidden := from(ball, "field", "error", 0.5, 9, 0)
	hidden.Control = true
	rows := []results.Row{ // of any order
		from(other, "field", "error", 0.5, 0x1p-30, 0), from(broken, "field", "", nan, nan, nan),
		from(skew, "field", "error", 0.5, 7, 0), from(ball, "field", "error", 0.5, 0x1p-20, 0), hidden,
		from(skew, "spectrum", "normal", 0.5, 4, 4), from(ball, "spectrum", "normal", 0.5, -1+0x1p-30, -1),
		from(ball, "spectrum", "normal", 0.9, -1.25e-7, 1), from(failed, "spectrum", "normal", 0.5, -inf, 0),
		from(ball, "spectrum", "dimension", 0.5, 1, 1), from(ball, "spectrum", "dimension", 0.9, 3, 3),
		from(ball, "spectrum", "dimension", 0.99, 2, 2), from(flat, "spectrum", "dimension", 0.5, 2, 2),
	}
	spec := results.TableSpec{Name: "joined", Title: "All claims", Rows: []string{"target"},
		Columns: []string{"metric"}, Only: []string{"schedule=linear", "schedule=cubic"},
		Metrics: []results.Shown{
			{Metric: "dimension", Head: "m", Show: "got", At: "t"},
			{Metric: "normal", Show: "got-want", At: "t", Only: []string{"at=0.5", "at=0.25"}},
			{Metric: "gone/error", Head: "P"},
			{Metric: "field/error", Head: "V_0", At: "t"},
			{Metric: "field/drift"},
		}}
	table := Build(spec, "spectrum", rows)
	same(t, "experiments", spec.Experiments("spectrum"), []string{"spectrum", "gone", "field"})
	for format, want := range map[string]string{
		"text": `
All claims, only schedule = linear or cubic

target  m           normal       P  V_0        field/drift
──────────────────────────────────────────────────────────
ball    1 to 3 [a]  -1 (-1)         9.5e-07
flat    2           −∞ (0) fail     error [b]  error [b]
cantor                              9.3e-10

m: dimension, measured value with the largest error
normal: measured (and expected) value with the largest error, only t = 0.5 or 0.25
P: worst error of gone/error
V_0: worst error of field/error
field/drift: worst error
[a] worst over t
[b] error: did not converge
nothing was measured at t = 0.25
the experiment gone has no results yet: run its spec with proxflow run
nothing was measured at schedule = cubic

experiments spectrum, gone, field
`,
		"latex": `
% All claims, only schedule = linear or cubic
% experiments spectrum, gone, field
\begin{tabular}{llllll}
\toprule
target & m & normal & P & V\_0 & field/drift \\
\midrule
ball & $1$ to $3$\,\textsuperscript{a} & $-1$ ($-1$) &  & $9.5\times10^{-7}$ &  \\
flat & $2$ & $-$$\infty$ (0) \textbf{fail} &  & \textbf{error}\,\textsuperscript{b} & \textbf{error}\,\textsuperscript{b} \\
cantor &  &  &  & $9.3\times10^{-10}$ &  \\
`,
		"csv": `
target,metric,got,want,budget,worst,tol,count,verdict,id,notes,source
ball,dimension,1,1,0,0,1e-10,3,pass,,worst over t,"experiments spectrum, gone, field"
ball,normal,-0.9999999990686774,-1,0,9.313225746154785e-10,1e-10,1,pass,,,"experiments spectrum, gone, field"
ball,field/error,9.5367431640625e-07,0,0,9.5367431640625e-07,1e-10,1,pass,,,"experiments spectrum, gone, field"
`,
	} {
		got := render(t, format, table)
		same(t, format, got[:min(len(got), len(want)-1)], want[1:]) // its beginning
	}
	var back struct {
		Experiment string
		Notes      []string
		Cells      []struct {
			Labels    map[string]string
			Metric    string
			Got, Want float64
		}
	}
	if err := json.Unmarshal([]byte(render(t, "json", table)), &back); err != nil {
		t.Fatal(err)
	}
	same(t, "json", fmt.Sprint(back.Experiment, len(back.Notes), back.Cells[2]),
		"spectrum8 {map[target:ball] field/error 9.5367431640625e-07 0}")
}

// A note on all cells of a column stands at its head, though it does not matter where a cell shows no number.
func TestNotesStandAtTheHeadOfTheirColumn(t *testing.T) {
	var rows []results.Row
	for i, target := range []string{"ball", "box", "flat"} {
		rows = append(rows, row(target, "linear", "0.5", 0, results.Pass),
			row(target, "power", "0.5", 0, results.Pass))
		late := noted(row(target, "linear", "0.9", 0, results.Skipped), "too flat")
		if late.Got = results.Number(nan); i == 2 {
			late = row(target, "linear", "0.9", 1, results.Pass)
		}
		early := from(row(target, "linear", "0.1", 0, results.Pass), "recovery", "error", 0.1, 1, 1)
		if rows = append(rows, late, early, from(early, "recovery", "error", 0.2, 2, 1)); i == 1 {
			rows = append(rows, noted(row(target, "linear", "0.5", 0, results.Error), "broken"))
		}
	}
	spec := results.TableSpec{Name: "notes", Metrics: []results.Shown{{Metric: "error", Show: "got"}},
		Rows: []string{"target"}, Columns: []string{"t"}}
	same(t, "text", render(t, "text", Build(spec, "recovery", rows)), `
notes: error, measured value with the largest error

target  t = 0.1 [a]  t = 0.5 [b]  t = 0.9
─────────────────────────────────────────
ball    2            1            – [c]
box     2            error [d]    – [c]
flat    2            1            1

[a] worst over at
[b] worst over schedule
[c] skipped: too flat
[d] error: broken

experiment recovery
`[1:])

	spec.Rows, spec.Columns = []string{"metric"}, []string{}
	same(t, "one cell", render(t, "text", Build(spec, "recovery", rows[2:3])), `
notes: error, measured value with the largest error

metric  worst
─────────────
error   –

skipped: too flat

experiment recovery
`[1:])
	same(t, "no such metric", Build(results.TableSpec{Metrics: []results.Shown{{Metric: "drift"}},
		Rows: []string{"target"}}, "recovery", rows).Notes,
		[]Note{{"", "the experiment recovery does not measure drift"}})
}

func TestValuesAreWrittenInSensibleDigits(t *testing.T) {
	for x, want := range map[float64]string{
		-1: "-1", -0.9999999: "-1", 0.12345678: "0.123457", 1234567: "1234567",
		-1.5e-8: "-1.5e-08", 2e20: "2e+20", 99999.96: "100000",
	} {
		same(t, "digits", sensible(x), want)
	}
	for s, want := range map[string]string{"-1": "$-1$", "-1e-08": "$-10^{-8}$", "1.0e-08": "$10^{-8}$",
		"2e+20": `$2\times10^{20}$`} {
		same(t, "LaTeX", latexNumber(s), want)
	}
}
