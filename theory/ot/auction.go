package ot

import "math"

// The auction's steps, measured: all within a factor of 2 serve about as well.
var (
	scaling    = 5.0  // ε falls by this factor from round to round
	firstEps   = 0.15 // the first ε, over the mean cost
	lastEps    = 0.05 // the last ε, over the mean cost / n
	coarseLast = 0.5  // the same for a problem of centroids
	warmEps    = 3.0  // the least ε to begin with after one, over the mean cost / n
	warmSpread = 4.0  // the same, over the mean square of the spread within a group
	coarsest   = 256  // fewer points have no problem of centroids
	bidsPerRow = 500  // work after which the auction is left to the augmenting paths
)

// group is the number of neighbours in a centroid: a leaf of kdOrder.
const group = leafSize

// auction sets duals for which a pairing exists that is optimal but for last·mean/n a row: a Gauss-Seidel auction with
// ε-scaling [Bertsekas, Ann. Oper. Res. 14 (1988) 105-123, doi:10.1007/BF02186476]. In low dimension it begins with the duals
// of centroids of groups of points, itself solved in this way, which spares the rounds of large ε.
func (m *matching) auction(last float64) {
	if !(m.mean > 0) {
		return
	}
	eps, end := firstEps*m.mean, last*m.mean/float64(m.n)
	if t, ok := m.columns.(*kdTree); ok && m.d <= treeDim && m.n >= coarsest {
		eps = min(eps, max(warmEps*m.mean/float64(m.n), warmSpread*m.coarse(t)))
	}
	for m.round(eps) && eps > end {
		eps = max(eps/scaling, end)
	}
}

// coarse sets duals from a problem of centroids, and returns the mean square of the distance of columns to their centroid.
func (m *matching) coarse(t *kdTree) (spread float64) {
	c := newMatching(m.d, centroids(m.d, m.x), centroids(m.d, m.y), m.mean)
	c.clear()
	c.auction(coarseLast)
	for j := range int32(m.n) {
		// Next to its centroid the dual of a column is about that of the row there: v(y) = |x-y|² - u.
		g := min(j/group, int32(c.n-1))
		i := c.rowOf[g]
		if i == none {
			continue
		}
		x, y := c.x[int(i)*m.d:][:m.d], m.y[int(j)*m.d:][:m.d]
		t.v[j] = squared(x, y) - (c.cost(i, g) - c.v[g])
		spread += squared(c.y[int(g)*m.d:][:m.d], y)
	}
	t.refresh()
	return spread / float64(m.n)
}

// centroids averages groups of neighbours; what is left over is left out.
func centroids(d int, points []float64) []float64 {
	c := make([]float64, 0, len(points)/group)
	for ; len(points) >= group*d; points = points[group*d:] {
		for k := range d {
			s := 0.0
			for i := range group {
				s += points[i*d+k]
			}
			c = append(c, s/group)
		}
	}
	return c
}

// round lets rows bid until each has a column that is best for it but for ε. It returns false if that takes too long.
func (m *matching) round(eps float64) bool {
	m.clear()
	for start := range int32(m.n) {
		for i := start; i != none; m.bids-- {
			if m.bids == 0 {
				return false
			}
			first, _, w1, w2 := m.least(i)
			if w2 == math.Inf(1) {
				w2 = w1
			}
			m.columns.lower(first.j, m.v[first.j]-(w2-w1+eps))
			i = m.match(i, first.j)
		}
	}
	return true
}
