package canvas

import (
	"image/color"
	"slices"

	"gonum.org/v1/gonum/stat"
	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// Band is the area between a lower and an upper curve, in a pale shade of a colour. It is empty if a curve
// is.
func Band(low, high plotter.XYs, c color.NRGBA) *plotter.Polygon {
	band := &plotter.Polygon{Color: Faded(c, 0.2)}
	if len(low) > 0 && len(high) > 0 {
		back := slices.Clone(low)
		slices.Reverse(back)
		band.XYs = []plotter.XYs{append(slices.Clone(high), back...)}
	}
	return band
}

// Quantiles is a distribution at one place of the horizontal axis: the median as a mark, the middle half as a
// wide and the middle nine tenths as a thin line.
type Quantiles struct {
	x      float64
	at     [5]float64
	colour color.NRGBA
	shape  draw.GlyphDrawer
}

// NewQuantiles takes the quantiles of values at x.
func NewQuantiles(x float64, values []float64, c color.NRGBA, shape draw.GlyphDrawer) Quantiles {
	q := Quantiles{x: x, colour: c, shape: shape}
	values = slices.Sorted(slices.Values(values))
	for i, share := range []float64{0.05, 0.25, 0.5, 0.75, 0.95} {
		q.at[i] = stat.Quantile(share, stat.Empirical, values, nil)
	}
	return q
}

// Range is what the lines take of the vertical axis.
func (q Quantiles) Range() (low, high float64) { return q.at[0], q.at[4] }

func (q Quantiles) Plot(c draw.Canvas, p *plot.Plot) {
	tx, ty := p.Transforms(&c)
	x := tx(q.x)
	c.StrokeLine2(Line(q.colour, Thin), x, ty(q.at[0]), x, ty(q.at[4]))
	c.StrokeLine2(Line(q.colour, 2.2), x, ty(q.at[1]), x, ty(q.at[3]))
	c.DrawGlyph(draw.GlyphStyle{Color: q.colour, Radius: 1.7, Shape: q.shape}, vg.Point{X: x, Y: ty(q.at[2])})
}
