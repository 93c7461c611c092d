package figures

import (
	"fmt"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"proxflow/paper-figures/internal/canvas"
	"proxflow/results"
)

// Spectrum draws the eigenvalues of the Jacobian (1-t) Dv against τ = -log(1-t) along a trajectory, a panel for each
// target: measured ones as marks, exact ones as lines, from the series normal/got, normal/want, tangent-<i>/got and
// tangent-<i>/want.
type Spectrum struct {
	Targets []string `doc:"labels or names of the targets; all that have a spectrum if empty"`
}

var _ = Catalog.Add("spectrum", "eigenvalues of (1-t)Dv against -log(1-t), measured and exact, a panel for each target",
	func() Figure { return &Spectrum{} })

// The directions normal and tangential to the target, measured and exact.
var (
	normalMark  = draw.GlyphStyle{Color: canvas.Vermillion, Radius: canvas.MarkRadius, Shape: draw.BoxGlyph{}}
	normalLine  = canvas.Line(canvas.Vermillion, canvas.Thin)
	tangentMark = draw.GlyphStyle{Color: canvas.Blue, Radius: canvas.MarkRadius, Shape: draw.RingGlyph{}}
	tangentLine = canvas.Line(canvas.Blue, canvas.Thin)
)

func (f *Spectrum) Draw(data *Data) (*canvas.Drawing, error) {
	cases, err := data.observedOverTime(f.Targets, "normal/*", "tangent-*")
	if err != nil {
		return nil, err
	}
	columns := min(len(cases), 3)
	d := &canvas.Drawing{Width: max(canvas.ColumnWidth, canvas.PageWidth*vg.Length(columns)/3), Columns: columns}
	d.Explain("normal, measured", canvas.Dot(normalMark))
	d.Explain("exact", canvas.Stroke(normalLine))
	d.Explain("tangential, measured", canvas.Dot(tangentMark))
	d.Explain("exact", canvas.Stroke(tangentLine))
	for _, c := range cases {
		p := canvas.NewPlot("𝜏 = −log(1 − 𝑡)", "eigenvalue of (1 − 𝑡) 𝐷𝑣ₜ")
		n := addMeasured(p, c, "normal", normalMark, normalLine)
		for i := 1; hasCurve(c, fmt.Sprintf("tangent-%d/got", i)); i++ {
			n += addMeasured(p, c, fmt.Sprintf("tangent-%d", i), tangentMark, tangentLine)
		}
		if n == 0 {
			return nil, data.errorf("the spectrum of the target %q has no finite eigenvalue", c.Labels["target"])
		}
		canvas.Pad(&p.X, 0.04)
		canvas.Pad(&p.Y, 0.08)
		d.Panels = append(d.Panels, &canvas.Panel{Plot: p, Title: c.Labels["target"]})
	}
	d.Height = 0.95 * d.Width / vg.Length(columns) * vg.Length(d.Rows())
	return d, nil
}

// addMeasured adds what was got and what was wanted of a quantity to a plot and counts the points.
func addMeasured(p *plot.Plot, o results.Observed, name string, sty draw.GlyphStyle, exact draw.LineStyle) int {
	got, want := curve(o, name+"/got"), curve(o, name+"/want")
	p.Add(&plotter.Line{XYs: want, LineStyle: exact}, &plotter.Scatter{XYs: got, GlyphStyle: sty})
	return len(got) + len(want)
}

func hasCurve(o results.Observed, name string) bool {
	_, ok := o.Find(name)
	return ok
}
