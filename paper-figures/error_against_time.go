package figures

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"proxflow/paper-figures/internal/canvas"
	"proxflow/results"
)

// ErrorAgainstTime draws the worst |got - want| of a metric, over all cases and repeats, against the time t,
// a line for each label of a parameter, and the limit set by rounding, which is the tolerance, as a band from
// the least to the largest. The time axis spreads both ends. An error of 0, which has no place on a
// logarithmic axis, is a ring on the lower edge.
type ErrorAgainstTime struct {
	Metric string `doc:"the metric whose error is drawn"`
	By     string `doc:"the parameter whose labels tell the lines apart"`
	Selection
	Label string `doc:"of the vertical axis, with its unit; made from the metric if empty"`
}

var _ = Catalog.Add("error-against-time",
	"worst error of a metric against t with its rounding limit, by target",
	func() Figure { return &ErrorAgainstTime{Metric: "x1-error", By: "target"} })

// errorLine is a line of the picture, by time.
type errorLine struct {
	label     string
	worst     map[float64]float64
	notFinite int
}

func (f *ErrorAgainstTime) Draw(data *Data) (*canvas.Drawing, error) {
	rows, err := data.rows(f.Selection)
	if err != nil {
		return nil, err
	}
	var lines []*errorLine
	least, most := map[float64]float64{}, map[float64]float64{} // limits by time
	for _, r := range rows {
		t := float64(r.At)
		if r.Metric != f.Metric || r.Verdict == results.Skipped || !(t > 0 && t < 1) {
			continue
		}
		i := slices.IndexFunc(lines, func(l *errorLine) bool { return l.label == r.Labels[f.By] })
		if i < 0 {
			i = len(lines)
			lines = append(lines, &errorLine{label: r.Labels[f.By], worst: map[float64]float64{}})
		}
		if e := math.Abs(float64(r.Got - r.Want)); canvas.Finite(e) {
			lines[i].worst[t] = max(lines[i].worst[t], e)
		} else {
			lines[i].notFinite++
		}
		if tol := float64(r.Tol); tol > 0 && canvas.Finite(tol) {
			most[t] = max(most[t], tol)
			if old, ok := least[t]; !ok || tol < old {
				least[t] = tol
			}
		}
	}
	if !slices.ContainsFunc(lines, func(l *errorLine) bool { return len(l.worst) > 0 }) {
		return nil, data.errorf("nothing of the metric %s was measured at times t in (0,1)", f.Metric)
	}
	return f.picture(lines, least, most), nil
}

func (f *ErrorAgainstTime) picture(lines []*errorLine, least, most map[float64]float64) *canvas.Drawing {
	label := f.Label
	if label == "" {
		label = strings.NewReplacer("x1", "𝑥₁", "x0", "𝑥₀", "-", " ").Replace(f.Metric)
	}
	p := canvas.NewPlot("time 𝑡", label)
	var times, values canvas.Span
	for _, l := range lines {
		for t, e := range l.worst {
			times.Add(t)
			values.Add(math.Log10(e)) // not 0
		}
	}
	for t := range most {
		times.Add(t)
		values.Add(math.Log10(least[t]))
		values.Add(math.Log10(most[t]))
	}
	horizontal := canvas.Linear
	if times.Min < 0.05 || times.Max > 0.95 {
		horizontal = canvas.Logit
	}
	bottom, top := values.DecadesApart(0.08)
	horizontal.Ticks(&p.X)
	canvas.Log.Ticks(&p.Y)
	p.X.Min, p.X.Max = horizontal.Place(times.Min), horizontal.Place(times.Max)
	canvas.Pad(&p.X, 0.05)

	d := &canvas.Drawing{Width: canvas.PageWidth, Height: 2.9 * vg.Inch, Columns: 1}
	d.Panels = []*canvas.Panel{{Plot: p}}
	if len(most) > 0 {
		d.Explain("rounding limit", limits(p, horizontal, least, most)...)
	}
	zeros := false
	for i, l := range lines {
		sty := canvas.Mark(i)
		path := canvas.Line(canvas.Faded(canvas.Colour(i), 0.7), canvas.Thin)
		var points, piece, rings plotter.XYs
		for _, t := range slices.Sorted(maps.Keys(l.worst)) {
			pt := plotter.XY{X: horizontal.Place(t), Y: math.Log10(l.worst[t])}
			if l.worst[t] > 0 {
				points, piece = append(points, pt), append(piece, pt)
				continue
			}
			rings = append(rings, plotter.XY{X: pt.X, Y: bottom}) // the line breaks here
			p.Add(&plotter.Line{XYs: piece, LineStyle: path})
			piece = nil
		}
		above := &plotter.Scatter{XYs: points, GlyphStyle: sty}
		p.Add(&plotter.Line{XYs: piece, LineStyle: path}, above)
		if rings != nil {
			zeros = true
			sty.Shape = draw.RingGlyph{}
			p.Add(&plotter.Scatter{XYs: rings, GlyphStyle: sty})
		}
		text := l.label
		if l.notFinite > 0 {
			text += fmt.Sprintf(" (%d not finite)", l.notFinite)
		}
		d.Explain(text, canvas.Stroke(path), above)
	}
	if zeros {
		explainZeros(d)
	}
	p.Y.Min, p.Y.Max = bottom, top
	return d
}

// explainZeros adds the rings that stand for 0 on a logarithmic axis to a legend.
func explainZeros(d *canvas.Drawing) {
	ring := draw.GlyphStyle{Color: canvas.Ink, Radius: canvas.MarkRadius, Shape: draw.RingGlyph{}}
	d.Explain("error exactly 0", canvas.Dot(ring))
}

// limits draws the limits as a band between two lines, and returns their thumbnails.
func limits(p *plot.Plot, horizontal canvas.Scale, least, most map[float64]float64) []plot.Thumbnailer {
	var low, high plotter.XYs
	for _, t := range slices.Sorted(maps.Keys(most)) {
		low = append(low, plotter.XY{X: t, Y: least[t]})
		high = append(high, plotter.XY{X: t, Y: most[t]})
	}
	low, high = canvas.Placed(low, horizontal, canvas.Log), canvas.Placed(high, horizontal, canvas.Log)
	band, edge := canvas.Band(low, high, canvas.Grey), canvas.Line(canvas.Grey, canvas.LineWidth)
	upper, lower := &plotter.Line{XYs: high, LineStyle: edge}, &plotter.Line{XYs: low, LineStyle: edge}
	p.Add(band, upper, lower)
	return []plot.Thumbnailer{band, upper}
}
