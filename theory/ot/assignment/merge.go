package assignment

import "proxflow/theory/pointset"

// columnsOf are distinct target points with one place for each point that coincides there. Place k is point
// order[k], and column j has the places from first[j] to first[j+1]. Columns keep the order of the points.
type columnsOf struct{ order, first []int32 }

// coincidences makes a column of each set of coincident points.
func coincidences(d int, y []float64) columnsOf {
	c := columnsOf{first: []int32{0}}
	for _, group := range pointset.Coincident(d, y) {
		c.order = append(c.order, group...)
		c.first = append(c.first, int32(len(c.order)))
	}
	return c
}

func (c columnsOf) count() int { return len(c.first) - 1 }

// places returns the points of column j.
func (c columnsOf) places(j int) []int32 { return c.order[c.first[j]:c.first[j+1]] }

// merge makes the market of these columns from the market of all points, or with duals 0 if that is nil.
// Coincident points have equal duals in an optimum, so a column takes the least of theirs. Of the market of
// all points only the duals remain.
func (c columnsOf) merge(d int, x, y []float64, all *market) *market {
	if all != nil && c.count() == len(all.v) {
		return all
	}
	merged := make([]float64, 0, c.count()*d)
	for j := range c.count() {
		merged = append(merged, y[int(c.places(j)[0])*d:][:d]...)
	}
	if all == nil {
		return newMarket(d, x, merged)
	}
	all.columns, all.lists = nil, nil // only one market at a time has room for all costs
	m := newMarket(d, x, merged)
	for j := range m.v {
		m.v[j] = all.v[c.places(j)[0]]
		for _, k := range c.places(j) {
			m.v[j] = min(m.v[j], all.v[k])
		}
	}
	if t, ok := m.columns.(*kdTree); ok {
		t.refresh()
	}
	return m
}
