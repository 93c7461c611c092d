package figures

import (
	"math"

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

func (f *LossCurve) Draw(data *Data) (*Drawing, error) {
	cases, err := data.learned(f.Targets, f.Only, "loss")
	if err != nil {
		return nil, err
	}
	p := newPlot("step", "loss")
	p.X.Tick.Marker, p.Y.Tick.Marker = plot.TickerFunc(counts), plot.TickerFunc(decades)
	d := &Drawing{Width: columnWidth * 1.5, Height: columnWidth, Columns: 1, Panels: []*Panel{{Plot: p}}}
	var steps, losses span
	for i, c := range cases {
		sty := line(mark(i).Color, thin)
		for _, trial := range c.trials {
			var path plotter.XYs
			for _, pt := range curve(trial, "loss") {
				if pt.X > 0 && pt.Y > 0 {
					path = append(path, plotter.XY{X: math.Log10(pt.X), Y: math.Log10(pt.Y)})
					steps.add(math.Log10(pt.X))
					losses.add(math.Log10(pt.Y))
				}
			}
			p.Add(&plotter.Line{XYs: path, LineStyle: sty})
		}
		d.explain(c.title, stroke(line(mark(i).Color, lineWidth)))
	}
	if !steps.any {
		return nil, data.errorf("no loss is positive")
	}
	p.X.Min, p.X.Max = steps.padded(0.03)
	p.Y.Min, p.Y.Max = losses.decadesApart(0.05)
	d.Height = 0.6 * d.Width
	return d, nil
}
