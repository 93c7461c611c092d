package figures

import (
	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg/draw"

	"proxflow/paper-figures/internal/canvas"
	"proxflow/results"
	"proxflow/theory/claim/series"
)

// Spectrum draws the eigenvalues of the Jacobian (1-t) Dv against τ = -log(1-t) along a trajectory, a panel
// for each target: measured ones as marks, exact ones as lines, from the series NormalEigenvalue and
// TangentialEigenvalue.
type Spectrum struct{ Selection }

var _ = Catalog.Add("spectrum",
	"eigenvalues of (1-t)Dv against -log(1-t), measured and exact, a panel for each target",
	func() Figure { return &Spectrum{} })

// The directions normal and tangential to the target, measured and exact.
var (
	normalMark  = draw.GlyphStyle{Color: canvas.Vermillion, Radius: canvas.MarkRadius, Shape: draw.BoxGlyph{}}
	normalLine  = canvas.Line(canvas.Vermillion, canvas.Thin)
	tangentMark = draw.GlyphStyle{Color: canvas.Blue, Radius: canvas.MarkRadius, Shape: draw.RingGlyph{}}
	tangentLine = canvas.Line(canvas.Blue, canvas.Thin)
)

func (f *Spectrum) Draw(data *Data) (*canvas.Drawing, error) {
	cases, err := data.overTime(f.Selection, either{series.NormalEigenvalue, series.TangentialEigenvalue})
	if err != nil {
		return nil, err
	}
	var panels []*canvas.Panel
	for _, c := range cases {
		p := canvas.NewPlot("𝜏 = −log(1 − 𝑡)", "eigenvalue of (1 − 𝑡) 𝐷𝑣ₜ")
		n := addMeasured(p, c[0], series.NormalEigenvalue, normalMark, normalLine)
		for _, i := range members(series.TangentialEigenvalue, c) {
			n += addMeasured(p, c[0], series.TangentialEigenvalue.Of(i), tangentMark, tangentLine)
		}
		if n == 0 {
			of := c[0].Labels["target"]
			return nil, data.errorf("the spectrum of the target %q has no finite eigenvalue", of)
		}
		canvas.Pad(&p.X, 0.04)
		canvas.Pad(&p.Y, 0.08)
		panels = append(panels, &canvas.Panel{Plot: p, Title: c[0].Labels["target"]})
	}
	d := threeInARow(panels, 0.95)
	d.Explain("normal, measured", canvas.Dot(normalMark))
	d.Explain("exact", canvas.Stroke(normalLine))
	d.Explain("tangential, measured", canvas.Dot(tangentMark))
	d.Explain("exact", canvas.Stroke(tangentLine))
	return d, nil
}

// addMeasured adds what was measured of a quantity, and what the theory wants, to a plot and counts the
// points.
func addMeasured(
	p *plot.Plot, o results.Observed, of series.Compared, sty draw.GlyphStyle, exact draw.LineStyle,
) int {
	got, want := curve(o, of.Got()), curve(o, of.Want())
	p.Add(&plotter.Line{XYs: want, LineStyle: exact}, &plotter.Scatter{XYs: got, GlyphStyle: sty})
	return len(got) + len(want)
}
