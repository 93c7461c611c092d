package figures

import (
	"cmp"
	"image/color"
	"math"
	"proxflow/paper-figures/internal/canvas"
	"slices"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// slim leaves out the points of a path that are within a tolerance of the chords between those that it keeps:
// the steps of an integrator are far finer than print (Douglas and Peucker, 1973,
// doi:10.3138/FM57-6770-U75U-7727).
func slim(path plotter.XYs, tolerance float64) plotter.XYs {
	if len(path) < 3 {
		return path
	}
	first, last := path[0], path[len(path)-1]
	far, most := 0, tolerance
	for i, p := range path {
		along := 0.0 // where on the chord p is nearest, in [0,1]
		dx, dy := last.X-first.X, last.Y-first.Y
		if n := dx*dx + dy*dy; n > 0 {
			along = max(0, min(1, ((p.X-first.X)*dx+(p.Y-first.Y)*dy)/n))
		}
		if e := math.Hypot(p.X-first.X-along*dx, p.Y-first.Y-along*dy); e > most {
			far, most = i, e
		}
	}
	if far == 0 {
		return plotter.XYs{first, last}
	}
	return slices.Concat(slim(path[:far+1], tolerance), slim(path[far:], tolerance)[1:])
}

// projected is a point on paper, with its nearness to the eye.
type projected struct {
	plotter.XY
	near float64
}

// projection maps a point x at time t to paper.
type projection func(t float64, x []float64) projected

// flat forgets the nearness.
func flat(points []projected) plotter.XYs {
	xys := make(plotter.XYs, len(points))
	for i, p := range points {
		xys[i] = p.XY
	}
	return xys
}

// Eye is the direction from which space is seen.
type Eye struct {
	Azimuth   float64 `doc:"of the eye around the third axis, from the first, in degrees"`
	Elevation float64 `doc:"of the eye above the plane of the first two axes, in degrees" min:"-90" max:"90"`
}

// view is the projection of points of a dimension, nil if there is none.
func (e Eye) view(dim int) projection {
	switch dim {
	case 1:
		return func(t float64, x []float64) projected { return projected{plotter.XY{X: t, Y: x[0]}, 0} }
	case 2:
		return func(_ float64, x []float64) projected { return projected{plotter.XY{X: x[0], Y: x[1]}, 0} }
	case 3:
		return func(_ float64, x []float64) projected { return e.orthographic(x) }
	}
	return nil
}

func (e Eye) orthographic(x []float64) projected {
	sa, ca := math.Sincos(e.Azimuth * math.Pi / 180)
	se, ce := math.Sincos(e.Elevation * math.Pi / 180)
	towards := ca*x[0] + sa*x[1] // the eye, on the ground
	return projected{plotter.XY{X: ca*x[1] - sa*x[0], Y: ce*x[2] - se*towards}, ce*towards + se*x[2]}
}

// cloud draws points, the nearest last. Farther points are paler.
func cloud(points []projected, sty draw.GlyphStyle) *plotter.Scatter {
	points = slices.Clone(points)
	slices.SortStableFunc(points, func(a, b projected) int { return cmp.Compare(a.near, b.near) })
	s := &plotter.Scatter{GlyphStyle: sty}
	var depth canvas.Span
	for _, p := range points {
		s.XYs = append(s.XYs, p.XY)
		depth.Add(p.near)
	}
	if depth.Min < depth.Max {
		s.GlyphStyleFunc = func(i int) draw.GlyphStyle {
			shaded := sty
			far := (depth.Max - points[i].near) / (depth.Max - depth.Min)
			shaded.Color = canvas.Mixed(sty.Color.(color.NRGBA), canvas.White, 0.7*far)
			return shaded
		}
	}
	return s
}

// triad draws the three axes of space in the lower left corner.
type triad struct{ eye Eye }

func (a triad) Plot(c draw.Canvas, _ *plot.Plot) {
	const length = 16
	origin := c.Min.Add(vg.Point{X: length, Y: length})
	for i, name := range []string{"1", "2", "3"} {
		e := make([]float64, 3)
		e[i] = 1
		p := a.eye.orthographic(e)
		tip := vg.Point{X: vg.Length(p.X), Y: vg.Length(p.Y)}
		c.StrokeLines(canvas.Line(canvas.Ink, canvas.Thin), []vg.Point{origin, origin.Add(tip.Scale(length))})
		sty := canvas.Words(canvas.TextSize - 1)
		sty.XAlign, sty.YAlign = draw.XCenter, draw.YCenter
		c.FillText(sty, origin.Add(tip.Scale(length+6)), name)
	}
}
