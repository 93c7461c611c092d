package figures

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"

	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"

	"proxflow/paper-figures/internal/canvas"
	"proxflow/results"
	"proxflow/theory/claim/series"
)

// ErrorAgainstSize draws the mean of a metric over repeats against the batch size n, both logarithmic, a
// curve for each case. Means are marks with their 95 % interval as a band; a line shows the exact law where
// one is known, and another the power law that the check fitted to the plan error across its window (the
// series Fit), with its exponent beside the name (the metric exponent). Light lines are rates, all from one
// point.
type ErrorAgainstSize struct {
	Metric string `doc:"the metric of the summary: got at n, with the budget as half its interval"`
	By     string `doc:"the parameter whose labels name the curves"`
	Selection
	Panels     string `doc:"the parameter with a panel for each of its labels; one panel if empty"`
	Dimensions []int  `doc:"m of the rates: n^-1/2, n^-1, log n/n, then n^-2/m" min:"0" max:"100"`
	Label      string `doc:"of the vertical axis, with its unit; made from the metric if empty"`
}

var _ = Catalog.Add("error-against-size",
	"mean of a metric against the batch size with interval, law and fit, by target",
	func() Figure {
		return &ErrorAgainstSize{Metric: planErrorMean, By: "target", Dimensions: []int{0, 1, 2}}
	})

const planErrorMean = "plan-error-mean" // the metric to which the series Fit is fitted

// sizeCurve is a case of the picture. All numbers are logarithms to the base 10.
type sizeCurve struct {
	labels           map[string]string
	name, differs    string      // differs: from other curves of its name
	means, low, high plotter.XYs // by n; no interval where there is no budget
	law, fit         plotter.XYs
	exponent         string
	notPositive      int // means that have no place on the axis
}

func (f *ErrorAgainstSize) Draw(data *Data) (*canvas.Drawing, error) {
	curves, err := f.curves(data)
	if err != nil {
		return nil, err
	}
	panels := map[string][]*sizeCurve{}
	var order, named []string // by first appearance
	for _, c := range curves {
		panel, name := c.labels[f.Panels], c.name+c.differs
		if panels[panel] == nil {
			order = append(order, panel)
		}
		panels[panel] = append(panels[panel], c)
		if !slices.Contains(named, name) {
			named = append(named, name)
		}
	}
	d := &canvas.Drawing{Width: canvas.PageWidth, Columns: 1}
	most := 0 // labels in a panel
	for _, name := range order {
		p := f.panel(panels[name], curves, named)
		if f.Panels != "" {
			p.Title = f.Panels + " = " + name
		}
		d.Panels = append(d.Panels, p)
		most = max(most, len(panels[name])+len(rates(f.Dimensions)))
	}
	d.Height = vg.Length(d.Rows()) * max(2.6*vg.Inch, canvas.LabelGap*vg.Length(most+6))
	f.legend(d, curves)
	return d, nil
}

// curves reads the curves, one for each case.
func (f *ErrorAgainstSize) curves(data *Data) (list []*sizeCurve, err error) {
	rows, err := data.rows(f.Selection)
	if err != nil {
		return nil, err
	}
	cases := map[int]*sizeCurve{}
	for _, r := range rows {
		if r.Repeat != results.Summary {
			continue
		}
		c := cases[r.CaseNo]
		if c == nil {
			c = &sizeCurve{labels: r.Labels, name: r.Labels[f.By]}
			cases[r.CaseNo] = c
		}
		c.read(r, f.Metric)
	}
	maps.DeleteFunc(cases, func(_ int, c *sizeCurve) bool { return c.means == nil })
	if len(cases) == 0 {
		return nil, data.errorf("no summary has a positive mean of the metric %s at a batch size", f.Metric)
	}
	numbers := slices.Sorted(maps.Keys(cases))
	if f.Metric == planErrorMean {
		fits, err := data.Source.Observations(data.Experiment, numbers, series.Fit.Glob())
		if err != nil {
			return nil, err
		}
		for _, o := range fits {
			if o.Repeat == results.Summary {
				cases[o.CaseNo].fit = canvas.Placed(curve(o, series.Fit), canvas.Counts, canvas.Log)
			}
		}
	}
	var labels []map[string]string
	for _, no := range numbers {
		c := cases[no]
		for _, points := range []plotter.XYs{c.means, c.low, c.high, c.law} {
			slices.SortStableFunc(points, byX)
		}
		list, labels = append(list, c), append(labels, c.labels)
	}
	for i, differs := range differences(labels, f.By, f.Panels) {
		list[i].differs = differs
	}
	return list, nil
}

// read adds a row of the summary: a mean of the metric, or the exponent that was fitted to the plan error.
func (c *sizeCurve) read(r results.Row, metric string) {
	n, got, half := float64(r.At), float64(r.Got), float64(r.Budget)
	switch {
	case r.Metric == "exponent" && metric == planErrorMean && canvas.Finite(got) && canvas.Finite(half):
		c.exponent = signed(got, half)
	case r.Metric != metric || !(n >= 1 && canvas.Finite(n)) || math.IsNaN(got):
	case !(got > 0 && canvas.Finite(got)):
		c.notPositive++
	default:
		x := math.Log10(n)
		c.means = append(c.means, plotter.XY{X: x, Y: math.Log10(got)})
		if canvas.Finite(got+half) && half >= 0 {
			c.low = append(c.low, plotter.XY{X: x, Y: math.Log10(max(got-half, 0))})
			c.high = append(c.high, plotter.XY{X: x, Y: math.Log10(got + half)})
		}
		if want := float64(r.Want); want > 0 && canvas.Finite(want) {
			c.law = append(c.law, plotter.XY{X: x, Y: math.Log10(want)})
		}
	}
}

// signed writes a number with its uncertainty: −0.98 ± 0.02.
func signed(x, half float64) string {
	digits := 2
	if half > 0 {
		digits = min(max(digits, int(math.Ceil(-math.Log10(half)))), 9)
	}
	return strings.ReplaceAll(fmt.Sprintf("%.*f ± %.*f", digits, x, digits, half), "-", "−")
}
