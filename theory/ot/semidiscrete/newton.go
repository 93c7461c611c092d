package semidiscrete

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/gonum/floats"
)

// massTolerance is the largest accepted error of a computed mass. Newton's method goes on as far as rounding
// allows: to about 10⁻¹⁵, and 10⁻¹³ for 10⁴ atoms on a curve.
const massTolerance = 1e-10

// newton finds the offsets b of atoms in the plane whose cells have the masses w under N(0,I₂). They minimise
// the convex function E max_j(<X,y_j> - b_j) + Σ w_j b_j with the gradient w - m(b); its second derivative is
// the Laplacian of the links. A step of Newton's method is halved until no mass is below a floor and the
// error falls in proportion to the step. So no cell vanishes, the Laplacian stays regular, and the method
// converges, in the end quadratically (Kitagawa, Mérigot and Thibert 2019, doi:10.4171/JEMS/889). The atoms
// have mean 0 and root mean square 1.
func newton(y [][2]float64, w []float64) (b, mass []float64, steps int, err error) {
	l := newLaguerre(y)
	b = radialStart(y, w)
	mass, links := l.measure(b)
	floor := min(slices.Min(mass), slices.Min(w)) / 2
	if sum := floats.Sum(mass); floor <= 0 || math.Abs(sum-1) > 1e-9 {
		const text = "some atoms are too near to each other for float64: " +
			"the least cell has the mass %.2g, all have %.9g"
		return nil, nil, 0, fmt.Errorf(text, slices.Min(mass), sum)
	}
	rest, next := make([]float64, len(w)), make([]float64, len(w))
	for {
		floats.SubTo(rest, mass, w)
		off, worst := floats.Norm(rest, 2), floats.Norm(rest, math.Inf(1))
		step := solveLaplacian(links, rest)
		found := false
		for t := 1.0; !found && step != nil && t > 0x1p-30; t /= 2 {
			floats.AddScaledTo(next, b, t, step)
			m, k := l.measure(next)
			if found = slices.Min(m) >= floor && floats.Distance(m, w, 2) <= (1-t/2)*off; found {
				b, next = next, b
				mass, links = m, k
				steps++
			} else if worst <= massTolerance { // only rounding is left
				return b, mass, steps, nil
			}
		}
		if !found {
			const text = "no convergence of Newton's method: " +
				"after %d steps masses are off by up to %.2g, the least is %.2g"
			return nil, nil, steps, fmt.Errorf(text, steps, worst, slices.Min(mass))
		}
	}
}

// radialStart returns offsets with no empty cell: the values at the atoms of a strictly convex function
// f(|Ay|), whose slope at an atom is a point of its cell. The slopes x = f'(|Ay|) A Ay/|Ay| should lie where
// N(0,I₂) has its mass, so f' maps the law of |Ay_j| to that of |X|. A = S^{-1/4}, S the covariance of the
// atoms, gives the slopes of Gaussian atoms uniform directions.
func radialStart(y [][2]float64, w []float64) []float64 {
	z := rounded(y, w)
	radius, order, b := make([]float64, len(z)), make([]int, len(z)), make([]float64, len(z))
	for j := range z {
		radius[j], order[j] = math.Hypot(z[j][0], z[j][1]), j
	}
	slices.SortFunc(order, func(i, j int) int { return cmp.Compare(radius[i], radius[j]) })
	below, at, slope, value := 0.0, 0.0, 0.0, 0.0
	for i := 0; i < len(order); {
		r, here, end := radius[order[i]], 0.0, i
		for ; end < len(order) && radius[order[end]] <= r*(1+1e-12); end++ { // atoms at one distance
			here += w[order[end]]
		}
		quantile := math.Sqrt(-2 * math.Log1p(-min(below+here/2, 1-0x1p-53))) // P(|X| ≤ q) = 1 - e^{-q²/2}
		value += (r - at) * (slope + quantile) / 2
		for ; i < end; i++ {
			b[order[i]] = value
		}
		below, at, slope = below+here, r, quantile
	}
	return b
}

// rounded returns A y_j for A = S^{-1/4} divided by its largest eigenvalue, S the covariance of the atoms.
func rounded(y [][2]float64, w []float64) [][2]float64 {
	var xx, xy, yy float64
	for j, p := range y {
		xx, xy, yy = xx+w[j]*p[0]*p[0], xy+w[j]*p[0]*p[1], yy+w[j]*p[1]*p[1]
	}
	sin, cos := math.Sincos(math.Atan2(2*xy, xx-yy) / 2)
	mean, half := (xx+yy)/2, math.Hypot((xx-yy)/2, xy)
	shrink := math.Pow(max((mean-half)/(mean+half), 1e-6), 0.25) // along the longer axis (cos, sin)
	z := make([][2]float64, len(y))
	for j, p := range y {
		z[j] = [2]float64{shrink * (cos*p[0] + sin*p[1]), cos*p[1] - sin*p[0]}
	}
	return z
}
