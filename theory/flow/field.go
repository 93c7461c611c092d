// Package flow has the OT-CFM flow of a convex potential: its vector field, from the prox alone without a
// density or the map; the integration of the flow; and the inversion of an interpolation.
package flow

import (
	"gonum.org/v1/gonum/floats"

	"proxflow/theory/potential"
	"proxflow/theory/schedule"
)

// Field is the population vector field of OT-CFM from the source to the target of φ,
//
//	v_t(x) = (α̇/α) x + (β̇ - α̇β/α) prox_{λφ}(x/β),  λ = α/β,
//
// which is α̇ x0 + β̇ x1 at x = α x0 + β x1 for every pair with x0 ∈ ∂φ(x1). It is safe for concurrent use.
type Field struct {
	Phi      potential.Potential
	Schedule schedule.Schedule
}

// Recover puts x1 = prox_{λφ}(x/β) into dst: the end of the trajectory through x at time t in (0,1).
func (f *Field) Recover(dst, x []float64, t float64) {
	p := f.Schedule.At(t)
	z := make([]float64, len(x))
	floats.ScaleTo(z, 1/p.B, x)
	f.Phi.Prox(dst, z, p.Lambda())
}

// At puts v_t(x) into dst, for t in (0,1). It is computed as α̇ x0 + β̇ x1 with x0 = (x - β x1)/α, where
// the terms that nearly cancel as t → 1 are subtracted first.
func (f *Field) At(dst, x []float64, t float64) {
	f.Recover(dst, x, t)
	p := f.Schedule.At(t)
	for i, y := range dst {
		dst[i] = p.DA*((x[i]-p.B*y)/p.A) + p.DB*y
	}
}
