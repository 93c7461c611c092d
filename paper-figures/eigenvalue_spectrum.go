package figures

import (
	"cmp"
	"math"
	"proxflow/paper-figures/internal/canvas"
	"slices"
	"strings"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
)

// EigenvalueSpectrum draws the sorted eigenvalues of the rescaled Jacobian against their rank, the largest first: a panel for
// each time, a colour for each label of a parameter, from the series spectrum/<t>, with a band from /low to /high. Lines
// show -γ, where normals are, and 0, where tangents end.
type EigenvalueSpectrum struct {
	By   string   `doc:"the parameter with a colour for each of its labels"`
	Only []string `doc:"the cases that are drawn, as in coupling=optimal; all if empty"`
	Rate float64  `doc:"γ, the contraction rate along normals" min:"0"`
}

var _ = Catalog.Add("eigenvalue-spectrum", "sorted eigenvalues of the rescaled Jacobian, a panel for each time",
	func() Figure { return &EigenvalueSpectrum{By: "coupling", Rate: 1} })

func (f *EigenvalueSpectrum) Init() error { return checkOnly(f.Only) }

func (f *EigenvalueSpectrum) Draw(data *Data) (*canvas.Drawing, error) {
	cases, err := data.first(f.By, f.Only, "spectrum/*")
	if err != nil {
		return nil, err
	}
	var times []string
	for _, c := range cases {
		for _, s := range c.Series {
			if t, of, _ := strings.Cut(strings.TrimPrefix(s.Name, "spectrum/"), "/"); of == "" && !slices.Contains(times, t) {
				times = append(times, t)
			}
		}
	}
	slices.SortStableFunc(times, func(a, b string) int { return cmp.Compare(value(a), value(b)) })
	d := &canvas.Drawing{Width: canvas.PageWidth, Columns: min(2, len(times))}
	var ranks, values canvas.Span
	values.Add(-f.Rate)
	values.Add(0)
	for _, t := range times {
		p := canvas.NewPlot("rank", "eigenvalue")
		p.X.Tick.Marker = plot.TickerFunc(canvas.Counts)
		d.Panels = append(d.Panels, &canvas.Panel{Plot: p, Title: "𝑡 = " + t})
		var curves []plot.Plotter
		for i, c := range cases {
			colour := canvas.Colour(i)
			ranked := func(name string) (points plotter.XYs) {
				for _, pt := range curve(c, name) {
					if pt.X = math.Log10(pt.X); canvas.Finite(pt.X) {
						points = append(points, pt)
						ranks.Add(pt.X)
						values.Add(pt.Y)
					}
				}
				return points
			}
			l := &plotter.Line{XYs: ranked("spectrum/" + t), LineStyle: canvas.Line(colour, canvas.LineWidth)}
			if b := between(ranked("spectrum/"+t+"/low"), ranked("spectrum/"+t+"/high")); b != nil {
				b.Color = canvas.Faded(colour, 0.15)
				p.Add(b)
			}
			curves = append(curves, l)
			if len(d.Panels) == 1 {
				d.Explain(f.By+" = "+c.Labels[f.By], l)
			}
		}
		p.Add(curves...)
	}
	if ranks.Empty() {
		return nil, data.errorf("no eigenvalue has a rank")
	}
	limit := &plotter.Line{LineStyle: canvas.Line(canvas.Grey, canvas.Thin)}
	d.Explain("0 and −𝛾", limit)
	for _, p := range d.Panels {
		p.X.Min, p.X.Max = ranks.Padded(0.02)
		p.Y.Min, p.Y.Max = values.Padded(0.05)
		for _, at := range []float64{0, -f.Rate} {
			p.Add(&plotter.Line{XYs: plotter.XYs{{X: p.X.Min, Y: at}, {X: p.X.Max, Y: at}}, LineStyle: limit.LineStyle})
		}
	}
	d.Height = 2.6 * vg.Inch * vg.Length(d.Rows())
	return d, nil
}
