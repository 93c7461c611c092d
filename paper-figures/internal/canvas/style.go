package canvas

import (
	"image/color"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// A figure is as wide as the text of a page or as one of its two columns.
const (
	PageWidth   = 6.5 * vg.Inch
	ColumnWidth = 3.25 * vg.Inch

	TextSize   vg.Length = 8 // points, when printed at this width
	Hairline   vg.Length = 0.35
	Thin       vg.Length = 0.6
	LineWidth  vg.Length = 1
	MarkRadius vg.Length = 2
)

var (
	White = color.NRGBA{0xff, 0xff, 0xff, 0xff}
	Ink   = color.NRGBA{0x22, 0x22, 0x22, 0xff}
	Grey  = color.NRGBA{0x80, 0x80, 0x80, 0xff}
	Light = color.NRGBA{0xe4, 0xe4, 0xe4, 0xff}

	// The colours of M. Okabe and K. Ito, which readers with any common colour vision can tell apart; without
	// yellow, which is faint on white.
	Blue       = color.NRGBA{0x00, 0x72, 0xb2, 0xff}
	Vermillion = color.NRGBA{0xd5, 0x5e, 0x00, 0xff}
	Green      = color.NRGBA{0x00, 0x9e, 0x73, 0xff}
	Purple     = color.NRGBA{0xcc, 0x79, 0xa7, 0xff}
	Orange     = color.NRGBA{0xe6, 0x9f, 0x00, 0xff}
	Sky        = color.NRGBA{0x56, 0xb4, 0xe9, 0xff}
	palette    = []color.NRGBA{Blue, Vermillion, Green, Purple, Orange, Sky, Ink}

	// marks tell series apart where colours do not, and on paper without colour.
	marks = []draw.GlyphDrawer{
		draw.CircleGlyph{}, draw.BoxGlyph{}, draw.PyramidGlyph{},
		Diamond{}, draw.PlusGlyph{}, draw.CrossGlyph{},
	}
)

// Faded is a colour with an opacity in [0,1].
func Faded(c color.NRGBA, opacity float64) color.NRGBA {
	c.A = uint8(255*opacity + 0.5)
	return c
}

// Mixed is the colour on the way from a to b at w in [0,1].
func Mixed(a, b color.NRGBA, w float64) color.NRGBA {
	m := func(x, y uint8) uint8 { return uint8(float64(x) + w*(float64(y)-float64(x)) + 0.5) }
	return color.NRGBA{m(a.R, b.R), m(a.G, b.G), m(a.B, b.B), m(a.A, b.A)}
}

// Colour is the colour of the i-th series.
func Colour(i int) color.NRGBA { return palette[i%len(palette)] }

// Mark is the style of the marks of the i-th series: colours repeat after 7, pairs of colour and shape after
// 42.
func Mark(i int) draw.GlyphStyle {
	return draw.GlyphStyle{Color: Colour(i), Radius: MarkRadius, Shape: marks[i%len(marks)]}
}

func Line(c color.Color, width vg.Length) draw.LineStyle {
	return draw.LineStyle{Color: c, Width: width}
}

// Words is the style of text, its size in points.
func Words(size vg.Length) text.Style {
	return text.Style{
		Color:   Ink,
		Font:    font.Font{Typeface: "Liberation", Variant: "Sans", Size: size},
		Handler: mathText{text.Plain{Fonts: font.DefaultCache}},
	}
}

// NewPlot is an empty plot in the house style, with a grid and these labels on its linear axes.
func NewPlot(x, y string) *plot.Plot {
	p := BarePlot(x, y)
	g := plotter.NewGrid()
	g.Vertical, g.Horizontal = Line(Light, Hairline), Line(Light, Hairline)
	p.Add(g)
	return p
}

// BarePlot is NewPlot without a grid.
func BarePlot(x, y string) *plot.Plot {
	p := plot.New()
	p.BackgroundColor = nil
	for _, a := range []*plot.Axis{&p.X, &p.Y} {
		label, tick := Words(TextSize), Words(TextSize-1)
		a.Label.TextStyle.Font, a.Label.TextStyle.Handler = label.Font, label.Handler
		a.Label.TextStyle.Color = Ink
		a.Tick.Label.Font, a.Tick.Label.Handler, a.Tick.Label.Color = tick.Font, tick.Handler, Ink
		a.LineStyle, a.Tick.LineStyle = Line(Ink, Thin), Line(Ink, Thin)
		a.Tick.Length, a.Padding, a.Label.Padding = 3, 0, 2
	}
	p.X.Label.Text, p.Y.Label.Text = x, y
	Linear.Ticks(&p.X)
	Linear.Ticks(&p.Y)
	return p
}

// Diamond is a square on its corner.
type Diamond struct{}

func (Diamond) DrawGlyph(c *draw.Canvas, sty draw.GlyphStyle, pt vg.Point) {
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
