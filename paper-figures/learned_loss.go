package figures

import (
	"math"
	"proxflow/paper-figures/internal/canvas"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
)

// LossCurve draws the loss of trainings against the step, both logarithmic, a line for each training and a colour for each
// case, from the series loss.
type LossCurve struct {
	Targets []string `doc:"labels or names of the targets; all that have a loss if empty"`
	Only    []string `doc:"the cases that are drawn, as in coupling=optimal; all if empty"`
}

var _ = Catalog.Add("loss-curve", "loss of trainings against the step, a colour for each case", func() Figure { return &LossCurve{} })

func (f *LossCurve) Init() error { return checkOnly(f.Only) }

func (f *LossCurve) Draw(data *Data) (*canvas.Drawing, error) {
	cases, err := data.learned(f.Targets, f.Only, "loss")
	if err != nil {
		return nil, err
	}
	p := canvas.NewPlot("step", "loss")
	p.X.Tick.Marker, p.Y.Tick.Marker = plot.TickerFunc(canvas.Counts), plot.TickerFunc(canvas.Decades)
	d := &canvas.Drawing{Width: canvas.ColumnWidth * 1.5, Height: canvas.ColumnWidth, Columns: 1, Panels: []*canvas.Panel{{Plot: p}}}
	var steps, losses canvas.Span
	for i, c := range cases {
		sty := canvas.Line(canvas.Mark(i).Color, canvas.Thin)
		for _, trial := range c.trials {
			var path plotter.XYs
			for _, pt := range curve(trial, "loss") {
				if pt.X > 0 && pt.Y > 0 {
					path = append(path, plotter.XY{X: math.Log10(pt.X), Y: math.Log10(pt.Y)})
					steps.Add(math.Log10(pt.X))
					losses.Add(math.Log10(pt.Y))
				}
			}
			p.Add(&plotter.Line{XYs: path, LineStyle: sty})
		}
		d.Explain(c.title, canvas.Stroke(canvas.Line(canvas.Mark(i).Color, canvas.LineWidth)))
	}
	if steps.Empty() {
		return nil, data.errorf("no loss is positive")
	}
	p.X.Min, p.X.Max = steps.Padded(0.03)
	p.Y.Min, p.Y.Max = losses.DecadesApart(0.05)
	d.Height = 0.6 * d.Width
	return d, nil
}
