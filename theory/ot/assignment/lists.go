package assignment

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
	each, room int // length of a list, and the most it may be
	all        []candidate
	bound      []float64 // -∞ before there is a list
	made       int       // how many were
	spread     float64   // the sum of the differences of the last and the first c - v in them
}

func newLists(rows, columns int) *lists {
	l := &lists{room: min(columns, listSize)}
	l.all, l.bound = make([]candidate, rows*l.room), make([]float64, rows)
	l.resize(listSize)
	return l
}

// resize begins lists of another length; none are longer than there are columns.
func (l *lists) resize(each int) {
	l.made, l.spread = 0, 0
	if each = min(each, l.room); each == l.each {
		return
	}
	l.each = each
	for i := range l.bound {
		l.bound[i] = math.Inf(-1)
	}
}

// of is the list of row i.
func (l *lists) of(i int32) []candidate {
	at := int(i) * l.room
	return l.all[at : at+l.each : at+l.each]
}
