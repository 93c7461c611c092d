package assignment

// kdOrder sorts n points of dimension d into the leaves of a k-d tree, each split halving the widest side of the bounding
// box: the k-th point in this order is the order[k]-th given. Neighbours in the order are neighbours in space.
func kdOrder(d int, points []float64) []int32 {
	order := identity(len(points) / d)
	size := leafSize
	for size < len(order) {
		size *= 2
	}
	o := orderer{d: d, points: points, keys: make([]float64, len(order))}
	o.split(order, size)
	return order
}

type orderer struct {
	d      int
	points []float64
	keys   []float64
}

// split sorts the points of a subtree with room for size points, a power of two: full leaves come first.
func (o *orderer) split(order []int32, size int) {
	for size > leafSize {
		size /= 2
		if size < len(order) {
			o.halve(order, size)
			o.split(order[size:], size)
			order = order[:size]
		}
	}
}

// halve puts the least points along the widest side first, middle of them.
func (o *orderer) halve(order []int32, middle int) {
	axis, widest := 0, -1.0
	for k := range o.d {
		lo, hi := o.points[int(order[0])*o.d+k], o.points[int(order[0])*o.d+k]
		for _, i := range order {
			c := o.points[int(i)*o.d+k]
			lo, hi = min(lo, c), max(hi, c)
		}
		if hi-lo > widest {
			axis, widest = k, hi-lo
		}
	}
	keys := o.keys[:len(order)]
	for k, i := range order {
		keys[k] = o.points[int(i)*o.d+axis]
	}
	// Hoare's selection: its partition halves runs of equal keys.
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
