package figures

import (
	"fmt"
	"slices"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"

	"proxflow/paper-figures/internal/canvas"
	"proxflow/theory/claim/series"
)

// EigenvalueSpectrum draws the sorted eigenvalues of the rescaled Jacobian against their rank, the largest
// first: a panel for each time and a colour for each label of a parameter, from the series Spectrum with its
// band. Lines show -γ, where the eigenvalues of normal directions are, and 0, the limit of the tangential
// ones.
type EigenvalueSpectrum struct {
	By string `doc:"the parameter with a colour for each of its labels"`
	Selection
	Rate float64 `doc:"γ, the contraction rate along normals" min:"0"`
}

var _ = Catalog.Add("eigenvalue-spectrum",
	"sorted eigenvalues of the rescaled Jacobian, a panel for each time",
	func() Figure { return &EigenvalueSpectrum{By: "coupling", Rate: 1} })

func (f *EigenvalueSpectrum) Draw(data *Data) (*canvas.Drawing, error) {
	cases, err := data.each(f.By, f.Selection, either{series.Spectrum})
	if err != nil {
		return nil, err
	}
	times := members(series.Spectrum, cases...)
	d := &canvas.Drawing{Width: canvas.PageWidth, Columns: min(2, len(times))}
	var seen canvas.Frame
	seen.Y.Add(-f.Rate)
	seen.Y.Add(0)
	for _, t := range times {
		p := canvas.NewPlot("rank", "eigenvalue")
		canvas.Counts.Ticks(&p.X)
		d.Panels = append(d.Panels, &canvas.Panel{Plot: p, Title: fmt.Sprint("𝑡 = ", t)})
		var curves []plot.Plotter
		for i, c := range cases {
			of := series.Spectrum.Of(t)
			ranked := canvas.Placed(curve(c[0], of.Middle()), canvas.Counts, canvas.Linear)
			band := bandAround(c[0], of, canvas.Counts, canvas.Linear, canvas.Colour(i))
			seen.Add(ranked...)
			seen.Add(slices.Concat(band.XYs...)...)
			l := &plotter.Line{XYs: ranked, LineStyle: canvas.Line(canvas.Colour(i), canvas.LineWidth)}
			p.Add(band)
			curves = append(curves, l)
			if len(d.Panels) == 1 {
				d.Explain(f.By+" = "+c[0].Labels[f.By], l)
			}
		}
		p.Add(curves...)
	}
	if seen.X.Empty() {
		return nil, data.errorf("no eigenvalue has a rank")
	}
	limit := canvas.Line(canvas.Grey, canvas.Thin)
	d.Explain("0 and −𝛾", canvas.Stroke(limit))
	for _, p := range d.Panels {
		p.X.Min, p.X.Max = seen.X.Padded(0.02)
		p.Y.Min, p.Y.Max = seen.Y.Padded(0.05)
		for _, at := range []float64{0, -f.Rate} {
			p.Add(&plotter.Line{XYs: plotter.XYs{{X: p.X.Min, Y: at}, {X: p.X.Max, Y: at}}, LineStyle: limit})
		}
	}
	d.Height = 2.6 * vg.Inch * vg.Length(d.Rows())
	return d, nil
}
