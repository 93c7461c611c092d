package flow

import (
	"slices"
	"sort"
)

// Path is a solution of x' = f(s, x) between its steps, to order 4, by Shampine's formula for a
// Dormand-Prince step from the stages of the step (Hairer, Nørsett and Wanner, Solving Ordinary Differential
// Equations I, 1993, section II.6, doi:10.1007/978-3-540-78862-1). Integrator.Path makes it. It is safe for
// concurrent use.
type Path struct {
	s []float64
	x [][]float64
	k [][7][]float64 // the stages of the step to s[i]; none for i = 0
}

// append appends the step to x at s with the stages k, and copies them.
func (p *Path) append(s float64, x []float64, k [7][]float64) {
	for i := range k {
		k[i] = slices.Clone(k[i])
	}
	p.s, p.x, p.k = append(p.s, s), append(p.x, slices.Clone(x)), append(p.k, k)
}

// dense are the weights of the stages in the term of highest degree.
var dense = [7]float64{-12715105075. / 11282082432, 0, 87487479700. / 32700410799, -10690763975. / 1880347072,
	701980252875. / 199316789632, -1453857185. / 822651844, 69997945. / 29380423}

// At puts the solution at s into dst. It panics if s is not between the first step and the last.
func (p *Path) At(dst []float64, s float64) {
	last := len(p.s) - 1
	if !(s >= p.s[0] && s <= p.s[last]) {
		panic("flow: outside the steps of the path")
	}
	i := sort.SearchFloat64s(p.s, s)
	if p.s[i] == s {
		copy(dst, p.x[i])
		return
	}
	from, to, h := p.x[i-1], p.x[i], p.s[i]-p.s[i-1]
	k := &p.k[i]
	theta := (s - p.s[i-1]) / h
	for j := range dst {
		top := 0.0
		for l, d := range dense {
			top += h * d * k[l][j]
		}
		rise := to[j] - from[j]
		bend := h*k[0][j] - rise
		twist := rise - h*k[6][j] - bend
		dst[j] = from[j] + theta*(rise+(1-theta)*(bend+theta*(twist+(1-theta)*top)))
	}
}
