package semidiscrete

import (
	"cmp"
	"slices"

	"proxflow/theory/normal"
)

// slabs finds the offsets of atoms at the positions s_j on a line. Their cells are the slabs between the hyperplanes at
// q_k = Φ⁻¹(w_1 + … + w_k) along the line, in the order of the positions, on which neighbours tie:
// b_(k+1) - b_k = (s_(k+1) - s_k) q_k. The masses are those of the rounded offsets.
func slabs(s, w []float64) (b, mass []float64) {
	n := len(s)
	order := make([]int, n)
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(i, j int) int { return cmp.Compare(s[i], s[j]) })
	above := make([]float64, n+1) // of the k-th and later ones
	for k := n - 1; k >= 0; k-- {
		above[k] = above[k+1] + w[order[k]]
	}
	b, mass = make([]float64, n), make([]float64, n)
	below, left, right := 0.0, 0.0, 1.0 // left and right of the last hyperplane
	for k, i := range order[:n-1] {
		next := order[k+1]
		below += w[i]
		b[next] = b[i] + (s[next]-s[i])*normal.Quantile(below, above[k+1])
		q := (b[next] - b[i]) / (s[next] - s[i])
		if q < 0 {
			mass[i] = normal.CDF(q) - left
		} else {
			mass[i] = right - normal.CDF(-q)
		}
		left, right = normal.CDF(q), normal.CDF(-q)
	}
	mass[order[n-1]] = right
	return b, mass
}
