package assignment

import "proxflow/theory/ot"

// costRows finds the columns of least c_ij - v_j by scanning a row of stored costs. They are stored as lower
// bounds in float32, which halves memory and time; a cost whose bound is below the limit is computed exactly.
type costRows struct {
	d     int
	x, y  []float64
	v     []float64
	below []float32 // by rows
}

// shrink makes a cost, times shrink and rounded to float32, a lower bound of itself.
const shrink = 1 - 0x1p-23

func newCostRows(d int, x, y []float64) *costRows {
	n := len(y) / d
	c := &costRows{d: d, x: x, y: y, v: make([]float64, n), below: make([]float32, len(x)/d*n)}
	for i := range len(x) / d {
		row, xi := c.below[i*n:(i+1)*n], x[i*d:(i+1)*d]
		j := 0
		for ; j+4 <= n; j += 4 { // four independent sums run in parallel
			a, b, e, f := y[j*d:][:d], y[(j+1)*d:][:d], y[(j+2)*d:][:d], y[(j+3)*d:][:d]
			var s0, s1, s2, s3 float64
			for k, t := range xi {
				d0, d1, d2, d3 := t-a[k], t-b[k], t-e[k], t-f[k]
				s0, s1, s2, s3 = s0+d0*d0, s1+d1*d1, s2+d2*d2, s3+d3*d3
			}
			row[j], row[j+1] = float32(s0*shrink), float32(s1*shrink)
			row[j+2], row[j+3] = float32(s2*shrink), float32(s3*shrink)
		}
		for ; j < n; j++ {
			row[j] = float32(ot.Cost(xi, y[j*d:(j+1)*d]) * shrink)
		}
	}
	return c
}

func (c *costRows) search(i int32, q *selection) {
	n, d := len(c.v), c.d
	row := c.below[int(i)*n:][:n]
	limit := q.limit
	for j, v := range c.v {
		if float64(row[j])-v < limit {
			exact := ot.Cost(c.x[int(i)*d:(int(i)+1)*d], c.y[j*d:(j+1)*d])
			if exact-v < limit {
				q.offer(exact-v, exact, int32(j))
				limit = q.limit
			}
		}
	}
}

func (c *costRows) lower(j int32, v float64) { c.v[j] = v }

func (c *costRows) hide(int32) {} // a scan visits all columns anyway
func (c *costRows) show(int32) {}
