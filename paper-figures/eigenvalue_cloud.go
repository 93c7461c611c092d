package figures

import (
	"fmt"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg/draw"

	"proxflow/paper-figures/internal/canvas"
	"proxflow/theory/claim/series"
)

// EigenvalueCloud draws measured eigenvalues of (1-t) Dv against the exact ones at many points, a panel for
// each target and a colour for each time, from the series Cloud, with the diagonal on which they should lie.
type EigenvalueCloud struct{ Selection }

var _ = Catalog.Add("eigenvalue-cloud",
	"measured against exact eigenvalues of (1-t)Dv at many points, a panel for each target",
	func() Figure { return &EigenvalueCloud{} })

func (f *EigenvalueCloud) Draw(data *Data) (*canvas.Drawing, error) {
	cases, err := data.overTime(f.Selection, either{series.Cloud})
	if err != nil {
		return nil, err
	}
	times := members(series.Cloud, cases...)
	mark := func(i int) draw.GlyphStyle {
		c := canvas.Viridis(float64(i) / float64(max(1, len(times)-1)))
		return draw.GlyphStyle{Color: c, Radius: 1.3, Shape: draw.CircleGlyph{}}
	}
	diagonal := canvas.Line(canvas.Grey, canvas.Thin)
	var panels []*canvas.Panel
	for _, c := range cases {
		p := canvas.NewPlot("exact eigenvalue", "measured eigenvalue")
		var both canvas.Span
		var clouds []plot.Plotter
		for i, t := range times {
			points := curve(c[0], series.Cloud.Of(t))
			for _, pt := range points {
				both.Add(pt.X)
				both.Add(pt.Y)
			}
			clouds = append(clouds, &plotter.Scatter{XYs: points, GlyphStyle: mark(i)})
		}
		if both.Empty() {
			of := c[0].Labels["target"]
			return nil, data.errorf("the cloud of the target %q has no finite eigenvalue", of)
		}
		lo, hi := both.Padded(0.05)
		p.Add(&plotter.Line{XYs: plotter.XYs{{X: lo, Y: lo}, {X: hi, Y: hi}}, LineStyle: diagonal})
		p.Add(clouds...)
		p.X.Min, p.X.Max, p.Y.Min, p.Y.Max = lo, hi, lo, hi
		panels = append(panels, &canvas.Panel{Plot: p, Title: c[0].Labels["target"], EqualAxes: true})
	}
	d := threeInARow(panels, 1)
	for i, t := range times {
		d.Explain(fmt.Sprint("𝑡 = ", t), canvas.Dot(mark(i)))
	}
	d.Explain("measured = exact", canvas.Stroke(diagonal))
	return d, nil
}
