package assignment

import (
	"math/bits"

	"proxflow/theory/ot"
)

// pending is a node that a search has yet to visit.
type pending struct {
	height, node int32
	lower        float64 // a lower bound of c - v below the node
}

const stackSize = 128 // enough for 2³⁰ columns

func (t *kdTree) search(i int32, q *selection) {
	var stack [stackSize]pending
	x := t.x[int(i)*t.d : (int(i)+1)*t.d]
	top := len(t.levels) - 1
	depth := 0
	for family := range (t.levels[top].size + fan - 1) / fan {
		depth = t.expand(&stack, depth, top, family*fan, x, q.limit)
	}
	for depth > 0 {
		depth--
		f := stack[depth%stackSize]
		h, i := int(f.height), int(f.node)
		switch {
		case f.lower >= q.limit || q.skip != nil && t.shut(h, i):
		case h > 0:
			depth = t.expand(&stack, depth, h-1, i*fan, x, q.limit)
		case t.d == 2:
			t.scanPlane(i*leafSize, x, q)
		case t.d == 3:
			t.scanSpace(i*leafSize, x, q)
		default:
			t.scan(i*leafSize, x, q)
		}
	}
}

// expand pushes the nodes of a family of siblings that may reach below the limit onto the stack, the lowest
// last.
func (t *kdTree) expand(stack *[stackSize]pending, depth, h, family int, x []float64, limit float64) int {
	var lower [fan]float64
	l := &t.levels[h]
	tops := (*[fan]float64)(l.top[family:])
	if t.d == 2 {
		x0, x1 := x[0], x[1]
		boxes := (*[4 * fan]float64)(l.box[4*family:])
		for k := range fan {
			e := min(x0-boxes[4*k], boxes[4*k+1]-x0, 0)
			f := min(x1-boxes[4*k+2], boxes[4*k+3]-x1, 0)
			lower[k] = e*e + f*f - tops[k]
		}
	} else if t.d == 3 {
		x0, x1, x2 := x[0], x[1], x[2]
		boxes := (*[6 * fan]float64)(l.box[6*family:])
		for k := range fan {
			e := min(x0-boxes[6*k], boxes[6*k+1]-x0, 0)
			f := min(x1-boxes[6*k+2], boxes[6*k+3]-x1, 0)
			g := min(x2-boxes[6*k+4], boxes[6*k+5]-x2, 0)
			lower[k] = e*e + f*f + g*g - tops[k]
		}
	} else {
		for k := range fan {
			box := l.box[2*(family+k)*t.d : 2*(family+k+1)*t.d]
			s := 0.0
			for a, c := range x {
				e := min(c-box[2*a], box[2*a+1]-c, 0)
				s += e * e
			}
			lower[k] = s - tops[k]
		}
	}
	below := mask(&lower, limit)
	if below == 0 {
		return depth
	}
	least := bits.TrailingZeros(below)
	for rest := below & (below - 1); rest != 0; rest &= rest - 1 {
		k := bits.TrailingZeros(rest)
		if lower[k%fan] < lower[least%fan] {
			k, least = least, k
		}
		stack[depth%stackSize] = pending{int32(h), int32(family + k), lower[k%fan]}
		depth++
	}
	stack[depth%stackSize] = pending{int32(h), int32(family + least), lower[least%fan]}
	return depth + 1
}

// mask sets bit k if values[k] is below the limit, without branches that could be mispredicted.
func mask(values *[leafSize]float64, limit float64) uint {
	var below uint
	for k, w := range values {
		var bit uint
		if w < limit {
			bit = 1
		}
		below |= bit << (k % leafSize)
	}
	return below
}

// scanPlane offers the columns of the leaf that starts at column lo, for d = 2.
func (t *kdTree) scanPlane(lo int, x []float64, q *selection) {
	x0, x1 := x[0], x[1]
	y, v := (*[2 * leafSize]float64)(t.y[2*lo:]), (*[leafSize]float64)(t.v[lo:])
	var costs, values [leafSize]float64
	for k := range leafSize {
		e, f := x0-y[2*k], x1-y[2*k+1]
		costs[k] = e*e + f*f
		values[k] = costs[k] - v[k]
	}
	for below := mask(&values, q.limit); below != 0; below &= below - 1 {
		k := bits.TrailingZeros(below) % leafSize
		if values[k] < q.limit {
			q.offer(values[k], costs[k], int32(lo+k))
		}
	}
}

// scanSpace is scanPlane for d = 3.
func (t *kdTree) scanSpace(lo int, x []float64, q *selection) {
	x0, x1, x2 := x[0], x[1], x[2]
	y, v := (*[3 * leafSize]float64)(t.y[3*lo:]), (*[leafSize]float64)(t.v[lo:])
	var costs, values [leafSize]float64
	for k := range leafSize {
		e, f, g := x0-y[3*k], x1-y[3*k+1], x2-y[3*k+2]
		costs[k] = e*e + f*f + g*g
		values[k] = costs[k] - v[k]
	}
	for below := mask(&values, q.limit); below != 0; below &= below - 1 {
		k := bits.TrailingZeros(below) % leafSize
		if values[k] < q.limit {
			q.offer(values[k], costs[k], int32(lo+k))
		}
	}
}

// scan is scanPlane in any dimension.
func (t *kdTree) scan(lo int, x []float64, q *selection) {
	for j := lo; j < lo+leafSize; j++ {
		c := ot.Cost(x, t.y[j*t.d:(j+1)*t.d])
		if w := c - t.v[j]; w < q.limit {
			q.offer(w, c, int32(j))
		}
	}
}
