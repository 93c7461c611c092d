package canvas

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
)

// A Scale places numbers on an axis. The axes of a plot are linear in these places, so a number outside the
// scale's domain cannot reach them.
type Scale struct {
	Place func(x float64) float64 // ±Inf or NaN outside the domain
	ticks func(lo, hi float64) []plot.Tick
}

var (
	Linear = Scale{func(x float64) float64 { return x }, units}
	Log    = Scale{math.Log10, decades}
	// Counts is Log for whole numbers.
	Counts = Scale{math.Log10, counts}
	// Logit spreads both ends of (0,1): log₁₀ x/(1-x). Near 0 this is the logarithm of x, near 1 minus that
	// of 1-x.
	Logit = Scale{func(x float64) float64 { return math.Log10(x) - math.Log10(1-x) }, logitTicks}
)

// Ticks puts the scale's ticks on an axis.
func (s Scale) Ticks(a *plot.Axis) { a.Tick.Marker = plot.TickerFunc(s.ticks) }

// Placed returns the places of points on two scales, without the points that have none.
func Placed(points plotter.XYs, x, y Scale) (placed plotter.XYs) {
	for _, p := range points {
		if p.X, p.Y = x.Place(p.X), y.Place(p.Y); Finite(p.X) && Finite(p.Y) {
			placed = append(placed, p)
		}
	}
	return placed
}

// units puts three to eight ticks on a linear axis, at multiples of 1, 2 or 5 times a power of ten.
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
	for i := 0.0; i < 10 && (first+i)*step <= hi; i++ { // k++ would not end where steps drown in rounding
		k := first + i + 0 // turns -0 into 0
		label := strconv.FormatFloat(k*step, 'f', max(0, -exponent), 64)
		if exponent < -3 || exponent > 4 {
			digit := math.Round(k * step / math.Pow10(exponent))
			label = strconv.FormatFloat(digit, 'g', -1, 64) + "·" + power(exponent)
		}
		ticks = append(ticks, plot.Tick{Value: k * step, Label: strings.Replace(label, "-", "−", 1)})
	}
	return ticks
}

// decades puts ticks on a logarithmic axis at the powers of ten, at most eight of them labelled.
func decades(lo, hi float64) []plot.Tick {
	step := labelStep(hi-lo, 7)
	var ticks []plot.Tick
	for k := int(math.Floor(lo)); k <= int(math.Ceil(hi)); k++ {
		label := ""
		if k%step == 0 {
			label = power(k)
		}
		ticks = append(ticks, plot.Tick{Value: float64(k), Label: label})
		for digit := 2; digit <= 9 && step == 1; digit++ {
			ticks = append(ticks, plot.Tick{Value: float64(k) + math.Log10(float64(digit))})
		}
	}
	return within(ticks, lo, hi)
}

// counts is decades for whole numbers: on a short axis it labels 1, 2 and 5 times the powers of ten.
func counts(lo, hi float64) []plot.Tick {
	ticks := decades(lo, hi)
	if hi-lo > 1.8 {
		return ticks
	}
	for i := range ticks {
		n := math.Round(math.Pow(10, ticks[i].Value))
		ticks[i].Label = ""
		first := strconv.FormatFloat(n, 'e', 0, 64)[0]
		if n >= 1 && n < 1e5 && strings.ContainsRune("125", rune(first)) {
			ticks[i].Label = strconv.FormatFloat(n, 'f', 0, 64)
		}
	}
	return ticks
}

// logitTicks puts ticks on a logit axis at 10⁻ᵏ, 1/2 and 1-10⁻ᵏ.
func logitTicks(lo, hi float64) []plot.Tick {
	step := labelStep(hi-lo, 10)
	ticks := []plot.Tick{{Value: 0, Label: "0.5"}}
	for k := 1; k <= 17; k++ {
		low, high := "", ""
		if k%step == 0 {
			low, high = power(-k), "1−"+power(-k)
		}
		v := float64(k) + math.Log10(1-math.Pow10(-k)) // minus the place of 10⁻ᵏ
		ticks = append(ticks, plot.Tick{Value: -v, Label: low}, plot.Tick{Value: v, Label: high})
	}
	return within(ticks, lo, hi)
}

// labelStep is the least number of decades between labels that takes at most n steps.
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

// power writes 10ᵏ: 10⁻⁶.
func power(k int) string { return "10" + Superscript(k) }

// Superscript writes a whole number in superscripts: ⁻⁶.
func Superscript(k int) string {
	return strings.NewReplacer("-", "⁻", "0", "⁰", "1", "¹", "2", "²", "3", "³", "4", "⁴",
		"5", "⁵", "6", "⁶", "7", "⁷", "8", "⁸", "9", "⁹").Replace(fmt.Sprint(k))
}
