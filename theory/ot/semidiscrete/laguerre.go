package semidiscrete

import "math"

// outside is the neighbour beyond the square [-reach,reach]². N(0,I₂) has a mass below 10⁻¹⁸ there.
const (
	outside = -1
	reach   = 9
)

// laguerre is the power diagram of atoms in the plane, cut by the square: the cells
// L_j = {x: <x,y_j> - b_j ≥ <x,y_k> - b_k for all k} (Aurenhammer 1987, doi:10.1137/0216006).
//
// A cell starts as the square. As long as another atom is better at some corner, the best atom there cuts it
// off by a half-plane. At the end no atom is better at a corner, hence by convexity anywhere in the polygon.
// Two cells need not agree on whether they touch, so ties are harmless: they make sides of length 0.
type laguerre struct {
	*envelope
	neighbours     [][]int32 // of each cell in the last diagram; most are neighbours in the next one
	polygon, spare []corner
	last           []int   // of each atom, the last call of cell in which it cut
	calls          int     // of cell
	rounding       float64 // bounds the rounding error of <x,y_j> - b_j at computed corners x
}

func newLaguerre(y [][2]float64) *laguerre {
	return &laguerre{envelope: newEnvelope(y), neighbours: make([][]int32, len(y)), last: make([]int, len(y))}
}

// cell returns the corners of cell j, none if it is empty. The next call overwrites them.
func (l *laguerre) cell(j int) []corner {
	l.calls++
	l.polygon = l.polygon[:0]
	for _, x := range [][2]float64{{-reach, -reach}, {reach, -reach}, {reach, reach}, {-reach, reach}} {
		l.polygon = append(l.polygon, corner{x: x, to: outside})
	}
	for _, k := range l.neighbours[j] {
		l.cut(j, int(k))
	}
	for i := 0; i < len(l.polygon); i++ {
		c := &l.polygon[i]
		if c.settled {
			continue
		}
		c.settled = true
		// With exact numbers no atom would cut twice.
		if k := l.better(j, c.x, l.rounding); k != j && l.last[k] != l.calls {
			l.cut(j, k)
			i = -1
		}
	}
	return l.polygon
}

// cut keeps the part of the polygon where the atom j is at least as good as k.
func (l *laguerre) cut(j, k int) {
	l.last[k] = l.calls
	dx, dy, c := l.y[j][0]-l.y[k][0], l.y[j][1]-l.y[k][1], l.b[j]-l.b[k]
	ahead := func(x [2]float64) float64 { return x[0]*dx + x[1]*dy - c }
	l.polygon, l.spare = clip(l.spare[:0], l.polygon, ahead, k), l.polygon
}

// clip appends to dst the part of a convex polygon where the affine function ahead is ≥ 0, and returns it.
// The neighbour across the new side is to.
func clip(dst, polygon []corner, ahead func(x [2]float64) float64, to int) []corner {
	for i, a := range polygon {
		b := polygon[(i+1)%len(polygon)]
		da, db := ahead(a.x), ahead(b.x)
		if da >= 0 {
			dst = append(dst, a)
		}
		if da >= 0 != (db >= 0) {
			s := da / (da - db)
			at := corner{x: [2]float64{a.x[0] + s*(b.x[0]-a.x[0]), a.x[1] + s*(b.x[1]-a.x[1])}, to: a.to}
			if da >= 0 {
				at.to = to
			}
			dst = append(dst, at)
		}
	}
	return dst
}

// link is the derivative ∂m_j/∂b_k = ∂m_k/∂b_j of the masses of two cells with a common side: the integral of
// the density over the side, divided by |y_j - y_k|.
type link struct {
	to     int32
	weight float64
}

// measure sets the offsets, and returns the masses of the cells under N(0,I₂) and the links of each. A link
// of weight about 0 may be missing at one of its two cells.
func (l *laguerre) measure(b []float64) (mass []float64, links [][]link) {
	l.fit(b)
	l.rounding = l.noise([2]float64{reach, reach})
	mass, links = make([]float64, len(b)), make([][]link, len(b))
	for j, y := range l.y {
		cell := l.cell(j)
		mass[j] = polygonMass(cell)
		near := l.neighbours[j][:0]
		for i, c := range cell {
			if c.to == outside {
				continue
			}
			near = append(near, int32(c.to))
			e := sideOf(c.x, cell[(i+1)%len(cell)].x)
			apart := math.Hypot(y[0]-l.y[c.to][0], y[1]-l.y[c.to][1])
			if (e.to-e.from)*apart > l.rounding { // else several cells meet in a point
				links[j] = append(links[j], link{int32(c.to), e.density() / apart})
			}
		}
		l.neighbours[j] = near
	}
	return mass, links
}
