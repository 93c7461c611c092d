// Package canvas draws figures in one house style: plots in panels, with a legend, written as SVG, PDF or PNG
// by the same strokes. It knows nothing of what the figures show.
//
// There are only a few types. A Drawing has Panels, each a plot, and a legend. A Scale places numbers on an
// axis; a Span is their range, a Frame that of points. A Band and Quantiles show intervals, EndLabels name
// curves at their ends. Widths, colours and marks are in style.go.
package canvas

import (
	"image/color"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// Drawing is a picture ready to be written: panels of equal size in rows, and a legend outside them.
type Drawing struct {
	Width, Height vg.Length // of the panels and a legend beside them; a legend beneath adds its height
	Panels        []*Panel
	Columns       int // panels in a row
	legend        []entry
}

// Panel is one plot of a drawing.
type Panel struct {
	*plot.Plot
	Title     string // above the plot; "" for none
	EqualAxes bool   // a unit is as long on either axis: the shorter range is widened
}

const (
	margin vg.Length = 3
	gap    vg.Length = 10 // between panels, and from a legend to them

	// LineHeight is what a line of text takes.
	LineHeight vg.Length = 1.4 * TextSize
)

// Grid is a drawing of panels in rows, the height of each the aspect times its width.
func Grid(panels []*Panel, columns int, width vg.Length, aspect float64) *Drawing {
	d := &Drawing{Width: width, Panels: panels, Columns: columns}
	d.Height = vg.Length(aspect) * width / vg.Length(columns) * vg.Length(d.Rows())
	return d
}

// Rows is the number of rows of panels.
func (d *Drawing) Rows() int { return (len(d.Panels) + d.Columns - 1) / d.Columns }

// Size is the size of the whole picture.
func (d *Drawing) Size() (width, height vg.Length) {
	legend := LineHeight * vg.Length(len(d.lines()))
	switch {
	case d.legend == nil:
		return d.Width, d.Height
	case d.beneath():
		return d.Width, d.Height + legend + margin
	}
	return d.Width, max(d.Height, legend+2*margin)
}

// Draw draws the picture on a canvas of its size.
func (d *Drawing) Draw(canvas vg.CanvasSizer) {
	c := draw.New(canvas)
	c.SetColor(color.White)
	c.Fill(c.Rectangle.Path())
	d.drawPanels(d.drawLegend(draw.Crop(c, margin, -margin, margin, -margin)))
}

func (d *Drawing) drawPanels(c draw.Canvas) {
	for _, p := range d.Panels { // ranges are widened for this canvas alone
		x, y := p.X, p.Y
		defer func() { p.X, p.Y = x, y }()
	}
	// The ticks depend on the range, the range on the panel's shape, and the shape on the ticks: three rounds
	// are enough.
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

// drawTitle centres the title above the data, but keeps it inside the tile. The titles of a row are level.
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

// cells divides a canvas among the panels so that the rectangles of their data have one size and stand in
// line.
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

// equalise widens the range of one axis until a unit has the same length on both.
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
