package canvas

import (
	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// entry is a line of a legend.
type entry struct {
	text   string
	thumbs []plot.Thumbnailer
}

// Explain adds an entry to the legend: a text beside thumbnails.
func (d *Drawing) Explain(text string, thumbs ...plot.Thumbnailer) {
	d.legend = append(d.legend, entry{text, thumbs})
}

// Stroke is the thumbnail of a line.
func Stroke(l draw.LineStyle) plot.Thumbnailer { return &plotter.Line{LineStyle: l} }

// Dot is the thumbnail of a mark. It is no smaller than can be seen alone, though marks in a cloud may be.
func Dot(g draw.GlyphStyle) plot.Thumbnailer {
	g.Radius = max(g.Radius, 1.2)
	return &plotter.Scatter{GlyphStyle: g}
}

const (
	thumbWidth vg.Length = 18
	thumbGap   vg.Length = 4 // to the text

	// few entries stand beneath the panels; more stand in a column beside them, unless they are wide.
	few = 5
)

func (d *Drawing) beneath() bool {
	return len(d.legend) <= few || d.legendWidth() > d.Width*2/5
}

func (d *Drawing) legendWidth() (w vg.Length) {
	for _, e := range d.legend {
		w = max(w, e.width())
	}
	return w
}

func (e entry) width() vg.Length { return thumbWidth + thumbGap + Words(TextSize).Width(e.text) }

// lines breaks the legend into lines no longer than the width, or into lines of one entry if it stands beside
// the panels.
func (d *Drawing) lines() [][]entry {
	var lines [][]entry
	left := vg.Length(-1)
	for _, e := range d.legend {
		e.text = Elided(e.text, d.Width-2*margin-thumbWidth-thumbGap)
		if w := e.width() + gap; !d.beneath() || w > left {
			lines, left = append(lines, nil), d.Width-2*margin+gap
		}
		left -= e.width() + gap
		lines[len(lines)-1] = append(lines[len(lines)-1], e)
	}
	return lines
}

// drawLegend draws the legend and returns what it leaves for the panels.
func (d *Drawing) drawLegend(c draw.Canvas) (panels draw.Canvas) {
	panels = c
	lines := d.lines()
	switch {
	case d.legend == nil:
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
	return panels
}

// draw draws the entry with its lower left corner at pt.
func (e entry) draw(c draw.Canvas, pt vg.Point) {
	low, high := pt.Add(vg.Point{Y: 2}), pt.Add(vg.Point{X: thumbWidth, Y: LineHeight - 2})
	icon := draw.Canvas{Canvas: c.Canvas, Rectangle: vg.Rectangle{Min: low, Max: high}}
	for _, t := range e.thumbs {
		t.Thumbnail(&icon)
	}
	sty := Words(TextSize)
	sty.YAlign = draw.YCenter
	c.FillText(sty, vg.Point{X: icon.Max.X + thumbGap, Y: icon.Center().Y + 0.12*TextSize}, e.text)
}
