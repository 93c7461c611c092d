package pointset

// Halver splits subsets of points at their widest sides, as a k-d tree does.
type Halver struct {
	d            int
	points, keys []float64
}

// NewHalver takes n×d points, which must not change while it is in use.
func NewHalver(d int, points []float64) *Halver {
	return &Halver{d: d, points: points, keys: make([]float64, len(points)/d)}
}

// Halve reorders the indices of points so that the first middle ones have the least coordinates along the
// widest side of the bounding box. It takes O(len(order)) time on average, even if many coordinates are
// equal.
func (h *Halver) Halve(order []int32, middle int) {
	axis, widest := 0, -1.0
	for k := range h.d {
		lo, hi := h.points[int(order[0])*h.d+k], h.points[int(order[0])*h.d+k]
		for _, i := range order {
			c := h.points[int(i)*h.d+k]
			lo, hi = min(lo, c), max(hi, c)
		}
		if hi-lo > widest {
			axis, widest = k, hi-lo
		}
	}
	keys := h.keys[:len(order)]
	for k, i := range order {
		keys[k] = h.points[int(i)*h.d+axis]
	}
	// Hoare's quickselect: its partition splits runs of equal keys in the middle.
	for lo, hi := 0, len(order)-1; lo < hi; {
		pivot := median(keys[lo], keys[(lo+hi)/2], keys[hi])
		a, b := lo, hi
		for a <= b {
			for keys[a] < pivot {
				a++
			}
			for keys[b] > pivot {
				b--
			}
			if a <= b {
				keys[a], keys[b] = keys[b], keys[a]
				order[a], order[b] = order[b], order[a]
				a++
				b--
			}
		}
		switch {
		case middle <= b:
			hi = b
		case middle >= a:
			lo = a
		default:
			return
		}
	}
}

func median(a, b, c float64) float64 { return max(min(a, b), min(max(a, b), c)) }
