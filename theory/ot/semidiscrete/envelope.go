package semidiscrete

import (
	"math"

	"proxflow/theory/pointset"
)

// envelope is u(x) = max_j <x,y_j> - b_j in the plane, with a k-d tree of the atoms to find the maximiser. A
// node has an affine function <g,y> + r that is at most b at its atoms, so <x,y_j> - b_j ≤ max_{y in its box}
// <x-g,y> - r. The slope g is fitted to b, which makes the bound sharp for x near g, where the atoms of the
// node are the best.
type envelope struct {
	y     [][2]float64
	b     []float64
	order []int32 // the atoms by leaves
	nodes []envelopeNode
	size  float64 // the largest |y_j|₁
	high  float64 // the largest |b_j|
}

type envelopeNode struct {
	from, to     int32 // its atoms are order[from:to]
	left, right  int32 // 0 for a leaf
	centre, half [2]float64
	g            [2]float64
	r            float64
}

// newEnvelope makes the tree of at least one atom; fit sets the offsets.
func newEnvelope(y [][2]float64) *envelope {
	t := &envelope{y: y, order: pointset.Indices(len(y))}
	points := make([]float64, 0, 2*len(y))
	for _, p := range y {
		points = append(points, p[0], p[1])
		t.size = max(t.size, math.Abs(p[0])+math.Abs(p[1]))
	}
	t.split(pointset.NewHalver(2, points), 0, int32(len(y)))
	return t
}

// split makes the node of the atoms order[from:to] and those below it, and returns its index.
func (t *envelope) split(h *pointset.Halver, from, to int32) int32 {
	low, high := [2]float64{math.Inf(1), math.Inf(1)}, [2]float64{math.Inf(-1), math.Inf(-1)}
	for _, j := range t.order[from:to] {
		for i, c := range t.y[j] {
			low[i], high[i] = min(low[i], c), max(high[i], c)
		}
	}
	n := envelopeNode{from: from, to: to}
	for i := range low {
		n.centre[i] = low[i] + (high[i]-low[i])/2
		n.half[i] = max(high[i]-n.centre[i], n.centre[i]-low[i])
	}
	at := int32(len(t.nodes))
	t.nodes = append(t.nodes, n)
	if to-from > 6 {
		middle := (from + to) / 2
		h.Halve(t.order[from:to], int(middle-from))
		left, right := t.split(h, from, middle), t.split(h, middle, to)
		t.nodes[at].left, t.nodes[at].right = left, right
	}
	return at
}

// fit sets the offsets.
func (t *envelope) fit(b []float64) {
	t.b, t.high = b, 0
	for _, v := range b {
		t.high = max(t.high, math.Abs(v))
	}
	for k := range t.nodes {
		n := &t.nodes[k]
		atoms := t.order[n.from:n.to]
		n.g = t.slope(atoms, n.centre)
		n.r = math.Inf(1)
		for _, j := range atoms {
			n.r = min(n.r, b[j]-n.g[0]*t.y[j][0]-n.g[1]*t.y[j][1])
		}
	}
}

// slope returns the slope of the affine function fitted to b by least squares. Any slope gives a valid bound.
func (t *envelope) slope(atoms []int32, centre [2]float64) (g [2]float64) {
	var x, y, xx, xy, yy, b, xb, yb float64
	first := t.b[atoms[0]]
	for _, j := range atoms {
		u, v, w := t.y[j][0]-centre[0], t.y[j][1]-centre[1], t.b[j]-first
		x, y, b = x+u, y+v, b+w
		xx, xy, yy, xb, yb = xx+u*u, xy+u*v, yy+v*v, xb+u*w, yb+v*w
	}
	n := float64(len(atoms))
	xx, xy, yy, xb, yb = xx-x*x/n, xy-x*y/n, yy-y*y/n, xb-x*b/n, yb-y*b/n
	ridge := 1e-9 * (xx + yy) // for atoms on a line
	xx, yy = xx+ridge, yy+ridge
	if det := xx*yy - xy*xy; det > 0 {
		g = [2]float64{(yy*xb - xy*yb) / det, (xx*yb - xy*xb) / det}
	}
	return g
}

// at returns <x,y_j> - b_j.
func (t *envelope) at(j int, x [2]float64) float64 { return x[0]*t.y[j][0] + x[1]*t.y[j][1] - t.b[j] }

// noise bounds the rounding errors of values and bounds at x.
func (t *envelope) noise(x [2]float64) float64 {
	return 0x1p-50 * ((math.Abs(x[0])+math.Abs(x[1]))*t.size + t.high)
}

// best returns the first atom that maximises <x,y_j> - b_j, and the maximum.
func (t *envelope) best(x [2]float64) (j int, value float64) {
	c := climb{t, x, t.noise(x), len(t.y), math.Inf(-1)}
	c.visit(0)
	return c.j, c.value
}

// better returns the best atom if it is better than j at x by more than the margin, else j.
func (t *envelope) better(j int, x [2]float64, margin float64) int {
	c := climb{t, x, 0, j, t.at(j, x) + margin}
	c.visit(0)
	return c.j
}

// climb is the state of a search for the maximiser at x. Slack bounds the rounding error of a bound.
type climb struct {
	*envelope
	x     [2]float64
	slack float64
	j     int
	value float64
}

func (c *climb) visit(k int32) {
	n := &c.nodes[k]
	if n.left == 0 {
		for _, j := range c.order[n.from:n.to] {
			if v := c.at(int(j), c.x); v > c.value || v == c.value && int(j) < c.j {
				c.j, c.value = int(j), v
			}
		}
		return
	}
	first, second := n.left, n.right
	near, far := c.bound(first), c.bound(second)
	if far > near {
		first, second, near, far = second, first, far, near
	}
	if near > c.value-c.slack {
		c.visit(first)
	}
	if far > c.value-c.slack {
		c.visit(second)
	}
}

func (c *climb) bound(k int32) float64 {
	n := &c.nodes[k]
	u, v := c.x[0]-n.g[0], c.x[1]-n.g[1]
	return u*n.centre[0] + v*n.centre[1] + math.Abs(u)*n.half[0] + math.Abs(v)*n.half[1] - n.r
}
