package canvas

import (
	"cmp"
	"image/color"
	"slices"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// EndLabels names curves at the right edge of a plot. Each label is as level with the end of its curve as the
// other labels allow, and a line leads to it.
type EndLabels []EndLabel

// EndLabel is the name of one curve.
type EndLabel struct {
	Text string
	End  plotter.XY      // of the curve
	Mark draw.GlyphStyle // of its points; without a shape if the curve has no marks
}

const (
	LabelSize            = TextSize - 1
	LabelGap   vg.Length = 1.3 * LabelSize
	leadWidth  vg.Length = 12  // from the edge of the data to the mark beside a label
	LabelWidth vg.Length = 160 // at most
)

func (l EndLabels) Plot(c draw.Canvas, p *plot.Plot) {
	x, y := p.Transforms(&c)
	inside := func(v vg.Length) vg.Length { return min(max(v, c.Min.Y), c.Max.Y) }
	l = slices.Clone(l)
	slices.SortStableFunc(l, func(a, b EndLabel) int { return cmp.Compare(a.End.Y, b.End.Y) })
	level := make([]vg.Length, len(l))
	for i, e := range l {
		level[i] = inside(y(e.End.Y))
	}
	apart(level, LabelGap, c.Min.Y+LabelGap/2, c.Max.Y-LabelGap/2)
	sty := Words(LabelSize)
	sty.YAlign = draw.YCenter
	beside := c // marks off the canvas are not drawn
	beside.Max.X += LabelWidth
	for i, e := range l {
		lead := Line(Faded(e.Mark.Color.(color.NRGBA), 0.5), Hairline)
		at := vg.Point{X: c.Max.X + leadWidth, Y: level[i]}
		end := inside(y(e.End.Y))
		path := []vg.Point{{X: x(e.End.X), Y: end}, {X: c.Max.X + 1, Y: end}, {X: at.X - 3, Y: at.Y}}
		c.StrokeLines(lead, path)
		sty.Color = Grey
		if e.Mark.Shape != nil {
			beside.DrawGlyph(e.Mark, at)
			at.X += 2.5 * MarkRadius
			sty.Color = Ink
		}
		c.FillText(sty, at.Add(vg.Point{Y: 0.12 * LabelSize}), e.Text)
	}
}

// GlyphBoxes asks the plot for room to the right of the data.
func (l EndLabels) GlyphBoxes(*plot.Plot) (boxes []plot.GlyphBox) {
	for _, e := range l {
		width := leadWidth + 2.5*MarkRadius + Words(LabelSize).Width(e.Text)
		boxes = append(boxes, plot.GlyphBox{X: 1, Y: 0.5, Rectangle: vg.Rectangle{Max: vg.Point{X: width}}})
	}
	return boxes
}

// apart moves ascending places until neighbours are a gap apart and all are in [low, high], with the least
// sum of squared moves; without room for all they begin at low. Less i gaps, the places must ascend: this is
// isotonic regression, in which pools of places that violate the order move to their mean (Barlow et al.,
// Statistical Inference under Order Restrictions, 1972).
func apart(places []vg.Length, gap, low, high vg.Length) {
	type pool struct {
		mean vg.Length
		size int
	}
	var pools []pool
	for i, p := range places {
		last := pool{p - vg.Length(i)*gap, 1}
		for n := len(pools); n > 0 && pools[n-1].mean >= last.mean; n-- {
			before := pools[n-1]
			size := before.size + last.size
			sum := before.mean*vg.Length(before.size) + last.mean*vg.Length(last.size)
			last = pool{sum / vg.Length(size), size}
			pools = pools[:n-1]
		}
		pools = append(pools, last)
	}
	i := 0
	for _, p := range pools {
		mean := max(low, min(p.mean, high-vg.Length(len(places)-1)*gap))
		for range p.size {
			places[i] = mean + vg.Length(i)*gap
			i++
		}
	}
}
