package figures

import (
	"cmp"
	"image/color"
	"proxflow/paper-figures/internal/canvas"
	"slices"
	"strconv"
	"strings"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// EigenvalueCloud draws measured eigenvalues of (1-t) Dv against the exact ones at many points, a panel for each target
// and a colour for each time, from the series cloud/<t>, with the diagonal on which they should lie.
type EigenvalueCloud struct {
	Targets []string `doc:"labels or names of the targets; all that have a cloud if empty"`
}

var _ = Catalog.Add("eigenvalue-cloud", "measured against exact eigenvalues of (1-t)Dv at many points, a panel for each target",
	func() Figure { return &EigenvalueCloud{} })

func (f *EigenvalueCloud) Draw(data *Data) (*canvas.Drawing, error) {
	cases, err := data.observedOverTime(f.Targets, "cloud/*")
	if err != nil {
		return nil, err
	}
	var times []string
	for _, c := range cases {
		for _, s := range c.Series {
			if t := strings.TrimPrefix(s.Name, "cloud/"); !slices.Contains(times, t) {
				times = append(times, t)
			}
		}
	}
	slices.SortStableFunc(times, func(a, b string) int { return cmp.Compare(value(a), value(b)) })
	columns := min(len(cases), 3)
	d := &canvas.Drawing{Width: max(canvas.ColumnWidth, canvas.PageWidth*vg.Length(columns)/3), Columns: columns}
	mark := func(i int) draw.GlyphStyle {
		return draw.GlyphStyle{Color: viridis(float64(i) / float64(max(1, len(times)-1))), Radius: 1.3, Shape: draw.CircleGlyph{}}
	}
	diagonal := canvas.Line(canvas.Grey, canvas.Thin)
	for i, t := range times {
		d.Explain("𝑡 = "+t, canvas.Dot(mark(i)))
	}
	d.Explain("measured = exact", canvas.Stroke(diagonal))
	for _, c := range cases {
		p := canvas.NewPlot("exact eigenvalue", "measured eigenvalue")
		var both canvas.Span
		var clouds []plot.Plotter
		for i, t := range times {
			points := curve(c, "cloud/"+t)
			for _, pt := range points {
				both.Add(pt.X)
				both.Add(pt.Y)
			}
			clouds = append(clouds, &plotter.Scatter{XYs: points, GlyphStyle: mark(i)})
		}
		if both.Empty() {
			return nil, data.errorf("the cloud of the target %q has no finite eigenvalue", c.Labels["target"])
		}
		lo, hi := both.Padded(0.05)
		p.Add(&plotter.Line{XYs: plotter.XYs{{X: lo, Y: lo}, {X: hi, Y: hi}}, LineStyle: diagonal})
		p.Add(clouds...)
		p.X.Min, p.X.Max, p.Y.Min, p.Y.Max = lo, hi, lo, hi
		d.Panels = append(d.Panels, &canvas.Panel{Plot: p, Title: c.Labels["target"], EqualAxes: true})
	}
	d.Height = d.Width / vg.Length(columns) * vg.Length(d.Rows())
	return d, nil
}

// value is the number that a text begins a series with, for order only.
func value(t string) float64 {
	x, _ := strconv.ParseFloat(t, 64)
	return x
}

// viridis goes from violet to green, the part of the map by S. van der Walt and N. Smith that is dark enough on white.
func viridis(w float64) color.NRGBA {
	stops := []color.NRGBA{{0x44, 0x01, 0x54, 0xff}, {0x3b, 0x52, 0x8b, 0xff}, {0x21, 0x91, 0x8c, 0xff}, {0x5e, 0xc9, 0x62, 0xff}}
	at := w * float64(len(stops)-1)
	i := min(int(at), len(stops)-2)
	return canvas.Mixed(stops[i], stops[i+1], at-float64(i))
}
