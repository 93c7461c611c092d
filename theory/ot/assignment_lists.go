package ot

import "math"

// candidate is a column of a row's list, with its cost.
type candidate struct {
	cost float64
	j    int32
}

// selection gathers the columns of least c - v.
type selection struct {
	limit  float64 // what is not below it is not taken
	size   int     // how many are taken
	skip   []int32 // columns with skip[j] == mark are not taken; nil: all are
	mark   int32
	values [64]float64 // c - v in ascending order
	taken  []candidate // in the same order, with room for as many as wanted
}

// offer takes a column of value w below the limit.
func (q *selection) offer(w, cost float64, j int32) {
	if q.skip != nil && q.skip[j] == q.mark {
		return
	}
	p := q.size
	if p == len(q.taken) {
		p--
	} else {
		q.size++
	}
	for p > 0 && q.values[(p-1)&63] > w {
		q.values[p&63], q.taken[p] = q.values[(p-1)&63], q.taken[p-1]
		p--
	}
	q.values[p&63], q.taken[p] = w, candidate{cost, j}
	if q.size == len(q.taken) {
		q.limit = q.values[(q.size-1)&63]
	}
}

// lists keeps for each row some columns of least c - v, and a bound: c - v is not below it for any other column. The bound
// stays valid while v falls.
type lists struct {
	k     int // length of a list
	all   []candidate
	size  []int32
	bound []float64
}

func newLists(n, k int) *lists {
	l := &lists{k: k, all: make([]candidate, n*k), size: make([]int32, n), bound: make([]float64, n)}
	for i := range l.bound {
		l.bound[i] = math.Inf(-1)
	}
	return l
}

func (l *lists) of(i int32) []candidate {
	at := int(i) * l.k
	return l.all[at : at+int(l.size[i])]
}
