package figures

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"

	"proxflow/paper-figures/internal/canvas"
	"proxflow/results"
)

// ImageStrip draws how images flow on after kicks: a panel for each image, a row for each kick, a column for each time, from
// the series film <i>/<kick>/<t> (pixels in [-1,1] over their number, row by row) and shape of one case.
type ImageStrip struct {
	Only []string `doc:"the case that is drawn, as in coupling=optimal: the first of those"`
}

var _ = Catalog.Add("image-strip", "images that flow on after kicks, by kick and time", func() Figure { return &ImageStrip{} })

func (f *ImageStrip) Init() error { return checkOnly(f.Only) }

func (f *ImageStrip) Draw(data *Data) (*canvas.Drawing, error) {
	cases, err := data.first("", f.Only, "film *", "shape")
	if err != nil {
		return nil, err
	}
	c := cases[0]
	cols, rows, err := shape(c)
	if err != nil {
		return nil, data.errorf("%w", err)
	}
	d := &canvas.Drawing{Width: canvas.PageWidth, Columns: 2}
	for i := 1; ; i++ {
		kicks, times := filmed(c, i)
		if kicks == nil {
			break
		}
		m := mosaic{cols: cols, rows: rows, across: len(times)}
		var left, below plot.ConstantTicks
		for r, kick := range kicks {
			left = append(left, plot.Tick{Value: -(float64(r) + 0.5) * m.tall(), Label: strings.Replace(kick, "none", "no kick", 1)})
			for _, t := range times {
				s, _ := c.Find(fmt.Sprintf("film %d/%s/%s", i, kick, t))
				m.images = append(m.images, s)
			}
		}
		for k, t := range times {
			below = append(below, plot.Tick{Value: float64(k) + 0.5, Label: t})
		}
		p := canvas.BarePlot("𝑡", "")
		p.X.Tick.Marker, p.Y.Tick.Marker = below, left
		for _, a := range []*plot.Axis{&p.X, &p.Y} {
			a.LineStyle.Width, a.Tick.LineStyle.Width, a.Tick.Length = 0, 0, 0
		}
		p.Add(m.draw())
		d.Panels = append(d.Panels, &canvas.Panel{Plot: p, Title: fmt.Sprintf("image %d", i), EqualAxes: true})
		d.Height = max(d.Height, 0.38*canvas.PageWidth*vg.Length(float64(len(kicks))*m.tall()/float64(len(times))))
	}
	if d.Panels == nil {
		return nil, data.errorf("no case observed a series %q", "film 1/none/…")
	}
	d.Columns = min(2, len(d.Panels))
	d.Height = vg.Length(d.Rows()) * (d.Height + 4*canvas.LineHeight)
	return d, nil
}

// filmed lists the kicks and the times of an image: no kick first, the times ascending.
func filmed(c results.Observed, image int) (kicks, times []string) {
	for _, s := range c.Series {
		rest, ok := strings.CutPrefix(s.Name, fmt.Sprintf("film %d/", image))
		kick, t, both := strings.Cut(rest, "/")
		if !ok || !both {
			continue
		}
		if !slices.Contains(kicks, kick) {
			kicks = append(kicks, kick)
		}
		if !slices.Contains(times, t) {
			times = append(times, t)
		}
	}
	slices.SortFunc(kicks, func(a, b string) int {
		if (a == "none") != (b == "none") {
			return map[bool]int{true: -1, false: 1}[a == "none"]
		}
		return cmp.Compare(a, b)
	})
	slices.SortStableFunc(times, func(a, b string) int { return cmp.Compare(value(a), value(b)) })
	return kicks, times
}
