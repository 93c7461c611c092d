package figures

import (
	"bytes"
	"proxflow/paper-figures/internal/canvas"
	"proxflow/results"
	"strings"
	"testing"
)

func TestSVGHasItsLabelsAndAMarkForEveryNumber(t *testing.T) {
	svg := must(t, samples["errors-one"].from, "error-against-time", "svg")
	for _, text := range []string{">time <", ">t<", ">x<", "> error<", ">rounding limit<", ">ball<", ">10<",
		">−6<", ">1−10<", ">0.5<"} {
		if !strings.Contains(svg, text) {
			t.Errorf("no text %s", text)
		}
	}
	if got, want := strings.Count(svg, "fill:#0072B2"), len(times)+1; got != want { // one in the legend
		t.Errorf("%d marks, want %d", got, want)
	}

	svg = must(t, casesOf(flows()[:1]...), "trajectories", "svg")
	for colour, want := range map[string]int{"fill:#D55E00": 64 + 1, "stroke:#0072B2": 64 + 1,
		"stroke:#56B4E9": 64 + 1, "fill:#808080": 512 + 1} {
		if got := strings.Count(svg, colour); got != want {
			t.Errorf("%d of %s, want %d", got, colour, want)
		}
	}

	svg = must(t, samples["cantor"].from, map[string]any{"name": "map", "marks": 17}, "svg")
	if got := strings.Count(svg, "stroke:#D55E00"); got != 17+1 {
		t.Errorf("%d marks on the map, want 17", got-1)
	}
}

func TestErrorsAreTheWorstOverCasesButNotOverControls(t *testing.T) {
	row := func(caseNo int, got float64, control bool) results.Row {
		return results.Row{CaseNo: caseNo, Labels: target("ball"), Metric: "x1-error", At: 0.5,
			Got: results.Number(got), Tol: 1e-3, Control: control, Verdict: results.Pass}
	}
	rows := []results.Row{row(0, 1e-9, false), row(1, -1e-6, false), row(2, 1e-12, false), row(3, 1, true)}
	f := &ErrorAgainstTime{Metric: "x1-error", By: "target"}
	all, err := f.Draw(&Data{memory{rows: rows}, "e"})
	if err != nil {
		t.Fatal(err)
	}
	for i := range rows {
		rows[i].Labels = map[string]string{"target": "ball", "schedule": "linear"}
	}
	other := row(4, 1, false)
	other.Labels = map[string]string{"target": "ball", "schedule": "power(p=3)"}
	f.Only = []string{"schedule=linear"}
	some, err := f.Draw(&Data{memory{rows: append(rows, other)}, "e"})
	if err != nil {
		t.Fatal(err)
	}
	one, err := f.Draw(&Data{memory{rows: rows[1:2]}, "e"})
	if err != nil {
		t.Fatal(err)
	}
	var a, b, c bytes.Buffer
	for d, w := range map[*canvas.Drawing]*bytes.Buffer{all: &a, one: &b, some: &c} {
		if err := d.Write(w, "svg"); err != nil {
			t.Fatal(err)
		}
	}
	if a.String() != b.String() {
		t.Error("the worst of several cases is not drawn alone")
	}
	if c.String() != b.String() {
		t.Error("a case of another schedule is drawn")
	}
}
