package assignment

// Memory bounds the bytes that Solve holds at once for n points each in R^d, besides the problem: copies of
// the points, lists of columns, and the costs where they are stored.
func Memory(d, n int) float64 {
	points := float64(n)
	bytes := points * (56*float64(d) + 500)
	if d > 1 && stored(d, n) {
		bytes += 4 * points * points
	}
	return bytes
}
