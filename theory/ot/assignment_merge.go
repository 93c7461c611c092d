package ot

import (
	"cmp"
	"slices"
)

// merge makes one column with several places of target points that coincide, at the least of their duals: in an optimum they
// are equal. Place k is point order[k]; column j has the places from first[j] to first[j+1].
func merge(m *market) (merged *market, first, order []int32) {
	d, n := m.d, len(m.v)
	point := func(j int32) []float64 { return m.y[int(j)*d:][:d] }
	order = identity(n)
	slices.SortFunc(order, func(a, b int32) int { return cmp.Or(slices.Compare(point(a), point(b)), cmp.Compare(a, b)) })
	groups := 0
	for k := range order {
		if k == 0 || !slices.Equal(point(order[k]), point(order[k-1])) {
			groups++
		}
	}
	if groups == n {
		return m, identity(n + 1), identity(n)
	}
	columns := make([][]int32, 0, groups)
	for k := 0; k < n; {
		end := k + 1
		for end < n && slices.Equal(point(order[end]), point(order[k])) {
			end++
		}
		columns = append(columns, order[k:end:end])
		k = end
	}
	slices.SortFunc(columns, func(a, b []int32) int { return cmp.Compare(a[0], b[0]) }) // the order of the tree
	order = slices.Concat(columns...)
	y, v := make([]float64, 0, groups*d), make([]float64, groups)
	place := int32(0)
	for c, points := range columns {
		y = append(y, point(points[0])...)
		first = append(first, place)
		place += int32(len(points))
		v[c] = m.v[points[0]]
		for _, j := range points {
			v[c] = min(v[c], m.v[j])
		}
	}
	merged = newMarket(d, m.x, y)
	copy(merged.v, v)
	if t, ok := merged.columns.(*kdTree); ok {
		t.refresh()
	}
	return merged, append(first, place), order
}
