package figures

import (
	"slices"

	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"

	"proxflow/paper-figures/internal/canvas"
	"proxflow/theory/claim/series"
)

// KickDecay draws what is left of kicks along leading and trailing directions of the Jacobian, against τ =
// -log(1-t): a colour for each label of a parameter, from the series KickLeading and KickTrailing with their
// bands. A line shows the decay exp(-γτ) of normal kicks.
type KickDecay struct {
	By string `doc:"the parameter with a colour for each of its labels"`
	Selection
	Rate float64 `doc:"the rate γ of the line exp(-γτ), which starts where τ does; 0 for none" min:"0"`
}

var _ = Catalog.Add("kick-decay",
	"what is left of kicks along leading and trailing directions against -log(1-t)",
	func() Figure { return &KickDecay{By: "coupling", Rate: 1} })

func (f *KickDecay) Draw(data *Data) (*canvas.Drawing, error) {
	cases, err := data.each(f.By, f.Selection, either{series.KickLeading, series.KickTrailing})
	if err != nil {
		return nil, err
	}
	k := newKickSizes()
	for i, c := range cases {
		for _, side := range []struct {
			name   string
			of     series.Band
			dashes []vg.Length
		}{{"leading", series.KickLeading, []vg.Length{3, 2}}, {"trailing", series.KickTrailing, nil}} {
			points := canvas.Placed(curve(c[0], side.of.Middle()), canvas.Linear, canvas.Log)
			if points == nil {
				continue
			}
			k.seen.Add(points...)
			band := bandAround(c[0], side.of, canvas.Linear, canvas.Log, canvas.Colour(i))
			for _, pt := range slices.Concat(band.XYs...) {
				k.seen.Y.Add(pt.Y)
			}
			l := &plotter.Line{XYs: points, LineStyle: canvas.Line(canvas.Colour(i), canvas.LineWidth)}
			l.Dashes = side.dashes
			k.bands, k.curves = append(k.bands, band), append(k.curves, l)
			k.Explain(c[0].Labels[f.By]+", "+side.name, l)
		}
	}
	return k.finish(data, f.Rate, 0.02)
}
