package figures

import (
	"bytes"
	"encoding/json"
	"maps"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"proxflow/paper-figures/internal/canvas"
	"proxflow/results"
)

// sample is a figure of realistic data.
type sample struct {
	ref  any
	from memory
}

const long = "product(blocks=[ball(d=3, radius=2), ellipsoid(axes=[1, 2, 0.5]), box(d=3, half-width="

var samples = map[string]sample{
	"errors":       {"error-against-time", memory{rows: recoveryRows(manyTargets...)}},
	"errors-one":   {"error-against-time", memory{rows: recoveryRows("ball")}},
	"trajectories": {"trajectories", memory{observed: flows()}},
	"torus":        {map[string]any{"name": "trajectories", "targets": []any{"torus"}, "paths": 16}, memory{observed: flows()}},
	"line": {"trajectories", memory{observed: []results.Observed{
		flowOnto("two-atoms", 1, 32, 64, func(x []float64) []float64 { return []float64{math.Copysign(1, x[0])} })}}},
	"long-labels": {"trajectories", memory{observed: []results.Observed{
		flowOnto(long+"1)])", 2, 3, 9, onCircle), flowOnto(long+"2)])", 2, 3, 9, onCircle), flowOnto(long+"3)])", 2, 3, 9, onCircle), flowOnto(long+"4)])", 2, 3, 9, onCircle)}}},
	"errors-long": {"error-against-time", memory{rows: recoveryRows(append(manyTargets, long+long+"3)])")...)}},
	"spectrum":    {"spectrum", memory{observed: slices.Concat(hyperbolic("ball", true, 1.3), hyperbolic("torus", true, 0.6, 2.1), hyperbolic("log-normal", false, 0.4, 1.5))}},
	"kicks":       {"kicks", memory{observed: slices.Concat(hyperbolic("ball", true, 1.3), hyperbolic("torus", true, 0.6, 2.1))}},
	"kicked":      {"kick-trajectories", memory{observed: []results.Observed{kickedNear("ball", 2, onCircle), kickedNear("torus", 3, onTorus)}}},
	"clouds":      {"eigenvalue-cloud", memory{observed: []results.Observed{eigenvalueCloud("orthogonal(n=3)"), eigenvalueCloud("grassmannian(k=2, n=5)")}}},
	"sizes":       {"error-against-size", minibatchErrors(sizes...)},
	"size-panels": {map[string]any{"name": "error-against-size", "panels": "source"}, minibatchErrors(fromTwoSources(sizes[:4])...)},
	"size-both":   {map[string]any{"name": "error-against-size", "dimensions": []any{0, 1, 2, 3, 4, 5}}, minibatchErrors(fromTwoSources(sizes)...)},
	"field":       {"minibatch-field", twoAtomsField()},
	"cells":       {"laguerre-cells", memory{observed: []results.Observed{moonCells(64, 48)}}},
	"cantor":      {"map", memory{observed: []results.Observed{cantorMap(256)}}},
}

func spec(t *testing.T, name string, ref any) results.FigureSpec {
	t.Helper()
	b, err := json.Marshal(ref)
	if err != nil {
		t.Fatal(err)
	}
	return results.FigureSpec{Name: name, Draw: b}
}

// render returns a figure's bytes in one format.
func render(t *testing.T, from Source, ref any, format string) (string, error) {
	t.Helper()
	files, err := Render(from, "some-experiment", spec(t, "figure", ref), t.TempDir(), format)
	if err != nil {
		return "", err
	}
	b, err := os.ReadFile(files[0])
	if err != nil {
		t.Fatal(err)
	}
	return string(b), nil
}

func must(t *testing.T, from Source, ref any, format string) string {
	t.Helper()
	s, err := render(t, from, ref, format)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestEveryFigureHasASample(t *testing.T) {
	drawn := map[string]bool{}
	for _, s := range samples {
		_, ref, err := Catalog.Build(s.ref)
		if err != nil {
			t.Fatal(err)
		}
		drawn[ref["name"].(string)] = true
	}
	if got := slices.Sorted(maps.Keys(drawn)); !slices.Equal(got, Catalog.Names()) {
		t.Errorf("samples of %v, figures %v", got, Catalog.Names())
	}
}

// SVG and PDF are rendered ten times: an order that a map decides may come out right a few times. A PNG has the same
// strokes and costs more; it is rendered once, except for one sample. PROXFLOW_FIGURES=directory keeps the files.
func TestSameDataGiveTheSameBytes(t *testing.T) {
	dir := os.Getenv("PROXFLOW_FIGURES")
	if dir == "" {
		dir = t.TempDir()
	}
	for name, s := range samples {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			files, err := Render(s.from, "e", spec(t, name, s.ref), dir, canvas.Formats...)
			if err != nil {
				t.Fatal(err)
			}
			for i, file := range files {
				first, err := os.ReadFile(file)
				if err != nil {
					t.Fatal(err)
				}
				for n := 2; n <= 10 && (canvas.Formats[i] != "png" || name == "image-strip"); n++ {
					if must(t, s.from, s.ref, canvas.Formats[i]) != string(first) {
						t.Fatalf("render %d of %s has other bytes", n, file)
					}
				}
			}
		})
	}
	pdf := must(t, samples["cantor"].from, "map", "pdf")
	if strings.Count(pdf, "Date (D:19700101000000") != 2 {
		t.Error("the PDF bears a date of its own")
	}
}

