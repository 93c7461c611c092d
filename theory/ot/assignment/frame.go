package assignment

import (
	"math"

	"proxflow/theory/ot"
)

// frame is a problem with each side moved to the origin and scaled, so that both have about the same spread.
// The optimal pairing depends on Σ <x,y> alone: the frame changes costs by a factor, and by terms of x alone
// and of y alone, which move the duals and not the optimum. Points move only where that is exact, or where
// the optimal cost dwarfs their rounding.
type frame struct {
	d          int
	x, y       []float64
	from, to   []float64 // the origins of both sides
	xExp, yExp int       // coordinates are divided by 2^xExp and 2^yExp
	unit       float64   // 2 sd(x) sd(y), the scale of what a pairing can change
}

func newFrame(p *ot.Problem) *frame {
	f := &frame{d: p.Dim, x: make([]float64, len(p.X)), y: make([]float64, len(p.Y)),
		from: make([]float64, p.Dim), to: make([]float64, p.Dim)}
	for k := range p.Dim {
		xm, xw := extent(p.X, k, p.Dim)
		ym, yw := extent(p.Y, k, p.Dim)
		if math.Abs(xm) > 2*xw { // coordinates within a factor of 2 of the mean have exact differences
			f.from[k] = xm
		}
		if math.Abs(ym) > 2*yw {
			f.to[k] = ym
		}
		// If the means differ, the cost is at least the square of their difference.
		if gap := (ym - f.to[k]) - (xm - f.from[k]); math.Abs(gap) > max(xw, yw)/32 {
			f.to[k] += gap
		}
	}
	largest := max(f.move(f.x, p.X, f.from), f.move(f.y, p.Y, f.to))
	_, e := math.Frexp(largest)
	e = max(e, -1000) // 2^-e is finite
	f.xExp, f.yExp = e, e
	scale(f.x, -e)
	scale(f.y, -e)
	xs, ys := deviation(f.x, p.Dim), deviation(f.y, p.Dim)
	if xs > 0 && ys > 0 {
		e = int(math.Round(math.Log2(ys / xs))) // sides of different spread have no cheap pairing
		f.yExp += e
		scale(f.y, -e)
		f.unit = 2 * xs * math.Ldexp(ys, -e)
	}
	return f
}

func scale(points []float64, exponent int) {
	by := math.Ldexp(1, exponent)
	for i := range points {
		points[i] *= by
	}
}

// extent returns the mean of coordinate k and the width of its range.
func extent(points []float64, k, d int) (mean, width float64) {
	lo, hi := math.Inf(1), math.Inf(-1)
	for i := k; i < len(points); i += d {
		lo, hi = min(lo, points[i]), max(hi, points[i])
		mean += points[i] / float64(len(points)/d)
	}
	return min(max(mean, lo), hi), hi - lo
}

// move subtracts the origin from the points and returns the largest coordinate.
func (f *frame) move(dst, points, origin []float64) (largest float64) {
	for i, c := range points {
		dst[i] = c - origin[i%f.d]
		largest = max(largest, math.Abs(dst[i]))
	}
	return largest
}

// deviation returns the root mean square distance of the points from their mean.
func deviation(points []float64, d int) float64 {
	n, square := float64(len(points)/d), 0.0
	for k := range d {
		mean, _ := extent(points, k, d)
		for i := k; i < len(points); i += d {
			square += (points[i] - mean) * (points[i] - mean) / n
		}
	}
	return math.Sqrt(square)
}

// dual returns the dual of target point y = y_j of p, from the dual v of y' in the frame. With D = from - to
// and s = 2^(xExp+yExp),
//
//	|x-y|² = s |x'-y'|² + |x-from|² - s |x'|² + |y-to|² - s |y'|² + 2<D,x-from> - 2<D,y-to> + |D|².
func (f *frame) dual(p *ot.Problem, j int, v float64) float64 {
	square, shift := 0.0, 0.0
	for k, c := range p.Target(j) {
		square += f.y[j*f.d+k] * f.y[j*f.d+k]
		shift += 2 * (f.from[k] - f.to[k]) * (c - f.to[k])
	}
	return math.Ldexp(v-square, f.xExp+f.yExp) + math.Ldexp(square, 2*f.yExp) - shift
}
