package assignment

import (
	"math"

	"proxflow/theory/ot"
)

// market finds the columns of least c_ij - v_j for a row. The duals v of the columns never rise; those of the
// rows are implied, u_i = min_j c_ij - v_j.
type market struct {
	d       int
	x, y    []float64
	columns columns
	v       []float64 // of columns
	lists   *lists
	q       selection
}

// columns are the target points with their duals.
type columns interface {
	search(i int32, q *selection) // offers q all columns with c_ij - v_j below its limit
	lower(j int32, v float64)     // sets v_j to a lower value
	hide(j int32)                 // lets searches with a skip pass over column j
	show(j int32)                 // undoes hide
}

// scanned are the numbers of points, by dimension, up to which a scan of all costs is faster than a tree.
var scanned = [treeDim + 1]int{3: 512, 4: 2048}

// stored reports whether all costs are stored, in 4n² bytes.
func stored(d, n int) bool {
	if d <= treeDim {
		return n <= scanned[d]
	}
	return n <= storedRows
}

func newMarket(d int, x, y []float64) *market {
	n := len(x) / d
	m := &market{d: d, x: x, y: y}
	if stored(d, n) {
		c := newCostRows(d, x, y)
		m.columns, m.v = c, c.v
	} else {
		t := newKDTree(d, x, y)
		m.columns, m.v = t, t.v[:t.n]
	}
	m.lists = newLists(n, len(m.v))
	return m
}

const (
	treeDim    = 4     // the largest dimension in which boxes bound costs well
	storedRows = 16384 // the largest n for which costs are stored in higher dimension
)

func (m *market) cost(i, j int32) float64 {
	if m.d == 2 {
		e, f := m.x[2*i]-m.y[2*j], m.x[2*i+1]-m.y[2*j+1]
		return e*e + f*f
	}
	return ot.Cost(m.x[int(i)*m.d:(int(i)+1)*m.d], m.y[int(j)*m.d:(int(j)+1)*m.d])
}

// least returns the two columns of least c - v for row i, and these values. If there is only one column, the
// second is nobody with +∞.
func (m *market) least(i int32) (first, second candidate, w1, w2 float64) {
	for fresh := false; ; fresh = true {
		first.j, second.j = nobody, nobody
		w1, w2 = math.Inf(1), math.Inf(1)
		if m.lists.bound[i] > math.Inf(-1) {
			for _, c := range m.lists.of(i) {
				if w := c.cost - m.v[c.j]; w < w1 {
					second, w2 = first, w1
					first, w1 = c, w
				} else if w < w2 {
					second, w2 = c, w
				}
			}
		}
		if w2 <= m.lists.bound[i] || fresh {
			return
		}
		m.relist(i)
	}
}

// relist makes a new list for row i.
func (m *market) relist(i int32) {
	// A search with a limit is faster. Enough columns lie below it if those of the old list do, or those of
	// the row before.
	from := i
	if m.lists.bound[i] == math.Inf(-1) && i > 0 {
		from--
	}
	limit := math.Inf(1)
	if m.lists.bound[from] > math.Inf(-1) {
		limit = math.Inf(-1)
		for _, c := range m.lists.of(from) {
			limit = max(limit, m.cost(i, c.j)-m.v[c.j])
		}
		limit = math.Nextafter(limit, math.Inf(1))
	}
	m.q.want(m.lists.of(i), limit)
	m.columns.search(i, &m.q)
	if len(m.q.taken) < m.lists.each { // possible only if fused operations round one cost in two ways
		m.q.want(m.lists.of(i), math.Inf(1))
		m.columns.search(i, &m.q)
	}
	m.lists.bound[i] = m.q.limit
	m.lists.made++
	m.lists.spread += m.q.limit - m.q.values[0]
	if m.lists.each == len(m.v) {
		m.lists.bound[i] = math.Inf(1)
	}
}
