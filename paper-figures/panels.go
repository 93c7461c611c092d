package figures

import (
	"gonum.org/v1/plot/vg"

	"proxflow/paper-figures/internal/canvas"
)

// panels draws a panel for each case. Its title is the target, with the parameters that tell cases of one
// target apart, and what the panel itself puts into its title.
func (d *Data) panels(
	cases []trials, panel func(trials) (*canvas.Panel, error),
) (list []*canvas.Panel, err error) {
	for i, title := range titles(cases) {
		p, err := panel(cases[i])
		if err != nil {
			return nil, d.errorf("target %s: %w", title, err)
		}
		p.Title = title + p.Title
		list = append(list, p)
	}
	return list, nil
}

// titles names cases by their targets, and by the parameters that tell cases of one target apart.
func titles(cases []trials) (list []string) {
	var labels []map[string]string
	for _, c := range cases {
		labels = append(labels, c[0].Labels)
	}
	for i, differs := range differences(labels, "target") {
		list = append(list, labels[i]["target"]+differs)
	}
	return list
}

// threeInARow is a drawing with up to three panels in a row, which take the width of the page unless there is
// only one.
func threeInARow(panels []*canvas.Panel, aspect float64) *canvas.Drawing {
	columns := min(len(panels), 3)
	width := max(canvas.ColumnWidth, canvas.PageWidth*vg.Length(columns)/3)
	return canvas.Grid(panels, columns, width, aspect)
}

// newPanel is an empty panel for what is seen of d dimensions.
func newPanel(d int) *canvas.Panel {
	x, y := "coordinate 1", "coordinate 2" // 𝑥₁ is the end of a trajectory
	if d == 1 {
		x, y = "time 𝑡", "𝑥ₜ"
	}
	panel := &canvas.Panel{Plot: canvas.NewPlot(x, y), EqualAxes: d != 1}
	if d == 3 {
		panel.HideAxes()
		panel.X.Label.Text, panel.Y.Label.Text = "", ""
	}
	return panel
}

// finish leaves room around what is drawn, in three dimensions also for the axes of space.
func (e Eye) finish(p *canvas.Panel, d int) {
	if d == 3 {
		p.Add(triad{e})
		p.Y.Min -= 0.2 * (p.Y.Max - p.Y.Min)
	}
	canvas.Pad(&p.X, 0.04)
	canvas.Pad(&p.Y, 0.04)
}
