package assignment

import "math"

const (
	leafSize = 8 // columns in a leaf
	fan      = 8 // children of any other node
)

// kdTree finds the columns of least |x-y_j|² - v_j by branch and bound: a node has the bounding box of its
// columns and the largest v among them. The tree is implicit and shallow, so a search runs along arrays.
// Bounds are computed by monotone operations, so they hold after rounding, and ties are found.
type kdTree struct {
	d      int
	x      []float64 // rows n×d
	y, v   []float64 // columns in the order of kdOrder, padded to whole leaves with v = -∞
	n      int       // number of columns
	levels []level   // leaves first; the children of node i are nodes fan·i … of the level below
}

// level holds the nodes of one height, padded to whole families of siblings with top = -∞.
type level struct {
	size   int       // number of nodes
	box    []float64 // of each node and coordinate, the least and the greatest value
	top    []float64 // of each node, the largest v
	hidden []int32   // of each node, the number of hidden children
}

// newKDTree takes rows x, and columns y in the order of kdOrder.
func newKDTree(d int, x, y []float64) *kdTree {
	n := len(y) / d
	leaves := (n + leafSize - 1) / leafSize
	t := &kdTree{d: d, x: x, n: n, y: make([]float64, leaves*leafSize*d), v: make([]float64, leaves*leafSize)}
	copy(t.y, y)
	for j := n; j < len(t.v); j++ {
		t.v[j] = math.Inf(-1)
	}
	for size := leaves; ; size = (size + fan - 1) / fan {
		full := (size + fan - 1) / fan * fan
		l := level{size: size,
			box: make([]float64, 2*d*full), top: make([]float64, full), hidden: make([]int32, size)}
		for i := range size {
			t.enclose(l.box[2*d*i:2*d*(i+1)], i)
		}
		for i := size; i < full; i++ {
			l.top[i] = math.Inf(-1)
		}
		t.levels = append(t.levels, l)
		if size <= fan {
			return t
		}
	}
}

// enclose computes the box of node i of the level above the existing ones.
func (t *kdTree) enclose(box []float64, i int) {
	h := len(t.levels)
	for k := range t.d {
		lo, hi := math.Inf(1), math.Inf(-1)
		if h == 0 {
			for j := i * leafSize; j < min(t.n, (i+1)*leafSize); j++ {
				lo, hi = min(lo, t.y[j*t.d+k]), max(hi, t.y[j*t.d+k])
			}
		} else {
			below := t.levels[h-1]
			for c := i * fan; c < min(below.size, (i+1)*fan); c++ {
				lo, hi = min(lo, below.box[2*(c*t.d+k)]), max(hi, below.box[2*(c*t.d+k)+1])
			}
		}
		box[2*k], box[2*k+1] = lo, hi
	}
}

// refresh updates the tree after duals were set in v directly.
func (t *kdTree) refresh() {
	for h := range t.levels {
		for i := range t.levels[h].size {
			t.levels[h].top[i] = t.topOf(h, i)
		}
	}
}

// topOf returns the largest v below a node.
func (t *kdTree) topOf(h, i int) float64 {
	values := t.v
	if h > 0 {
		values = t.levels[h-1].top
	}
	const each = leafSize // = fan
	top := math.Inf(-1)
	for _, v := range values[i*each : (i+1)*each] {
		if v > top {
			top = v
		}
	}
	return top
}

func (t *kdTree) lower(j int32, v float64) {
	was := t.v[j]
	t.v[j] = v
	i := int(j)
	for h := range t.levels {
		i /= fan
		l := &t.levels[h]
		if l.top[i] > was {
			return // another child has the largest v
		}
		l.top[i] = t.topOf(h, i)
	}
}

func (t *kdTree) hide(j int32) { t.count(j, 1) }
func (t *kdTree) show(j int32) { t.count(j, -1) }

// count passes a change of hidden columns up to the first node that stays partly visible.
func (t *kdTree) count(j, sign int32) {
	i := int(j)
	for h := range t.levels {
		i /= fan
		was := t.shut(h, i)
		t.levels[h].hidden[i] += sign
		if was == t.shut(h, i) {
			return
		}
	}
}

// shut reports whether all columns of a node are hidden.
func (t *kdTree) shut(h, i int) bool {
	children := t.n
	if h > 0 {
		children = t.levels[h-1].size
	}
	return int(t.levels[h].hidden[i]) == min(fan, children-i*fan)
}
