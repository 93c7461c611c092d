// Package canvas draws figures in one house style: panels of plots with a legend, written as SVG, PDF or PNG from the
// same strokes. It knows nothing of what the figures show.
//
// A Drawing has Panels and Entries of a legend. A Scale places numbers on an axis, a Span is their range. Colours, widths
// and marks are in style.go.
package canvas

import (
	"image/color"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// Drawing is a picture ready to be written: panels in rows of equal size, and a legend outside them.
type Drawing struct {
	Width, Height vg.Length // of the panels with a legend beside them; one beneath adds its height
	Panels        []*Panel
	Columns       int // of panels in a row
	Legend        []Entry
}

// Panel is one plot of a drawing.
type Panel struct {
	*plot.Plot
	Title     string // above it; "" for none
	EqualAxes bool   // one unit is as long on either axis: the shorter range is widened
}

// Entry is a line of a legend.
type Entry struct {
	Text   string
	Thumbs []plot.Thumbnailer
}

// Explain adds an entry to the legend.
func (d *Drawing) Explain(text string, thumbs ...plot.Thumbnailer) {
	d.Legend = append(d.Legend, Entry{text, thumbs})
}

// Stroke and dot are the thumbnails of a line and of a mark.
func Stroke(l draw.LineStyle) plot.Thumbnailer { return &plotter.Line{LineStyle: l} }
func Dot(g draw.GlyphStyle) plot.Thumbnailer   { return &plotter.Scatter{GlyphStyle: g} }

const (
	margin     vg.Length = 3
	gap        vg.Length = 10 // between panels, and from a legend to them
	thumbWidth vg.Length = 18
	LineHeight vg.Length = 1.4 * TextSize
)

// few entries stand beneath the panels, more stand in a column beside them, unless they are wide.
const few = 5

func (d *Drawing) beneath() bool {
	return len(d.Legend) <= few || d.legendWidth() > d.Width*2/5
}

func (d *Drawing) legendWidth() (w vg.Length) {
	for _, e := range d.Legend {
		w = max(w, e.width())
	}
	return w
}

func (e Entry) width() vg.Length { return thumbWidth + 4 + Words(TextSize).Width(e.Text) }

// Elided leaves out letters in the middle of a text until it is no wider than room.
func Elided(text string, room vg.Length) string {
	letters := []rune(text)
	for n := len(letters) - 1; n > 1 && Words(TextSize).Width(text) > room; n-- {
		text = string(letters[:n-n/2]) + "…" + string(letters[len(letters)-n/2:])
	}
	return text
}

// lines breaks a legend into lines no longer than the width; a column if it stands beside the panels.
func (d *Drawing) lines() [][]Entry {
	var lines [][]Entry
	left := vg.Length(-1)
	for _, e := range d.Legend {
		e.Text = Elided(e.Text, d.Width-2*margin-thumbWidth-4)
		if w := e.width() + gap; !d.beneath() || w > left {
			lines, left = append(lines, nil), d.Width-2*margin+gap
		}
		left -= e.width() + gap
		lines[len(lines)-1] = append(lines[len(lines)-1], e)
	}
	return lines
}

// Size is that of the whole picture.
func (d *Drawing) Size() (width, height vg.Length) {
	legend := LineHeight * vg.Length(len(d.lines()))
	switch {
	case d.Legend == nil:
		return d.Width, d.Height
	case d.beneath():
		return d.Width, d.Height + legend + margin
	}
	return d.Width, max(d.Height, legend+2*margin)
}

// Draw puts the picture on a canvas of its size.
func (d *Drawing) Draw(canvas vg.CanvasSizer) {
	c := draw.New(canvas)
	c.SetColor(color.White)
	c.Fill(c.Rectangle.Path())
	c = draw.Crop(c, margin, -margin, margin, -margin)
	panels, lines := c, d.lines()
	switch {
	case d.Legend == nil:
	case d.beneath():
		top := c.Min.Y + LineHeight*vg.Length(len(lines))
		panels.Min.Y = top + margin
		for i, entries := range lines {
			var w vg.Length
			for _, e := range entries {
				w += e.width() + gap
			}
			x := c.Center().X - (w-gap)/2
			for _, e := range entries {
				e.draw(c, vg.Point{X: x, Y: top - LineHeight*vg.Length(i+1)})
				x += e.width() + gap
			}
		}
	default:
		panels.Max.X -= d.legendWidth() + gap
		for i, entries := range lines {
			entries[0].draw(c, vg.Point{X: panels.Max.X + gap, Y: c.Max.Y - LineHeight*vg.Length(i+1)})
		}
	}
	d.drawPanels(panels)
}

// Draw puts an entry on a canvas, its lower left corner at pt.
func (e Entry) draw(c draw.Canvas, pt vg.Point) {
	icon := draw.Canvas{Canvas: c.Canvas, Rectangle: vg.Rectangle{Min: pt.Add(vg.Point{Y: 2}), Max: pt.Add(vg.Point{X: thumbWidth, Y: LineHeight - 2})}}
	for _, t := range e.Thumbs {
		t.Thumbnail(&icon)
	}
	sty := Words(TextSize)
	sty.YAlign = draw.YCenter
	c.FillText(sty, vg.Point{X: icon.Max.X + 4, Y: icon.Center().Y + 0.12*TextSize}, e.Text)
}

// Rows of panels.
func (d *Drawing) Rows() int { return (len(d.Panels) + d.Columns - 1) / d.Columns }

func (d *Drawing) drawPanels(c draw.Canvas) {
	for _, p := range d.Panels { // ranges are widened for this canvas alone
		x, y := p.X, p.Y
		defer func() { p.X, p.Y = x, y }()
	}
	// The ticks depend on the range, the range on the shape of the panel, and that on the ticks: thrice is enough.
	for range 3 {
		for i, cell := range d.cells(c) {
			d.Panels[i].equalise(cell)
		}
	}
	for i, cell := range d.cells(c) {
		p := d.Panels[i]
		p.Draw(cell)
		p.drawTitle(d.tile(c, i), p.DataCanvas(cell))
	}
}

// drawTitle puts the title over the data, but inside the tile. The titles of a row are level, whatever the ticks take.
func (p *Panel) drawTitle(tile, data draw.Canvas) {
	sty := Words(TextSize)
	text := Elided(p.Title, tile.Size().X)
	width := sty.Width(text)
	x := min(max(data.Center().X-width/2, tile.Min.X), tile.Max.X-width)
	tile.FillText(sty, vg.Point{X: x, Y: tile.Max.Y - TextSize}, text)
}

// tile is the place of a panel with its title.
func (d *Drawing) tile(c draw.Canvas, i int) draw.Canvas {
	tiles := draw.Tiles{Rows: d.Rows(), Cols: d.Columns, PadX: gap, PadY: gap}
	return tiles.At(c, i%d.Columns, i/d.Columns)
}

// cells divides a canvas among the panels, such that their data stand in rectangles of one size, in rows and columns.
func (d *Drawing) cells(c draw.Canvas) []draw.Canvas {
	cells := make([]draw.Canvas, len(d.Panels))
	around := make([]vg.Rectangle, len(d.Panels)) // what titles and labels take on each side
	var most vg.Rectangle
	for i, p := range d.Panels {
		cells[i] = d.tile(c, i)
		if p.Title != "" {
			cells[i].Max.Y -= LineHeight
		}
		data := p.DataCanvas(cells[i])
		around[i] = vg.Rectangle{Min: data.Min.Sub(cells[i].Min), Max: cells[i].Max.Sub(data.Max)}
		most.Min.X, most.Min.Y = max(most.Min.X, around[i].Min.X), max(most.Min.Y, around[i].Min.Y)
		most.Max.X, most.Max.Y = max(most.Max.X, around[i].Max.X), max(most.Max.Y, around[i].Max.Y)
	}
	for i, a := range around {
		cells[i].Min = cells[i].Min.Add(most.Min.Sub(a.Min))
		cells[i].Max = cells[i].Max.Sub(most.Max.Sub(a.Max))
	}
	return cells
}

// equalise widens the range of one axis until a unit is as long on both.
func (p *Panel) equalise(c draw.Canvas) {
	if !p.EqualAxes {
		return
	}
	size := p.DataCanvas(c).Size()
	widen := func(a *plot.Axis, units float64) {
		centre := (a.Min + a.Max) / 2
		a.Min, a.Max = centre-units/2, centre+units/2
	}
	perX, perY := (p.X.Max-p.X.Min)/float64(size.X), (p.Y.Max-p.Y.Min)/float64(size.Y)
	if perX < perY {
		widen(&p.X, perY*float64(size.X))
	} else {
		widen(&p.Y, perX*float64(size.Y))
	}
}
