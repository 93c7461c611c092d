package assignment

import "math"

// paths pairs rows with places; a column has one place for each target point there. It keeps every paired row
// with a column that is best for it. Rows first take such a column, then compete by row reduction, and
// shortest augmenting paths place the rest [Jonker and Volgenant, Computing 38 (1987) 325-340,
// doi:10.1007/BF02278710]. Dijkstra's algorithm finds them over the reduced costs c_ij - u_i - v_j ≥ 0. It
// sees only the columns on a row's list at first; the row's bound waits in the queue on behalf of all others,
// and fetches more of them when its turn comes.
type paths struct {
	*market
	first    []int32 // the first place of each column, and the number of places
	taken    []int32 // the number of places taken, of each column
	rowAt    []int32 // of each place
	placeOf  []int32 // of each row
	columnOf []int32 // of each row, or nobody

	distance []float64 // of each column from the free row
	by       []int32   // the row before each column on its path
	seen     []int32   // seen[j] == mark: column j has a distance
	done     []int32   // done[j] == mark: the distance is final
	mark     int32
	final    []int32   // the columns with final distances, ascending
	hidden   int       // the number of them that are hidden
	offset   []float64 // of each row: distance(j) = offset + c_ij - v_j
	queue    queue
	limit    float64 // the least distance so far of a column with a free place
	end      int32   // that column
	more     [2 * listSize]candidate
}

// newPaths takes the first place of each column, and the number of places.
func newPaths(m *market, first []int32) *paths {
	rows, columns := len(m.lists.bound), len(m.v)
	p := &paths{market: m, first: first, taken: make([]int32, columns),
		rowAt: make([]int32, rows), placeOf: make([]int32, rows), columnOf: make([]int32, rows),
		distance: make([]float64, columns), by: make([]int32, columns), offset: make([]float64, rows),
		seen: make([]int32, columns), done: make([]int32, columns)}
	for i := range p.columnOf {
		p.columnOf[i] = nobody
	}
	return p
}

// run pairs all rows, from any duals.
func (p *paths) run() {
	var free []int32
	for i := range int32(len(p.columnOf)) {
		if best, _, _, _ := p.least(i); p.full(best.j) {
			free = append(free, i)
		} else {
			p.enter(i, best.j)
		}
	}
	for _, i := range p.reduce(p.reduce(free)) {
		p.augment(i)
	}
}

// full reports whether column j has no free place.
func (p *paths) full(j int32) bool { return p.taken[j] == p.first[j+1]-p.first[j] }

// enter gives row i a free place of column j.
func (p *paths) enter(i, j int32) {
	p.put(i, j, p.first[j]+p.taken[j])
	p.taken[j]++
}

func (p *paths) put(i, j, place int32) {
	p.columnOf[i], p.placeOf[i], p.rowAt[place] = j, place, i
}

// reduce lets free rows bid with ε = 0 for columns with one place, four times each on average, and returns
// the rows that are still free.
func (p *paths) reduce(free []int32) []int32 {
	left := free[:0]
	for bids, k := 4*len(free), 0; k < len(free); k++ {
		for i := free[k]; i != nobody; bids-- {
			best, second, w1, w2 := p.least(i)
			if w2 == w1 && p.full(best.j) {
				best = second
			}
			j := best.j
			if !p.full(j) {
				p.enter(i, j)
				break
			}
			if bids <= 0 || w2 == w1 || p.first[j+1]-p.first[j] > 1 {
				left = append(left, i)
				break
			}
			if w2 < math.Inf(1) {
				p.columns.lower(j, p.v[j]-(w2-w1))
			}
			lost := p.rowAt[p.first[j]]
			p.put(i, j, p.first[j])
			p.columnOf[lost] = nobody
			i = lost
		}
	}
	return left
}

// augment pairs the free row start, and keeps every paired row with a column that is best for it.
func (p *paths) augment(start int32) {
	p.mark++
	p.final, p.queue, p.hidden = p.final[:0], p.queue[:0], 0
	p.limit, p.end = math.Inf(1), nobody
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
			for _, i := range p.rowAt[p.first[j]:p.first[j+1]] {
				p.reach(i, e.key-(p.cost(i, j)-p.v[j]))
			}
		}
	}
	for _, j := range p.final[:p.hidden] {
		p.columns.show(j)
	}
	for _, j := range p.final {
		p.columns.lower(j, p.v[j]-(p.limit-p.distance[j]))
	}
	for j, place := p.end, p.first[p.end]+p.taken[p.end]; j != nobody; {
		i := p.by[j]
		left, gap := p.columnOf[i], p.placeOf[i]
		p.put(i, j, place)
		j, place = left, gap
	}
	p.taken[p.end]++
}

// reach relaxes the columns on the list of row i, and queues its bound.
func (p *paths) reach(i int32, offset float64) {
	p.offset[i] = offset
	for _, c := range p.lists.of(i) {
		p.relax(i, c)
	}
	p.post(i, p.lists.bound[i])
}

// post queues row i for the columns that are not on its list. They lie at the bound or beyond, so the row
// goes behind columns at the bound: else it could ask for the same columns forever.
func (p *paths) post(i int32, bound float64) {
	if d := p.offset[i] + bound; d < p.limit {
		p.queue.push(entry{math.Nextafter(d, math.Inf(1)), ^i})
	}
}

// relax offers column c.j a path through row i.
func (p *paths) relax(i int32, c candidate) {
	j := c.j
	d := p.offset[i] + (c.cost - p.v[j])
	if d >= p.limit || p.done[j] == p.mark || p.seen[j] == p.mark && d >= p.distance[j] {
		return
	}
	p.seen[j], p.distance[j], p.by[j] = p.mark, d, i
	if !p.full(j) {
		p.limit, p.end = d, j
	} else {
		p.queue.push(entry{d, j})
	}
}

// extend goes on from row i beyond its bound: with a new list if half of the old one has risen above the
// bound, else with the columns that are not final.
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
