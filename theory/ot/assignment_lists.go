package ot

import "math"

// listSize is the number of columns on a row's list.
const listSize = 8

// candidate is a column with its cost for the row at hand.
type candidate struct {
	cost float64
	j    int32
}

// selection gathers the columns of least c - v.
type selection struct {
	limit  float64     // only what is below it is offered
	skip   []int32     // columns with skip[j] == mark are not taken; nil: all are
	mark   int32       //
	taken  []candidate // what was taken, by ascending c - v; its capacity is what is wanted
	values [2 * listSize]float64
}

// want starts a selection of up to cap(room) columns.
func (q *selection) want(room []candidate, limit float64) {
	q.taken, q.limit, q.skip = room[:0], limit, nil
}

// offer takes a column of value w below the limit.
func (q *selection) offer(w, cost float64, j int32) {
	if q.skip != nil && q.skip[j] == q.mark {
		return
	}
	p := len(q.taken)
	if p == cap(q.taken) {
		p--
	} else {
		q.taken = q.taken[:p+1]
	}
	for ; p > 0 && q.values[(p-1)%len(q.values)] > w; p-- {
		q.values[p%len(q.values)], q.taken[p] = q.values[(p-1)%len(q.values)], q.taken[p-1]
	}
	q.values[p%len(q.values)], q.taken[p] = w, candidate{cost, j}
	if last := len(q.taken); last == cap(q.taken) {
		q.limit = q.values[(last-1)%len(q.values)]
	}
}

// lists keeps for each row some columns of least c - v, and a bound below which no other column is. It stays valid while
// v falls.
type lists struct {
	each  int // length of a list
	all   []candidate
	bound []float64 // -∞ before there is a list
}

func newLists(rows, columns int) *lists {
	l := &lists{each: min(columns, listSize)}
	l.all, l.bound = make([]candidate, rows*l.each), make([]float64, rows)
	for i := range l.bound {
		l.bound[i] = math.Inf(-1)
	}
	return l
}

// of is the list of row i.
func (l *lists) of(i int32) []candidate {
	at := int(i) * l.each
	return l.all[at : at+l.each : at+l.each]
}
