package figures

import (
	"math"
	"proxflow/paper-figures/internal/canvas"
	"proxflow/results"
	"proxflow/theory/claim/series"
	"strings"
	"testing"
)

// awkward is a figure of data that are hard to draw.
type awkward struct {
	name, ref string
	from      memory
	says      string // in the picture, or in the error
	fails     bool
}

func (c awkward) check(t *testing.T) {
	t.Helper()
	for _, format := range canvas.Formats {
		s, err := render(t, c.from, c.ref, format)
		switch {
		case c.fails && (err == nil || !strings.Contains(err.Error(), c.says) ||
			strings.Contains(err.Error(), "\n")):
			t.Errorf("%s: error %v, want one line with %q", c.name, err, c.says)
		case !c.fails && err != nil:
			t.Errorf("%s: %v", c.name, err)
		case !c.fails && format == "svg" && (!strings.Contains(s, c.says) || strings.Contains(s, "NaN") ||
			strings.Contains(s, "Inf")):
			t.Errorf("%s: want %q and no NaN or Inf in the picture", c.name, c.says)
		}
	}
}

func TestAwkwardNumbersGiveAPictureOrAClearError(t *testing.T) {
	nan, inf := results.Number(math.NaN()), results.Number(math.Inf(1))
	row := func(at, got, tol results.Number) results.Row {
		return results.Row{Labels: target("ball"), Metric: "x1-error", At: at, Got: got, Tol: tol,
			Verdict: results.Fail}
	}
	rows := func(list ...results.Row) memory { return memory{rows: list} }
	curves := func(x, y []float64, names ...series.Name) memory {
		o := results.Observed{Labels: target("ball")}
		for _, name := range names {
			o.Series = append(o.Series, results.Series{Name: name.String(), X: x, Y: y})
		}
		return casesOf(o)
	}
	bad, good := math.NaN(), []float64{0.5, 1, 2}
	kicks := func(not, normally, tangentially []float64) memory {
		o := &observer{results.Observed{Labels: target("ball")}}
		for i, ys := range [][]float64{not, normally, tangentially} {
			for t, y := range ys {
				o.observe(kickKinds[i].series.Coordinate(0), float64(t), y)
				o.observe(kickKinds[i].series.Coordinate(1), float64(t), y)
			}
		}
		return casesOf(o.Observed)
	}
	brenier := func(x, y []float64) memory { return curves(x, y, series.Map) }
	path := func(x, y []float64) memory {
		return curves(x, y, series.Path.Of(1).Coordinate(0), series.Path.Of(1).Coordinate(1))
	}
	line := curves(good, good, series.KickedNot.Coordinate(0))
	for _, c := range []awkward{
		{"nothing", "error-against-time", memory{},
			`nothing of the metric x1-error was measured at times t in (0,1) in experiment "some-`, true},
		{"NaN only", "error-against-time", rows(row(0.5, nan, 1)), "nothing of the metric", true},
		{"no time", "error-against-time", rows(row(nan, 1, 1), row(3, 1, 1)), "nothing of the metric", true},
		{"some NaN", "error-against-time", rows(row(0.5, nan, 1), row(0.6, 1e-3, 1), row(0.7, inf, 1)),
			"ball (2 not finite)", false},
		{"one point", "error-against-time", rows(row(0.5, 1e-3, nan)), "ball", false},
		{"no limit", "error-against-time", rows(row(0.5, 1e-3, 0), row(1e-9, 1e-3, inf)), "ball", false},
		{"a zero", "error-against-time", rows(row(0.5, 0, 1e-9), row(0.6, 1e-10, 1e-9)), "error exactly 0",
			false},
		{"zeros only", "error-against-time", rows(row(0.5, 0, 0), row(1e-300, 0, nan)), "error exactly 0",
			false},
		{"extremes", "error-against-time", rows(row(5e-324, 5e-324, 1), row(1-0x1p-53, 1e308, 1)), "ball",
			false},
		{"no map", "map", memory{}, `no case observed a series "map" in experiment "some-experiment"`, true},
		{"map of NaN", "map", brenier([]float64{1, bad}, []float64{bad, 1}), "no finite point", true},
		{"map of a point", "map", brenier([]float64{1}, []float64{1}), "recovered", false},
		{"huge map", "map", brenier([]float64{-1e299, 1e299}, []float64{1e-300, 2e-300}), "recovered", false},
		{"constant map far off", "map", brenier([]float64{0, 1}, []float64{1e17, 1e17}), "recovered", false},
		{"no trajectories", "trajectories", brenier([]float64{1}, []float64{1}),
			`no case observed a series "path-*"`, true},
		{"trajectory of NaN", "trajectories", path([]float64{0, 1}, []float64{bad, bad}),
			"no trajectory has a finite point", true},
		{"trajectory of a point", "trajectories", path([]float64{0}, []float64{2}), "trajectory", false},
		{"trajectory with a gap", "trajectories", path([]float64{0, 0.5, 1}, []float64{2, bad, 3}),
			"trajectory", false},
		{"no kicked trajectories", "kick-trajectories", brenier([]float64{1}, []float64{1}),
			`no case observed a series "kicked-not/x*"`, true},
		{"kicked on a line", "kick-trajectories", line, "1 dimensions", true},
		{"one kick only", "kick-trajectories", kicks(good, nil, good),
			`the series "kicked-normally/x<i>" do not have 2 coordinates`, true},
		{"kicked to NaN", "kick-trajectories", kicks(good, good, []float64{bad}),
			`the series "kicked-tangentially/x<i>" have no finite point`, true},
		{"kicked with a gap", "kick-trajectories", kicks(good, []float64{0.5, bad, 2}, good), "returns",
			false},
		{"kicked nowhere", "kick-trajectories", kicks([]float64{1}, []float64{1}, []float64{1}), "returns",
			false},
	} {
		c.check(t)
	}
}
