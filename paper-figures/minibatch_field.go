package figures

import (
	"image/color"
	"math"
	"slices"
	"strconv"
	"strings"

	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"proxflow/paper-figures/internal/canvas"
	"proxflow/results"
	"proxflow/theory/claim/series"
)

// MinibatchField draws how the field of minibatches tends to that of the population, on the line at one time,
// two panels for each target. The first has the fields v^n against x, darker the larger the batch, from the
// series Field, on that of the population, from FieldPopulation, each broken where it is not finite; the
// second has the distance of the two against n. A distance of 0, which has no place on a logarithmic axis, is
// a ring on the lower edge.
type MinibatchField struct {
	Selection
	Metric string `doc:"the metric of the summary that is the distance, at n"`
	Label  string `doc:"of the axis of the distance"`
}

var _ = Catalog.Add("minibatch-field",
	"fields of minibatches and of the population, and their distance against the batch size",
	func() Figure { return &MinibatchField{Metric: "field-error-mean", Label: "squared error of the field"} })

var populationLine = canvas.Line(canvas.Ink, 1.4)

func (f *MinibatchField) Draw(data *Data) (*canvas.Drawing, error) {
	cases, err := data.each("target", f.Selection, either{series.Field}, series.FieldPopulation)
	if err != nil {
		return nil, err
	}
	rows, err := data.rows(f.Selection)
	if err != nil {
		return nil, err
	}
	d := &canvas.Drawing{Width: canvas.PageWidth, Columns: 2}
	var sizes []int
	zeros := false
	for _, c := range cases {
		batches, of := minibatches(c[0]), c[0].Labels["target"]
		if len(batches) == 0 {
			return nil, data.errorf("no minibatch field of the target %q has a finite point", of)
		}
		errors := f.errors(rows, c[0])
		if !slices.ContainsFunc(errors, func(e plotter.XY) bool { return e.Y > 0 }) {
			return nil, data.errorf("the metric %s of the target %q has no positive mean", f.Metric, of)
		}
		for _, b := range batches {
			sizes = append(sizes, b.n)
		}
		zeros = zeros || slices.ContainsFunc(errors, func(e plotter.XY) bool { return e.Y == 0 })
		d.Panels = append(d.Panels, fieldPanel(c[0], batches), f.errorPanel(errors, batches))
	}
	slices.Sort(sizes)
	d.Explain("minibatch field, 𝑛 = "+listed(slices.Compact(sizes)), ladder{})
	d.Explain("population", canvas.Stroke(populationLine))
	if zeros {
		explainZeros(d)
	}
	d.Height = 2.6 * vg.Inch * vg.Length(d.Rows())
	return d, nil
}

// minibatch is the field of batches of one size.
type minibatch struct {
	n      int
	field  []plotter.XYs // in pieces
	colour color.NRGBA
}

// minibatches returns the fields of a case by batch size, lighter the smaller they are.
func minibatches(c results.Observed) (list []minibatch) {
	for _, n := range members(series.Field, trials{c}) {
		if pieces := unbroken(c, series.Field.Of(n)); pieces != nil {
			list = append(list, minibatch{n: n, field: pieces})
		}
	}
	for i := range list {
		list[i].colour = deepening(float64(i+1) / float64(len(list)))
	}
	return list
}

// deepening goes from a light to a dark blue as w goes from 0 to 1.
func deepening(w float64) color.NRGBA {
	if pale, dark := (color.NRGBA{0xc6, 0xdf, 0xf2, 0xff}), (color.NRGBA{0x08, 0x3a, 0x70, 0xff}); w < 0.5 {
		return canvas.Mixed(pale, canvas.Sky, 2*w)
	} else {
		return canvas.Mixed(canvas.Sky, dark, 2*w-1)
	}
}

// unbroken splits a series where it is not finite.
func unbroken(o results.Observed, name series.Name) (pieces []plotter.XYs) {
	var piece plotter.XYs
	s, _ := o.Find(name.String())
	for i := range s.X {
		if canvas.Finite(s.X[i]) && canvas.Finite(s.Y[i]) {
			piece = append(piece, plotter.XY{X: s.X[i], Y: s.Y[i]})
		} else if piece != nil {
			pieces, piece = append(pieces, piece), nil
		}
	}
	if piece != nil {
		pieces = append(pieces, piece)
	}
	return pieces
}

