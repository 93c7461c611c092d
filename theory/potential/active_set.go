package potential

import (
	"math"
	"slices"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"
)

// simplexWeights returns the probability weights p that minimise |Σ p_j a_j - b|²/2 + Σ p_j l_j, by Wolfe's
// active-set method (doi:10.1007/BF01580381): the support is kept affinely independent and p optimal on its
// affine hull; the index with the least reduced cost enters; on the way to the new optimum indices whose
// weight reaches 0 leave.
func simplexWeights(a [][]float64, b, l []float64) []float64 {
	q := &simplexProgram{a: a, b: b, l: l, p: make([]float64, len(a)), support: []int{0}}
	worth := func(j int) float64 { d := floats.Distance(a[j], b, 2); return d*d/2 + l[j] }
	for j := range a {
		if worth(j) < worth(q.support[0]) {
			q.support[0] = j
		}
	}
	q.p[q.support[0]] = 1
	x, r := make([]float64, len(b)), make([]float64, len(b))
	for range 20 + 10*len(a) {
		clear(x)
		mean := 0.0
		for _, j := range q.support {
			floats.AddScaled(x, q.p[j], a[j])
			mean += q.p[j] * l[j]
		}
		floats.SubTo(r, x, b)
		size := floats.Norm(x, 2) + floats.Norm(b, 2)
		enter, least := -1, 0.0
		for j := range a {
			cost, away := l[j]-mean, 0.0
			for i := range r {
				cost += (a[j][i] - x[i]) * r[i]
				away += (a[j][i] - x[i]) * (a[j][i] - x[i])
			}
			if cost < least && cost*cost > 16*epsilon*epsilon*(size*size*away+mean*mean) &&
				!slices.Contains(q.support, j) {
				enter, least = j, cost
			}
		}
		if enter < 0 {
			break
		}
		q.enter(enter, least)
	}
	return q.p
}

// simplexProgram is the state of simplexWeights.
type simplexProgram struct {
	a       [][]float64
	b, l, p []float64
	support []int // the indices with p > 0
}

// enter gives the index j, of reduced cost < 0, a weight. The others' weights change so that Σ p_i a_i
// moves orthogonally to the affine hull of the support, on which p is optimal: so the end of this line is
// optimal as well, unless a weight reaches 0 first. The line has no end if a_j depends on the support.
func (q *simplexProgram) enter(j int, cost float64) {
	n := len(q.support)
	move := make([]float64, n+1)
	move[n] = 1
	off := mat.NewVecDense(len(q.b), q.edge(j))
	if n > 1 {
		e, qr := q.edges()
		var k, along mat.VecDense
		qr.SolveVecTo(&k, false, off)
		along.MulVec(e, &k)
		off.SubVec(off, &along)
		for i := 1; i < n; i++ {
			move[i] = -k.AtVec(i - 1)
		}
	}
	move[0] = -floats.Sum(move)
	q.support = append(q.support, j)
	far := math.Inf(1)
	if n <= len(q.b) {
		far = -cost / mat.Dot(off, off)
	}
	if q.advance(move, far) {
		return
	}
	for len(q.support) > 1 {
		goal := q.affineOptimum()
		for i, s := range q.support {
			goal[i] -= q.p[s]
		}
		if q.advance(goal, 1) {
			return
		}
	}
	q.p[q.support[0]] = 1
}

// advance moves the weights of the support by t times the move, where t ≤ far is the largest with p ≥ 0. It
// reports whether t = far. If not, the indices without weight have left the support.
func (q *simplexProgram) advance(move []float64, far float64) bool {
	leave := -1
	for i, s := range q.support {
		if t := -q.p[s] / move[i]; move[i] < 0 && t <= far {
			far, leave = t, s
		}
	}
	for i, s := range q.support {
		q.p[s] += far * move[i]
	}
	if leave < 0 {
		return true
	}
	q.p[leave] = 0
	q.support = slices.DeleteFunc(q.support, func(s int) bool { return q.p[s] <= 0 })
	return false
}

// affineOptimum returns the weights, of sum 1, that minimise the objective on the affine hull of the
// support. With the edges E it is the minimum of |Ek - r|²/2 + <g,k>: for the shortest u with Eᵀu = g, the
// least-squares solution of Ek = r - u.
func (q *simplexProgram) affineOptimum() []float64 {
	base, n := q.support[0], len(q.support)
	_, qr := q.edges()
	g := mat.NewVecDense(n-1, nil)
	for i := 1; i < n; i++ {
		g.SetVec(i-1, q.l[q.support[i]]-q.l[base])
	}
	var u, k mat.VecDense
	qr.SolveVecTo(&u, true, g)
	r := floats.SubTo(make([]float64, len(q.b)), q.b, q.a[base])
	floats.Sub(r, u.RawVector().Data)
	qr.SolveVecTo(&k, false, mat.NewVecDense(len(r), r))
	weights := make([]float64, n)
	copy(weights[1:], k.RawVector().Data)
	weights[0] = 1 - floats.Sum(weights)
	return weights
}

// edge is the vector from the first point of the support to the j-th point.
func (q *simplexProgram) edge(j int) []float64 {
	return floats.SubTo(make([]float64, len(q.b)), q.a[j], q.a[q.support[0]])
}

// edges are the vectors from the first point of the support to its others, by columns.
func (q *simplexProgram) edges() (*mat.Dense, *mat.QR) {
	e := mat.NewDense(len(q.b), len(q.support)-1, nil)
	for i, s := range q.support[1:] {
		e.SetCol(i, q.edge(s))
	}
	var qr mat.QR
	qr.Factorize(e)
	return e, &qr
}
