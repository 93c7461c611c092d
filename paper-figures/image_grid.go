package figures

import (
	"fmt"
	"proxflow/paper-figures/internal/canvas"

	"gonum.org/v1/plot/vg"
)

// ImageGrid draws images that a case generated, from its series sample <k> (pixels in [-1,1] over their number, row by row)
// and shape (columns and rows), a panel for each label of a parameter.
type ImageGrid struct {
	By     string   `doc:"the parameter with a panel for each of its labels"`
	Only   []string `doc:"the cases that are drawn, as in coupling=optimal; all if empty"`
	Across int      `doc:"images in a row of a panel" min:"1" max:"100"`
	Most   int      `doc:"the largest number of images in a panel" min:"1" max:"10000"`
}

var _ = Catalog.Add("image-grid", "images that a case generated, a panel for each label of a parameter",
	func() Figure { return &ImageGrid{By: "coupling", Across: 8, Most: 64} })

func (f *ImageGrid) Init() error { return checkOnly(f.Only) }

func (f *ImageGrid) Draw(data *Data) (*canvas.Drawing, error) {
	cases, err := data.first(f.By, f.Only, "sample *", "shape")
	if err != nil {
		return nil, err
	}
	d := &canvas.Drawing{Width: canvas.PageWidth, Columns: min(len(cases), 2)}
	aspect := 0.0 // height over width of a panel
	for _, c := range cases {
		cols, rows, err := shape(c)
		if err != nil {
			return nil, data.errorf("%w", err)
		}
		m := mosaic{cols: cols, rows: rows, across: f.Across}
		for k := 1; k <= f.Most; k++ {
			s, ok := c.Find(fmt.Sprintf("sample %d", k))
			if !ok {
				break
			}
			m.images = append(m.images, s)
		}
		if m.images == nil {
			return nil, data.errorf("no case observed a series %q", "sample 1")
		}
		p := canvas.BarePlot("", "")
		p.HideAxes()
		p.Add(m.draw())
		d.Panels = append(d.Panels, &canvas.Panel{Plot: p, Title: f.By + " = " + c.Labels[f.By]})
		aspect = max(aspect, float64(m.down())*m.tall()/float64(f.Across))
	}
	d.Height = vg.Length(d.Rows()) * (d.Width/vg.Length(d.Columns)*vg.Length(aspect) + canvas.LineHeight)
	return d, nil
}
