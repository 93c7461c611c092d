package ot

import "math"

// search state of shortest augmenting paths.
type paths struct {
	distance                     []float64 // of columns
	by                           []int32   // the row before
	seen                         []int32   // == mark: has a distance
	done                         []int32   // == mark: was scanned
	mark                         int32
	scanned                      []int32 // columns in order
	hidden                       int     // how many of them are hidden in the tree
	base                         []float64
	heap                         []entry
	limit                        float64
	end                          int32
	extra                        [64]candidate
	scans, pops, exts, refreshes int
}

type entry struct {
	key float64
	id  int32 // column, or ^row
}

func (m *matching) finish() {
	m.clear()
	free := m.free[:0]
	for i := range int32(m.n) {
		first, _, _, _ := m.least(i)
		if m.rowOf[first.j] == none {
			m.match(i, first.j)
		} else {
			free = append(free, i)
		}
	}
	if trace != nil {
		trace("greedy", m)
	}
	for range arrMax {
		free = m.reduce(free)
	}
	if trace != nil {
		trace("reduced", m)
	}
	n := m.n
	p := &paths{distance: make([]float64, n), by: make([]int32, n), seen: make([]int32, n), done: make([]int32, n), base: make([]float64, n)}
	for _, i := range free {
		m.augment(p, i)
	}
	if trace != nil {
		trace("done", m)
	}
}

// reduce is augmenting row reduction.
func (m *matching) reduce(free []int32) []int32 {
	left := free[:0]
	budget := 4 * len(free)
	for _, i := range free {
		for i != none {
			first, second, w1, w2 := m.least(i)
			j := first.j
			lost := m.rowOf[j]
			if w2 > w1 {
				if w2 != math.Inf(1) {
					m.lower(j, m.v[j]-(w2-w1))
				}
			} else if lost != none && second.j != none {
				j = second.j
				lost = m.rowOf[j]
			}
			m.match(i, j)
			if lost != none {
				m.columnOf[lost] = none
				if budget--; budget < 0 || !(w2 > w1) {
					left = append(left, lost)
					lost = none
				}
			}
			i = lost
		}
	}
	return left
}

// augment matches row start by a shortest augmenting path.
func (m *matching) augment(p *paths, start int32) {
	p.mark++
	p.scanned, p.heap = p.scanned[:0], p.heap[:0]
	p.hidden = 0
	p.limit, p.end = math.Inf(1), none
	_, _, w1, _ := m.least(start)
	m.reach(p, start, -w1)
	for len(p.heap) > 0 {
		e := p.pop()
		if e.key >= p.limit {
			break
		}
		p.pops++
		if e.id < 0 {
			m.extend(p, ^e.id)
			continue
		}
		j := e.id
		if p.done[j] == p.mark {
			continue
		}
		p.done[j] = p.mark
		p.scanned = append(p.scanned, j)
		i := m.rowOf[j]
		m.reach(p, i, e.key-(m.cost(i, j)-m.v[j]))
	}
	for _, j := range p.scanned[:p.hidden] {
		m.tree.hide(j, -1)
	}
	for _, j := range p.scanned {
		m.lower(j, m.v[j]+p.distance[j]-p.limit)
	}
	for j := p.end; ; {
		i := p.by[j]
		next := m.columnOf[i]
		m.match(i, j)
		if i == start {
			return
		}
		j = next
	}
}

// reach offers the columns of row i.
func (m *matching) reach(p *paths, i int32, base float64) {
	p.scans++
	p.base[i] = base
	for _, c := range m.lists.of(i) {
		p.relax(m, i, c.j, base+(c.cost-m.v[c.j]))
	}
	if b := base + m.lists.bound[i]; b < p.limit {
		p.push(entry{math.Nextafter(b, math.Inf(1)), ^i}) // after the columns at the bound
	}
}

func (p *paths) relax(m *matching, i, j int32, d float64) {
	if d >= p.limit || p.done[j] == p.mark || p.seen[j] == p.mark && d >= p.distance[j] {
		return
	}
	p.seen[j], p.distance[j], p.by[j] = p.mark, d, i
	if m.rowOf[j] == none {
		p.limit, p.end = d, j
	} else {
		p.push(entry{d, j})
	}
}

// extend offers columns beyond the list of row i.
func (m *matching) extend(p *paths, i int32) {
	l := m.lists
	stale := 0
	for _, c := range l.of(i) {
		if c.cost-m.v[c.j] > l.bound[i] {
			stale++
		}
	}
	if stale > 0 && 2*stale >= len(l.of(i)) {
		p.refreshes++
		m.refresh(i)
		m.reach(p, i, p.base[i])
		return
	}
	p.exts++
	base := p.base[i]
	if m.costs != nil {
		row := m.costs[int(i)*m.n : (int(i)+1)*m.n]
		for j, v := range m.v {
			if d := base + (row[j] - v); d < p.limit {
				p.relax(m, i, int32(j), d)
			}
		}
		return
	}
	for ; p.hidden < len(p.scanned); p.hidden++ {
		m.tree.hide(p.scanned[p.hidden], 1)
	}
	q := &m.q
	q.size, q.limit, q.skip, q.mark = 0, p.limit-base, p.done, p.mark
	q.taken = p.extra[:16]
	m.tree.search(m.row(i), q)
	for _, c := range q.taken[:q.size] {
		p.relax(m, i, c.j, base+(c.cost-m.v[c.j]))
	}
	if q.size == len(q.taken) && base+q.limit < p.limit {
		p.push(entry{math.Nextafter(base+q.limit, math.Inf(1)), ^i})
	}
}

func (p *paths) push(e entry) {
	p.heap = append(p.heap, e)
	h := p.heap
	k := len(h) - 1
	for k > 0 {
		up := (k - 1) / 2
		if h[up].key <= e.key {
			break
		}
		h[k] = h[up]
		k = up
	}
	h[k] = e
}

func (p *paths) pop() entry {
	h := p.heap
	top := h[0]
	last := h[len(h)-1]
	h = h[:len(h)-1]
	p.heap = h
	k := 0
	for {
		c := 2*k + 1
		if c >= len(h) {
			break
		}
		if c+1 < len(h) && h[c+1].key < h[c].key {
			c++
		}
		if h[c].key >= last.key {
			break
		}
		h[k] = h[c]
		k = c
	}
	if len(h) > 0 {
		h[k] = last
	}
	return top
}
