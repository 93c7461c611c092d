package figures

import (
	"proxflow/paper-figures/internal/canvas"

	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// Map draws the Brenier map T of a law on the line, a panel for each target, from the series map (T(x₀) against x₀) as
// a curve and the series recovered (the proximal point against x₀) as a few marks on it.
type Map struct {
	Targets []string `doc:"labels or names of the targets; all that have a map if empty"`
	Marks   int      `doc:"the largest number of marks" min:"1" max:"1000"`
}

var _ = Catalog.Add("map", "Brenier map of a law on the line, with the points that the prox recovers",
	func() Figure { return &Map{Marks: 40} })

func (f *Map) Draw(data *Data) (*canvas.Drawing, error) {
	cases, err := data.observed(f.Targets, "map", "recovered")
	if err != nil {
		return nil, err
	}
	graph := canvas.Line(canvas.Blue, canvas.LineWidth)
	recovered := draw.GlyphStyle{Color: canvas.Vermillion, Radius: 1.6, Shape: draw.RingGlyph{}}
	d := &canvas.Drawing{Columns: min(len(cases), 2)}
	d.Explain("𝑥₁ = 𝑇(𝑥₀)", canvas.Stroke(graph))
	d.Explain("recovered by the prox", canvas.Dot(recovered))
	d.Width = canvas.ColumnWidth * vg.Length(d.Columns)
	for _, c := range cases {
		points := curve(c, "map")
		if points == nil {
			return nil, data.errorf("the series \"map\" of the target %q has no finite point", c.Labels["target"])
		}
		p := canvas.NewPlot("𝑥₀", "𝑥₁")
		p.Add(&plotter.Line{XYs: points, LineStyle: graph}, &plotter.Scatter{XYs: sparse(curve(c, "recovered"), f.Marks), GlyphStyle: recovered})
		canvas.Pad(&p.X, 0.03)
		canvas.Pad(&p.Y, 0.03)
		d.Panels = append(d.Panels, &canvas.Panel{Plot: p, Title: c.Labels["target"]})
	}
	d.Height = 2.4 * vg.Inch * vg.Length(d.Rows())
	return d, nil
}

// sparse keeps at most n points, evenly among all, with the first and the last.
func sparse(points plotter.XYs, n int) plotter.XYs {
	if len(points) <= n || n < 2 {
		return points[:min(n, len(points))]
	}
	kept := make(plotter.XYs, n)
	for i := range kept {
		kept[i] = points[i*(len(points)-1)/(n-1)]
	}
	return kept
}
