package figures

import (
	"cmp"
	"fmt"
	"maps"
	"math"
	"slices"

	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"proxflow/paper-figures/internal/canvas"
	"proxflow/theory/claim/series"
)

// LearnedFlow draws the flow of a learned field in the plane, of one training, with a cross at each point at
// one time, a panel for each case. The arms of a cross are the normal and the tangential eigenvector of the
// Jacobian, of length 0.06 of the panel times the root of |eigenvalue of (1-t) Dv|. The series are Path,
// Target and Cross.
type LearnedFlow struct {
	Selection
	T     float64 `doc:"the time of the crosses; the nearest that was observed is taken" above:"0" below:"1"`
	Paths int     `doc:"the largest number of paths and crosses in a panel" min:"1" max:"10000"`
}

var _ = Catalog.Add("learned-flow",
	"trajectories of learned flows with the eigenvectors of their Jacobian, a panel for each case",
	func() Figure { return &LearnedFlow{T: 0.9, Paths: 100} })

var (
	faintPath      = canvas.Line(canvas.Mixed(canvas.Sky, canvas.White, 0.45), canvas.Hairline)
	normalArm      = canvas.Line(canvas.Vermillion, 0.9)
	tangentialArm  = canvas.Line(canvas.Blue, 0.9)
	learnedTargets = draw.GlyphStyle{
		Color: canvas.Mixed(canvas.Grey, canvas.White, 0.3), Radius: 0.5, Shape: draw.CircleGlyph{},
	}
)

func (f *LearnedFlow) Draw(data *Data) (*canvas.Drawing, error) {
	cases, err := data.cases(f.Selection, either{series.Cross}, series.Path, series.Target)
	if err != nil {
		return nil, err
	}
	panels, err := data.panels(cases, f.panel)
	if err != nil {
		return nil, err
	}
	columns := learnedColumns(cases)
	d := canvas.Grid(panels, columns, min(canvas.PageWidth, canvas.ColumnWidth*vg.Length(columns)), 1)
	d.Explain("start", canvas.Dot(startMark))
	d.Explain("trajectory 𝑥ₜ", canvas.Stroke(faintPath))
	d.Explain("normal eigenvector", canvas.Stroke(normalArm))
	d.Explain("tangential eigenvector", canvas.Stroke(tangentialArm))
	d.Explain("target", canvas.Dot(learnedTargets))
	return d, nil
}

// learnedColumns is the number of panels in a row: two cases of a target stand side by side.
func learnedColumns(cases []trials) int {
	if len(cases) == 4 {
		return 2
	}
	return min(len(cases), 3)
}

func (f *LearnedFlow) panel(c trials) (*canvas.Panel, error) {
	trial := c[0]
	times := members(series.Cross, trials{trial})
	if dim(trial, series.Path.Of(1)) != 2 || times == nil {
		return nil, fmt.Errorf("there are no crosses in the plane")
	}
	t := slices.MinFunc(times, func(a, b float64) int {
		return cmp.Compare(math.Abs(a-f.T), math.Abs(b-f.T))
	})
	panel := newPanel(2)
	panel.Title = fmt.Sprint(", 𝑡 = ", t)
	view := Eye{}.view(2)
	panel.Add(cloud(sampled(trial, view, 2), learnedTargets))
	var starts []projected
	var seen canvas.Frame
	for _, path := range paths(trial, 2, f.Paths, view) {
		panel.Add(&plotter.Line{XYs: flat(path), LineStyle: faintPath})
		seen.Add(flat(path)...)
		starts = append(starts, path[0])
	}
	if starts == nil {
		return nil, fmt.Errorf("no trajectory has a finite point")
	}
	panel.Add(cloud(starts, startMark))
	unit := 0.06 * max(seen.X.Max-seen.X.Min, seen.Y.Max-seen.Y.Min)
	f.addCrosses(panel, c, series.Cross.Of(t), unit)
	Eye{}.finish(panel, 2)
	return panel, nil
}

// addCrosses draws tangential arms first, since readers look for the normal ones.
func (f *LearnedFlow) addCrosses(panel *canvas.Panel, c trials, crosses series.Crosses, unit float64) {
	at, normals := plane(c[0], crosses.At()), plane(c[0], crosses.Axis())
	for _, arms := range []struct {
		of   series.Name
		turn bool
		sty  draw.LineStyle
	}{{crosses.Tangential(), true, tangentialArm}, {crosses.Normal(), false, normalArm}} {
		eigenvalues := map[float64]float64{}
		for _, p := range curve(c[0], arms.of) {
			eigenvalues[p.X] = p.Y
		}
		for _, k := range slices.Sorted(maps.Keys(at)) {
			n, ok := normals[k]
			if !ok || k > float64(f.Paths) {
				continue
			}
			if arms.turn {
				n = plotter.XY{X: -n.Y, Y: n.X}
			}
			arm := unit / 2 * math.Sqrt(math.Abs(eigenvalues[k]))
			x := at[k]
			panel.Add(&plotter.Line{LineStyle: arms.sty, XYs: plotter.XYs{
				{X: x.X - arm*n.X, Y: x.Y - arm*n.Y}, {X: x.X + arm*n.X, Y: x.Y + arm*n.Y}}})
		}
	}
}
