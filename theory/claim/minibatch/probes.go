package minibatch

import (
	"context"
	"math"

	"proxflow/theory/claim"
	"proxflow/theory/claim/internal/coupling"
	"proxflow/theory/flow"
)

// compareProx compares the prox of the batch's dual potential with the population's at samples of P_t.
func (c *Convergence) compareProx(ctx context.Context, t *claim.Trial, b *batch) (float64, error) {
	phi, err := b.dual()
	if err != nil {
		return 0, err
	}
	s, d := c.Schedule.At(c.T), b.Dim
	p, z, y := coupling.NewPair(d), make([]float64, d), make([]float64, d)
	var off mean
	for range c.Probes {
		if err := ctx.Err(); err != nil {
			return 0, err
		}
		c.points.push(t.Rand, p.X0, p.X1)
		p.At(z, s.A/s.B, 1)
		phi.Prox(y, z, s.Lambda())
		off.add(coupling.SquaredDistance(y, p.X1))
	}
	return off.value(), nil
}

// compareField compares velocities of the batch with the population's field.
func (c *Convergence) compareField(ctx context.Context, b *batch) (float64, error) {
	s, d := c.Schedule.At(c.T), b.Dim
	x, v, velocity := make([]float64, d), make([]float64, d), make([]float64, d)
	var off mean
	for i := range min(c.Probes, b.N()) {
		if err := ctx.Err(); err != nil {
			return 0, err
		}
		p := coupling.Pair{X0: b.Source(i), X1: b.partner(i)}
		p.At(x, s.A, s.B)
		p.At(velocity, s.DA, s.DB)
		if err := c.velocity(v, x); err != nil {
			return 0, err
		}
		off.add(coupling.SquaredDistance(velocity, v))
	}
	return off.value(), nil
}

// residual adds (α̇x0 + β̇x1^σ - v^n_t(x_t)) sign x_t for as many pairs of two atoms ±a as there are
// probes. Its unit is |β̇ - α̇β/α|a, by which the velocities towards the two atoms differ from their mean.
func (c *Convergence) residual(into *mean, b *batch) {
	s, exact := c.Schedule.At(c.T), c.twoAtoms(b.N())
	unit := math.Abs(s.DB-s.DA*s.B/s.A) * c.points.size
	for i := range min(c.Probes, b.N()) {
		x0, x1 := b.Source(i)[0], b.partner(i)[0]
		x := s.A*x0 + s.B*x1
		into.add(math.Copysign(1, x) * (s.DA*x0 + s.DB*x1 - exact.At(s, x)) / unit)
	}
}

// velocity puts the population's field v_t(x) into dst.
func (c *Convergence) velocity(dst, x []float64) error {
	if c.Source == fromNormal {
		c.field.At(dst, x, c.T)
		return nil
	}
	// α u + β T(Φ⁻¹(u)) = x has its root in [0,1] if x is on the path; beyond, the map is continued.
	s, u := c.Schedule.At(c.T), make([]float64, 1)
	clipped := func(dst, u []float64) {
		c.points.fromUniform(dst, []float64{min(max(u[0], claim.Unit), 1-claim.Unit)})
	}
	if err := flow.Invert(u, clipped, s.A, s.B, x); err != nil {
		return err
	}
	dst[0] = s.DA*u[0] + s.DB*(x[0]-s.A*u[0])/s.B
	return nil
}
