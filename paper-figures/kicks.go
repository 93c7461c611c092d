package figures

import (
	"math"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"proxflow/paper-figures/internal/canvas"
	"proxflow/theory/claim/series"
)

// Kicks draws how a small kick normal to the target decays along the flow, and how a tangential one keeps its
// size up to a bounded factor, against τ = -log(1-t): a colour for each target, from the series KickNormal
// and KickTangential. A line shows the decay exp(-γτ).
type Kicks struct {
	Selection
	Rate float64 `doc:"the rate γ of the line exp(-γτ), which starts where τ does; 0 for none" min:"0"`
}

var _ = Catalog.Add("kicks", "sizes of a normal and a tangential kick against -log(1-t), by target",
	func() Figure { return &Kicks{Rate: 1} })

func (f *Kicks) Draw(data *Data) (*canvas.Drawing, error) {
	cases, err := data.overTime(f.Selection, either{series.KickNormal, series.KickTangential})
	if err != nil {
		return nil, err
	}
	k := newKickSizes()
	for i, c := range cases {
		for _, kind := range []struct {
			of     series.Name
			text   string
			shape  draw.GlyphDrawer
			dashes []vg.Length
		}{
			{series.KickNormal, "normal", draw.BoxGlyph{}, nil},
			{series.KickTangential, "tangential", draw.RingGlyph{}, []vg.Length{3, 2}},
		} {
			points := canvas.Placed(curve(c[0], kind.of), canvas.Linear, canvas.Log)
			if points == nil {
				continue
			}
			k.seen.Add(points...)
			sty, path := canvas.Mark(i), canvas.Line(canvas.Colour(i), canvas.Thin)
			sty.Shape, path.Dashes = kind.shape, kind.dashes
			// Exact rates coincide: the first marks show behind the others.
			sty.Radius = max(1, canvas.MarkRadius-0.6*vg.Length(i-1))
			l := &plotter.Line{XYs: points, LineStyle: path}
			s := &plotter.Scatter{XYs: points, GlyphStyle: sty}
			k.curves = append(k.curves, l, s)
			k.Explain(c[0].Labels["target"]+", "+kind.text, l, s)
		}
	}
	k.seen.Y.Add(0)
	return k.finish(data, f.Rate, 0.04)
}

// kickSizes is a drawing of the sizes of kicks against τ, on a logarithmic axis.
type kickSizes struct {
	*canvas.Drawing
	seen          canvas.Frame // of the curves
	bands, curves []plot.Plotter
}

func newKickSizes() *kickSizes {
	p := canvas.NewPlot("𝜏 = −log(1 − 𝑡)", "size of the kick, relative")
	canvas.Log.Ticks(&p.Y)
	return &kickSizes{Drawing: &canvas.Drawing{
		Width: canvas.PageWidth * 0.75, Height: 2.7 * vg.Inch, Columns: 1, Panels: []*canvas.Panel{{Plot: p}},
	}}
}

// finish draws the bands, the decay exp(-rate τ) unless the rate is 0, and the curves.
func (k *kickSizes) finish(data *Data, rate, room float64) (*canvas.Drawing, error) {
	if k.curves == nil {
		return nil, data.errorf("no kick has a positive size")
	}
	p := k.Panels[0]
	p.Add(k.bands...)
	if rate > 0 {
		taus := k.seen.X
		decay := &plotter.Line{LineStyle: canvas.Line(canvas.Grey, canvas.LineWidth),
			XYs: plotter.XYs{{X: taus.Min}, {X: taus.Max, Y: rate * (taus.Min - taus.Max) / math.Ln10}}}
		p.Add(decay)
		k.seen.Y.Add(decay.XYs[1].Y)
		k.Explain("exp(−𝛾𝜏)", decay)
	}
	p.Add(k.curves...)
	p.X.Min, p.X.Max = k.seen.X.Padded(room)
	p.Y.Min, p.Y.Max = k.seen.Y.DecadesApart(0.05)
	return k.Drawing, nil
}
