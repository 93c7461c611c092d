package assignment

import "proxflow/theory/pointset"

// columnsOf are target points, each with as many places as points coincide there: place k is the point order[k], and column j
// has the places from first[j] to first[j+1]. Columns keep the order of the points.
type columnsOf struct{ order, first []int32 }

// coincidences finds the points that coincide.
func coincidences(d int, y []float64) columnsOf {
	c := columnsOf{first: []int32{0}}
	for _, group := range pointset.Coincident(d, y) {
		c.order = append(c.order, group...)
		c.first = append(c.first, int32(len(c.order)))
	}
	return c
}

func (c columnsOf) count() int { return len(c.first) - 1 }

// places of column j.
func (c columnsOf) places(j int) []int32 { return c.order[c.first[j]:c.first[j+1]] }

// merge makes the market of these columns from one of all points, nil for duals 0. Points that coincide have equal duals in an
// optimum: the column has the least of theirs.
func (c columnsOf) merge(d int, x, y []float64, all *market) *market {
	if all != nil && c.count() == len(all.v) {
		return all
	}
	merged := make([]float64, 0, c.count()*d)
	for j := range c.count() {
		merged = append(merged, y[int(c.places(j)[0])*d:][:d]...)
	}
	m := newMarket(d, x, merged)
	if all == nil {
		return m
	}
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
