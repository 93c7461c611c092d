package assignment

import "math"

// listSize is the number of columns on the list of a row.
const listSize = 8

// candidate is a column with its cost for the row at hand.
type candidate struct {
	cost float64
	j    int32
}

// selection collects the columns of least c - v.
type selection struct {
	limit  float64     // columns at or above it are not offered
	skip   []int32     // columns with skip[j] == mark are passed over; nil: none are
	mark   int32       //
	taken  []candidate // by ascending c - v; its capacity is the number wanted
	values [2 * listSize]float64
}

// want starts a selection of at most cap(room) columns.
func (q *selection) want(room []candidate, limit float64) {
	q.taken, q.limit, q.skip = room[:0], limit, nil
}

// offer takes a column with c - v = w below the limit, and lowers the limit once the selection is full.
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

// lists keeps for each row the columns of least c - v at some time, and a lower bound on all other columns.
// Both stay valid as v falls.
type lists struct {
	each, room int // the length of a list, and the greatest possible one
	all        []candidate
	bound      []float64 // of each row; -∞ if it has no list yet
	made       int       // the number of lists made since the last resize
	spread     float64   // the sum over them of the last c - v less the first
}

func newLists(rows, columns int) *lists {
	l := &lists{room: min(columns, listSize)}
	l.all, l.bound = make([]candidate, rows*l.room), make([]float64, rows)
	l.resize(listSize)
	return l
}

// resize discards the lists if their length changes. No list is longer than the number of columns.
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
