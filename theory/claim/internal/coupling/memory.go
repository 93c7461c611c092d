package coupling

// Memory bounds the bytes of n pairs in R^d.
func Memory(n, d float64) float64 { return n * (20*d + 64) }

// SmoothMemory bounds the bytes of n points in R^d with their second-order data. Those of a full-dimensional
// target take the most, with room for the garbage of computing them.
func SmoothMemory(n, d float64) float64 { return Memory(n, d) + n*(24*d*d+8*d+256) }
