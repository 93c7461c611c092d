package figures

import (
	"fmt"
	"image/color"
	"slices"
	"strconv"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"proxflow/paper-figures/internal/canvas"
	"proxflow/theory/claim/series"
)

// LearnedSpectrum draws the distribution of the eigenvalues of the Jacobian (1-t) Dv over the points and
// training seeds of learned flows, at each time, beside that of the population at the same points, a panel
// for each case: the median as a mark, the middle half as a wide and the middle nine tenths as a thin line.
// The series are Learned and Population.
type LearnedSpectrum struct{ Selection }

var _ = Catalog.Add("learned-spectrum",
	"distribution of the eigenvalues of (1-t)Dv of learned flows beside the population's, by time",
	func() Figure { return &LearnedSpectrum{} })

// learnedKinds are in their order from left to right at each time.
var learnedKinds = []struct {
	direction series.Direction
	text      string
	colour    color.NRGBA
	shape     draw.GlyphDrawer
}{
	{series.Normal, "normal", canvas.Vermillion, draw.BoxGlyph{}},
	{series.NormalBoundary, "normal at boundary points", canvas.Orange, draw.PyramidGlyph{}},
	{series.Tangential, "tangential", canvas.Blue, draw.CircleGlyph{}},
	{series.TangentialBoundary, "tangential at boundary points", canvas.Green, canvas.Diamond{}},
}

func (f *LearnedSpectrum) Draw(data *Data) (*canvas.Drawing, error) {
	cases, err := data.cases(f.Selection, either{series.AllLearned}, series.AllPopulation)
	if err != nil {
		return nil, err
	}
	present := map[series.Direction]bool{}
	panels, err := data.panels(cases, func(c trials) (*canvas.Panel, error) {
		return spectrumPanel(c, present)
	})
	if err != nil {
		return nil, err
	}
	columns := learnedColumns(cases)
	width := max(canvas.ColumnWidth, canvas.PageWidth*vg.Length(columns)/2)
	d := canvas.Grid(panels, columns, min(width, canvas.PageWidth), 0.8)
	var values canvas.Span
	for _, p := range panels {
		values.Add(p.Y.Min)
		values.Add(p.Y.Max)
	}
	for _, p := range panels {
		p.Y.Min, p.Y.Max = values.Min, values.Max
	}
	for _, k := range learnedKinds {
		if present[k.direction] {
			mark := draw.GlyphStyle{Color: k.colour, Radius: canvas.MarkRadius, Shape: k.shape}
			d.Explain(k.text, canvas.Dot(mark))
		}
	}
	d.Explain("population", canvas.Stroke(canvas.Line(canvas.Grey, 3)))
	return d, nil
}

// byTime gathers the values of a series over the trials of a case.
func byTime(c trials, of series.Name) map[float64][]float64 {
	at := map[float64][]float64{}
	for _, trial := range c {
		for _, p := range curve(trial, of) {
			at[p.X] = append(at[p.X], p.Y)
		}
	}
	return at
}

// spectrumPanel draws one case, and notes which kinds of directions it has.
func spectrumPanel(c trials, present map[series.Direction]bool) (*canvas.Panel, error) {
	type spectra struct {
		kind                int // of learnedKinds
		learned, population map[float64][]float64
	}
	var list []spectra
	var times []float64
	for k, kind := range learnedKinds {
		learned, population := series.Learned(kind.direction), series.Population(kind.direction)
		s := spectra{k, byTime(c, learned), byTime(c, population)}
		if len(s.learned) == 0 {
			continue
		}
		list, present[kind.direction] = append(list, s), true
		for t := range s.learned {
			times = append(times, t)
		}
	}
	if times == nil {
		return nil, fmt.Errorf("no eigenvalue is finite")
	}
	slices.Sort(times)
	times = slices.Compact(times)
	p := canvas.NewPlot("time 𝑡", "eigenvalue of (1 − 𝑡) 𝐷𝑣ₜ")
	var seen canvas.Span
	var ticks []plot.Tick
	add := func(x float64, values []float64, c color.NRGBA, shape draw.GlyphDrawer) {
		if values != nil {
			q := canvas.NewQuantiles(x, values, c, shape)
			low, high := q.Range()
			seen.Add(low)
			seen.Add(high)
			p.Add(q)
		}
	}
	const slot = 0.2 // between kinds; the population stands 0.07 beside
	for i, t := range times {
		ticks = append(ticks, plot.Tick{Value: float64(i), Label: strconv.FormatFloat(t, 'g', 6, 64)})
		for j, s := range list {
			kind := learnedKinds[s.kind]
			x := float64(i) + slot*(float64(j)-float64(len(list)-1)/2)
			add(x+0.07, s.population[t], canvas.Mixed(canvas.Grey, canvas.White, 0.3), draw.RingGlyph{})
			add(x, s.learned[t], kind.colour, kind.shape)
		}
	}
	p.X.Tick.Marker = plot.ConstantTicks(ticks)
	p.X.Min, p.X.Max = -0.5, float64(len(times))-0.5
	p.Y.Min, p.Y.Max = seen.Padded(0.06)
	return &canvas.Panel{Plot: p}, nil
}
