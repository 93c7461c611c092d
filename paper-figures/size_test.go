package figures

import (
	"encoding/json"
	"fmt"
	"image/color"
	"math"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"proxflow/results"
	"proxflow/theory/claim/series"
)

func TestAwkwardSizesFieldsAndCellsGiveAPictureOrAClearError(t *testing.T) {
	nan, inf := math.NaN(), math.Inf(1)
	mean := func(metric string, n, got, want, half float64) results.Row {
		return results.Row{Repeat: results.Summary, Labels: target("ball"), Metric: metric,
			At: results.Number(n), Got: results.Number(got),
			Want: results.Number(want), Budget: results.Number(half), Verdict: results.Skipped}
	}
	plan := func(n, got, want, half float64) results.Row {
		return mean("plan-error-mean", n, got, want, half)
	}
	rows := func(list ...results.Row) memory { return memory{rows: list} }
	fields := func(v []float64, got ...float64) (m memory) {
		o := &observer{results.Observed{Repeat: results.Summary, Labels: target("two-atoms")}}
		for i, y := range v {
			o.observe(series.Field.Of(8), float64(i), y)
			o.observe(series.FieldPopulation, float64(i), -y)
		}
		for i, e := range got {
			m.rows = append(m.rows, mean("field-error-mean", math.Pow(2, float64(i)), e, nan, 0))
		}
		m.observed = []results.Observed{o.Observed}
		return m
	}
	cells := func(atoms int, corners ...float64) memory {
		o := &observer{results.Observed{Labels: target("atoms")}}
		for j := range atoms {
			o.observe(series.Atom, 1, 1)
			for i, x := range corners {
				o.observe(series.Cell.Of(j), x, math.Mod(float64(i), 2))
			}
		}
		return casesOf(o.Observed)
	}
	repeat := plan(8, 1, nan, 0)
	repeat.Repeat = 0
	for _, c := range []awkward{
		{"nothing", "error-against-size", memory{},
			`no summary has a positive mean of the metric plan-error-mean at a batch size in exp`, true},
		{"a repeat only", "error-against-size", rows(repeat), "no summary", true},
		{"no size", "error-against-size", rows(plan(nan, 1, 1, 1), plan(0, 1, 1, 1), plan(inf, 1, 1, 1)),
			"no summary", true},
		{"not positive", "error-against-size", rows(plan(8, 0, 1, 1), plan(8, -1, 1, 1), plan(8, nan, 1, 1)),
			"no summary", true},
		{"a mean", "error-against-size", rows(plan(8, 1, nan, nan)), ">ball<", false},
		{"some not positive", "error-against-size",
			rows(plan(8, 0, 1, 1), plan(16, -1, 1, 1), plan(32, inf, 1, 1),
				plan(64, 1, 0, -1)), "ball (3 not positive)", false},
		{"wide intervals", "error-against-size",
			rows(plan(8, 1, inf, 2), plan(16, 0.5, -1, 0.5), plan(32, 0.25, 1, inf)), ">ball<", false},
		{"extremes", "error-against-size", rows(plan(1, 5e-324, 1, 0), plan(1e299, 1e299, 1e-300, 1e299)),
			">ball<", false},
		{"an exponent of NaN", "error-against-size",
			rows(plan(8, 1, 1, 0), mean("exponent", nan, nan, nan, 0)), ">ball<", false},
		{"an exact exponent", "error-against-size",
			rows(plan(8, 1, 1, 0), mean("exponent", nan, -0.5, nan, 0)), "ball:  −0.50 ± 0.00", false},
		{"no field", "minibatch-field", cells(1, 0, 1, 2), `no case observed a series "field n=*"`, true},
		{"a field of NaN", "minibatch-field", fields([]float64{nan, inf}, 1),
			`no minibatch field of the target "two-atoms" has a finite point`, true},
		{"no distance", "minibatch-field", fields([]float64{1, 2}, nan, 0, -1),
			"the metric field-error-mean of the target \"two-atoms\" has no positive mean", true},
		{"a field with gaps", "minibatch-field", fields([]float64{nan, 1, 2, nan, nan, 3, 4, nan}, 1, 0.5),
			"population", false},
		{"a field of a point", "minibatch-field", fields([]float64{1}, 1), "population", false},
		{"an underflow", "minibatch-field", fields([]float64{1, 2}, 1, 1e-290, 0), "error exactly 0", false},
		{"no cells", "laguerre-cells", casesOf(flows()...), `no case observed a series "cell *"`, true},
		{"cells of two corners", "laguerre-cells", cells(2, 1, 2),
			`none of the series "cell 0" to "cell 1" has three corners`, true},
		{"cells of NaN", "laguerre-cells", cells(1, nan, nan, 3, nan), "three corners", true},
		{"one cell", "laguerre-cells", cells(1, 0, 1, 2, 3), "its atom", false},
		{"flat cells", "laguerre-cells", cells(3, 2, 2, 2), "its atom", false},
	} {
		c.check(t)
	}
	noAtoms := cells(1, 0, 1, 2)
	noAtoms.observed[0].Series = noAtoms.observed[0].Series[1:]
	awkward{"no atoms", "laguerre-cells", noAtoms, `the series "atom" has no finite point`, true}.check(t)
	asked := sample{map[string]any{"name": "laguerre-cells", "targets": []any{"ball"}}, casesOf(flows()...)}
	if _, err := render(t, asked.from, asked.ref, "svg"); err == nil ||
		!strings.Contains(err.Error(), `target "ball"`) {
		t.Errorf("cells asked of a target without: %v", err)
	}
}

