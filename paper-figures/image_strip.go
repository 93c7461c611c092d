package figures

import (
	"cmp"
	"fmt"
	"slices"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"

	"proxflow/paper-figures/internal/canvas"
	"proxflow/results"
	"proxflow/theory/claim/series"
)

// ImageStrip draws how images flow on after kicks: a panel for each image, a row for each kick, a column for
// each time, from the series of films and Shape of the first selected case.
type ImageStrip struct{ Selection }

var _ = Catalog.Add("image-strip",
	"images that flow on after kicks, by kick and time", func() Figure { return &ImageStrip{} })

func (f *ImageStrip) Draw(data *Data) (*canvas.Drawing, error) {
	cases, err := data.cases(f.Selection, either{series.AllFilms}, series.Shape)
	if err != nil {
		return nil, err
	}
	c := cases[0][0]
	d := &canvas.Drawing{Width: canvas.PageWidth}
	for i := 1; ; i++ {
		kicks, times := filmed(c, i)
		if kicks == nil {
			break
		}
		m, err := newMosaic(c, len(times))
		if err != nil {
			return nil, data.errorf("%w", err)
		}
		var left, below plot.ConstantTicks
		for r, kick := range kicks {
			text := kick.String()
			if kick == series.NoKick {
				text = "no kick"
			}
			left = append(left, plot.Tick{Value: -(float64(r) + 0.5) * m.height(), Label: text})
			for _, t := range times {
				m.add(c, series.Film(i, kick, t))
			}
		}
		for k, t := range times {
			below = append(below, plot.Tick{Value: float64(k) + 0.5, Label: fmt.Sprint(t)})
		}
		p := canvas.BarePlot("𝑡", "")
		p.X.Tick.Marker, p.Y.Tick.Marker = below, left
		for _, a := range []*plot.Axis{&p.X, &p.Y} {
			a.LineStyle.Width, a.Tick.LineStyle.Width, a.Tick.Length = 0, 0, 0
		}
		p.Add(m.draw())
		title := fmt.Sprintf("image %d", i)
		d.Panels = append(d.Panels, &canvas.Panel{Plot: p, Title: title, EqualAxes: true})
		aspect := float64(len(kicks)) * m.height() / float64(len(times))
		d.Height = max(d.Height, 0.38*canvas.PageWidth*vg.Length(aspect))
	}
	if d.Panels == nil {
		return nil, data.errorf("no case observed a series %q", series.Film(1, series.NoKick, 0.9))
	}
	d.Columns = min(2, len(d.Panels))
	d.Height = vg.Length(d.Rows()) * (d.Height + 4*canvas.LineHeight)
	return d, nil
}

// filmed lists the kicks and the times of an image, both ascending and no kick first.
func filmed(c results.Observed, image int) (kicks []series.Kick, times []float64) {
	for _, s := range c.Series {
		if i, kick, t, ok := series.FilmOf(s.Name); ok && i == image {
			kicks, times = append(kicks, kick), append(times, t)
		}
	}
	slices.SortFunc(kicks, func(a, b series.Kick) int {
		if (a == series.NoKick) != (b == series.NoKick) {
			return map[bool]int{true: -1, false: 1}[a == series.NoKick]
		}
		return cmp.Compare(a.String(), b.String())
	})
	slices.Sort(times)
	return slices.Compact(kicks), slices.Compact(times)
}
