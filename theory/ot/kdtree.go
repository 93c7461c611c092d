package ot

import "math"

// leafSize is the number of points of a leaf.
const leafSize = 8

// kdTree finds the columns of least |x-y_j|² - v_j by branch and bound: a node knows the box of its points and the largest
// v among them. It is implicit: the children of node k are 2k and 2k+1, the columns stand in the order of the leaves.
type kdTree struct {
	d      int
	y      []float64 // points by rows, in the order of the leaves
	v      []float64 // their duals, shared with the matching
	leaves int       // a power of two; leaf l is node leaves+l and holds the columns from l·leafSize on
	box    []float64 // per node and coordinate the centre and the half width
	top    []float64 // per node max v, -∞ if it is empty
	shut   []int32   // per node how much of it is hidden: columns for a leaf, children else
}

// frame is a node that waits in a search.
type frame struct {
	node  int
	lower float64
}

// newKDTree takes points in the order of kdOrder.
func newKDTree(d int, y, v []float64) *kdTree {
	n := len(v)
	t := &kdTree{d: d, y: y, v: v, leaves: leavesFor(n)}
	t.box = make([]float64, 4*d*t.leaves)
	t.top = make([]float64, 2*t.leaves)
	t.shut = make([]int32, 2*t.leaves)
	lo, hi := make([]float64, 2*d*t.leaves), make([]float64, 2*d*t.leaves)
	for i := range lo {
		lo[i], hi[i] = math.Inf(1), math.Inf(-1)
	}
	for j := range n {
		b := (t.leaves + j/leafSize) * d
		for k, c := range y[j*d : (j+1)*d] {
			lo[b+k], hi[b+k] = min(lo[b+k], c), max(hi[b+k], c)
		}
	}
	for b := t.leaves*d - 1; b >= d; b-- {
		c := b/d*d*2 + b%d
		lo[b], hi[b] = min(lo[c], lo[c+d]), max(hi[c], hi[c+d])
	}
	for b := d; b < 2*t.leaves*d; b++ {
		t.box[2*b], t.box[2*b+1] = (lo[b]+hi[b])/2, (hi[b]-lo[b])/2
		if lo[b] > hi[b] {
			t.box[2*b], t.box[2*b+1] = 0, 0
		}
	}
	t.refresh()
	for l := (n + leafSize - 1) / leafSize; l < t.leaves; l++ { // empty leaves hide nothing
		for k := (t.leaves + l) / 2; k > 0; k /= 2 {
			if t.shut[k]++; t.shut[k] < 2 {
				break
			}
		}
	}
	return t
}

func leavesFor(n int) int {
	leaves := 1
	for leaves*leafSize < n {
		leaves *= 2
	}
	return leaves
}

// refresh computes top anew.
func (t *kdTree) refresh() {
	for l := range t.leaves {
		t.top[t.leaves+l] = t.leafTop(l)
	}
	for k := t.leaves - 1; k > 0; k-- {
		t.top[k] = max(t.top[2*k], t.top[2*k+1])
	}
}

func (t *kdTree) leafTop(l int) float64 {
	m := math.Inf(-1)
	lo := min(l*leafSize, len(t.v))
	for _, v := range t.v[lo:min(lo+leafSize, len(t.v))] {
		if v > m {
			m = v
		}
	}
	return m
}

// fell says that v_j was lowered.
func (t *kdTree) fell(j int32) {
	k := t.leaves + int(j)/leafSize
	m := t.leafTop(int(j) / leafSize)
	for t.top[k] != m {
		t.top[k] = m
		if k >>= 1; k == 0 {
			return
		}
		a, b := t.top[2*k], t.top[2*k+1]
		if m = a; b > a {
			m = b
		}
	}
}

// hide takes column j out of the searches that skip what is hidden; sign -1 undoes it.
func (t *kdTree) hide(j, sign int32) {
	k := t.leaves + int(j)/leafSize
	full := int32(min(leafSize, len(t.v)-int(j)/leafSize*leafSize))
	for ; k > 0; k >>= 1 {
		was := t.shut[k] == full
		t.shut[k] += sign
		if was == (t.shut[k] == full) {
			return
		}
		full = 2
	}
}

// lower bounds |x-y|² - v for the points of a node from below.
func (t *kdTree) lower(node int, x []float64) float64 {
	if t.d == 2 {
		b := t.box[4*node : 4*node+4 : 4*node+4]
		e, f := math.Abs(x[0]-b[0])-b[1], math.Abs(x[1]-b[2])-b[3]
		e, f = e+math.Abs(e), f+math.Abs(f) // twice the positive part
		return (e*e+f*f)*0.25 - t.top[node]
	}
	s := 0.0
	b := t.box[2*t.d*node:]
	for k, c := range x {
		e := math.Abs(c-b[2*k]) - b[2*k+1]
		e += math.Abs(e)
		s += e * e
	}
	return s*0.25 - t.top[node]
}

// search offers to q all columns that may be among its least.
func (t *kdTree) search(x []float64, q *selection) {
	var stack [64]frame
	depth := 0
	node := 1
	for {
		for node < t.leaves {
			near, far := 2*node, 2*node+1
			a, b := t.lower(near, x), t.lower(far, x)
			if b < a {
				near, far, a, b = far, near, b, a
			}
			if b < q.limit && !(q.skip != nil && t.shut[far] == t.full(far)) {
				stack[depth&63] = frame{far, b}
				depth++
			}
			if !(a < q.limit) || q.skip != nil && t.shut[near] == t.full(near) {
				node = 0
				break
			}
			node = near
		}
		if node > 0 {
			t.scan(node-t.leaves, x, q)
		}
		for {
			if depth == 0 {
				return
			}
			depth--
			if f := stack[depth&63]; f.lower < q.limit {
				node = f.node
				break
			}
		}
	}
}

// full is what shut is for a node all of whose columns are hidden.
func (t *kdTree) full(node int) int32 {
	if node < t.leaves {
		return 2
	}
	return int32(min(leafSize, len(t.v)-(node-t.leaves)*leafSize))
}

// scan offers the columns of a leaf.
func (t *kdTree) scan(leaf int, x []float64, q *selection) {
	lo := leaf * leafSize
	hi := min(lo+leafSize, len(t.v))
	if t.d == 2 {
		x0, x1 := x[0], x[1]
		y := t.y[2*lo : 2*hi]
		for k, v := range t.v[lo:hi] {
			if 2*k+1 >= len(y) {
				return
			}
			e, f := x0-y[2*k], x1-y[2*k+1]
			c := e*e + f*f
			if w := c - v; w < q.limit {
				q.offer(w, c, int32(lo+k))
			}
		}
		return
	}
	for j := lo; j < hi; j++ {
		c := squared(x, t.y[j*t.d:(j+1)*t.d])
		if w := c - t.v[j]; w < q.limit {
			q.offer(w, c, int32(j))
		}
	}
}