func TestCurvesAreThoseOfTheSummariesAndNotOfControls(t *testing.T) {
	all := minibatchErrors(sizes...)
	want := must(t, all, "error-against-size", "svg")
	for _, r := range slices.Clone(all.rows) {
		r.Repeat, r.Got = 0, 7
		all.rows = append(all.rows, r)
		r.Repeat, r.CaseNo, r.Control, r.Labels = results.Summary, 99, true, target("control")
		all.rows = append(all.rows, r)
	}
	if must(t, all, "error-against-size", "svg") != want {
		t.Error("repeats or controls are drawn")
	}
	only := map[string]any{"name": "error-against-size", "only": []any{"target=ball"}}
	if svg := must(t, all, only, "svg"); !strings.Contains(svg, ">ball: ") ||
		!strings.Contains(svg, ">ball(d=3): ") || strings.Contains(svg, "box") {
		t.Error("other cases than asked for")
	}
	both := minibatchErrors(fromTwoSources(sizes[:1])...)
	for _, source := range []string{"normal", "uniform"} {
		if svg := must(t, both, "error-against-size", "svg"); !strings.Contains(svg, ", source="+source) {
			t.Errorf("the curve of the source %s has no name of its own", source)
		}
	}
	panels := map[string]any{"name": "error-against-size", "panels": "source"}
	if svg := must(t, both, panels, "svg"); strings.Contains(svg, ", source=") ||
		!strings.Contains(svg, ">source = normal<") {
		t.Error("curves alone in their panels have too long a name")
	}
}

// TestAStoreGivesThePictureOfItsSummaries takes a sample through a real store.
func TestAStoreGivesThePictureOfItsSummaries(t *testing.T) {
	store, err := results.Open(filepath.Join(t.TempDir(), "results.sqlite"))
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	run, err := store.Begin(results.Provenance{})
	if err != nil {
		t.Fatal(err)
	}
	from := minibatchErrors(sizes...)
	experiment := results.Experiment{Name: "some-experiment", Claim: "M", Check: "check",
		Tolerances: map[string]results.Tolerance{
			"plan-error-mean": {Times: 3}, "exponent": {Times: 3}}}
	for no, o := range from.observed {
		c := results.Case{Params: json.RawMessage("{}"), Labels: o.Labels,
			Keys: []string{fmt.Sprint("repeat ", no)}, Summary: fmt.Sprint("summary ", no)}
		one := results.Trial{Key: c.Keys[0], Check: "check", Version: "1", Params: c.Params}
		sum := results.Trial{Key: c.Summary, Check: "check", Version: "1", Params: c.Params, Summary: true}
		for _, r := range from.rows {
			if r.CaseNo == no {
				m := results.Measurement{Metric: r.Metric, At: float64(r.At), Got: float64(r.Got),
					Want: float64(r.Want), Budget: float64(r.Budget)}
				sum.Measurements = append(sum.Measurements, m)
				one.Measurements = append(one.Measurements,
					results.Measurement{Metric: "plan-error", At: m.At, Got: 7, By: m.Metric})
			}
		}
		for _, s := range o.Series {
			for i := range s.X {
				sum.Observations = append(sum.Observations,
					results.Observation{Series: s.Name, X: s.X[i], Y: s.Y[i]})
			}
		}
		for _, trial := range []results.Trial{one, sum} {
			if err := store.Put(run, trial); err != nil {
				t.Fatal(err)
			}
		}
		experiment.Cases = append(experiment.Cases, c)
	}
	if err := store.Plan(experiment); err != nil {
		t.Fatal(err)
	}
	if must(t, store, "error-against-size", "svg") != must(t, from, "error-against-size", "svg") {
		t.Error("the store gives another picture")
	}
}

