package figures

import (
	"fmt"
	"slices"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"proxflow/paper-figures/internal/canvas"
	"proxflow/results"
)

// KickTrajectories draws what becomes of a kick: a trajectory of the flow, and where it goes instead after a kick normal
// to the target and after a tangential one, a panel for each target. A case in two or three dimensions is drawn from its
// series kicked-<how>/x<i> (coordinate i against t; how is not, normally or tangentially) and target/x<i>, as by
// Trajectories. The panels show the trajectories and as much again of the target around them, more of a surface.
type KickTrajectories struct {
	Targets []string `doc:"labels or names of the targets; all that have kicked trajectories if empty"`
	Eye
}

var _ = Catalog.Add("kick-trajectories", "a trajectory without, with a normal and with a tangential kick, a panel for each target",
	func() Figure { return &KickTrajectories{Eye: Eye{Azimuth: -60, Elevation: 45}} })

// kickKinds stand in the order of drawing: normal kicks may move along the trajectory itself, whose wide line shows beneath.
var kickKinds = []struct {
	series, text string
	style        journey
}{
	{"kicked-not", "no kick", journey{nil, canvas.Line(canvas.Sky, 3), 3.2, draw.RingGlyph{}, draw.CircleGlyph{}}},
	{"kicked-normally", "normal kick: returns", journey{nil, canvas.Line(canvas.Vermillion, canvas.LineWidth), canvas.MarkRadius, draw.SquareGlyph{}, draw.BoxGlyph{}}},
	{"kicked-tangentially", "tangential kick: stays", journey{nil,
		draw.LineStyle{Color: canvas.Ink, Width: canvas.LineWidth, Dashes: []vg.Length{3, 1.5}}, 2.4, draw.TriangleGlyph{}, draw.PyramidGlyph{}}},
}

func (f *KickTrajectories) Draw(data *Data) (*canvas.Drawing, error) {
	cases, err := data.observed(f.Targets, "kicked-*", "target/*")
	if err != nil {
		return nil, err
	}
	d, err := data.panels(cases, f.panel)
	if err != nil {
		return nil, err
	}
	width := min(canvas.PageWidth, canvas.ColumnWidth*vg.Length(d.Columns)) // two panels take the page: the legend fits one line
	d.Width, d.Height = width, width*d.Height/d.Width
	for _, k := range kickKinds {
		d.Explain(k.text, k.style)
	}
	d.Explain("target", canvas.Dot(sampleMark))
	return d, nil
}

func (f *KickTrajectories) panel(c results.Observed) (*canvas.Panel, error) {
	d := dim(c, kickKinds[0].series)
	view := f.view(d)
	if d != 2 && d != 3 {
		return nil, fmt.Errorf("kicked trajectories in %d dimensions cannot be drawn", d)
	}
	panel := f.newPanel(c, d)
	var journeys []plot.Plotter
	var width, height canvas.Span
	for _, k := range kickKinds {
		if dim(c, k.series) != d {
			return nil, fmt.Errorf("the series %q do not have %d coordinates", k.series, d)
		}
		ts, points := cluster(c, k.series)
		if points == nil {
			return nil, fmt.Errorf("the series %q have no finite point", k.series)
		}
		path := k.style
		for i, x := range points {
			p := view(ts[i], x)
			path.XYs = append(path.XYs, p.XY)
			width.Add(p.X)
			height.Add(p.Y)
		}
		journeys = append(journeys, path)
	}
	around := 0.5 * max(width.Max-width.Min, height.Max-height.Min)
	shown := sampled(c, view, d)
	if d == 3 {
		around *= 3                                                                                 // points show a surface only by its bends
		shown = slices.DeleteFunc(shown, func(p projected) bool { return p.Y < height.Min-around }) // there the axes of space stand
	}
	panel.Add(cloud(shown, sampleMark))
	panel.Add(journeys...)
	panel.X.Min, panel.X.Max = width.Min-around, width.Max+around
	panel.Y.Min, panel.Y.Max = height.Min-around, height.Max+around
	f.finish(panel, d)
	return panel, nil
}

// journey is a path with an open mark where it starts and a filled one where it ends.
type journey struct {
	plotter.XYs
	draw.LineStyle
	radius       vg.Length
	open, filled draw.GlyphDrawer
}

func (j journey) Plot(c draw.Canvas, p *plot.Plot) {
	x, y := p.Transforms(&c)
	var path []vg.Point
	for _, pt := range j.XYs {
		path = append(path, vg.Point{X: x(pt.X), Y: y(pt.Y)})
	}
	j.draw(&c, path)
}

// Thumbnail draws a journey from left to right.
func (j journey) Thumbnail(c *draw.Canvas) {
	y := c.Center().Y
	j.draw(c, []vg.Point{{X: c.Min.X + j.radius, Y: y}, {X: c.Max.X - j.radius, Y: y}})
}

func (j journey) draw(c *draw.Canvas, path []vg.Point) {
	c.StrokeLines(j.LineStyle, path)
	c.DrawGlyph(draw.GlyphStyle{Color: canvas.White, Radius: j.radius, Shape: j.filled}, path[0])
	c.DrawGlyph(draw.GlyphStyle{Color: j.Color, Radius: j.radius, Shape: j.open}, path[0])
	c.DrawGlyph(draw.GlyphStyle{Color: j.Color, Radius: j.radius, Shape: j.filled}, path[len(path)-1])
}
