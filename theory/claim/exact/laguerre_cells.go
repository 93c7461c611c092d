package exact

import (
	"fmt"

	"proxflow/theory/claim"
	"proxflow/theory/claim/internal/coupling"
	"proxflow/theory/potential"
)

// shown is half the width of the square in which cells are observed: the bulk of the source.
const shown = 3

// observeCells observes the Laguerre cells of atoms in the plane, each the corners of a polygon, cut by the square [-3,3]², and the
// atoms in the same order.
func observeCells(t *claim.Trial, target potential.Potential) {
	s, ok := target.(coupling.Tessellated)
	if !ok || target.Dim() != 2 {
		return
	}
	for j, cell := range s.Tessellation().Cells() {
		for axis := range 2 {
			for _, sign := range []float64{-1, 1} {
				cell = cut(cell, axis, sign)
			}
		}
		for _, corner := range cell {
			t.Observe(fmt.Sprintf("cell %d", j), corner[0], corner[1])
		}
		y := s.Tessellation().Points[j]
		t.Observe("atom", y[0], y[1])
	}
}

// cut is what the half-plane sign·x_axis ≤ shown leaves of a convex polygon.
func cut(polygon [][2]float64, axis int, sign float64) (left [][2]float64) {
	for k, p := range polygon {
		q := polygon[(k+1)%len(polygon)]
		a, b := shown-sign*p[axis], shown-sign*q[axis]
		if a >= 0 {
			left = append(left, p)
		}
		if (a >= 0) != (b >= 0) {
			s := a / (a - b)
			left = append(left, [2]float64{p[0] + s*(q[0]-p[0]), p[1] + s*(q[1]-p[1])})
		}
	}
	return left
}