func TestRatesAreThoseOfTheirDimensions(t *testing.T) {
	var labels []string
	for _, r := range rates([]int{0, 1, 2, 3, 4, 5, 6}) {
		labels = append(labels, r.label())
		for _, m := range r.dimensions {
			want := map[int]float64{0: -0.5, 1: -1}[m]
			if m > 2 {
				want = -2 / float64(m)
			}
			if got := math.Log2(r.of(2048) / r.of(1024)); m != 2 && math.Abs(got-want) > 1e-14 {
				t.Errorf("m = %d: the slope is %g, want %g", m, got, want)
			} else if m == 2 && r.of(100) != math.Log(100)/100 {
				t.Errorf("m = 2: the rate is %g at 100", r.of(100))
			}
		}
	}
	want := []string{
		"𝑛⁻¹ᐟ², 𝑚 = 0, 4", "𝑛⁻¹, 𝑚 = 1", "log 𝑛 / 𝑛, 𝑚 = 2", "𝑛⁻²ᐟ³, 𝑚 = 3", "𝑛⁻²ᐟ⁵, 𝑚 = 5", "𝑛⁻¹ᐟ³, 𝑚 = 6",
	}
	if !slices.Equal(labels, want) {
		t.Errorf("%q, want %q", labels, want)
	}
}

func TestFieldsBreakAtGapsAndDarkenWithTheBatch(t *testing.T) {
	from := twoAtomsField()
	batches := minibatches(from.observed[0])
	if len(batches) != 3 {
		t.Fatalf("%d fields, want 3", len(batches))
	}
	shade := func(c color.NRGBA) int { return int(c.R) + int(c.G) + int(c.B) }
	for i := range batches[1:] {
		if batches[i].n >= batches[i+1].n || shade(batches[i].colour) <= shade(batches[i+1].colour) {
			t.Errorf("n = %d is not lighter than n = %d", batches[i].n, batches[i+1].n)
		}
	}
	if pieces := unbroken(from.observed[0], series.FieldPopulation); len(pieces) != 2 ||
		pieces[0][len(pieces[0])-1].X > -0.5+1e-9 || pieces[1][0].X < 0.5-1e-9 {
		t.Errorf("the population's field has %d pieces", len(pieces))
	}
}

func TestCellsAtomsAndTrajectoriesHaveOneHue(t *testing.T) {
	o := moonCells(8, 40)
	svg := must(t, casesOf(o), "laguerre-cells", "svg")
	atoms := finite(o, series.Atom)
	ends := make([]int, len(atoms))
	for k := 1; k <= 40; k++ {
		_, points := vectors(o, series.Path.Of(k))
		last := points[len(points)-1]
		for j, a := range atoms {
			if math.Hypot(a.X-last[0], a.Y-last[1]) < 1e-5 {
				ends[j]++
			}
		}
	}
	for j, p := range places(atoms) {
		hex := func(t tint) string {
			c := p.colour(t)
			return fmt.Sprintf("#%02X%02X%02X", c.R, c.G, c.B)
		}
		for what, want := range map[string]int{"fill:" + hex(cellTint): 1, "fill:" + hex(atomTint): 1,
			"stroke:" + hex(pathTint): ends[j]} {
			if got := strings.Count(svg, what); got != want {
				t.Errorf("atom %d: %d times %s, want %d", j, got, what, want)
			}
		}
	}
}
