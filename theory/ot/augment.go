package ot

import "math"

// finish pairs all rows optimally, whatever the duals: rows take a column that is best for them if it is free, then win
// others by row reduction, and shortest augmenting paths pair the rest [Jonker and Volgenant, Computing 38 (1987) 325-340,
// doi:10.1007/BF02278710].
func (m *matching) finish() {
	m.clear()
	var free []int32
	for i := range int32(m.n) {
		if first, _, _, _ := m.least(i); m.rowOf[first.j] == none {
			m.match(i, first.j)
		} else {
			free = append(free, i)
		}
	}
	free = m.reduce(m.reduce(free))
	p := newPaths(m)
	for _, i := range free {
		p.augment(i)
	}
}

// reduce lets free rows bid with ε = 0, a few times each at most, and returns the rows that are free after that.
func (m *matching) reduce(free []int32) []int32 {
	left := free[:0]
	bids := 4 * len(free)
	for _, i := range free {
		for i != none {
			first, second, w1, w2 := m.least(i)
			j := first.j
			if w2 > w1 && w2 < math.Inf(1) {
				m.columns.lower(j, m.v[j]-(w2-w1))
			} else if m.rowOf[j] != none && second.j != none {
				j = second.j // as good
			}
			i = m.match(i, j)
			if bids--; i != none && (bids < 0 || !(w2 > w1)) {
				left = append(left, i)
				i = none
			}
		}
	}
	return left
}

// paths searches shortest augmenting paths with Dijkstra's algorithm, over reduced costs c_ij - u_i - v_j ≥ 0. A row is
// reached through the columns of its list; its bound stands in the queue for all others, and asks for more of them when its
// turn comes.
type paths struct {
	*matching
	distance []float64 // of columns from the free row
	by       []int32   // the row before a column on its path
	seen     []int32   // seen[j] == mark: column j has a distance
	done     []int32   // done[j] == mark: it is final
	mark     int32
	final    []int32   // columns in the order in which they became so
	hidden   int       // how many of them are hidden
	offset   []float64 // of rows: distance(j) = offset + c_ij - v_j
	queue    queue
	limit    float64 // the least distance of a free column so far
	end      int32   // that column
	more     [2 * listSize]candidate
}

func newPaths(m *matching) *paths {
	return &paths{matching: m, distance: make([]float64, m.n), by: make([]int32, m.n), seen: make([]int32, m.n),
		done: make([]int32, m.n), offset: make([]float64, m.n)}
}

// augment pairs the free row start, and keeps the duals optimal for the rows that are paired.
func (p *paths) augment(start int32) {
	p.mark++
	p.final, p.queue, p.hidden = p.final[:0], p.queue[:0], 0
	p.limit, p.end = math.Inf(1), none
	_, _, w1, _ := p.least(start)
	p.reach(start, -w1)
	for len(p.queue) > 0 {
		e := p.queue.pop()
		if e.key >= p.limit {
			break
		}
		if e.id < 0 {
			p.extend(^e.id)
		} else if j := e.id; p.done[j] != p.mark {
			p.done[j] = p.mark
			p.final = append(p.final, j)
			i := p.rowOf[j]
			p.reach(i, e.key-(p.cost(i, j)-p.v[j]))
		}
	}
	for _, j := range p.final[:p.hidden] {
		p.columns.show(j)
	}
	for _, j := range p.final {
		p.columns.lower(j, p.v[j]-(p.limit-p.distance[j]))
	}
	for j := p.end; j != none; {
		i := p.by[j]
		next := p.columnOf[i]
		p.columnOf[i], p.rowOf[j] = j, i
		j = next
	}
}

// reach goes on from row i.
func (p *paths) reach(i int32, offset float64) {
	p.offset[i] = offset
	for _, c := range p.lists.of(i) {
		p.relax(i, c)
	}
	p.post(i, p.lists.bound[i])
}

// post queues what is not on the list of row i, from the bound on: after the columns at the bound, so that there is an end.
func (p *paths) post(i int32, bound float64) {
	if d := p.offset[i] + bound; d < p.limit {
		p.queue.push(entry{math.Nextafter(d, math.Inf(1)), ^i})
	}
}

// relax offers the path to a column by row i.
func (p *paths) relax(i int32, c candidate) {
	j := c.j
	d := p.offset[i] + (c.cost - p.v[j])
	if d >= p.limit || p.done[j] == p.mark || p.seen[j] == p.mark && d >= p.distance[j] {
		return
	}
	p.seen[j], p.distance[j], p.by[j] = p.mark, d, i
	if p.rowOf[j] == none {
		p.limit, p.end = d, j
	} else {
		p.queue.push(entry{d, j})
	}
}

// extend goes on from row i beyond its bound: with a new list if the old one has aged, else with columns that are not final.
func (p *paths) extend(i int32) {
	aged := 0
	for _, c := range p.lists.of(i) {
		if c.cost-p.v[c.j] > p.lists.bound[i] {
			aged++
		}
	}
	if 2*aged >= p.lists.each {
		p.relist(i)
		p.reach(i, p.offset[i])
		return
	}
	for ; p.hidden < len(p.final); p.hidden++ {
		p.columns.hide(p.final[p.hidden])
	}
	p.q.want(p.more[:0], p.limit-p.offset[i])
	p.q.skip, p.q.mark = p.done, p.mark
	p.columns.search(i, &p.q)
	for _, c := range p.q.taken {
		p.relax(i, c)
	}
	if len(p.q.taken) == len(p.more) {
		p.post(i, p.q.limit)
	}
}
