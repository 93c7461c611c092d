package figures

import (
	"fmt"
	"image/color"
	"math"
	"slices"

	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"proxflow/paper-figures/internal/canvas"
	"proxflow/results"
)

// LaguerreCells draws the Laguerre cells of a target of atoms in the plane, the source points that the Brenier map takes
// to one atom, with the atoms and trajectories of the flow, a panel for each target. A cell has the hue of its atom, and so
// have the trajectories that end there. A case is drawn from its series cell <j> (the corners of the j-th cell in order),
// atom (the atoms in the order of the cells), and path-<k>/x<i> as by Trajectories.
type LaguerreCells struct {
	Targets []string `doc:"labels or names of the targets; all that have cells if empty"`
	Paths   int      `doc:"the largest number of trajectories in a panel" min:"0" max:"10000"`
}

var _ = Catalog.Add("laguerre-cells", "Laguerre cells of atoms in the plane, with the flow onto the atoms, a panel for each target",
	func() Figure { return &LaguerreCells{Paths: 100} })

func (f *LaguerreCells) Draw(data *Data) (*canvas.Drawing, error) {
	cases, err := data.observed(f.Targets, "cell *", "atom", "path-*")
	if err != nil {
		return nil, err
	}
	if f.Targets == nil {
		cases = slices.DeleteFunc(cases, func(c results.Observed) bool { return !hasCurve(c, cellName(0)) })
	}
	if len(cases) == 0 {
		return nil, data.errorf("no case observed a series %q", cellName(0))
	}
	d, err := data.panels(cases, f.panel)
	if err != nil {
		return nil, err
	}
	if len(cases) == 1 { // cells are small
		d.Width, d.Height = 1.4*canvas.ColumnWidth, 1.4*canvas.ColumnWidth
	}
	d.Height += canvas.LineHeight / 2 * vg.Length(d.Rows()) // for titles, so that squares fill their panels
	sample := place{-0.7, -0.7}
	atom := draw.GlyphStyle{Color: sample.colour(atomTint), Radius: canvas.MarkRadius, Shape: draw.CircleGlyph{}}
	path := canvas.Line(sample.colour(pathTint), canvas.Thin)
	d.Explain("cell", &plotter.Polygon{Color: sample.colour(cellTint)})
	d.Explain("its atom", canvas.Dot(atom))
	if f.Paths > 0 {
		d.Explain("trajectory 𝑥ₜ", canvas.Stroke(path))
	}
	return d, nil
}

func cellName(j int) string { return fmt.Sprintf("cell %d", j) }

// place is that of an atom among the others, in the unit disk: its polar angle is the hue of what belongs to the atom, its
// radius the saturation, so that near atoms have near colours.
type place struct{ x, y float64 }

// tint is a lightness with the strength of the colour at the rim.
type tint struct{ lightness, chroma float64 }

var cellTint, pathTint, atomTint = tint{0.9, 0.065}, tint{0.6, 0.15}, tint{0.48, 0.16}

func (p place) colour(t tint) color.NRGBA {
	return canvas.Oklab(t.lightness, t.chroma*p.x, t.chroma*p.y)
}

// places are those of atoms around their mean.
func places(atoms plotter.XYs) []place {
	var x, y, reach float64
	for _, a := range atoms {
		x, y = x+a.X/float64(len(atoms)), y+a.Y/float64(len(atoms))
	}
	for _, a := range atoms {
		reach = max(reach, math.Hypot(a.X-x, a.Y-y))
	}
	list := make([]place, len(atoms))
	for i, a := range atoms {
		if reach > 0 {
			list[i] = place{(a.X - x) / reach, (a.Y - y) / reach}
		}
	}
	return list
}

func (f *LaguerreCells) panel(c results.Observed) (*canvas.Panel, error) {
	atoms := vertices(c, "atom")
	if atoms == nil {
		return nil, fmt.Errorf("the series \"atom\" has no finite point")
	}
	where := places(atoms)
	panel := Eye{}.newPanel(c, 2)
	count := vg.Length(len(atoms))
	edge := canvas.Line(nil, min(canvas.Thin, max(0.2, 40/count)))
	none := true
	for j := range atoms {
		if corners := vertices(c, cellName(j)); len(corners) > 2 {
			none = false
			fill := where[j].colour(cellTint)
			edge.Color = canvas.Mixed(fill, canvas.White, min(1, 200/float64(count))) // among many edges the colours would fade
			panel.Add(&plotter.Polygon{XYs: []plotter.XYs{corners}, Color: fill, LineStyle: edge})
		}
	}
	if none {
		return nil, fmt.Errorf("none of the series %q to %q has three corners", cellName(0), cellName(len(atoms)-1))
	}
	left, right, bottom, top := panel.X.Min, panel.X.Max, panel.Y.Min, panel.Y.Max
	for k := 1; k <= f.Paths && dim(c, fmt.Sprintf("path-%d", k)) == 2; k++ {
		_, points := cluster(c, fmt.Sprintf("path-%d", k))
		var path plotter.XYs
		for _, x := range points {
			path = append(path, plotter.XY{X: x[0], Y: x[1]})
		}
		if path == nil {
			continue
		}
		shade := where[nearest(atoms, path[len(path)-1])].colour(pathTint)
		start := draw.GlyphStyle{Color: shade, Radius: 0.9, Shape: draw.CircleGlyph{}}
		panel.Add(&plotter.Line{XYs: slim(path, 3e-4*(right-left)), LineStyle: canvas.Line(shade, 0.5)})
		panel.Add(&plotter.Scatter{XYs: path[:1], GlyphStyle: start})
	}
	radius := min(canvas.MarkRadius, max(0.8, 80/count))
	dots := &plotter.Scatter{XYs: atoms, GlyphStyleFunc: func(j int) draw.GlyphStyle {
		return draw.GlyphStyle{Color: where[j].colour(atomTint), Radius: radius, Shape: draw.CircleGlyph{}}
	}}
	panel.Add(dots)
	panel.X.Min, panel.X.Max, panel.Y.Min, panel.Y.Max = left, right, bottom, top
	return panel, nil
}

// vertices are the points of a series that are finite, in their order.
func vertices(o results.Observed, name string) (points plotter.XYs) {
	s, _ := o.Find(name)
	for i := range s.X {
		if canvas.Finite(s.X[i]) && canvas.Finite(s.Y[i]) {
			points = append(points, plotter.XY{X: s.X[i], Y: s.Y[i]})
		}
	}
	return points
}

// nearest is the index of the atom that is nearest to a point.
func nearest(atoms plotter.XYs, p plotter.XY) (best int) {
	for j, a := range atoms {
		if math.Hypot(a.X-p.X, a.Y-p.Y) < math.Hypot(atoms[best].X-p.X, atoms[best].Y-p.Y) {
			best = j
		}
	}
	return best
}