func TestEveryFormatIsWhatItsNameSays(t *testing.T) {
	for format, magic := range map[string]string{"svg": "<?xml", "pdf": "%PDF-1.", "png": "\x89PNG\r\n"} {
		if s := must(t, samples["cantor"].from, "map", format); !strings.HasPrefix(s, magic) {
			t.Errorf("%s starts with %q", format, s[:8])
		}
	}
}

func TestSVGHasItsLabelsAndAMarkForEveryNumber(t *testing.T) {
	svg := must(t, samples["errors-one"].from, "error-against-time", "svg")
	for _, text := range []string{">time <", ">t<", ">x<", "> error<", ">rounding limit<", ">ball<", ">10<", ">−6<", ">1−10<", ">0.5<"} {
		if !strings.Contains(svg, text) {
			t.Errorf("no text %s", text)
		}
	}
	if got, want := strings.Count(svg, "fill:#0072B2"), len(times)+1; got != want { // one in the legend
		t.Errorf("%d marks, want %d", got, want)
	}

	svg = must(t, memory{observed: flows()[:1]}, "trajectories", "svg")
	for colour, want := range map[string]int{"fill:#D55E00": 64 + 1, "stroke:#0072B2": 64 + 1, "stroke:#56B4E9": 64 + 1, "fill:#808080": 512 + 1} {
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
		return results.Row{CaseNo: caseNo, Labels: map[string]string{"target": "ball"}, Metric: "x1-error", At: 0.5,
			Got: results.Number(got), Tol: 1e-3, Control: control, Verdict: results.Pass}
	}
	rows := []results.Row{row(0, 1e-9, false), row(1, -1e-6, false), row(2, 1e-12, false), row(3, 1, true)}
	f := &ErrorAgainstTime{Metric: "x1-error", By: "target"}
	all, err := f.Draw(&Data{memory{rows: rows}, "e"})
	if err != nil {
		t.Fatal(err)
	}
	other := row(4, 1, false)
	other.Labels = map[string]string{"target": "ball", "schedule": "power(p=3)"}
	f.Only = []string{"schedule="}
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

func TestAwkwardNumbersGiveAPictureOrAClearError(t *testing.T) {
	nan, inf := results.Number(math.NaN()), results.Number(math.Inf(1))
	row := func(at, got, tol results.Number) results.Row {
		return results.Row{Labels: map[string]string{"target": "ball"}, Metric: "x1-error", At: at, Got: got, Tol: tol, Verdict: results.Fail}
	}
	curves := func(name string, x, y []float64) memory {
		return memory{observed: []results.Observed{{Labels: map[string]string{"target": "ball"}, Series: []results.Series{
			{Name: name, X: x, Y: y}, {Name: strings.Replace(name, "x1", "x2", 1), X: x, Y: y}}}}}
	}
	bad, good := math.NaN(), []float64{0.5, 1, 2}
	kicks := func(not, normally, tangentially []float64) memory {
		o := &observer{results.Observed{Labels: map[string]string{"target": "ball"}}}
		for i, ys := range [][]float64{not, normally, tangentially} {
			for t, y := range ys {
				o.observe(kickKinds[i].series+"/x1", float64(t), y)
				o.observe(kickKinds[i].series+"/x2", float64(t), y)
			}
		}
		return memory{observed: []results.Observed{o.Observed}}
	}
	for _, c := range []awkward{
		{"nothing", "error-against-time", memory{}, `nothing of the metric x1-error was measured at times t in (0,1) in experiment "some-experiment"`, true},
		{"NaN only", "error-against-time", memory{rows: []results.Row{row(0.5, nan, 1)}}, "nothing of the metric", true},
		{"no time", "error-against-time", memory{rows: []results.Row{row(nan, 1, 1), row(3, 1, 1)}}, "nothing of the metric", true},
		{"some NaN", "error-against-time", memory{rows: []results.Row{row(0.5, nan, 1), row(0.6, 1e-3, 1), row(0.7, inf, 1)}}, "ball (2 not finite)", false},
		{"one point", "error-against-time", memory{rows: []results.Row{row(0.5, 1e-3, nan)}}, "ball", false},
		{"no limit", "error-against-time", memory{rows: []results.Row{row(0.5, 1e-3, 0), row(1e-9, 1e-3, inf)}}, "ball", false},
		{"a zero", "error-against-time", memory{rows: []results.Row{row(0.5, 0, 1e-9), row(0.6, 1e-10, 1e-9)}}, "error exactly 0", false},
		{"zeros only", "error-against-time", memory{rows: []results.Row{row(0.5, 0, 0), row(1e-300, 0, nan)}}, "error exactly 0", false},
		{"extremes", "error-against-time", memory{rows: []results.Row{row(5e-324, 5e-324, 1), row(1-0x1p-53, 1e308, 1)}}, "ball", false},
		{"no map", "map", memory{}, `no case observed a series "map" in experiment "some-experiment"`, true},
		{"map of NaN", "map", curves("map", []float64{1, bad}, []float64{bad, 1}), "no finite point", true},
		{"map of a point", "map", curves("map", []float64{1}, []float64{1}), "recovered", false},
		{"huge map", "map", curves("map", []float64{-1e299, 1e299}, []float64{1e-300, 2e-300}), "recovered", false},
		{"constant map far off", "map", curves("map", []float64{0, 1}, []float64{1e17, 1e17}), "recovered", false},
		{"no trajectories", "trajectories", curves("map", []float64{1}, []float64{1}), `no case observed a series "path-*"`, true},
		{"trajectory of NaN", "trajectories", curves("path-1/x1", []float64{0, 1}, []float64{bad, bad}), "no trajectory has a finite point", true},
		{"trajectory of a point", "trajectories", curves("path-1/x1", []float64{0}, []float64{2}), "trajectory", false},
		{"trajectory with a gap", "trajectories", curves("path-1/x1", []float64{0, 0.5, 1}, []float64{2, bad, 3}), "trajectory", false},
		{"no kicked trajectories", "kick-trajectories", curves("map", []float64{1}, []float64{1}), `no case observed a series "kicked-*"`, true},
		{"kicked off the plane", "kick-trajectories", curves("kicked-not", []float64{0.5, 1}, []float64{2, 1}), "0 dimensions", true},
		{"one kick only", "kick-trajectories", kicks(good, nil, good), `the series "kicked-normally" do not have 2 coordinates`, true},
		{"kicked to NaN", "kick-trajectories", kicks(good, good, []float64{bad}), `the series "kicked-tangentially" have no finite point`, true},
		{"kicked with a gap", "kick-trajectories", kicks(good, []float64{0.5, bad, 2}, good), "returns", false},
		{"kicked nowhere", "kick-trajectories", kicks([]float64{1}, []float64{1}, []float64{1}), "returns", false},
	} {
		c.check(t)
	}
}

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
		case c.fails && (err == nil || !strings.Contains(err.Error(), c.says) || strings.Contains(err.Error(), "\n")):
			t.Errorf("%s: error %v, want one line with %q", c.name, err, c.says)
		case !c.fails && err != nil:
			t.Errorf("%s: %v", c.name, err)
		case !c.fails && format == "svg" && (!strings.Contains(s, c.says) || strings.Contains(s, "NaN") || strings.Contains(s, "Inf")):
			t.Errorf("%s: want %q and no NaN or Inf in the picture", c.name, c.says)
		}
	}
}

