package ot

import "math"

// matching is the state.
type matching struct {
	n, d     int
	x, y     []float64
	v        []float64
	columnOf []int32
	rowOf    []int32
	tree     *kdTree
	costs    []float64 // n×n, or nil: use the tree
	lists    *lists
	q        selection
	free     []int32

	bids, rebuilds, fallbacks int
}

const none = int32(-1)

var denseBelow = 0

func newMatching(d int, x, y []float64) *matching {
	n := len(x) / d
	m := &matching{n: n, d: d, x: x, y: y, v: make([]float64, n), columnOf: make([]int32, n), rowOf: make([]int32, n)}
	if d > 4 && n <= 8192 || n < denseBelow {
		m.costs = make([]float64, n*n)
		for i := range n {
			row := m.costs[i*n : (i+1)*n]
			for j := range row {
				row[j] = squared(x[i*d:(i+1)*d], y[j*d:(j+1)*d])
			}
		}
	} else {
		m.tree = newKDTree(d, y, m.v)
	}
	return m
}

func (m *matching) row(i int32) []float64 { return m.x[int(i)*m.d : (int(i)+1)*m.d] }

func (m *matching) cost(i, j int32) float64 {
	if m.costs != nil {
		return m.costs[int(i)*m.n+int(j)]
	}
	if m.d == 2 {
		e, f := m.x[2*i]-m.y[2*j], m.x[2*i+1]-m.y[2*j+1]
		return e*e + f*f
	}
	return squared(m.row(i), m.y[int(j)*m.d:(int(j)+1)*m.d])
}

// search offers all columns below q.limit.
func (m *matching) search(i int32) {
	if m.costs == nil {
		m.tree.search(m.row(i), &m.q)
		return
	}
	row := m.costs[int(i)*m.n : (int(i)+1)*m.n]
	v := m.v[:len(row)]
	limit := m.q.limit
	for j, c := range row {
		if c-v[j] < limit {
			m.q.offer(c-v[j], c, int32(j))
			limit = m.q.limit
		}
	}
}

// refresh makes the list of row i anew. It returns its least two values of c - v; the second may be the bound.
func (m *matching) refresh(i int32) {
	l := m.lists
	q := &m.q
	q.size, q.limit, q.skip = 0, math.Inf(1), nil
	if int(l.size[i]) == l.k { // the list's own columns bound the new list
		worst := math.Inf(-1)
		for _, c := range l.of(i) {
			if w := c.cost - m.v[c.j]; w > worst {
				worst = w
			}
		}
		q.limit = math.Nextafter(worst, math.Inf(1))
	}
	at := int(i) * l.k
	q.taken = l.all[at : at+l.k]
	m.search(i)
	l.size[i], l.bound[i] = int32(q.size), q.limit
	if q.size == m.n {
		l.bound[i] = math.Inf(1)
	}
	m.rebuilds++
}

// least finds the column of least c - v for row i, that value, and the second least value.
func (m *matching) least(i int32) (first, second candidate, w1, w2 float64) {
	l := m.lists
	for {
		w1, w2 = math.Inf(1), math.Inf(1)
		first.j, second.j = none, none
		for _, c := range l.of(i) {
			if w := c.cost - m.v[c.j]; w < w2 {
				if w < w1 {
					second, w2 = first, w1
					first, w1 = c, w
				} else {
					second, w2 = c, w
				}
			}
		}
		if w2 <= l.bound[i] {
			return
		}
		m.refresh(i)
	}
}

func (m *matching) lower(j int32, v float64) {
	m.v[j] = v
	if m.tree != nil {
		m.tree.fell(j)
	}
}

func (m *matching) match(i, j int32) {
	m.columnOf[i], m.rowOf[j] = j, i
}

func (m *matching) clear() {
	for i := range m.columnOf {
		m.columnOf[i], m.rowOf[i] = none, none
	}
}
