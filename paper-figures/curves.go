package figures

import (
	"cmp"
	"image/color"
	"slices"

	"gonum.org/v1/plot/plotter"

	"proxflow/paper-figures/internal/canvas"
	"proxflow/results"
	"proxflow/theory/claim/series"
)

// finite returns the points of a series that can be drawn, in their order; none if there is no such series.
func finite(o results.Observed, name series.Name) (points plotter.XYs) {
	s, _ := o.Find(name.String())
	for i := range s.X {
		if canvas.Finite(s.X[i]) && canvas.Finite(s.Y[i]) {
			points = append(points, plotter.XY{X: s.X[i], Y: s.Y[i]})
		}
	}
	return points
}

// curve returns the finite points of a series by x.
func curve(o results.Observed, name series.Name) plotter.XYs {
	points := finite(o, name)
	slices.SortStableFunc(points, byX)
	return points
}

func byX(a, b plotter.XY) int { return cmp.Compare(a.X, b.X) }

// bandAround is the band of a curve, its points placed on two scales.
func bandAround(o results.Observed, b series.Band, x, y canvas.Scale, c color.NRGBA) *plotter.Polygon {
	return canvas.Band(canvas.Placed(curve(o, b.Low()), x, y), canvas.Placed(curve(o, b.High()), x, y), c)
}

// vectors returns the points whose coordinates are finite, by the x that their coordinates share: n points,
// n×d.
func vectors(o results.Observed, name series.Vector) (xs []float64, points [][]float64) {
	at := map[float64][]float64{}
	d := dim(o, name)
	for i := range d {
		for _, p := range curve(o, name.Coordinate(i)) {
			if len(at[p.X]) == i {
				at[p.X] = append(at[p.X], p.Y)
			}
		}
	}
	for x, p := range at {
		if len(p) == d {
			xs = append(xs, x)
		}
	}
	slices.Sort(xs)
	for _, x := range xs {
		points = append(points, at[x])
	}
	return xs, points
}

// plane returns the points of a plane by the x that their coordinates share.
func plane(o results.Observed, name series.Vector) map[float64]plotter.XY {
	at := map[float64]plotter.XY{}
	xs, points := vectors(o, name)
	for i, p := range points {
		if len(p) == 2 {
			at[xs[i]] = plotter.XY{X: p[0], Y: p[1]}
		}
	}
	return at
}

// dim counts the coordinates of the points of this name.
func dim(o results.Observed, name series.Vector) (d int) {
	for has(o, name.Coordinate(d)) {
		d++
	}
	return d
}

func has(o results.Observed, name series.Name) bool {
	_, ok := o.Find(name.String())
	return ok
}

// members lists the numbers of the members of a family that cases observed, ascending.
func members[K int | float64, S any](family series.Family[K, S], cases ...trials) (numbers []K) {
	for _, o := range slices.Concat(cases...) {
		for _, s := range o.Series {
			if k, ok := family.Number(s.Name); ok {
				numbers = append(numbers, k)
			}
		}
	}
	slices.Sort(numbers)
	return slices.Compact(numbers)
}
