package figures

import (
	"fmt"
	"image/color"
	"math"
	"slices"
	"strings"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

var (
	rateLine = line(mixed(light, grey, 0.4), thin)
	fitLine  = draw.LineStyle{Width: 1.2, Dashes: []vg.Length{4, 2}}
	lawLine  = draw.LineStyle{Width: thin}
)

// panel draws some of the curves in a frame that holds all of them. Curves of one name have one colour in all panels.
func (f *ErrorAgainstSize) panel(curves, all []*sizeCurve, named []string) *Panel {
	p := newPlot("batch size 𝑛", f.label())
	p.X.Tick.Marker, p.Y.Tick.Marker = plot.TickerFunc(counts), plot.TickerFunc(decades)
	var sizes, values span
	for _, c := range all {
		for _, points := range []plotter.XYs{c.means, c.high, c.law, c.fit} {
			for _, pt := range points {
				sizes.add(pt.X)
				values.add(pt.Y)
			}
		}
	}
	var names endLabels
	from := plotter.XY{X: sizes.min, Y: values.max + 0.2}
	values.add(from.Y)
	for _, r := range rates(f.Dimensions) {
		graph := r.between(from, sizes.max)
		end := graph[len(graph)-1]
		values.add(end.Y)
		p.Add(&plotter.Line{XYs: graph, LineStyle: rateLine})
		names = append(names, endLabel{r.label(), end, draw.GlyphStyle{Color: grey}})
	}
	bottom, top := values.decadesApart(0.05)
	var marks []plot.Plotter
	for _, c := range curves {
		sty := mark(slices.Index(named, c.name+c.differs))
		names = append(names, endLabel{c.text(), c.means[len(c.means)-1], sty})
		p.Add(c.band(sty, bottom), c.line(c.law, lawLine, sty), c.line(c.fit, fitLine, sty))
		if c.law == nil && c.fit == nil {
			p.Add(c.line(c.means, line(nil, hairline), sty))
		}
		marks = append(marks, &plotter.Scatter{XYs: c.means, GlyphStyle: sty})
	}
	p.Add(marks...)
	p.Add(names)
	p.X.Min, p.X.Max = sizes.padded(0.03)
	p.Y.Min, p.Y.Max = bottom, top
	return &Panel{Plot: p}
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

// text is what stands beside the end of a curve. The name gives way where there is no room for all.
func (c *sizeCurve) text() string {
	numbers := ""
	if c.exponent != "" {
		numbers += ":  " + c.exponent
	}
	if c.notPositive > 0 {
		numbers += fmt.Sprintf(" (%d not positive)", c.notPositive)
	}
	room := labelWidth*textSize/labelSize - words(textSize).Width(numbers)
	differs := elided(c.differs, room*2/3)
	return elided(c.name, room-words(textSize).Width(differs)) + differs + numbers
}

// band is the interval around the means; it ends at the bottom where it has no lower end.
func (c *sizeCurve) band(sty draw.GlyphStyle, bottom float64) *plotter.Polygon {
	ring := slices.Clone(c.low)
	for i := range ring {
		ring[i].Y = math.Max(ring[i].Y, bottom)
	}
	slices.Reverse(ring)
	return &plotter.Polygon{XYs: []plotter.XYs{append(slices.Clone(c.high), ring...)}, Color: faded(sty.Color.(color.NRGBA), 0.2)}
}

func (c *sizeCurve) line(points plotter.XYs, as draw.LineStyle, sty draw.GlyphStyle) *plotter.Line {
	as.Color = sty.Color
	return &plotter.Line{XYs: points, LineStyle: as}
}

// legend says what the kinds of lines are.
func (f *ErrorAgainstSize) legend(d *Drawing, curves []*sizeCurve) {
	inked := func(l draw.LineStyle) plot.Thumbnailer {
		l.Color = ink
		return stroke(l)
	}
	d.explain("mean with 95 % interval", &plotter.Polygon{Color: faded(grey, 0.2)},
		dot(draw.GlyphStyle{Color: ink, Radius: markRadius, Shape: draw.CircleGlyph{}}))
	if slices.ContainsFunc(curves, func(c *sizeCurve) bool { return c.law != nil }) {
		d.explain("exact law", inked(lawLine))
	}
	if slices.ContainsFunc(curves, func(c *sizeCurve) bool { return c.fit != nil }) {
		d.explain("fit and its exponent", inked(fitLine))
	}
	if len(f.Dimensions) > 0 {
		d.explain("rate in dimension 𝑚", stroke(rateLine))
	}
}
