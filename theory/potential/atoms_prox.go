package potential

import (
	"math"
	"slices"

	"gonum.org/v1/gonum/floats"
)

// Prox minimises Σ p_j b_j + |Σ p_j y_j - z|²/(2λ) over the probability weights p, by column generation: it
// minimises over a few atoms, and adds the one that is farthest ahead at w = (z-x)/λ, x = Σ p_j y_j, until
// none is ahead. The first is the best single atom, which on the path is the prox.
func (a *Atoms) Prox(dst, z []float64, lambda float64) float64 {
	if size := floats.Norm(z, 1); math.IsNaN(size) || math.IsInf(size, 0) {
		return nan(dst)
	}
	y, b := a.envelope()
	first := bestAtom(y, b, z, lambda)
	from := func(p []float64) []float64 { // y_first, over √λ
		q := floats.SubTo(make([]float64, len(p)), p, y[first])
		floats.Scale(1/math.Sqrt(lambda), q)
		return q
	}
	kept, points, offsets := []int{first}, [][]float64{from(y[first])}, []float64{b[first]}
	value, mixed := b[first], floats.Norm(y[first], 2) // mixed is Σ p_j |y_j|: its rounding is that of x
	shift := make([]float64, len(z))                   // x - y_first, in which close atoms keep their digits
	copy(dst, y[first])
	for {
		k := ahead(y, b, y[first], shift, value, z, floats.Norm(dst, 2), lambda, 4)
		if k < 0 {
			return value
		}
		if slices.Contains(kept, k) { // by rounding errors of the weights
			if ahead(y, b, y[first], shift, value, z, mixed, lambda, 1000) >= 0 {
				return nan(dst)
			}
			return value
		}
		kept, points, offsets = append(kept, k), append(points, from(y[k])), append(offsets, b[k])
		value, mixed = 0, 0
		clear(shift)
		for i, p := range simplexWeights(points, from(z), offsets) {
			floats.AddScaled(shift, p, floats.SubTo(dst, y[kept[i]], y[first]))
			value += p * offsets[i]
			mixed += p * floats.Norm(y[kept[i]], 2)
		}
		floats.AddTo(dst, y[first], shift)
	}
}

// bestAtom returns the j that minimises b_j + |z-y_j|²/(2λ).
func bestAtom(y [][]float64, b, z []float64, lambda float64) (j int) {
	for k, p := range y {
		change := b[k] - b[j]
		for i, c := range p {
			change += (c - y[j][i]) * ((c - z[i]) + (y[j][i] - z[i])) / (2 * lambda)
		}
		if change < 0 {
			j = k
		}
	}
	return j
}

// ahead returns the j with the largest <w,y_j-x> - (b_j-value), w = (z-x)/λ, x = base+shift, among those for
// which it is positive beyond this many roundings of z and of x, whose rounding is that of a number of this
// size. If there is none, it returns -1: then x = prox_λφ(z) and φ(x) = value.
func ahead(y [][]float64, b, base, shift []float64, value float64, z []float64, size, lambda,
	roundings float64) int {
	w := make([]float64, len(z))
	for i := range w {
		w[i] = ((z[i] - base[i]) - shift[i]) / lambda
	}
	noise := roundings * epsilon * (floats.Norm(z, 2) + size) / lambda // of w
	level := roundings * epsilon * math.Abs(value)
	first, most := -1, 0.0
	for j, p := range y {
		lead, square := value-b[j], 0.0
		for i, c := range p {
			apart := (c - base[i]) - shift[i]
			lead += w[i] * apart
			square += apart * apart
		}
		if lead > most && lead > noise*math.Sqrt(square)+level {
			first, most = j, lead
		}
	}
	return first
}
