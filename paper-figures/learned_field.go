package figures

import (
	"fmt"
	"maps"
	"math"
	"slices"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"proxflow/paper-figures/internal/canvas"
	"proxflow/theory/claim/series"
)

// LearnedField draws a learned field in the plane, of one training of the first selected case, above that of
// the population, a column for each time, from the series Quiver. Arrows of both have one scale.
type LearnedField struct{ Selection }

var _ = Catalog.Add("learned-field",
	"a learned field in the plane above that of the population, a column for each time",
	func() Figure { return &LearnedField{} })

var (
	learnedArrow    = canvas.Line(canvas.Blue, 0.7)
	populationArrow = canvas.Line(canvas.Ink, 0.7)
)

func (f *LearnedField) Draw(data *Data) (*canvas.Drawing, error) {
	cases, err := data.cases(f.Selection, either{series.Quiver})
	if err != nil {
		return nil, err
	}
	trial, title := cases[0][0], titles(cases)[0]
	times := members(series.Quiver, trials{trial})
	var panels []*canvas.Panel
	for _, kind := range []struct {
		text  string
		of    func(series.Quivers) series.Vector
		style draw.LineStyle
	}{
		{"learned", series.Quivers.Learned, learnedArrow},
		{"population", series.Quivers.Population, populationArrow},
	} {
		for _, t := range times {
			q := series.Quiver.Of(t)
			at, population := plane(trial, q.At()), plane(trial, q.Population())
			p, err := quiverPanel(at, plane(trial, kind.of(q)), population, kind.style)
			if err != nil {
				return nil, data.errorf("%s at t = %v: %v", title, t, err)
			}
			p.Title = fmt.Sprintf("%s, 𝑡 = %v, %s", title, t, kind.text)
			panels = append(panels, p)
		}
	}
	if panels == nil {
		return nil, data.errorf("no series %q has a time", series.Quiver.Glob())
	}
	d := canvas.Grid(panels, len(times), canvas.PageWidth, 1)
	d.Explain("learned", canvas.Stroke(learnedArrow))
	d.Explain("population", canvas.Stroke(populationArrow))
	return d, nil
}

// quiverPanel draws one field, all by the number of a point. The longest arrow of the population is 1.4
// meshes of the grid.
func quiverPanel(at, field, population map[float64]plotter.XY, sty draw.LineStyle) (*canvas.Panel, error) {
	var grid canvas.Frame
	var lengths canvas.Span
	for _, x := range at {
		grid.Add(x)
	}
	for _, v := range population {
		lengths.Add(math.Hypot(v.X, v.Y))
	}
	if lengths.Empty() || grid.X.Empty() || len(field) == 0 {
		return nil, fmt.Errorf("the field has no finite point")
	}
	mesh := math.Sqrt((grid.X.Max - grid.X.Min) * (grid.Y.Max - grid.Y.Min) / float64(len(at)))
	scale := 1.4 * mesh / max(lengths.Max, 1e-12)
	panel := newPanel(2)
	for _, k := range slices.Sorted(maps.Keys(field)) {
		if x, ok := at[k]; ok {
			panel.Add(arrow{x, plotter.XY{X: x.X + scale*field[k].X, Y: x.Y + scale*field[k].Y}, sty})
		}
	}
	panel.X.Min, panel.X.Max = grid.X.Min-mesh, grid.X.Max+mesh
	panel.Y.Min, panel.Y.Max = grid.Y.Min-mesh, grid.Y.Max+mesh
	return panel, nil
}

// arrow is a line with a head.
type arrow struct {
	from, to plotter.XY
	draw.LineStyle
}

func (a arrow) Plot(c draw.Canvas, p *plot.Plot) {
	tx, ty := p.Transforms(&c)
	from, to := vg.Point{X: tx(a.from.X), Y: ty(a.from.Y)}, vg.Point{X: tx(a.to.X), Y: ty(a.to.Y)}
	along := to.Sub(from)
	length := vg.Length(math.Hypot(float64(along.X), float64(along.Y)))
	if length == 0 {
		return
	}
	head := min(2.2, length/2) / length
	across := vg.Point{X: -along.Y, Y: along.X}.Scale(0.4 * head)
	base := to.Sub(along.Scale(head))
	c.StrokeLines(a.LineStyle, c.ClipLinesXY([]vg.Point{from, to})...)
	if c.Contains(to) {
		c.StrokeLines(a.LineStyle, []vg.Point{base.Add(across), to, base.Sub(across)})
	}
}