func TestKickTrajectoriesAreWhollyInViewAndTheTargetAroundThem(t *testing.T) {
	for _, s := range []struct {
		case_ results.Observed
		eye   Eye
	}{{kickedNear("ball", 2, onCircle), Eye{}}, {kickedNear("torus", 3, onTorus), Eye{Azimuth: 75, Elevation: 50}}} {
		d := dim(s.case_, "target")
		panel, err := (&KickTrajectories{Eye: s.eye}).panel(s.case_)
		if err != nil {
			t.Fatal(err)
		}
		in := func(series string) (inside, all int) {
			ts, points := cluster(s.case_, series)
			for i, x := range points {
				if p := s.eye.view(d)(ts[i], x); panel.X.Min < p.X && p.X < panel.X.Max && panel.Y.Min < p.Y && p.Y < panel.Y.Max {
					inside++
				}
			}
			return inside, len(points)
		}
		for _, k := range kickKinds {
			if inside, all := in(k.series); all == 0 || inside < all {
				t.Errorf("%d dimensions: %d of %d points of %s in view", d, inside, all, k.series)
			}
		}
		if inside, all := in("target"); inside < all/20 || inside > all*3/4 {
			t.Errorf("%d dimensions: %d of %d points of the target in view", d, inside, all)
		}
	}
}

