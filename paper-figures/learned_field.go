package figures

import (
	"cmp"
	"fmt"
	"maps"
	"math"
	"slices"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"proxflow/paper-figures/internal/canvas"
	"proxflow/results"
)

// LearnedField draws a learned field in the plane, of one training, above that of the population, a column for each time. Arrows
// of both have one scale. The case is the first of a target, with series quiver/<t>/x<i>, quiver/<t>/learned<i> and
// quiver/<t>/population<i> over the number of a point.
type LearnedField struct {
	Target string   `doc:"label or name of the target; the first that has a learned field if empty"`
	Only   []string `doc:"the case that is drawn, as in coupling=optimal; the first if empty"`
}

var _ = Catalog.Add("learned-field", "a learned field in the plane above that of the population, a column for each time",
	func() Figure { return &LearnedField{} })

func (f *LearnedField) Init() error { return checkOnly(f.Only) }

var (
	learnedArrow    = canvas.Line(canvas.Blue, 0.7)
	populationArrow = canvas.Line(canvas.Ink, 0.7)
)

func (f *LearnedField) Draw(data *Data) (*canvas.Drawing, error) {
	var targets []string
	if f.Target != "" {
		targets = []string{f.Target}
	}
	cases, err := data.learned(targets, f.Only, "quiver/*")
	if err != nil {
		return nil, err
	}
	trial := cases[0].trials[0]
	times := timesOf(trial, "quiver/")
	d := &canvas.Drawing{Columns: max(1, len(times)), Width: canvas.PageWidth}
	d.Explain("learned", canvas.Stroke(learnedArrow))
	d.Explain("population", canvas.Stroke(populationArrow))
	for _, kind := range []struct {
		series string
		style  draw.LineStyle
	}{{"learned", learnedArrow}, {"population", populationArrow}} {
		for _, t := range times {
			p, err := quiverPanel(trial, "quiver/"+t+"/", kind.series, kind.style)
			if err != nil {
				return nil, data.errorf("%s at t = %s: %v", cases[0].title, t, err)
			}
			p.Title = fmt.Sprintf("%s, 𝑡 = %s, %s", cases[0].title, t, kind.series)
			d.Panels = append(d.Panels, p)
		}
	}
	d.Height = d.Width / vg.Length(d.Columns) * vg.Length(d.Rows())
	return d, nil
}

// quiverPanel draws one field: the longest arrow of the population is a little longer than the grid is wide.
func quiverPanel(trial results.Observed, name, series string, sty draw.LineStyle) (*canvas.Panel, error) {
	at, field, exact := vectors(trial, name+"x"), vectors(trial, name+series), vectors(trial, name+"population")
	var width, height, lengths canvas.Span
	for _, x := range at {
		width.Add(x.X)
		height.Add(x.Y)
	}
	for _, v := range exact {
		lengths.Add(math.Hypot(v.X, v.Y))
	}
	if lengths.Empty() || width.Empty() || len(field) == 0 {
		return nil, fmt.Errorf("the field has no finite point")
	}
	mesh := math.Sqrt((width.Max - width.Min) * (height.Max - height.Min) / float64(len(at)))
	scale := 1.4 * mesh / max(lengths.Max, 1e-12)
	panel := Eye{}.newPanel(trial, 2)
	panel.Title = ""
	for _, k := range slices.SortedFunc(maps.Keys(field), cmp.Compare[float64]) {
		if x, ok := at[k]; ok {
			panel.Add(arrow{x, plotter.XY{X: x.X + scale*field[k].X, Y: x.Y + scale*field[k].Y}, sty})
		}
	}
	panel.X.Min, panel.X.Max = width.Min-mesh, width.Max+mesh
	panel.Y.Min, panel.Y.Max = height.Min-mesh, height.Max+mesh
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
