package minibatch

import (
	"math"

	"gonum.org/v1/gonum/floats"

	"proxflow/theory/claim"
	"proxflow/theory/claim/internal/coupling"
	"proxflow/theory/ot"
	"proxflow/theory/potential"
	"proxflow/theory/random"
)

// batch holds n source points with their images T(x_i), n target points, and their optimal coupling.
type batch struct {
	*ot.Problem
	*ot.Coupling
	images    []float64 // n×d by rows
	conjugate []float64 // φ*(x_i), NaN if unknown
	value     []float64 // φ(y_j), NaN if unknown
	centre    []float64 // a fixed point in the middle of the target
}

// part returns the batch of the points from, …, to-1, unpaired.
func (b *batch) part(from, to int) *batch {
	d := b.Dim
	return &batch{
		Problem: &ot.Problem{Dim: d, X: b.X[from*d : to*d], Y: b.Y[from*d : to*d]}, centre: b.centre,
		images: b.images[from*d : to*d], conjugate: b.conjugate[from:to], value: b.value[from:to],
	}
}

// image returns T(x_i).
func (b *batch) image(i int) []float64 { return b.images[i*b.Dim : (i+1)*b.Dim] }

// partner returns the target point paired with x_i.
func (b *batch) partner(i int) []float64 { return b.Target(b.Pairing[i]) }

// planError is (1/n) Σ|y_σ(i) - T(x_i)|².
func (b *batch) planError() (sum float64) {
	for i := range b.N() {
		sum += coupling.SquaredDistance(b.partner(i), b.image(i))
	}
	return sum / float64(b.N())
}

// costBias is (2/n) Σ φ*(x_i) + φ(y_σ(i)) - <x_i, y_σ(i)>. By the Fenchel-Young inequality all terms are ≥ 0.
// It equals the cost of the batch minus the means of |x|² - 2φ*(x) and |y|² - 2φ(y) over its points, whose
// expectations add up to W2². So its expectation is that of the cost minus W2², but its fluctuations are of
// order 1/n, while those of the cost are of order n^-½.
func (b *batch) costBias() (sum float64) {
	for i, j := range b.Pairing {
		sum += b.conjugate[i] + b.value[j] - floats.Dot(b.Source(i), b.Target(j))
	}
	return 2 * sum / float64(b.N())
}

// monotonicity is the largest Σ_k <y_k, x_k+1 - x_k> over random cycles of 2 to 6 pairs, with its rounding
// error. The sum is ≤ 0 for all cycles if and only if the pairing is optimal (Rockafellar 1966).
func (b *batch) monotonicity(r *random.Source) (worst, budget float64) {
	n := b.N()
	sizes, partners := make([]float64, n), make([]float64, n) // |x_i| and |y_σ(i)|
	for i := range n {
		sizes[i], partners[i] = floats.Norm(b.Source(i), 2), floats.Norm(b.partner(i), 2)
	}
	for k := range 4 * n {
		length := min(2+k%5, n)
		first := r.Index(n)
		i, gain, size := first, 0.0, 0.0
		for step := range length {
			next := first
			if step < length-1 {
				next = r.Index(n)
			}
			y, x, z := b.partner(i), b.Source(i), b.Source(next)
			for k := range y {
				gain += y[k] * (z[k] - x[k])
			}
			size += partners[i] * (sizes[next] + sizes[i])
			i = next
		}
		worst = max(worst, gain)
		budget = max(budget, float64(length*b.Dim)*claim.Unit*size)
	}
	return worst, budget
}

// dual returns the potential φ_n of the batch: the convex envelope of (|y_j|² - v_j)/2 at its target points.
func (b *batch) dual() (potential.Potential, error) {
	phi := &potential.Atoms{}
	for j, v := range b.V {
		y := b.Target(j)
		phi.Points, phi.Offsets = append(phi.Points, y), append(phi.Offsets, (floats.Dot(y, y)-v)/2)
	}
	return phi, phi.Init()
}

// mean is the running mean of some numbers.
type mean struct{ sum, n float64 }

func (m *mean) add(x float64) { m.sum, m.n = m.sum+x, m.n+1 }

// value returns the mean, or NaN if there are no numbers.
func (m *mean) value() float64 {
	if m.n == 0 {
		return math.NaN()
	}
	return m.sum / m.n
}
