package canvas

import (
	"math"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
)

// Finite says whether a number can be drawn: the length of a range of such numbers does not overflow.
func Finite(x float64) bool { return math.Abs(x) < 1e300 }

// Span is the range of the finite numbers that were added to it.
type Span struct {
	Min, Max float64
	any      bool
}

// Empty says whether no number was added.
func (s Span) Empty() bool { return !s.any }

func (s *Span) Add(x float64) {
	switch {
	case !Finite(x):
	case !s.any:
		*s = Span{x, x, true}
	default:
		s.Min, s.Max = min(s.Min, x), max(s.Max, x)
	}
}

// Padded is the range with a margin at both ends, a fraction of its length. A range without a length to speak
// of gets room for a few ticks.
func (s Span) Padded(fraction float64) (lo, hi float64) {
	length, size := s.Max-s.Min, max(math.Abs(s.Min), math.Abs(s.Max))
	if length <= 1e-9*size || length == 0 {
		room := max(0.5, 1e-3*size)
		return s.Min - room, s.Max + room
	}
	return s.Min - fraction*length, s.Max + fraction*length
}

// Pad adds a margin to both ends of an axis, a fraction of its range.
func Pad(a *plot.Axis, fraction float64) { a.Min, a.Max = Span{a.Min, a.Max, true}.Padded(fraction) }

// DecadesApart is the padded range of logarithms. It covers at least two decades, so that some are labelled.
func (s Span) DecadesApart(fraction float64) (lo, hi float64) {
	lo, hi = s.Padded(fraction)
	if short := 2 - (hi - lo); short > 0 {
		lo, hi = lo-short/2, hi+short/2
	}
	return lo, hi
}

// Frame is the range of the points that were added to it.
type Frame struct{ X, Y Span }

func (f *Frame) Add(points ...plotter.XY) {
	for _, p := range points {
		f.X.Add(p.X)
		f.Y.Add(p.Y)
	}
}
