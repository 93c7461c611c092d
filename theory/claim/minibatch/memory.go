package minibatch

import (
	"proxflow/theory/claim"
	"proxflow/theory/ot/assignment"
)

var (
	_ claim.Sized = (*Convergence)(nil)
	_ claim.Sized = (*Constant)(nil)
)

// memory bounds the bytes of the points of a trial, and of the pairing that needs the most.
func (s *sampler) memory(sizes []int) float64 {
	n, d := float64(sizes[len(sizes)-1]), float64(s.Dim())
	pairing := 0.
	for _, size := range sizes {
		pairing = max(pairing, assignment.Memory(s.Dim(), size))
	}
	return claim.SmallMemory + n*(24*d+16) + pairing
}

// Memory counts the points, their pairings, and the dual potentials of batches.
func (c *Convergence) Memory() float64 {
	bytes := c.points.memory(c.N)
	if c.Probes > 0 {
		bytes += float64(c.N[len(c.N)-1]) * (16*float64(c.points.Dim()) + 128)
	}
	return bytes
}

// Memory counts the points and their pairings.
func (c *Constant) Memory() float64 { return c.points.memory(c.N) }
