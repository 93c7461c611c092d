// Package pointset has operations on finite sets of points in R^d that several packages share. Points are
// the rows of an n×d matrix, stored one after the other in a slice.
//
// Coincident finds the points that are equal. The only type, Halver, makes the splits of a k-d tree.
package pointset

import (
	"cmp"
	"slices"
)

// Coincident returns the indices of the points in groups of equal points. Each group ascends, and the groups
// are in the order of their first points. Zeros of either sign are equal. It takes O(n log n) comparisons of
// points.
func Coincident(d int, points []float64) [][]int32 {
	n := len(points) / d
	point := func(i int32) []float64 { return points[int(i)*d:][:d] }
	order := Indices(n)
	slices.SortFunc(order, func(i, k int32) int {
		return cmp.Or(slices.Compare(point(i), point(k)), cmp.Compare(i, k))
	})
	var groups [][]int32
	for k := 0; k < n; {
		end := k + 1
		for end < n && slices.Equal(point(order[end]), point(order[k])) {
			end++
		}
		groups = append(groups, order[k:end])
		k = end
	}
	slices.SortFunc(groups, func(a, b []int32) int { return cmp.Compare(a[0], b[0]) })
	return groups
}

// Indices returns 0, 1, …, n-1.
func Indices(n int) []int32 {
	order := make([]int32, n)
	for i := range order {
		order[i] = int32(i)
	}
	return order
}
