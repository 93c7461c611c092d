package assignment

import (
	"math"

	"proxflow/theory/ot"
)

// The steps of the auction. They were tuned by measurement; within a factor of 2 all do about as well.
const (
	scaling    = 5    // ε falls by this factor from round to round
	firstEps   = 0.15 // the first ε, over the unit of costs
	lastEps    = 0.05 // the last ε, over the unit of costs / n
	coarseLast = 0.12 // the same for centroids
	warmEps    = 3    // the least first ε after an auction of centroids, over the unit of costs / n
	warmSpread = 4    // the same, over the mean square distance to the centroid
	coarsest   = 256  // fewer points than this have no centroids
)

// bidsPerRow bounds the auction; the augmenting paths do what is left.
var bidsPerRow = 500

// group is the number of points that make a centroid: a leaf of kdOrder.
const group = leafSize

// auction is a Gauss-Seidel auction with ε-scaling, for as many columns as rows [Bertsekas, Ann. Oper. Res.
// 14 (1988) 105-123, doi:10.1007/BF02186476].
type auction struct {
	*market
	unit  float64 // the unit of costs
	rowOf []int32 // of each column, or nobody
	bids  int     // the bids left
}

const nobody = int32(-1)

func newAuction(d int, x, y []float64, unit float64) *auction {
	n := len(x) / d
	return &auction{market: newMarket(d, x, y), unit: unit, rowOf: make([]int32, n), bids: bidsPerRow * n}
}

// run finds duals for which some pairing is optimal up to last·unit/n per row. In low dimension it starts
// from the duals of centroids of groups of points, which saves the rounds with large ε.
func (a *auction) run(last float64) {
	n := len(a.rowOf)
	for j := range a.rowOf {
		a.rowOf[j] = nobody
	}
	if a.unit == 0 {
		return // all points of one side coincide
	}
	eps, end := firstEps*a.unit, last*a.unit/float64(n)
	if t, ok := a.columns.(*kdTree); ok && a.d <= treeDim && n >= coarsest {
		eps = min(eps, max(warmEps*a.unit/float64(n), warmSpread*a.coarse(t)))
	}
	a.lists.resize(2) // prices still jump past all columns of a longer list
	for a.round(eps) && eps > end {
		if eps = max(eps/scaling, end); a.lists.spread > eps*float64(a.lists.made) {
			a.lists.resize(listSize)
		}
	}
	a.lists.resize(listSize)
}

// coarse sets the duals from an auction of centroids and returns the mean square distance of columns to their
// centroids.
func (a *auction) coarse(t *kdTree) (spread float64) {
	c := newAuction(a.d, centroids(a.d, a.x), centroids(a.d, a.y), a.unit)
	c.run(coarseLast)
	for j := range int32(len(a.v)) {
		// Near its centroid, the dual of a column follows from the row paired with the centroid: v(y) =
		// |x-y|² - u.
		g := min(j/group, int32(len(c.v)-1))
		i := c.rowOf[g]
		if i == nobody {
			continue
		}
		x, y := c.x[int(i)*a.d:][:a.d], a.y[int(j)*a.d:][:a.d]
		t.v[j] = ot.Cost(x, y) - (c.cost(i, g) - c.v[g])
		spread += ot.Cost(c.y[int(g)*a.d:][:a.d], y)
	}
	t.refresh()
	return spread / float64(len(a.v))
}

// centroids returns the means of groups of consecutive points, and drops an incomplete last group.
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

// round lets rows bid until each has a column that is best for it up to ε. It returns false if the bids run
// out.
func (a *auction) round(eps float64) bool {
	for j := range a.rowOf {
		a.rowOf[j] = nobody
	}
	for start := range int32(len(a.rowOf)) {
		for i := start; i != nobody; a.bids-- {
			if a.bids == 0 {
				return false
			}
			best, _, w1, w2 := a.least(i)
			if w2 == math.Inf(1) {
				w2 = w1
			}
			a.columns.lower(best.j, a.v[best.j]-(w2-w1+eps))
			i, a.rowOf[best.j] = a.rowOf[best.j], i
		}
	}
	return true
}
