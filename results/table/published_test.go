package table

import (
	"encoding/json"
	"testing"

	"proxflow/results"
)

// quote is a value that others have published.
func quote(metric string, at, value, std float64, source string) results.Published {
	return results.Published{Metric: metric, At: at, Value: value, Std: std, Source: source}
}

// published makes rows of two cases at two places, and what others have published of one of them.
func published(of ...results.Published) []results.Row {
	var rows []results.Row
	for no, target := range []string{"ball", "box"} {
		for repeat := range 2 {
			for _, at := range []float64{0.5, 0.9} {
				r := from(row(target, "linear", "", 0, results.Pass), "recovery", "error", at, -1+at/1000, -1)
				if r.CaseNo, r.Repeat = no, repeat; no == 0 {
					r.Published = of
				}
				rows = append(rows, r)
			}
		}
	}
	return rows
}

var beside = results.TableSpec{Name: "n", Metrics: []results.Shown{{Metric: "error", Show: "got", At: "t"}},
	Rows: []string{"target"}, Columns: []string{"at"}}

func TestAPublishedValueStandsBesideOurs(t *testing.T) {
	table := Build(beside, "recovery", published(quote("error", 0.9, -0.98123456, 0.02, "A. Author_1, 2025")))
	for format, want := range map[string]string{
		"text": `
n: error, measured value with the largest error

target  t = 0.5  t = 0.9  published
────────────────────────────────────────────
ball    -0.9995  -0.9991  -0.98123456 ± 0.02
box     -0.9995  -0.9991

published, ± one standard deviation: A. Author_1, 2025

experiment recovery
`,
		"markdown": `
<!-- experiment recovery -->
n: error, measured value with the largest error

| target | t = 0.5 | t = 0.9 | published          |
|:-------|:--------|:--------|:-------------------|
| ball   | -0.9995 | -0.9991 | -0.98123456 ± 0.02 |
| box    | -0.9995 | -0.9991 |                    |

published, ± one standard deviation: A. Author\_1, 2025
`,
		"latex": `
% n: error, measured value with the largest error
% experiment recovery
\begin{tabular}{llll}
\toprule
target & t = 0.5 & t = 0.9 & published \\
\midrule
ball & $-0.9995$ & $-0.9991$ & $-0.98123456$ $\pm$ $0.02$ \\
box & $-0.9995$ & $-0.9991$ &  \\
\bottomrule
\end{tabular}
\par{\footnotesize published, $\pm$ one standard deviation: A. Author\_1, 2025\par}
`,
		"csv": `
target,at,metric,got,want,budget,worst,tol,count,verdict,id,published,published-std,published-source,notes,source
ball,0.5,error,-0.9995,-1,0,0.0004999999999999449,1e-10,2,pass,,,,,,experiment recovery
ball,0.9,error,-0.9991,-1,0,0.0009000000000000119,1e-10,2,pass,,-0.98123456,0.02,"A. Author_1, 2025",,experiment recovery
box,0.5,error,-0.9995,-1,0,0.0004999999999999449,1e-10,2,pass,,,,,,experiment recovery
box,0.9,error,-0.9991,-1,0,0.0009000000000000119,1e-10,2,pass,,,,,,experiment recovery
`,
	} {
		same(t, format, render(t, format, table), want[1:])
	}
	var back struct {
		Notes []string
		Cells []struct {
			Published []struct {
				At, Value, Std float64
				Source         string
			}
		}
	}
	if err := json.Unmarshal([]byte(render(t, "json", table)), &back); err != nil {
		t.Fatal(err)
	}
	if c := back.Cells; len(c) != 4 || c[0].Published != nil || len(c[1].Published) != 1 ||
		c[1].Published[0].Value != -0.98123456 ||
		c[1].Published[0].Std != 0.02 || c[1].Published[0].At != 0.9 ||
		c[1].Published[0].Source != "A. Author_1, 2025" {
		t.Errorf("%+v", back)
	}
	plain := Build(beside, "recovery", published())
	for i, l := range table.Lines { // it changes nothing else
		for j, c := range l.Cells {
			c.Published = nil
			same(t, "cell", c, plain.Lines[i].Cells[j])
		}
	}
}

func TestSeveralSourcesHaveALetterEach(t *testing.T) {
	rows := published(quote("error", 0.9, -0.5, nan, "B"), quote("error", 0.5, -1.25, 0.3, "C"),
		quote("error", 0.9, -0.75, nan, "C"),
		quote("error", 0.95, 1, nan, "D"), quote("error", nan, 1, nan, "D"))
	rows[0] = noted(rows[0], "no convergence")
	rows[0].Verdict = results.Error
	same(t, "by place", render(t, "text", Build(beside, "recovery", rows)), `
n: error, measured value with the largest error

target  t = 0.5    published        t = 0.9  published
────────────────────────────────────────────────────────────────
ball    error [a]  -1.25 ± 0.3 [b]  -0.9991  -0.5 [c], -0.75 [b]
box     -0.9995                     -0.9991

[a] error: no convergence
[b] published, ± one standard deviation: C
[c] published: B
error is published at t = 0.95, but not measured there: D
error is published at no place, but not measured there: D

experiment recovery
`[1:])

	merged := beside
	merged.Columns, merged.Only = []string{"metric"}, []string{"target=ball"}
	rows[0].Verdict, rows[0].Note = results.Pass, ""
	same(t, "merged", render(t, "markdown", Build(merged, "recovery", rows)), `
<!-- experiment recovery -->
n: error, measured value with the largest error

| target | error   | published                                                    |
|:-------|:--------|:-------------------------------------------------------------|
| ball   | -0.9991 | -1.25 ± 0.3<sup>a</sup>, -0.5<sup>b</sup>, -0.75<sup>a</sup> |

worst over t

<sup>a</sup> published, ± one standard deviation: C

<sup>b</sup> published: B

error is published at t = 0.95, but not measured there: D

error is published at no place, but not measured there: D
`[1:])
	merged.Only = []string{"target=box"} // of which nothing is published
	same(t, "other cases", render(t, "text", Build(merged, "recovery", rows)), `
n: error, measured value with the largest error

target  error
───────────────
box     -0.9991

worst over t

experiment recovery
`[1:])
}
