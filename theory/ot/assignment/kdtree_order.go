package assignment

import "proxflow/theory/pointset"

// kdOrder returns the order of points in the leaves of a k-d tree whose nodes are split at the widest side of
// their bounding box: the k-th point in this order is the order[k]-th given one. Neighbours in the order are
// neighbours in space.
func kdOrder(d int, points []float64) []int32 {
	order := pointset.Indices(len(points) / d)
	size := leafSize
	for size < len(order) {
		size *= 2
	}
	split(pointset.NewHalver(d, points), order, size)
	return order
}

// split orders the points of a subtree with room for size points, a power of two times leafSize; full leaves
// come first.
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
