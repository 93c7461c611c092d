package figures

import (
	"fmt"

	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg/draw"

	"proxflow/paper-figures/internal/canvas"
	"proxflow/results"
	"proxflow/theory/claim/series"
)

// Trajectories draws paths of the flow from points of the source onto a target, a panel for each target: x₁
// against t in one dimension, the plane in two, an orthographic view of space in three, where farther points
// are paler. The series are Path (a coordinate of a path against t) and Target (of sample points).
type Trajectories struct {
	Selection
	Paths int `doc:"the largest number of paths in a panel" min:"1" max:"10000"`
	Eye
}

var _ = Catalog.Add("trajectories",
	"trajectories of the flow from source points onto the target, a panel for each target",
	func() Figure { return &Trajectories{Paths: 100, Eye: Eye{Azimuth: -60, Elevation: 45}} })

func (f *Trajectories) Draw(data *Data) (*canvas.Drawing, error) {
	cases, err := data.each("target", f.Selection, either{series.Path}, series.Target)
	if err != nil {
		return nil, err
	}
	panels, err := data.panels(cases, f.panel)
	if err != nil {
		return nil, err
	}
	d := threeInARow(panels, 1)
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

func (f *Trajectories) panel(c trials) (*canvas.Panel, error) {
	d := dim(c[0], series.Path.Of(1))
	view := f.view(d)
	if view == nil {
		return nil, fmt.Errorf("trajectories in %d dimensions cannot be drawn", d)
	}
	var lines []plotter.XYs
	var starts, ends []projected
	var seen canvas.Frame
	for _, path := range paths(c[0], d, f.Paths, view) {
		starts, ends = append(starts, path[0]), append(ends, path[len(path)-1])
		lines = append(lines, flat(path))
		seen.Add(flat(path)...)
	}
	if lines == nil {
		return nil, fmt.Errorf("no trajectory has a finite point")
	}
	panel := newPanel(d)
	panel.Add(cloud(sampled(c[0], view, d), sampleMark))
	for _, l := range lines {
		l = slim(l, 3e-4*min(seen.X.Max-seen.X.Min, seen.Y.Max-seen.Y.Min))
		panel.Add(&plotter.Line{XYs: l, LineStyle: pathLine})
	}
	panel.Add(cloud(starts, startMark), cloud(ends, endMark))
	f.finish(panel, d)
	return panel, nil
}

// paths returns what is seen of the first trajectories in d dimensions, at most so many. Those without a
// finite point are left out.
func paths(c results.Observed, d, most int, view projection) (list [][]projected) {
	for k := 1; k <= most && dim(c, series.Path.Of(k)) == d; k++ {
		var path []projected
		ts, points := vectors(c, series.Path.Of(k))
		for i, x := range points {
			path = append(path, view(ts[i], x))
		}
		if path != nil {
			list = append(list, path)
		}
	}
	return list
}

// sampled returns what is seen of the points of a target; none if they have another dimension.
func sampled(c results.Observed, view projection, d int) (seen []projected) {
	if dim(c, series.Target) == d {
		_, points := vectors(c, series.Target)
		for _, x := range points {
			seen = append(seen, view(1, x))
		}
	}
	return seen
}
