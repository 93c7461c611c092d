package figures

import (
	"fmt"
	"slices"

	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"proxflow/paper-figures/internal/canvas"
	"proxflow/results"
)

// Trajectories draws paths of the flow from points of the source onto a target, a panel for each target: x₁ against t
// in one dimension, the plane in two, an orthographic view of space in three, where what is farther is paler. A case is
// drawn from its series path-<k>/x<i> (coordinate i of path k against t) and target/x<i> (of sample points).
type Trajectories struct {
	Targets []string `doc:"labels or names of the targets; all that have trajectories if empty"`
	Paths   int      `doc:"the largest number of paths in a panel" min:"1" max:"10000"`
	Eye
}

var _ = Catalog.Add("trajectories", "trajectories of the flow from source points onto the target, a panel for each target",
	func() Figure { return &Trajectories{Paths: 100, Eye: Eye{Azimuth: -60, Elevation: 45}} })

func (f *Trajectories) Draw(data *Data) (*canvas.Drawing, error) {
	cases, err := data.observed(f.Targets, "path-*", "target/*")
	if err != nil {
		return nil, err
	}
	d, err := data.panels(cases, f.panel)
	if err != nil {
		return nil, err
	}
	d.Explain("start 𝑥₀", canvas.Dot(startMark))
	d.Explain("trajectory 𝑥ₜ", canvas.Stroke(pathLine))
	d.Explain("end 𝑥₁", canvas.Dot(endMark))
	d.Explain("target", canvas.Dot(sampleMark))
	return d, nil
}

var (
	startMark  = draw.GlyphStyle{Color: canvas.Blue, Radius: 1.4, Shape: draw.RingGlyph{}}
	pathLine   = canvas.Line(canvas.Sky, 0.5)
	endMark    = draw.GlyphStyle{Color: canvas.Vermillion, Radius: 1.4, Shape: draw.CircleGlyph{}}
	sampleMark = draw.GlyphStyle{Color: canvas.Grey, Radius: 0.6, Shape: draw.CircleGlyph{}}
)

func (f *Trajectories) panel(c results.Observed) (*canvas.Panel, error) {
	var paths []plotter.XYs
	var starts, ends []projected
	d := dim(c, "path-1")
	view := f.view(d)
	if view == nil {
		return nil, fmt.Errorf("trajectories in %d dimensions cannot be drawn", d)
	}
	for k := 1; k <= f.Paths && dim(c, fmt.Sprintf("path-%d", k)) == d; k++ {
		ts, points := cluster(c, fmt.Sprintf("path-%d", k))
		var path plotter.XYs
		for i, x := range points {
			path = append(path, view(ts[i], x).XY)
		}
		if len(points) == 0 {
			continue
		}
		last := len(points) - 1
		paths = append(paths, path)
		starts = append(starts, view(ts[0], points[0]))
		ends = append(ends, view(ts[last], points[last]))
	}
	if paths == nil {
		return nil, fmt.Errorf("no trajectory has a finite point")
	}
	panel := f.newPanel(c, d)
	p := panel.Plot
	p.Add(cloud(sampled(c, view, d), sampleMark))
	var width, height canvas.Span
	for _, x := range slices.Concat(paths...) {
		width.Add(x.X)
		height.Add(x.Y)
	}
	for _, path := range paths {
		p.Add(&plotter.Line{XYs: slim(path, 3e-4*min(width.Max-width.Min, height.Max-height.Min)), LineStyle: pathLine})
	}
	p.Add(cloud(starts, startMark), cloud(ends, endMark))
	f.finish(panel, d)
	return panel, nil
}

// sampled is what is seen of the points of a target; none if it has another dimension.
func sampled(c results.Observed, view func(t float64, x []float64) projected, d int) (seen []projected) {
	if dim(c, "target") == d {
		_, points := cluster(c, "target")
		for _, x := range points {
			seen = append(seen, view(1, x))
		}
	}
	return seen
}

// panels draws a panel for each case, up to three in a row, each as high as it is wide.
func (d *Data) panels(cases []results.Observed, panel func(results.Observed) (*canvas.Panel, error)) (*canvas.Drawing, error) {
	columns := min(len(cases), 3)
	out := &canvas.Drawing{Width: max(canvas.ColumnWidth, canvas.PageWidth*vg.Length(columns)/3), Columns: columns}
	for _, c := range cases {
		p, err := panel(c)
		if err != nil {
			return nil, d.errorf("target %q: %v", c.Labels["target"], err)
		}
		out.Panels = append(out.Panels, p)
	}
	out.Height = out.Width / vg.Length(columns) * vg.Length(out.Rows())
	return out, nil
}

// newPanel is an empty panel for what is seen of a case in d dimensions.
func (e Eye) newPanel(c results.Observed, d int) *canvas.Panel {
	panel := &canvas.Panel{Plot: canvas.NewPlot("coordinate 1", "coordinate 2"), Title: c.Labels["target"], EqualAxes: d != 1} // 𝑥₁ is the end of a trajectory
	switch d {
	case 1:
		panel.X.Label.Text, panel.Y.Label.Text = "time 𝑡", "𝑥ₜ"
	case 3:
		panel.HideAxes()
		panel.X.Label.Text, panel.Y.Label.Text = "", ""
	}
	return panel
}

// finish leaves room around what is drawn, and for the axes of space.
func (e Eye) finish(p *canvas.Panel, d int) {
	if d == 3 {
		p.Add(triad{e})
		p.Y.Min -= 0.2 * (p.Y.Max - p.Y.Min)
	}
	canvas.Pad(&p.X, 0.04)
	canvas.Pad(&p.Y, 0.04)
}
