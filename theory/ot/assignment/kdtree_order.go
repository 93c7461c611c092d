package assignment

import "proxflow/theory/pointset"

// kdOrder sorts n points of dimension d into the leaves of a k-d tree, each split halving the widest side of the bounding
// box: the k-th point in this order is the order[k]-th given. Neighbours in the order are neighbours in space.
func kdOrder(d int, points []float64) []int32 {
	order := pointset.Indices(len(points) / d)
	size := leafSize
	for size < len(order) {
		size *= 2
	}
	split(pointset.NewHalver(d, points), order, size)
	return order
}

// split sorts the points of a subtree with room for size points, a power of two: full leaves come first.
func split(h *pointset.Halver, order []int32, size int) {
	for size > leafSize {
		size /= 2
		if size < len(order) {
			h.Halve(order, size)
			split(h, order[size:], size)
			order = order[:size]
		}
	}
}
