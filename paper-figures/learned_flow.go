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
	"proxflow/results"
)

// LearnedFlow draws the flow of a learned field in the plane, of one training, with a cross at each point at one time: its
// arms are the eigenvectors of the Jacobian, the normal one and the tangential one, as long as 0.06 of the panel times
// the root of |eigenvalue of (1-t) Dv|, a panel for each case. The series are path-<k>/x<i> and target/x<i>, as by
// Trajectories, and cross/<t>/x<i>, cross/<t>/normal<i>, cross/<t>/normal and cross/<t>/tangential over the number of a point.
type LearnedFlow struct {
	Targets []string `doc:"labels or names of the targets; all that have crosses if empty"`
	Only    []string `doc:"the cases that are drawn, as in coupling=optimal; all if empty"`
	T       float64  `doc:"the time of the crosses: that which is nearest is taken" above:"0" below:"1"`
	Paths   int      `doc:"the largest number of paths and crosses in a panel" min:"1" max:"10000"`
}

var _ = Catalog.Add("learned-flow", "trajectories of learned flows with the eigenvectors of their Jacobian, a panel for each case",
	func() Figure { return &LearnedFlow{T: 0.9, Paths: 100} })

func (f *LearnedFlow) Init() error { return checkOnly(f.Only) }

var (
	faintPath      = canvas.Line(canvas.Mixed(canvas.Sky, canvas.White, 0.45), canvas.Hairline)
	normalArm      = canvas.Line(canvas.Vermillion, 0.9)
	tangentialArm  = canvas.Line(canvas.Blue, 0.9)
	learnedTargets = draw.GlyphStyle{Color: canvas.Mixed(canvas.Grey, canvas.White, 0.3), Radius: 0.5, Shape: draw.CircleGlyph{}}
)

func (f *LearnedFlow) Draw(data *Data) (*canvas.Drawing, error) {
	cases, err := data.learned(f.Targets, f.Only, "path-*", "target/*", "cross/*")
	if err != nil {
		return nil, err
	}
	columns := learnedColumns(cases)
	d := &canvas.Drawing{Width: min(canvas.PageWidth, canvas.ColumnWidth*vg.Length(columns)), Columns: columns}
	d.Explain("start", canvas.Dot(startMark))
	d.Explain("trajectory 𝑥ₜ", canvas.Stroke(faintPath))
	d.Explain("normal eigenvector", canvas.Stroke(normalArm))
	d.Explain("tangential eigenvector", canvas.Stroke(tangentialArm))
	d.Explain("target", canvas.Dot(learnedTargets))
	for _, c := range cases {
		p, err := f.panel(c)
		if err != nil {
			return nil, data.errorf("%s: %v", c.title, err)
		}
		d.Panels = append(d.Panels, p)
	}
	d.Height = d.Width / vg.Length(columns) * vg.Length(d.Rows())
	return d, nil
}

func (f *LearnedFlow) panel(c *learnedCase) (*canvas.Panel, error) {
	trial := c.trials[0]
	times := timesOf(trial, "cross/")
	if dim(trial, "path-1") != 2 || times == nil {
		return nil, fmt.Errorf("there are no crosses in the plane")
	}
	t := nearestTime(times, f.T)
	panel := Eye{}.newPanel(trial, 2)
	panel.Title = c.title + ", " + "𝑡 = " + t
	view := Eye{}.view(2)
	panel.Add(cloud(sampled(trial, view, 2), learnedTargets))
	var starts []projected
	var width, height canvas.Span
	for k := 1; k <= f.Paths && dim(trial, fmt.Sprintf("path-%d", k)) == 2; k++ {
		_, points := cluster(trial, fmt.Sprintf("path-%d", k))
		var path plotter.XYs
		for _, x := range points {
			path = append(path, plotter.XY{X: x[0], Y: x[1]})
			width.Add(x[0])
			height.Add(x[1])
		}
		if path == nil {
			continue
		}
		panel.Add(&plotter.Line{XYs: path, LineStyle: faintPath})
		starts = append(starts, view(0, points[0]))
	}
	if starts == nil {
		return nil, fmt.Errorf("no trajectory has a finite point")
	}
	panel.Add(cloud(starts, startMark))
	unit := 0.06 * max(width.Max-width.Min, height.Max-height.Min)
	f.addCrosses(panel, trial, "cross/"+t+"/", unit)
	Eye{}.finish(panel, 2)
	return panel, nil
}

// addCrosses draws tangential arms first: the normal ones are what a reader looks for.
func (f *LearnedFlow) addCrosses(panel *canvas.Panel, trial results.Observed, name string, unit float64) {
	at, normals := vectors(trial, name+"x"), vectors(trial, name+"normal")
	for i, sty := range []draw.LineStyle{tangentialArm, normalArm} {
		eigenvalues := map[float64]float64{}
		for _, p := range curve(trial, name+[]string{"tangential", "normal"}[i]) {
			eigenvalues[p.X] = p.Y
		}
		for _, k := range slices.SortedFunc(maps.Keys(at), cmp.Compare[float64]) {
			n, ok := normals[k]
			if !ok || k > float64(f.Paths) {
				continue
			}
			if i == 0 {
				n = plotter.XY{X: -n.Y, Y: n.X}
			}
			arm := unit / 2 * math.Sqrt(math.Abs(eigenvalues[k]))
			x := at[k]
			panel.Add(&plotter.Line{LineStyle: sty, XYs: plotter.XYs{
				{X: x.X - arm*n.X, Y: x.Y - arm*n.Y}, {X: x.X + arm*n.X, Y: x.Y + arm*n.Y}}})
		}
	}
}