func fieldPanel(c results.Observed, batches []minibatch) *canvas.Panel {
	p := canvas.NewPlot("𝑥", "field")
	var seen canvas.Frame
	add := func(pieces []plotter.XYs, sty draw.LineStyle) {
		for _, piece := range pieces {
			seen.Add(piece...)
			p.Add(&plotter.Line{XYs: piece, LineStyle: sty})
		}
	}
	for _, b := range batches {
		add(b.field, canvas.Line(b.colour, canvas.LineWidth))
	}
	add(unbroken(c, series.FieldPopulation), populationLine)
	p.X.Min, p.X.Max = seen.X.Padded(0.03)
	p.Y.Min, p.Y.Max = seen.Y.Padded(0.05)
	return &canvas.Panel{Plot: p, Title: c.Labels["target"]}
}

// errors returns the distances of a case by n.
func (f *MinibatchField) errors(rows []results.Row, c results.Observed) (list plotter.XYs) {
	for _, r := range rows {
		n, got := float64(r.At), float64(r.Got)
		ours := r.CaseNo == c.CaseNo && r.Repeat == c.Repeat && r.Metric == f.Metric
		if ours && n >= 1 && canvas.Finite(n) && got >= 0 && canvas.Finite(got) {
			list = append(list, plotter.XY{X: n, Y: got})
		}
	}
	slices.SortStableFunc(list, byX)
	return list
}

func (f *MinibatchField) errorPanel(errors plotter.XYs, batches []minibatch) *canvas.Panel {
	p := canvas.NewPlot("batch size 𝑛", f.Label)
	canvas.Counts.Ticks(&p.X)
	canvas.Log.Ticks(&p.Y)
	var seen canvas.Frame
	for _, e := range errors {
		seen.Add(plotter.XY{X: math.Log10(e.X), Y: math.Log10(e.Y)}) // without -Inf, of 0
	}
	p.X.Min, p.X.Max = seen.X.Padded(0.06)
	p.Y.Min, p.Y.Max = seen.Y.DecadesApart(0.08)
	path, dots := &plotter.Line{LineStyle: canvas.Line(canvas.Grey, canvas.Hairline)}, &plotter.Scatter{}
	var styles []draw.GlyphStyle
	for _, e := range errors {
		sty := draw.GlyphStyle{Color: canvas.Grey, Radius: 1.3 * canvas.MarkRadius, Shape: draw.CircleGlyph{}}
		if i := slices.IndexFunc(batches, func(b minibatch) bool { return float64(b.n) == e.X }); i >= 0 {
			sty.Color = batches[i].colour
		}
		at := plotter.XY{X: math.Log10(e.X), Y: math.Log10(e.Y)}
		if e.Y > 0 {
			path.XYs = append(path.XYs, at)
		} else {
			at.Y, sty.Shape = p.Y.Min, draw.RingGlyph{}
		}
		dots.XYs, styles = append(dots.XYs, at), append(styles, sty)
	}
	dots.GlyphStyleFunc = func(i int) draw.GlyphStyle { return styles[i] }
	low, high := p.Y.Min, p.Y.Max // Add widens the range
	p.Add(path, dots)
	p.Y.Min, p.Y.Max = low, high
	return &canvas.Panel{Plot: p}
}

// ladder is the thumbnail of lines from light to dark.
type ladder struct{}

func (ladder) Thumbnail(c *draw.Canvas) {
	const rungs = 4
	for i := range rungs {
		y := c.Max.Y - (c.Max.Y-c.Min.Y)*vg.Length(i)/(rungs-1)
		c.StrokeLine2(canvas.Line(deepening(float64(i+1)/rungs), canvas.LineWidth), c.Min.X, y, c.Max.X, y)
	}
}

// listed writes numbers with commas.
func listed(numbers []int) string {
	texts := make([]string, len(numbers))
	for i, n := range numbers {
		texts[i] = strconv.Itoa(n)
	}
	return strings.Join(texts, ", ")
}
