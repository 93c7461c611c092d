package figures

import (
	"math"
	"proxflow/paper-figures/internal/canvas"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// Kicks draws how a small kick normal to the target decays along the flow, and how a tangential one keeps its size up
// to a bounded factor, against τ = -log(1-t): a colour for each target, from the series kick-normal and kick-tangential.
// A line shows the decay exp(-γτ).
type Kicks struct {
	Targets []string `doc:"labels or names of the targets; all that have kicks if empty"`
	Rate    float64  `doc:"the rate γ of the line exp(-γτ), which starts where τ does; 0 for none" min:"0"`
}

var _ = Catalog.Add("kicks", "sizes of a normal and a tangential kick against -log(1-t), by target",
	func() Figure { return &Kicks{Rate: 1} })

func (f *Kicks) Draw(data *Data) (*canvas.Drawing, error) {
	cases, err := data.observedOverTime(f.Targets, "kick-normal", "kick-tangential")
	if err != nil {
		return nil, err
	}
	p := canvas.NewPlot("𝜏 = −log(1 − 𝑡)", "size of the kick, relative")
	p.Y.Tick.Marker = plot.TickerFunc(canvas.Decades)
	d := &canvas.Drawing{Width: canvas.PageWidth * 0.75, Height: 2.7 * vg.Inch, Columns: 1, Panels: []*canvas.Panel{{Plot: p}}}
	var taus, sizes canvas.Span
	var curves []plot.Plotter
	sizes.Add(0)
	for i, c := range cases {
		for _, kind := range []struct {
			name, text string
			shape      draw.GlyphDrawer
			dashes     []vg.Length
		}{{"kick-normal", "normal", draw.BoxGlyph{}, nil}, {"kick-tangential", "tangential", draw.RingGlyph{}, []vg.Length{3, 2}}} {
			var points plotter.XYs
			for _, pt := range curve(c, kind.name) {
				if pt.Y = math.Log10(pt.Y); canvas.Finite(pt.Y) { // a size of 0 has no place
					points = append(points, pt)
					taus.Add(pt.X)
					sizes.Add(pt.Y)
				}
			}
			if points == nil {
				continue
			}
			sty, path := canvas.Mark(i), canvas.Line(canvas.Colour(i), canvas.Thin)
			sty.Shape, path.Dashes = kind.shape, kind.dashes
			sty.Radius = max(1, canvas.MarkRadius-0.6*vg.Length(i-1)) // exact rates coincide: the first marks show behind the others
			l, s := &plotter.Line{XYs: points, LineStyle: path}, &plotter.Scatter{XYs: points, GlyphStyle: sty}
			curves = append(curves, l, s)
			d.Explain(c.Labels["target"]+", "+kind.text, l, s)
		}
	}
	if d.Legend == nil {
		return nil, data.errorf("no kick has a positive size")
	}
	if f.Rate > 0 {
		decay := &plotter.Line{LineStyle: canvas.Line(canvas.Grey, canvas.LineWidth), XYs: plotter.XYs{{X: taus.Min}, {X: taus.Max, Y: f.Rate * (taus.Min - taus.Max) / math.Ln10}}}
		p.Add(decay)
		sizes.Add(decay.XYs[1].Y)
		d.Explain("exp(−𝛾𝜏)", decay)
	}
	p.Add(curves...)
	p.X.Min, p.X.Max = taus.Padded(0.04)
	p.Y.Min, p.Y.Max = sizes.DecadesApart(0.05)
	return d, nil
}