func TestTargetsAreChosenByLabelOrName(t *testing.T) {
	from := memory{observed: append(flows(), flowOnto("ball(d=3)", 3, 1, 1, onTorus))}
	draw := func(targets ...any) string {
		s, err := render(t, from, map[string]any{"name": "trajectories", "targets": targets}, "svg")
		if err != nil {
			return err.Error()
		}
		return s
	}
	if s := draw("ball(d=3)", "torus"); !strings.Contains(s, ">ball(d=3)<") || strings.Index(s, ">ball(d=3)<") > strings.Index(s, ">torus<") || strings.Contains(s, "two-moons") {
		t.Error("other targets, or another order, than asked for")
	}
	if s := draw("toruss"); !strings.Contains(s, `target "toruss"`) || !strings.Contains(s, "two-moons, ball, torus") {
		t.Error(s)
	}
	four := memory{observed: []results.Observed{flowOnto("box", 4, 1, 1, func(x []float64) []float64 { return x })}}
	if _, err := render(t, four, "trajectories", "svg"); err == nil || !strings.Contains(err.Error(), "4 dimensions") {
		t.Error(err)
	}
}

func TestBadRequestsLeaveNoFiles(t *testing.T) {
	from, dir := samples["cantor"].from, t.TempDir()
	for _, c := range []struct {
		name, draw, format, dir, says string
	}{
		{"../up", `"map"`, "svg", dir, "plain word"},
		{"a", `"map"`, "gif", dir, `"gif"`},
		{"a", `"mpa"`, "svg", dir, `did you mean "map"?`},
		{"a", `{"name": "map", "marks": 0}`, "svg", dir, "marks"},
		{"a", `{"name": "error-against-time", "only": ["linear"]}`, "svg", dir, "schedule=linear"},
		{"a", `{`, "svg", dir, "JSON"},
		{"a", `"map"`, "svg", filepath.Join(dir, "missing"), "missing"},
	} {
		_, err := Render(from, "e", results.FigureSpec{Name: c.name, Draw: json.RawMessage(c.draw)}, c.dir, c.format)
		if err == nil || !strings.Contains(err.Error(), c.says) || !strings.Contains(err.Error(), c.name) {
			t.Errorf("%+v: %v", c, err)
		}
	}
	if files, _ := os.ReadDir(dir); len(files) != 0 {
		t.Errorf("left %v", files)
	}
}

func TestAFileIsReplacedWhole(t *testing.T) {
	dir := t.TempDir()
	old := filepath.Join(dir, "a.svg")
	if err := os.WriteFile(old, bytes.Repeat([]byte("x"), 1<<20), 0o600); err != nil {
		t.Fatal(err)
	}
	files, err := Render(samples["cantor"].from, "e", spec(t, "a", "map"), dir, canvas.Formats...)
	if err != nil {
		t.Fatal(err)
	}
	if want := []string{old, filepath.Join(dir, "a.pdf"), filepath.Join(dir, "a.png")}; !slices.Equal(files, want) {
		t.Errorf("wrote %v, want %v", files, want)
	}
	if b, _ := os.ReadFile(old); !strings.HasSuffix(string(b), "</svg>\n") {
		t.Error("the old file shows through")
	}
	if entries, _ := os.ReadDir(dir); len(entries) != 3 {
		t.Errorf("left other files: %v", entries)
	}
}

func TestOnlyTakesAlternativesOfOneParameterAndAllOfSeveral(t *testing.T) {
	only := []string{"schedule=linear", "target=ball", "target=torus(major=3)"}
	for want, labels := range map[bool][]map[string]string{
		true:  {{"schedule": "linear", "target": "ball(d=5)"}, {"schedule": "linear", "target": "torus(major=3)"}},
		false: {{"schedule": "power", "target": "ball"}, {"schedule": "linear", "target": "torus"}, {"schedule": "linear", "target": "balloon"}},
	} {
		for _, l := range labels {
			if allows(only, l) != want {
				t.Errorf("%v: drawn %v", l, !want)
			}
		}
	}
}
