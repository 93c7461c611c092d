package figures

import (
	"gonum.org/v1/plot/vg"

	"proxflow/paper-figures/internal/canvas"
	"proxflow/theory/claim/series"
)

// ImageGrid draws images that a case generated, from its series Sample and Shape, a panel for each label of a
// parameter.
type ImageGrid struct {
	By string `doc:"the parameter with a panel for each of its labels"`
	Selection
	Across int `doc:"images in a row of a panel" min:"1" max:"100"`
	Most   int `doc:"the largest number of images in a panel" min:"1" max:"10000"`
}

var _ = Catalog.Add("image-grid", "images that a case generated, a panel for each label of a parameter",
	func() Figure { return &ImageGrid{By: "coupling", Across: 8, Most: 64} })

func (f *ImageGrid) Draw(data *Data) (*canvas.Drawing, error) {
	cases, err := data.each(f.By, f.Selection, either{series.Sample}, series.Shape)
	if err != nil {
		return nil, err
	}
	d := &canvas.Drawing{Width: canvas.PageWidth, Columns: min(len(cases), 2)}
	aspect := 0.0 // height over width of a panel
	for _, c := range cases {
		m, err := newMosaic(c[0], f.Across)
		if err != nil {
			return nil, data.errorf("%w", err)
		}
		samples := members(series.Sample, c[:1])
		for _, k := range samples[:min(f.Most, len(samples))] {
			m.add(c[0], series.Sample.Of(k))
		}
		p := canvas.BarePlot("", "")
		p.HideAxes()
		p.Add(m.draw())
		title := f.By + " = " + c[0].Labels[f.By]
		d.Panels = append(d.Panels, &canvas.Panel{Plot: p, Title: title, EqualAxes: true})
		aspect = max(aspect, float64(m.down())*m.height()/float64(f.Across))
	}
	d.Height = vg.Length(d.Rows()) * (d.Width/vg.Length(d.Columns)*vg.Length(aspect) + canvas.LineHeight)
	return d, nil
}
