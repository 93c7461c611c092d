package figures

import (
	"image/color"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// The width of a figure is that of the text of a page, or of one of its two columns.
const (
	pageWidth   = 6.5 * vg.Inch
	columnWidth = 3.25 * vg.Inch

	textSize   vg.Length = 8 // points, when printed at this width
	hairline   vg.Length = 0.35
	thin       vg.Length = 0.6
	lineWidth  vg.Length = 1
	markRadius vg.Length = 2
)

var (
	white = color.NRGBA{0xff, 0xff, 0xff, 0xff}
	ink   = color.NRGBA{0x22, 0x22, 0x22, 0xff}
	grey  = color.NRGBA{0x80, 0x80, 0x80, 0xff}
	light = color.NRGBA{0xe4, 0xe4, 0xe4, 0xff}

	// Colours of M. Okabe and K. Ito, told apart by readers with any common colour vision; yellow is left out, since
	// it is faint on white.
	blue       = color.NRGBA{0x00, 0x72, 0xb2, 0xff}
	vermillion = color.NRGBA{0xd5, 0x5e, 0x00, 0xff}
	green      = color.NRGBA{0x00, 0x9e, 0x73, 0xff}
	purple     = color.NRGBA{0xcc, 0x79, 0xa7, 0xff}
	orange     = color.NRGBA{0xe6, 0x9f, 0x00, 0xff}
	sky        = color.NRGBA{0x56, 0xb4, 0xe9, 0xff}
	palette    = []color.NRGBA{blue, vermillion, green, purple, orange, sky, ink}

	// marks tell series apart where colours do not, on paper without colour too.
	marks = []draw.GlyphDrawer{
		draw.CircleGlyph{}, draw.BoxGlyph{}, draw.PyramidGlyph{}, diamond{}, draw.PlusGlyph{}, draw.CrossGlyph{},
	}
)

// faded is a colour with an opacity in [0,1].
func faded(c color.NRGBA, opacity float64) color.NRGBA {
	c.A = uint8(255*opacity + 0.5)
	return c
}

// mixed goes from a to b as w goes from 0 to 1.
func mixed(a, b color.NRGBA, w float64) color.NRGBA {
	m := func(x, y uint8) uint8 { return uint8(float64(x) + w*(float64(y)-float64(x)) + 0.5) }
	return color.NRGBA{m(a.R, b.R), m(a.G, b.G), m(a.B, b.B), m(a.A, b.A)}
}

// colour is that of the i-th series.
func colour(i int) color.NRGBA { return palette[i%len(palette)] }

// mark is the style of the i-th series: the colours repeat after 7, the pair of colour and shape after 42.
func mark(i int) draw.GlyphStyle {
	return draw.GlyphStyle{Color: colour(i), Radius: markRadius, Shape: marks[i%len(marks)]}
}

func line(c color.Color, width vg.Length) draw.LineStyle {
	return draw.LineStyle{Color: c, Width: width}
}

// words is the style of text of a size in points.
func words(size vg.Length) text.Style {
	return text.Style{
		Color:   ink,
		Font:    font.Font{Typeface: "Liberation", Variant: "Sans", Size: size},
		Handler: mathText{text.Plain{Fonts: font.DefaultCache}},
	}
}

// newPlot is an empty plot in the house style with a grid, its axes labelled with their units.
func newPlot(x, y string) *plot.Plot {
	p := barePlot(x, y)
	g := plotter.NewGrid()
	g.Vertical, g.Horizontal = line(light, hairline), line(light, hairline)
	p.Add(g)
	return p
}

// barePlot is newPlot without a grid.
func barePlot(x, y string) *plot.Plot {
	p := plot.New()
	p.BackgroundColor = nil
	for _, a := range []*plot.Axis{&p.X, &p.Y} {
		a.Label.TextStyle.Font, a.Label.TextStyle.Handler, a.Label.TextStyle.Color = words(textSize).Font, words(textSize).Handler, ink
		a.Tick.Label.Font, a.Tick.Label.Handler, a.Tick.Label.Color = words(textSize-1).Font, words(textSize).Handler, ink
		a.LineStyle, a.Tick.LineStyle = line(ink, thin), line(ink, thin)
		a.Tick.Length, a.Padding, a.Label.Padding = 3, 0, 2
	}
	p.X.Label.Text, p.Y.Label.Text = x, y
	p.X.Tick.Marker, p.Y.Tick.Marker = plot.TickerFunc(linear.ticks), plot.TickerFunc(linear.ticks)
	return p
}

// diamond is a square on its corner.
type diamond struct{}

func (diamond) DrawGlyph(c *draw.Canvas, sty draw.GlyphStyle, pt vg.Point) {
	var p vg.Path
	r := 1.25 * sty.Radius
	p.Move(pt.Add(vg.Point{X: r}))
	p.Line(pt.Add(vg.Point{Y: r}))
	p.Line(pt.Add(vg.Point{X: -r}))
	p.Line(pt.Add(vg.Point{Y: -r}))
	p.Close()
	c.SetColor(sty.Color)
	c.Fill(p)
}
