package figures

import (
	"gonum.org/v1/plot/plotter"

	"proxflow/paper-figures/internal/canvas"
	"proxflow/theory/claim/series"
)

// LossCurve draws the loss of trainings against the step, both logarithmic, a line for each training and a
// colour for each case, from the series Loss.
type LossCurve struct{ Selection }

var _ = Catalog.Add("loss-curve",
	"loss of trainings against the step, a colour for each case", func() Figure { return &LossCurve{} })

func (f *LossCurve) Draw(data *Data) (*canvas.Drawing, error) {
	cases, err := data.cases(f.Selection, either{series.Loss})
	if err != nil {
		return nil, err
	}
	p := canvas.NewPlot("step", "loss")
	canvas.Counts.Ticks(&p.X)
	canvas.Log.Ticks(&p.Y)
	const width = 1.5 * canvas.ColumnWidth
	d := &canvas.Drawing{Width: width, Height: 0.6 * width, Columns: 1, Panels: []*canvas.Panel{{Plot: p}}}
	var seen canvas.Frame
	for i, title := range titles(cases) {
		for _, trial := range cases[i] {
			path := canvas.Placed(curve(trial, series.Loss), canvas.Counts, canvas.Log)
			seen.Add(path...)
			p.Add(&plotter.Line{XYs: path, LineStyle: canvas.Line(canvas.Colour(i), canvas.Thin)})
		}
		d.Explain(title, canvas.Stroke(canvas.Line(canvas.Colour(i), canvas.LineWidth)))
	}
	if seen.X.Empty() {
		return nil, data.errorf("no loss is positive")
	}
	p.X.Min, p.X.Max = seen.X.Padded(0.03)
	p.Y.Min, p.Y.Max = seen.Y.DecadesApart(0.05)
	return d, nil
}
