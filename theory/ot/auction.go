package ot

import "math"

var (
	theta    = 5.0
	epsStart = 0.15
	epsEnd   = 0.05
	listK    = 4
	fifo     = false
	keep     = false
	arrMax   = 2
)

func (m *matching) solve() {
	m.clear()
	m.lists = newLists(m.n, min(listK, m.n))
	mean := m.spread()
	end := epsEnd * mean / float64(m.n)
	m.free = make([]int32, m.n)
	if mean > 0 {
		for eps := epsStart * mean; ; eps = math.Max(eps/theta, end) {
			m.auction(eps)
			if eps == end {
				break
			}
		}
	}
	if trace != nil {
		trace("auction", m)
	}
	m.finish()
}

var trace func(string, *matching)

// spread is the mean cost of random pairs.
func (m *matching) spread() float64 {
	sum := 0.0
	for k := range m.n {
		sum += m.cost(int32(k), int32((k*7919+1)%m.n))
	}
	return sum / float64(m.n)
}

// auction lets every row bid until each has a column that is the best for it within eps.
func (m *matching) auction(eps float64) {
	free := m.free[:0]
	if keep {
		for i := int32(m.n) - 1; i >= 0; i-- {
			if j := m.columnOf[i]; j != none {
				_, _, w1, _ := m.least(i)
				if m.cost(i, j)-m.v[j] <= w1+eps {
					continue
				}
				m.rowOf[j] = none
				m.columnOf[i] = none
			}
			free = append(free, i)
		}
	} else {
		m.clear()
		for i := int32(m.n) - 1; i >= 0; i-- {
			free = append(free, i)
		}
	}
	if fifo {
		q := make([]int32, m.n)
		copy(q, free)
		head, count := 0, len(free)
		for count > 0 {
			i := q[head]
			if head++; head == m.n {
				head = 0
			}
			count--
			if lost := m.bid(i, eps); lost != none {
				t := head + count
				if t >= m.n {
					t -= m.n
				}
				q[t] = lost
				count++
			}
		}
		return
	}
	for k := len(free) - 1; k >= 0; k-- {
		i := free[k]
		for i != none {
			i = m.bid(i, eps)
		}
	}
}

func (m *matching) bid(i int32, eps float64) int32 {
	first, _, w1, w2 := m.least(i)
	m.bids++
	j := first.j
	if w2 == math.Inf(1) {
		w2 = w1
	}
	m.lower(j, m.v[j]-(w2-w1+eps))
	lost := m.rowOf[j]
	m.match(i, j)
	if lost != none {
		m.columnOf[lost] = none
	}
	return lost
}
