package exact

import (
	"proxflow/theory/claim"
	"proxflow/theory/claim/series"
	"proxflow/theory/ot/semidiscrete"
	"proxflow/theory/potential"
)

// shown is half the width of the square in which cells are recorded. It holds the bulk of the source.
const shown = 3

// tessellated is a target whose atoms have Laguerre cells of given masses.
type tessellated interface {
	Tessellation() *semidiscrete.Tessellation
}

// observeCells records the Laguerre cells of atoms in the plane, as the corners of polygons clipped to the
// square [-3,3]², and the atoms in the same order.
func observeCells(t *claim.Trial, target potential.Potential) {
	s, ok := target.(tessellated)
	if !ok || target.Dim() != 2 {
		return
	}
	for j, cell := range s.Tessellation().Cells(shown) {
		for _, corner := range cell {
			t.Observe(series.Cell.Of(j), corner[0], corner[1])
		}
		y := s.Tessellation().Points[j]
		t.Observe(series.Atom, y[0], y[1])
	}
}
