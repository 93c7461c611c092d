package figures

import (
	"fmt"
	"slices"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"proxflow/paper-figures/internal/canvas"
	"proxflow/theory/claim/series"
)

// KickTrajectories draws what becomes of a kick: a trajectory of the flow, and where it goes instead after a
// kick normal to the target and after a tangential one, in two or three dimensions, a panel for each target.
// The series are KickedNot, KickedNormally, KickedTangentially (a coordinate against t) and Target. The
// panels show the trajectories and a margin of half their size, with the target in it; of a surface a wider
// one.
type KickTrajectories struct {
	Selection
	Eye
}

var _ = Catalog.Add("kick-trajectories",
	"a trajectory without, with a normal and with a tangential kick, a panel for each target",
	func() Figure { return &KickTrajectories{Eye: Eye{Azimuth: -60, Elevation: 45}} })

// kickKinds are in the order of drawing: a normal kick may move along the trajectory itself, whose wide line
// shows beneath.
var kickKinds = []struct {
	series series.Vector
	text   string
	style  journey
}{
	{series.KickedNot, "no kick", journey{
		nil, canvas.Line(canvas.Sky, 3), 3.2,
		draw.RingGlyph{}, draw.CircleGlyph{}}},
	{series.KickedNormally, "normal kick: returns", journey{
		nil, canvas.Line(canvas.Vermillion, canvas.LineWidth), canvas.MarkRadius,
		draw.SquareGlyph{}, draw.BoxGlyph{}}},
	{series.KickedTangentially, "tangential kick: stays", journey{
		nil, draw.LineStyle{Color: canvas.Ink, Width: canvas.LineWidth, Dashes: []vg.Length{3, 1.5}}, 2.4,
		draw.TriangleGlyph{}, draw.PyramidGlyph{}}},
}

func (f *KickTrajectories) Draw(data *Data) (*canvas.Drawing, error) {
	cases, err := data.each("target", f.Selection,
		either{series.KickedNot}, series.KickedNormally, series.KickedTangentially, series.Target)
	if err != nil {
		return nil, err
	}
	panels, err := data.panels(cases, f.panel)
	if err != nil {
		return nil, err
	}
	d := threeInARow(panels, 1)
	// Two panels take the page, so that the legend fits one line.
	width := min(canvas.PageWidth, canvas.ColumnWidth*vg.Length(d.Columns))
	d.Width, d.Height = width, width*d.Height/d.Width
	for _, k := range kickKinds {
		d.Explain(k.text, k.style)
	}
	d.Explain("target", canvas.Dot(sampleMark))
	return d, nil
}

func (f *KickTrajectories) panel(c trials) (*canvas.Panel, error) {
	d := dim(c[0], series.KickedNot)
	if d != 2 && d != 3 {
		return nil, fmt.Errorf("kicked trajectories in %d dimensions cannot be drawn", d)
	}
	view := f.view(d)
	var journeys []plot.Plotter
	var seen canvas.Frame
	for _, k := range kickKinds {
		if dim(c[0], k.series) != d {
			return nil, fmt.Errorf("the series %q do not have %d coordinates", k.series, d)
		}
		ts, points := vectors(c[0], k.series)
		if points == nil {
			return nil, fmt.Errorf("the series %q have no finite point", k.series)
		}
		path := k.style
		for i, x := range points {
			path.XYs = append(path.XYs, view(ts[i], x).XY)
		}
		seen.Add(path.XYs...)
		journeys = append(journeys, path)
	}
	around := 0.5 * max(seen.X.Max-seen.X.Min, seen.Y.Max-seen.Y.Min)
	shown := sampled(c[0], view, d)
	if d == 3 {
		around *= 3 // points show a surface only by its bends
		// The axes of space stand at the lower edge.
		shown = slices.DeleteFunc(shown, func(p projected) bool { return p.Y < seen.Y.Min-around })
	}
	panel := newPanel(d)
	panel.Add(cloud(shown, sampleMark))
	panel.Add(journeys...)
	panel.X.Min, panel.X.Max = seen.X.Min-around, seen.X.Max+around
	panel.Y.Min, panel.Y.Max = seen.Y.Min-around, seen.Y.Max+around
	f.finish(panel, d)
	return panel, nil
}

// journey is a path with an open mark at its start and a filled one at its end.
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
