package assignment

// entry is a column, or the complement of a row, in a queue.
type entry struct {
	key float64
	id  int32
}

// queue is a binary heap; the least key comes out first.
type queue []entry

func (q *queue) push(e entry) {
	h := append(*q, e)
	*q = h
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

func (q *queue) pop() entry {
	h := *q
	first, last := h[0], h[len(h)-1]
	h = h[:len(h)-1]
	*q = h
	if len(h) == 0 {
		return first
	}
	k := 0
	for c := 1; c < len(h); c = 2*k + 1 {
		if c+1 < len(h) && h[c+1].key < h[c].key {
			c++
		}
		if h[c].key >= last.key {
			break
		}
		h[k] = h[c]
		k = c
	}
	h[k] = last
	return first
}
