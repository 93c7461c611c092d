package ot

// kdOrder sorts n points of dimension d into the leaves of a k-d tree, halving the widest side of the bounding box: the
// k-th point in this order is the order[k]-th given. Neighbours in the order are neighbours in space.
func kdOrder(d int, points []float64) []int32 {
	order := make([]int32, len(points)/d)
	for i := range order {
		order[i] = int32(i)
	}
	o := orderer{d: d, points: points, keys: make([]float64, len(order))}
	o.split(order, leavesFor(len(order)))
	return order
}

type orderer struct {
	d      int
	points []float64
	keys   []float64
}

// split sorts the points of a subtree with this many leaves.
func (o *orderer) split(order []int32, leaves int) {
	for leaves > 1 {
		leaves /= 2
		if middle := leaves * leafSize; middle < len(order) {
			o.halve(order, middle)
			o.split(order[middle:], leaves)
			order = order[:middle]
		}
	}
}

// halve puts the least points along the widest side first.
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
	// Quickselect by Hoare's partition, which halves runs of equal keys.
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
