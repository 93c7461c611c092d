package table

import (
	"encoding/json"
	"strings"
	"testing"

	"proxflow/results"
)

func TestDigitsAreThoseThatTheIntervalLeaves(t *testing.T) {
	for _, c := range []struct {
		got, half, want float64
		text, latex     string
	}{
		{0.012345, 0.0004, 0.0125, "0.0123 ± 0.0004 (0.0125)", `$0.0123$ $\pm$ $0.0004$ ($0.0125$)`},
		{0.012345, 0.00012, 0.0125, "0.01235 ± 0.00012 (0.01250)", `$0.01235$ $\pm$ $0.00012$ ($0.01250$)`},
		{0.012345, 0.00096, nan, "0.0123 ± 0.0010 (–)", `$0.0123$ $\pm$ $0.0010$ (--)`},
		{-0.98, 0.034, -1, "-0.980 ± 0.034 (-1.000)", `$-0.980$ $\pm$ $0.034$ ($-1.000$)`},
		{-0.98, 0.036, -1, "-0.98 ± 0.04 (-1.00)", `$-0.98$ $\pm$ $0.04$ ($-1.00$)`},
		{123.4, 5.1, 120, "123 ± 5 (120)", `$123$ $\pm$ $5$ ($120$)`},
		{12341, 67, 12300, "1.234e+04 ± 0.007e+04 (1.230e+04)",
			`$1.234\times10^{4}$ $\pm$ $0.007\times10^{4}$ ($1.230\times10^{4}$)`},
		{1.234e-7, 3.2e-9, 1.25e-7, "1.234e-07 ± 0.032e-07 (1.250e-07)",
			`$1.234\times10^{-7}$ $\pm$ $0.032\times10^{-7}$ ($1.250\times10^{-7}$)`},
		{1e-7, 0.02, 0, "0.000 ± 0.020 (0)", `$0.000$ $\pm$ $0.020$ (0)`},
		{0, 0.02, 0, "0 ± 0.020 (0)", `0 $\pm$ $0.020$ (0)`},
		{9.6e-4, 6.7e-4, 1e-3, "0.0010 ± 0.0007 (0.0010)", `$0.0010$ $\pm$ $0.0007$ ($0.0010$)`},
		{0.25, 0, 0.25, "0.25 ± 0 (0.25)", `$0.25$ $\pm$ 0 ($0.25$)`},
		{0.25, inf, 0.25, "0.25 ± ∞ (0.25)", `$0.25$ $\pm$ $\infty$ ($0.25$)`},
		{0.25, nan, 0.25, "0.25 ± – (0.25)", `$0.25$ $\pm$ -- ($0.25$)`},
	} {
		r := row("ball", "linear", "0.5", 0, results.Pass)
		r.Got, r.Budget, r.Want = results.Number(c.got), results.Number(c.half), results.Number(c.want)
		r.Repeat = results.Summary
		spec := recovery
		for _, show := range []string{"interval", "interval-want"} {
			spec.Metrics = []results.Shown{{Metric: "error", Show: show}}
			table := Build(spec, "recovery", []results.Row{r})
			for format, want := range map[string]string{"text": c.text, "markdown": c.text,
				"latex": c.latex} {
				if show == "interval" {
					want = want[:strings.LastIndex(want, " (")]
				}
				if text := render(t, format, table); !strings.Contains(text, " "+want+" \\\\\n") &&
					!strings.Contains(text, " "+want+"\n") && !strings.Contains(text, "| "+want+" |\n") {
					t.Errorf("%s: want %q in\n%s", format, want, text)
				}
			}
		}
	}
}

func TestATableShowsNumbersThatNothingIsSaidOf(t *testing.T) {
	r := row("ball", "linear", "0.5", 0.25, results.Skipped)
	r.Budget, r.Want, r.Note, r.Repeat = 0.02, results.Number(nan), "no law is known", results.Summary
	spec := recovery
	for show, want := range map[string]string{"interval": "0.250 ± 0.020", "interval-want": "0.250 ± 0.020",
		"got": "0.25", "got-want": "0.25", "error": "–"} {
		spec.Metrics = []results.Shown{{Metric: "error", Show: show}}
		r.Got = 0.25
		note := "not judged: no law is known"
		if show == "error" {
			note = "skipped: no law is known"
		}
		if text := render(t, "text", Build(spec, "recovery", []results.Row{r})); !strings.Contains(text,
			want) || strings.Contains(text, "(–)") || !strings.Contains(text, note) {
			t.Errorf("%s: want %q and %q in\n%s", show, want, note, text)
		}
		r.Want = 0.3
		if text := render(t, "text", Build(spec, "recovery", []results.Row{r})); strings.Contains(text,
			"(0.3") != strings.HasSuffix(show, "want") {
			t.Errorf("%s of a number beside the theory's:\n%s", show, text)
		}
		r.Got, r.Want = results.Number(nan), results.Number(nan)
		if text := render(t, "text", Build(spec, "recovery", []results.Row{r})); !strings.Contains(text,
			"skipped: no law is known") {
			t.Errorf("%s of nothing:\n%s", show, text)
		}
	}
}

func TestATableShowsSummariesAndNotSamples(t *testing.T) {
	summary := row("ball", "linear", "0.5", 0.01, results.Fail)
	summary.Budget, summary.Repeat = 0.002, results.Summary
	draw := row("ball", "linear", "0.5", 5, results.Fail)
	draw.Metric, draw.By, draw.Budget = "draw", "error", results.Number(nan)
	spec := results.TableSpec{Name: "n",
		Metrics: []results.Shown{{Metric: "error", Show: "interval-want"},
			{Metric: "draw"}}, Rows: []string{"target"}, Columns: []string{"metric"}}
	table := Build(spec, "recovery", []results.Row{summary, draw})
	same(t, "text", render(t, "text", table), `
n

target  error                          draw
───────────────────────────────────────────
ball    1.0000 ± 0.0020 (0.9900) fail

error: value with its 95 % interval (and expected value)
draw: worst error
draw is a sample, judged by error: show that metric instead

experiment recovery
`[1:])
	same(t, "csv", render(t, "csv", table), `
target,metric,got,want,budget,worst,tol,count,verdict,id,notes,source
ball,error,1,0.99,0.002,0.010000000000000009,1e-10,1,fail,,,experiment recovery
`[1:])
	var back struct {
		Cells []struct{ Got, Want, Budget float64 }
	}
	if err := json.Unmarshal([]byte(render(t, "json", table)), &back); err != nil || len(back.Cells) != 1 {
		t.Fatalf("%v, %+v", err, back)
	}
	same(t, "json", back.Cells[0].Budget, 0.002)
	spec.Metrics = spec.Metrics[:1]
	same(t, "caption", strings.SplitN(render(t, "markdown", Build(spec, "recovery", []results.Row{summary})),
		"\n", 3)[1],
		"n: error, value with its 95 % interval (and expected value)")
}
