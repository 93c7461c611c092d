package canvas

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"gonum.org/v1/plot"
)

// A scale places numbers on an axis: a plot's axes are linear in the places, so that no number off the scale's
// domain can reach them.
type Scale struct {
	Place func(x float64) float64 // ±Inf or NaN off the domain
	Ticks func(lo, hi float64) []plot.Tick
}

var (
	Linear = Scale{func(x float64) float64 { return x }, units}
	// logit spreads both ends of (0,1): log₁₀ x/(1-x), near 0 the logarithm of x, near 1 minus that of 1-x.
	Logit = Scale{func(x float64) float64 { return math.Log10(x) - math.Log10(1-x) }, logitTicks}
)

// units ticks a linear axis at three to eight multiples of 1, 2 or 5 times a power of ten.
func units(lo, hi float64) []plot.Tick {
	exponent := int(math.Floor(math.Log10((hi - lo) / 3)))
	step := math.Pow10(exponent)
	for _, m := range []float64{5, 2} {
		if (hi-lo)/(m*step) >= 3 {
			step *= m
			break
		}
	}
	first := math.Ceil(lo / step)
	var ticks []plot.Tick
	for i := 0.0; i < 10 && (first+i)*step <= hi; i++ { // where steps drown in rounding k++ would not end
		k := first + i + 0 // -0+0 is 0
		label := strconv.FormatFloat(k*step, 'f', max(0, -exponent), 64)
		if exponent < -3 || exponent > 4 {
			label = strconv.FormatFloat(math.Round(k*step/math.Pow10(exponent)), 'g', -1, 64) + "·" + Power(exponent)
		}
		ticks = append(ticks, plot.Tick{Value: k * step, Label: strings.Replace(label, "-", "−", 1)})
	}
	return ticks
}

// Decades ticks a logarithmic axis at the powers of ten, with at most eight labels.
func Decades(lo, hi float64) []plot.Tick {
	step := labelStep(hi-lo, 7)
	var ticks []plot.Tick
	for k := int(math.Floor(lo)); k <= int(math.Ceil(hi)); k++ {
		label := ""
		if k%step == 0 {
			label = Power(k)
		}
		ticks = append(ticks, plot.Tick{Value: float64(k), Label: label})
		for digit := 2; digit <= 9 && step == 1; digit++ {
			ticks = append(ticks, plot.Tick{Value: float64(k) + math.Log10(float64(digit))})
		}
	}
	return within(ticks, lo, hi)
}

// Counts ticks a logarithmic axis of whole numbers: as decades does, or at 1, 2 and 5 times the powers of ten if there are
// few of these.
func Counts(lo, hi float64) []plot.Tick {
	ticks := Decades(lo, hi)
	if hi-lo > 1.8 {
		return ticks
	}
	for i := range ticks {
		n := math.Round(math.Pow(10, ticks[i].Value))
		ticks[i].Label = ""
		if first := strconv.FormatFloat(n, 'e', 0, 64)[0]; n >= 1 && n < 1e5 && strings.ContainsRune("125", rune(first)) {
			ticks[i].Label = strconv.FormatFloat(n, 'f', 0, 64)
		}
	}
	return ticks
}

// logitTicks ticks a logit axis at 10⁻ᵏ, 1/2 and 1-10⁻ᵏ.
func logitTicks(lo, hi float64) []plot.Tick {
	step := labelStep(hi-lo, 10)
	ticks := []plot.Tick{{Value: 0, Label: "0.5"}}
	for k := 1; k <= 17; k++ {
		low, high := "", ""
		if k%step == 0 {
			low, high = Power(-k), "1−"+Power(-k)
		}
		v := float64(k) + math.Log10(1-math.Pow10(-k)) // minus the place of 10⁻ᵏ
		ticks = append(ticks, plot.Tick{Value: -v, Label: low}, plot.Tick{Value: v, Label: high})
	}
	return within(ticks, lo, hi)
}

// labelStep is the least number of decades from label to label with at most n steps.
func labelStep(decades float64, n int) int { return max(1, int(math.Ceil(decades/float64(n)))) }

func within(ticks []plot.Tick, lo, hi float64) []plot.Tick {
	var in []plot.Tick
	for _, t := range ticks {
		if t.Value >= lo-1e-9 && t.Value <= hi+1e-9 {
			in = append(in, t)
		}
	}
	return in
}

// Power writes 10ᵏ: 10⁻⁶.
func Power(k int) string {
	digits := strings.NewReplacer("-", "⁻", "0", "⁰", "1", "¹", "2", "²", "3", "³", "4", "⁴", "5", "⁵", "6", "⁶", "7", "⁷", "8", "⁸", "9", "⁹")
	return "10" + digits.Replace(fmt.Sprint(k))
}

// Finite says that a number can be drawn: the length of a range of such numbers does not overflow.
func Finite(x float64) bool { return math.Abs(x) < 1e300 }

// Span is the range of the finite numbers added to it.
type Span struct {
	Min, Max float64
	any      bool
}

// Empty says that there is none.
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

// Padded is the range with a margin on both sides, a fraction of its length. Where it has none to speak of there is room
// for a few ticks around it.
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

// DecadesApart is the padded range of logarithms, of two decades at least so that some are labelled.
func (s Span) DecadesApart(fraction float64) (lo, hi float64) {
	lo, hi = s.Padded(fraction)
	if short := 2 - (hi - lo); short > 0 {
		lo, hi = lo-short/2, hi+short/2
	}
	return lo, hi
}
