package figures

import (
	"cmp"
	"math"
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

func (f *EigenvalueSpectrum) Draw(data *Data) (*Drawing, error) {
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
	d := &Drawing{Width: pageWidth, Columns: min(2, len(times))}
	var ranks, values span
	values.add(-f.Rate)
	values.add(0)
	for _, t := range times {
		p := newPlot("rank", "eigenvalue")
		p.X.Tick.Marker = plot.TickerFunc(counts)
		d.Panels = append(d.Panels, &Panel{Plot: p, Title: "𝑡 = " + t})
		var curves []plot.Plotter
		for i, c := range cases {
			colour := colour(i)
			ranked := func(name string) (points plotter.XYs) {
				for _, pt := range curve(c, name) {
					if pt.X = math.Log10(pt.X); isFinite(pt.X) {
						points = append(points, pt)
						ranks.add(pt.X)
						values.add(pt.Y)
					}
				}
				return points
			}
			l := &plotter.Line{XYs: ranked("spectrum/" + t), LineStyle: line(colour, lineWidth)}
			if b := between(ranked("spectrum/"+t+"/low"), ranked("spectrum/"+t+"/high")); b != nil {
				b.Color = faded(colour, 0.15)
				p.Add(b)
			}
			curves = append(curves, l)
			if len(d.Panels) == 1 {
				d.explain(f.By+" = "+c.Labels[f.By], l)
			}
		}
		p.Add(curves...)
	}
	if !ranks.any {
		return nil, data.errorf("no eigenvalue has a rank")
	}
	limit := &plotter.Line{LineStyle: line(grey, thin)}
	d.explain("0 and −𝛾", limit)
	for _, p := range d.Panels {
		p.X.Min, p.X.Max = ranks.padded(0.02)
		p.Y.Min, p.Y.Max = values.padded(0.05)
		for _, at := range []float64{0, -f.Rate} {
			p.Add(&plotter.Line{XYs: plotter.XYs{{X: p.X.Min, Y: at}, {X: p.X.Max, Y: at}}, LineStyle: limit.LineStyle})
		}
	}
	d.Height = 2.6 * vg.Inch * vg.Length(d.rows())
	return d, nil
}
