package ot

import "math"

// frame is a problem moved to the origin, each side by itself, and scaled to the order of 1. That changes costs by terms of x
// alone and of y alone, which move the duals and not the optimum. Points are moved only where that is exact, or where the
// optimal cost is so large that the rounding of points is nothing beside it.
type frame struct {
	d        int
	x, y     []float64
	from, to []float64 // the origins of both sides
	exponent int       // coordinates are divided by 2^exponent
}

func newFrame(p *Problem) *frame {
	f := &frame{d: p.Dim, x: make([]float64, len(p.X)), y: make([]float64, len(p.Y)),
		from: make([]float64, p.Dim), to: make([]float64, p.Dim)}
	for k := range p.Dim {
		xm, xw := extent(p.X, k, p.Dim)
		ym, yw := extent(p.Y, k, p.Dim)
		if math.Abs(xm) > 2*xw { // all coordinates are within a factor of 2 of the mean: differences are exact
			f.from[k] = xm
		}
		if math.Abs(ym) > 2*yw {
			f.to[k] = ym
		}
		// Between means that differ the cost is at least the square of that.
		if gap := (ym - f.to[k]) - (xm - f.from[k]); math.Abs(gap) > max(xw, yw)/32 {
			f.to[k] += gap
		}
	}
	largest := max(f.move(f.x, p.X, f.from), f.move(f.y, p.Y, f.to))
	_, f.exponent = math.Frexp(largest)
	for _, points := range [][]float64{f.x, f.y} {
		for i, c := range points {
			points[i] = math.Ldexp(c, -f.exponent)
		}
	}
	return f
}

// extent is the mean of coordinate k and the width of its range.
func extent(points []float64, k, d int) (mean, width float64) {
	lo, hi := math.Inf(1), math.Inf(-1)
	for i := k; i < len(points); i += d {
		lo, hi = min(lo, points[i]), max(hi, points[i])
		mean += points[i] / float64(len(points)/d)
	}
	return min(max(mean, lo), hi), hi - lo
}

// move subtracts an origin, and returns the largest coordinate.
func (f *frame) move(dst, points, origin []float64) (largest float64) {
	for i, c := range points {
		dst[i] = c - origin[i%f.d]
		largest = max(largest, math.Abs(dst[i]))
	}
	return largest
}

// meanCost is the mean of |x-y|² over all pairs.
func (f *frame) meanCost() float64 {
	n := float64(len(f.x) / f.d)
	total := 0.0
	for k := range f.d {
		xm, _ := extent(f.x, k, f.d)
		ym, _ := extent(f.y, k, f.d)
		for i := k; i < len(f.x); i += f.d {
			total += (f.x[i]-xm)*(f.x[i]-xm) + (f.y[i]-ym)*(f.y[i]-ym)
		}
		total += n * (xm - ym) * (xm - ym)
	}
	return total / n
}

// dual is the dual of target point j in the coordinates of p: with D = from - to,
// |x-y|² = |x'-y'|² + 2<D,x-from> - 2<D,y-to> + |D|².
func (f *frame) dual(p *Problem, j int, v float64) float64 {
	v = math.Ldexp(v, 2*f.exponent)
	for k, c := range p.Target(j) {
		v -= 2 * (f.from[k] - f.to[k]) * (c - f.to[k])
	}
	return v
}
