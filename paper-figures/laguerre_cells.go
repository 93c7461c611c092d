package figures

import (
	"fmt"
	"image/color"
	"math"

	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"proxflow/paper-figures/internal/canvas"
	"proxflow/theory/claim/series"
)

// LaguerreCells draws the Laguerre cells of a target of atoms in the plane, with the atoms and trajectories
// of the flow, a panel for each target. A cell holds the source points that the Brenier map takes to one
// atom. It has the hue of its atom, and so have the trajectories that end there. The series are Cell (the
// corners of a cell in order), Atom (the atoms in the order of the cells) and Path.
type LaguerreCells struct {
	Selection
	Paths int `doc:"the largest number of trajectories in a panel" min:"0" max:"10000"`
}

var _ = Catalog.Add("laguerre-cells",
	"Laguerre cells of atoms in the plane, with the flow onto the atoms, a panel for each target",
	func() Figure { return &LaguerreCells{Paths: 100} })

func (f *LaguerreCells) Draw(data *Data) (*canvas.Drawing, error) {
	cases, err := data.each("target", f.Selection, either{series.Cell}, series.Atom, series.Path)
	if err != nil {
		return nil, err
	}
	panels, err := data.panels(cases, f.panel)
	if err != nil {
		return nil, err
	}
	d := threeInARow(panels, 1)
	if len(cases) == 1 { // cells are small
		d.Width, d.Height = 1.4*canvas.ColumnWidth, 1.4*canvas.ColumnWidth
	}
	d.Height += canvas.LineHeight / 2 * vg.Length(d.Rows()) // for titles, so that squares fill their panels
	sample := place{-0.7, -0.7}
	d.Explain("cell", &plotter.Polygon{Color: sample.colour(cellTint)})
	dot := draw.GlyphStyle{Radius: canvas.MarkRadius, Shape: draw.CircleGlyph{}}
	dot.Color = sample.colour(atomTint)
	d.Explain("its atom", canvas.Dot(dot))
	if f.Paths > 0 {
		d.Explain("trajectory 𝑥ₜ", canvas.Stroke(canvas.Line(sample.colour(pathTint), canvas.Thin)))
	}
	return d, nil
}

// place is the place of an atom among the others, in the unit disk. Its polar angle is the hue of what
// belongs to the atom and its radius the saturation, so that near atoms have near colours.
type place struct{ x, y float64 }

// tint is a lightness, and the strength of the colour at the rim of the disk.
type tint struct{ lightness, chroma float64 }

var cellTint, pathTint, atomTint = tint{0.9, 0.065}, tint{0.6, 0.15}, tint{0.48, 0.16}

func (p place) colour(t tint) color.NRGBA {
	return canvas.Oklab(t.lightness, t.chroma*p.x, t.chroma*p.y)
}

// places returns the places of atoms around their mean.
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

func (f *LaguerreCells) panel(c trials) (*canvas.Panel, error) {
	atoms := finite(c[0], series.Atom)
	if atoms == nil {
		return nil, fmt.Errorf("the series %q has no finite point", series.Atom)
	}
	where := places(atoms)
	panel := newPanel(2)
	count := vg.Length(len(atoms))
	edge := canvas.Line(nil, min(canvas.Thin, max(0.2, 40/count)))
	none := true
	for j := range atoms {
		if corners := finite(c[0], series.Cell.Of(j)); len(corners) > 2 {
			none = false
			fill := where[j].colour(cellTint)
			// Many white edges would pale the colours.
			edge.Color = canvas.Mixed(fill, canvas.White, min(1, 200/float64(count)))
			panel.Add(&plotter.Polygon{XYs: []plotter.XYs{corners}, Color: fill, LineStyle: edge})
		}
	}
	if none {
		first, last := series.Cell.Of(0), series.Cell.Of(len(atoms)-1)
		return nil, fmt.Errorf("none of the series %q to %q has three corners", first, last)
	}
	left, right, bottom, top := panel.X.Min, panel.X.Max, panel.Y.Min, panel.Y.Max
	for _, seen := range paths(c[0], 2, f.Paths, Eye{}.view(2)) {
		path := flat(seen)
		shade := where[nearest(atoms, path[len(path)-1])].colour(pathTint)
		start := draw.GlyphStyle{Color: shade, Radius: 0.9, Shape: draw.CircleGlyph{}}
		panel.Add(&plotter.Line{XYs: slim(path, 3e-4*(right-left)), LineStyle: canvas.Line(shade, 0.5)})
		panel.Add(&plotter.Scatter{XYs: path[:1], GlyphStyle: start})
	}
	radius := min(canvas.MarkRadius, max(0.8, 80/count))
	panel.Add(&plotter.Scatter{XYs: atoms, GlyphStyleFunc: func(j int) draw.GlyphStyle {
		return draw.GlyphStyle{Color: where[j].colour(atomTint), Radius: radius, Shape: draw.CircleGlyph{}}
	}})
	panel.X.Min, panel.X.Max, panel.Y.Min, panel.Y.Max = left, right, bottom, top
	return panel, nil
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
