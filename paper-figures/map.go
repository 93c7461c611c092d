package figures

import (
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"proxflow/paper-figures/internal/canvas"
	"proxflow/theory/claim/series"
)

// Map draws the Brenier map T of a law on the line, a panel for each target: the series Map (T(x₀) against
// x₀) as a curve, and Recovered (the proximal point against x₀) as a few marks on it.
type Map struct {
	Selection
	Marks int `doc:"the largest number of marks" min:"1" max:"1000"`
}

var _ = Catalog.Add("map", "Brenier map of a law on the line, with the points that the prox recovers",
	func() Figure { return &Map{Marks: 40} })

func (f *Map) Draw(data *Data) (*canvas.Drawing, error) {
	cases, err := data.each("target", f.Selection, either{series.Map}, series.Recovered)
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
		points := curve(c[0], series.Map)
		if points == nil {
			of := c[0].Labels["target"]
			return nil, data.errorf("the series %q of the target %q has no finite point", series.Map, of)
		}
		p := canvas.NewPlot("𝑥₀", "𝑥₁")
		p.Add(&plotter.Line{XYs: points, LineStyle: graph})
		p.Add(&plotter.Scatter{XYs: sparse(curve(c[0], series.Recovered), f.Marks), GlyphStyle: recovered})
		canvas.Pad(&p.X, 0.03)
		canvas.Pad(&p.Y, 0.03)
		d.Panels = append(d.Panels, &canvas.Panel{Plot: p, Title: c[0].Labels["target"]})
	}
	d.Height = 2.4 * vg.Inch * vg.Length(d.Rows())
	return d, nil
}

// sparse keeps at most n points, evenly spread, among them the first and the last.
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
