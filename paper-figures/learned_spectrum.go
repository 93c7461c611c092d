package figures

import (
	"fmt"
	"image/color"
	"proxflow/paper-figures/internal/canvas"
	"slices"
	"strconv"

	"gonum.org/v1/gonum/stat"
	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// LearnedSpectrum draws the distribution of the eigenvalues of the Jacobian (1-t) Dv over the points and training seeds of
// learned flows, at each time, beside that of the population at the same points, a panel for each case: the median as a mark,
// the middle half as a wide and the middle nine tenths as a thin line. The series are learned/<direction> and
// population/<direction> over t, the direction normal or tangential, or one of these with -boundary.
type LearnedSpectrum struct {
	Targets []string `doc:"labels or names of the targets; all that have learned eigenvalues if empty"`
	Only    []string `doc:"the cases that are drawn, as in coupling=optimal; all if empty"`
}

var _ = Catalog.Add("learned-spectrum", "distribution of the eigenvalues of (1-t)Dv of learned flows beside the population's, by time",
	func() Figure { return &LearnedSpectrum{} })

func (f *LearnedSpectrum) Init() error { return checkOnly(f.Only) }

// learnedKinds stand from left to right at each time.
var learnedKinds = []struct {
	series, text string
	colour       color.NRGBA
	shape        draw.GlyphDrawer
}{
	{"normal", "normal", canvas.Vermillion, draw.BoxGlyph{}},
	{"normal-boundary", "normal at boundary points", canvas.Orange, draw.PyramidGlyph{}},
	{"tangential", "tangential", canvas.Blue, draw.CircleGlyph{}},
	{"tangential-boundary", "tangential at boundary points", canvas.Green, canvas.Diamond{}},
}

func (f *LearnedSpectrum) Draw(data *Data) (*canvas.Drawing, error) {
	cases, err := data.learned(f.Targets, f.Only, "learned/*", "population/*")
	if err != nil {
		return nil, err
	}
	columns := learnedColumns(cases)
	d := &canvas.Drawing{Width: max(canvas.ColumnWidth, canvas.PageWidth*vg.Length(columns)/2), Columns: columns}
	d.Width = min(d.Width, canvas.PageWidth)
	present := map[string]bool{}
	var low, high canvas.Span
	for _, c := range cases {
		p, err := f.panel(c, present)
		if err != nil {
			return nil, data.errorf("%s: %v", c.title, err)
		}
		low.Add(p.Y.Min)
		high.Add(p.Y.Max)
		d.Panels = append(d.Panels, p)
	}
	for _, p := range d.Panels {
		p.Y.Min, p.Y.Max = low.Min, high.Max
	}
	d.Height = 0.8 * d.Width / vg.Length(columns) * vg.Length(d.Rows())
	for _, k := range learnedKinds {
		if present[k.series] {
			d.Explain(k.text, canvas.Dot(draw.GlyphStyle{Color: k.colour, Radius: canvas.MarkRadius, Shape: k.shape}))
		}
	}
	d.Explain("population", canvas.Stroke(canvas.Line(canvas.Grey, 3)))
	return d, nil
}

func (f *LearnedSpectrum) panel(c *learnedCase, present map[string]bool) (*canvas.Panel, error) {
	at := map[string]map[float64][]float64{} // by series and time
	var times []float64
	for _, trial := range c.trials {
		for _, s := range trial.Series {
			if at[s.Name] == nil {
				at[s.Name] = map[float64][]float64{}
			}
			for _, p := range curve(trial, s.Name) {
				at[s.Name][p.X] = append(at[s.Name][p.X], p.Y)
				if !slices.Contains(times, p.X) {
					times = append(times, p.X)
				}
			}
		}
	}
	if times == nil {
		return nil, fmt.Errorf("no eigenvalue is finite")
	}
	slices.Sort(times)
	var kinds []int
	for k, kind := range learnedKinds {
		if at["learned/"+kind.series] != nil {
			kinds, present[kind.series] = append(kinds, k), true
		}
	}
	p := canvas.NewPlot("time 𝑡", "eigenvalue of (1 − 𝑡) 𝐷𝑣ₜ")
	var values canvas.Span
	var ticks []plot.Tick
	const slot = 0.2 // between kinds; that of the population is half as far
	for i, t := range times {
		ticks = append(ticks, plot.Tick{Value: float64(i), Label: strconv.FormatFloat(t, 'g', 6, 64)})
		for j, k := range kinds {
			kind := learnedKinds[k]
			x := float64(i) + slot*(float64(j)-float64(len(kinds)-1)/2)
			if v := at["population/"+kind.series][t]; v != nil {
				p.Add(newQuantiles(x+0.07, v, canvas.Mixed(canvas.Grey, canvas.White, 0.3), draw.RingGlyph{}, &values))
			}
			if v := at["learned/"+kind.series][t]; v != nil {
				p.Add(newQuantiles(x, v, kind.colour, kind.shape, &values))
			}
		}
	}
	p.X.Tick.Marker = plot.ConstantTicks(ticks)
	p.X.Min, p.X.Max = -0.5, float64(len(times))-0.5
	p.Y.Min, p.Y.Max = values.Padded(0.06)
	return &canvas.Panel{Plot: p, Title: c.title}, nil
}

// quantiles draws a distribution at one place of the horizontal axis.
type quantiles struct {
	x      float64
	at     [5]float64 // 0.05, 0.25, 0.5, 0.75, 0.95
	colour color.NRGBA
	shape  draw.GlyphDrawer
}

func newQuantiles(x float64, values []float64, colour color.NRGBA, shape draw.GlyphDrawer, all *canvas.Span) quantiles {
	q := quantiles{x: x, colour: colour, shape: shape}
	values = slices.Clone(values)
	slices.Sort(values)
	for i, share := range []float64{0.05, 0.25, 0.5, 0.75, 0.95} {
		q.at[i] = stat.Quantile(share, stat.Empirical, values, nil)
		all.Add(q.at[i])
	}
	return q
}

func (q quantiles) Plot(c draw.Canvas, p *plot.Plot) {
	tx, ty := p.Transforms(&c)
	x := tx(q.x)
	c.StrokeLine2(canvas.Line(q.colour, canvas.Thin), x, ty(q.at[0]), x, ty(q.at[4]))
	c.StrokeLine2(canvas.Line(q.colour, 2.2), x, ty(q.at[1]), x, ty(q.at[3]))
	c.DrawGlyph(draw.GlyphStyle{Color: q.colour, Radius: 1.7, Shape: q.shape}, vg.Point{X: x, Y: ty(q.at[2])})
}
