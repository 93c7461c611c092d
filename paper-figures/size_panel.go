package figures

import (
	"fmt"
	"image/color"
	"proxflow/paper-figures/internal/canvas"
	"slices"
	"strings"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

var (
	rateLine = canvas.Line(canvas.Mixed(canvas.Light, canvas.Grey, 0.4), canvas.Thin)
	fitLine  = draw.LineStyle{Width: 1.2, Dashes: []vg.Length{4, 2}}
	lawLine  = draw.LineStyle{Width: canvas.Thin}
)

// panel draws some of the curves in a frame that holds all of them. Curves of one name have one colour in all
// panels.
func (f *ErrorAgainstSize) panel(curves, all []*sizeCurve, named []string) *canvas.Panel {
	p := canvas.NewPlot("batch size 𝑛", f.label())
	canvas.Counts.Ticks(&p.X)
	canvas.Log.Ticks(&p.Y)
	var seen canvas.Frame
	for _, c := range all {
		seen.Add(slices.Concat(c.means, c.high, c.law, c.fit)...)
	}
	var names canvas.EndLabels
	from := plotter.XY{X: seen.X.Min, Y: seen.Y.Max + 0.2}
	seen.Y.Add(from.Y)
	for _, r := range rates(f.Dimensions) {
		graph := r.between(from, seen.X.Max)
		end := graph[len(graph)-1]
		seen.Y.Add(end.Y)
		p.Add(&plotter.Line{XYs: graph, LineStyle: rateLine})
		unmarked := draw.GlyphStyle{Color: canvas.Grey}
		names = append(names, canvas.EndLabel{Text: r.label(), End: end, Mark: unmarked})
	}
	bottom, top := seen.Y.DecadesApart(0.05)
	var marks []plot.Plotter
	for _, c := range curves {
		sty := canvas.Mark(slices.Index(named, c.name+c.differs))
		names = append(names, canvas.EndLabel{Text: c.text(), End: c.means[len(c.means)-1], Mark: sty})
		low := slices.Clone(c.low)
		for i := range low {
			low[i].Y = max(low[i].Y, bottom) // where the interval reaches 0
		}
		line := func(points plotter.XYs, as draw.LineStyle) *plotter.Line {
			as.Color = sty.Color
			return &plotter.Line{XYs: points, LineStyle: as}
		}
		p.Add(canvas.Band(low, c.high, sty.Color.(color.NRGBA)), line(c.law, lawLine), line(c.fit, fitLine))
		if c.law == nil && c.fit == nil {
			p.Add(line(c.means, canvas.Line(nil, canvas.Hairline)))
		}
		marks = append(marks, &plotter.Scatter{XYs: c.means, GlyphStyle: sty})
	}
	p.Add(marks...)
	p.Add(names)
	p.X.Min, p.X.Max = seen.X.Padded(0.03)
	p.Y.Min, p.Y.Max = bottom, top
	return &canvas.Panel{Plot: p}
}

func (f *ErrorAgainstSize) label() string {
	switch {
	case f.Label != "":
		return f.Label
	case f.Metric == planErrorMean:
		return "mean plan error |𝑋₁ − 𝑇(𝑋₀)|²"
	}
	if of, mean := strings.CutSuffix(f.Metric, "-mean"); mean {
		return "mean " + strings.ReplaceAll(of, "-", " ")
	}
	return strings.ReplaceAll(f.Metric, "-", " ")
}

// text is the label at the end of a curve. The name gives way where there is no room for all.
func (c *sizeCurve) text() string {
	numbers := ""
	if c.exponent != "" {
		numbers += ":  " + c.exponent
	}
	if c.notPositive > 0 {
		numbers += fmt.Sprintf(" (%d not positive)", c.notPositive)
	}
	room := canvas.LabelWidth*canvas.TextSize/canvas.LabelSize - canvas.Words(canvas.TextSize).Width(numbers)
	differs := canvas.Elided(c.differs, room*2/3)
	return canvas.Elided(c.name, room-canvas.Words(canvas.TextSize).Width(differs)) + differs + numbers
}

// legend explains the kinds of lines.
func (f *ErrorAgainstSize) legend(d *canvas.Drawing, curves []*sizeCurve) {
	inked := func(l draw.LineStyle) plot.Thumbnailer {
		l.Color = canvas.Ink
		return canvas.Stroke(l)
	}
	d.Explain("mean with 95 % interval", canvas.Band(nil, nil, canvas.Grey),
		canvas.Dot(draw.GlyphStyle{Color: canvas.Ink, Radius: canvas.MarkRadius, Shape: draw.CircleGlyph{}}))
	if slices.ContainsFunc(curves, func(c *sizeCurve) bool { return c.law != nil }) {
		d.Explain("exact law", inked(lawLine))
	}
	if slices.ContainsFunc(curves, func(c *sizeCurve) bool { return c.fit != nil }) {
		d.Explain("fit and its exponent", inked(fitLine))
	}
	if len(f.Dimensions) > 0 {
		d.Explain("rate in dimension 𝑚", canvas.Stroke(rateLine))
	}
}
