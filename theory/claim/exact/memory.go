package exact

import (
	"proxflow/theory/claim"
	"proxflow/theory/claim/internal/coupling"
)

var (
	_ claim.Sized = (*ProximalRecovery)(nil)
	_ claim.Sized = (*VectorField)(nil)
	_ claim.Sized = (*SecondEpiDerivative)(nil)
	_ claim.Sized = (*TerminalHyperbolicity)(nil)
)

// squares bounds the bytes of n matrices d×d.
func squares(n, d float64) float64 { return 8 * n * d * d }

// Memory counts the pairs, the points of the map that are recorded, and the matrices by which the second
// route inverts the interpolation.
func (c *ProximalRecovery) Memory() float64 {
	n, d := float64(c.Points), float64(c.target.Dim())
	bytes := claim.SmallMemory + coupling.Memory(n, d) + squares(4, d)
	if c.plots() {
		bytes += claim.Observed(n)
	}
	return bytes
}

// Memory counts the pairs with their points at one time, the matrices of a Jacobian, the paths at their
// stops, and what is recorded for figures: paths of about 25 points, and the cells of atoms.
func (c *VectorField) Memory() float64 {
	n, d := float64(c.Points), float64(c.target.Dim())
	paths, stops := float64(min(c.Points, c.Paths)), float64(len(c.T)+1)
	bytes := claim.SmallMemory + coupling.Memory(n, d) + n*(10*d+24) + squares(8, d) + stops*(20*d+1024)
	if d <= 3 {
		bytes += claim.Observed(d * paths * (30 + stops))
	}
	if s, ok := c.Target.(tessellated); ok && d == 2 {
		bytes += 20 * claim.Observed(float64(len(s.Tessellation().Points)))
	}
	return bytes
}

// Memory counts the points with their second-order data, and the matrices of a basis and of the resolvent.
func (c *SecondEpiDerivative) Memory() float64 {
	n, d := float64(max(1, c.Points)), float64(c.target.Dim())
	if len(c.X0) > 0 {
		n = 1
	}
	return claim.SmallMemory + coupling.SmoothMemory(n, d) + squares(10, d) + 17*8*16*d
}

// Memory counts the points with their second-order data, their spectra at all times, what is recorded of
// these for figures, and the matrices of a Jacobian or of the variational equation, whose integrator holds
// ten.
func (c *TerminalHyperbolicity) Memory() float64 {
	n, d, times := float64(c.Points), float64(c.target.Dim()), float64(len(c.T))
	if len(c.X0) > 0 {
		n = 1
	}
	matrices := 10.
	if c.Paths > 0 {
		matrices = 24
	}
	return claim.SmallMemory + coupling.SmoothMemory(n, d) + squares(matrices, d) +
		n*times*(16*d+256) + claim.Observed((n*times+200)*d)
}
