package figures

import (
	"fmt"
	"math"
	"proxflow/paper-figures/internal/canvas"
	"slices"
	"strings"

	"gonum.org/v1/plot/plotter"
)

// sizeRate is a rate in the batch size, up to a constant, with the dimensions that have it.
type sizeRate struct {
	name       string
	dimensions []int
	of         func(n float64) float64
}

func (r sizeRate) label() string {
	return r.name + ", 𝑚 = " + strings.Trim(strings.ReplaceAll(fmt.Sprint(r.dimensions), " ", ", "), "[]")
}

// between is the graph of the rate from a point on, both in logarithms.
func (r sizeRate) between(from plotter.XY, to float64) (graph plotter.XYs) {
	const pieces = 40
	log := func(x float64) float64 { return math.Log10(r.of(math.Pow(10, x))) }
	for i := range pieces + 1 {
		x := from.X + (to-from.X)*float64(i)/pieces
		graph = append(graph, plotter.XY{X: x, Y: from.Y + log(x) - log(from.X)})
	}
	return graph
}

// rates are the rates of the plan error that are expected for targets of these dimensions, each rate once.
func rates(dimensions []int) (list []sizeRate) {
	for _, m := range dimensions {
		r := rate(m)
		if i := slices.IndexFunc(list, func(s sizeRate) bool { return s.name == r.name }); i >= 0 {
			list[i].dimensions = append(list[i].dimensions, m)
		} else {
			list = append(list, r)
		}
	}
	return list
}

func rate(m int) sizeRate {
	over, under := 2, m // the exponent is -over/under
	switch {
	case m == 2:
		return sizeRate{"log 𝑛 / 𝑛", []int{m}, func(n float64) float64 { return math.Log(n) / n }}
	case m < 2:
		over, under = 1, 2-m
	case m%2 == 0:
		over, under = 1, m/2
	}
	name := "𝑛" + canvas.Superscript(-over)
	if under > 1 {
		name += "ᐟ" + canvas.Superscript(under)
	}
	exponent := -float64(over) / float64(under)
	return sizeRate{name, []int{m}, func(n float64) float64 { return math.Pow(n, exponent) }}
}
