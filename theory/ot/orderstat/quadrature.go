package orderstat

import (
	"fmt"
	"math"
)

// integrate is ∫_a^b f ≥ 0 for a smooth f ≥ 0, to 1e-12 of it: a panel is halved until its halves confirm it.
func integrate(f func(float64) float64, a, b float64) (float64, error) {
	gauss := func(a, b float64) (sum float64) {
		for i, x := range gaussLegendre.x {
			sum += gaussLegendre.w[i] * f((a+b)/2+(b-a)/2*x)
		}
		return sum * (b - a) / 2
	}
	var limit float64
	var refine func(a, b, whole float64, depth int) (float64, error)
	refine = func(a, b, whole float64, depth int) (float64, error) {
		mid := (a + b) / 2
		left, right := gauss(a, mid), gauss(mid, b)
		if math.Abs(left+right-whole) <= limit {
			return left + right, nil
		}
		if depth == 0 {
			return 0, fmt.Errorf("orderstat: the integral from %g to %g does not settle", a, b)
		}
		left, err := refine(a, mid, left, depth-1)
		if err != nil {
			return 0, err
		}
		right, err = refine(mid, b, right, depth-1)
		return left + right, err
	}
	mid := (a + b) / 2
	limit = 1e-12 * (gauss(a, mid) + gauss(mid, b))
	return refine(a, b, gauss(a, b), 40)
}
