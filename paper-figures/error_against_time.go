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

// ErrorAgainstTime draws the worst |got - want| of a metric, over all cases and repeats, against the time t, a line for
// each label of a parameter; and the limit which rounding sets, that is the tolerance, as a band from the least to the
// largest. The times are spread towards both ends. An error of 0, which has no place on a logarithmic axis, is a ring on
// the lower edge. Controls are left out.
type ErrorAgainstTime struct {
	Metric string   `doc:"the metric whose error is drawn"`
	By     string   `doc:"the parameter whose labels tell the lines apart"`
	Only   []string `doc:"the cases that are drawn, as in schedule=linear; several labels or names of one parameter are alternatives; all if empty"`
	Label  string   `doc:"of the vertical axis, with its unit; made from the metric if empty"`
}

var _ = Catalog.Add("error-against-time", "worst error of a metric against t with its rounding limit, by target",
	func() Figure { return &ErrorAgainstTime{Metric: "x1-error", By: "target"} })

// errorLine is a line of the picture, by time.
type errorLine struct {
	label     string
	worst     map[float64]float64
	notFinite int
}

func (f *ErrorAgainstTime) Init() error { return checkOnly(f.Only) }

func (f *ErrorAgainstTime) Draw(data *Data) (*canvas.Drawing, error) {
	rows, err := data.Source.Rows(data.Experiment)
	if err != nil {
		return nil, err
	}
	var lines []*errorLine
	least, most := map[float64]float64{}, map[float64]float64{} // limits by time
	for _, r := range rows {
		t := float64(r.At)
		if r.Control || r.Metric != f.Metric || r.Verdict == results.Skipped || !(t > 0 && t < 1) || !allows(f.Only, r.Labels) {
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
		of := strings.Join(append([]string{f.Metric}, f.Only...), ", ")
		return nil, data.errorf("nothing of the metric %s was measured at times t in (0,1)", of)
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
	p.X.Min, p.X.Max = horizontal.Place(times.Min), horizontal.Place(times.Max)
	canvas.Pad(&p.X, 0.05)
	p.X.Tick.Marker, p.Y.Tick.Marker = plot.TickerFunc(horizontal.Ticks), plot.TickerFunc(canvas.Decades)

	d := &canvas.Drawing{Width: canvas.PageWidth, Height: 2.9 * vg.Inch, Columns: 1, Panels: []*canvas.Panel{{Plot: p}}}
	if len(most) > 0 {
		d.Explain("rounding limit", band(p, horizontal, least, most)...)
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
		d.Explain("error exactly 0", canvas.Dot(draw.GlyphStyle{Color: canvas.Ink, Radius: canvas.MarkRadius, Shape: draw.RingGlyph{}}))
	}
	p.Y.Min, p.Y.Max = bottom, top
	return d
}

// band draws the limits as an area between two lines, or as one line where they are equal.
func band(p *plot.Plot, horizontal canvas.Scale, least, most map[float64]float64) []plot.Thumbnailer {
	var low, high plotter.XYs
	for _, t := range slices.Sorted(maps.Keys(most)) {
		low = append(low, plotter.XY{X: horizontal.Place(t), Y: math.Log10(least[t])})
		high = append(high, plotter.XY{X: horizontal.Place(t), Y: math.Log10(most[t])})
	}
	ring := slices.Clone(low)
	slices.Reverse(ring)
	area := &plotter.Polygon{XYs: []plotter.XYs{append(slices.Clone(high), ring...)}, Color: canvas.Faded(canvas.Grey, 0.2)}
	upper, lower := &plotter.Line{XYs: high, LineStyle: canvas.Line(canvas.Grey, canvas.LineWidth)}, &plotter.Line{XYs: low, LineStyle: canvas.Line(canvas.Grey, canvas.LineWidth)}
	p.Add(area, upper, lower)
	return []plot.Thumbnailer{area, upper}
}
