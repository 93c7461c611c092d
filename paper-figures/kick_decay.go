package figures

import (
	"math"
	"slices"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"

	"proxflow/paper-figures/internal/canvas"
	"proxflow/results"
)

// KickDecay draws what is left of kicks along leading and trailing directions of the Jacobian, against τ = -log(1-t): a
// colour for each label of a parameter, from the series kick-leading and kick-trailing, with a band from /low to /high. A
// line shows the decay exp(-γτ) of normals.
type KickDecay struct {
	By   string   `doc:"the parameter with a colour for each of its labels"`
	Only []string `doc:"the cases that are drawn, as in coupling=optimal; all if empty"`
	Rate float64  `doc:"the rate γ of the line exp(-γτ), which starts where τ does; 0 for none" min:"0"`
}

var _ = Catalog.Add("kick-decay", "what is left of kicks along leading and trailing directions against -log(1-t)",
	func() Figure { return &KickDecay{By: "coupling", Rate: 1} })

func (f *KickDecay) Init() error { return checkOnly(f.Only) }

func (f *KickDecay) Draw(data *Data) (*canvas.Drawing, error) {
	cases, err := data.first(f.By, f.Only, "kick-leading*", "kick-trailing*")
	if err != nil {
		return nil, err
	}
	p := canvas.NewPlot("𝜏 = −log(1 − 𝑡)", "size of the kick, relative")
	p.Y.Tick.Marker = plot.TickerFunc(canvas.Decades)
	d := &canvas.Drawing{Width: canvas.PageWidth * 0.75, Height: 2.7 * vg.Inch, Columns: 1, Panels: []*canvas.Panel{{Plot: p}}}
	var taus, sizes canvas.Span
	var bands, curves []plot.Plotter
	for i, c := range cases {
		for _, side := range []struct {
			name   string
			dashes []vg.Length
		}{{"leading", []vg.Length{3, 2}}, {"trailing", nil}} {
			points := logarithms(c, "kick-"+side.name)
			for _, pt := range points {
				taus.Add(pt.X)
				sizes.Add(pt.Y)
			}
			if points == nil {
				continue
			}
			colour := canvas.Colour(i)
			l := &plotter.Line{XYs: points, LineStyle: canvas.Line(colour, canvas.LineWidth)}
			l.Dashes = side.dashes
			curves = append(curves, l)
			if b := between(logarithms(c, "kick-"+side.name+"/low"), logarithms(c, "kick-"+side.name+"/high")); b != nil {
				b.Color = canvas.Faded(colour, 0.12)
				bands = append(bands, b)
				for _, pt := range b.XYs[0] {
					sizes.Add(pt.Y)
				}
			}
			d.Explain(c.Labels[f.By]+", "+side.name, l)
		}
	}
	if d.Legend == nil {
		return nil, data.errorf("no kick has a positive size")
	}
	p.Add(bands...)
	if f.Rate > 0 {
		decay := &plotter.Line{LineStyle: canvas.Line(canvas.Grey, canvas.LineWidth), XYs: plotter.XYs{{X: taus.Min}, {X: taus.Max, Y: f.Rate * (taus.Min - taus.Max) / math.Ln10}}}
		p.Add(decay)
		sizes.Add(decay.XYs[1].Y)
		d.Explain("exp(−𝛾𝜏)", decay)
	}
	p.Add(curves...)
	p.X.Min, p.X.Max = taus.Padded(0.02)
	p.Y.Min, p.Y.Max = sizes.DecadesApart(0.05)
	return d, nil
}

// logarithms returns a curve with logarithms to the base 10 for its positive values.
func logarithms(o results.Observed, name string) (points plotter.XYs) {
	for _, pt := range curve(o, name) {
		if pt.Y = math.Log10(pt.Y); canvas.Finite(pt.Y) {
			points = append(points, pt)
		}
	}
	return points
}

// between is the band from one curve to another; nil if there is none.
func between(low, high plotter.XYs) *plotter.Polygon {
	if low == nil || high == nil {
		return nil
	}
	back := slices.Clone(low)
	slices.Reverse(back)
	return &plotter.Polygon{XYs: []plotter.XYs{append(slices.Clone(high), back...)}}
}
