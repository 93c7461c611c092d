package minibatch

import (
	"context"
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/gonum/floats"

	"proxflow/theory/claim"
	"proxflow/theory/claim/internal/coupling"
	"proxflow/theory/flow"
	"proxflow/theory/ot"
	"proxflow/theory/potential"
)

// batch is n source points with their images T(x0), n target points, and the optimal coupling of the two.
type batch struct {
	*ot.Problem
	*ot.Coupling
	images []float64 // n×d by rows
}

// draw samples a batch of size n and pairs it.
func (c *Convergence) draw(t *claim.Trial, n int) (*batch, error) {
	d := c.target.Dim()
	b := &batch{Problem: &ot.Problem{Dim: d, X: make([]float64, n*d), Y: make([]float64, n*d)}, images: make([]float64, n*d)}
	unused := make([]float64, d)
	for i := range n {
		c.pushed(t, b.Source(i), b.image(i))
		c.pushed(t, unused, b.Target(i))
	}
	if k := slices.IndexFunc(b.images, math.IsNaN); k >= 0 {
		return nil, fmt.Errorf("the Brenier map has no value at %v", b.Source(k/d))
	}
	var err error
	if b.Coupling, err = ot.Solve(c.solver, b.Problem); err != nil {
		return nil, err
	}
	c.permute(t, b.Pairing)
	return b, nil
}

// permute permutes a share of the pairs at random.
func (c *Convergence) permute(t *claim.Trial, pairing []int) {
	n := len(pairing)
	chosen := t.Rand.Permute(n)[:int(math.Round(c.Permuted*float64(n)))]
	old := make([]int, len(chosen))
	for k, i := range chosen {
		old[k] = pairing[i]
	}
	for k, l := range t.Rand.Permute(len(chosen)) {
		pairing[chosen[k]] = old[l]
	}
}

// image is T(x_i).
func (b *batch) image(i int) []float64 { return b.images[i*b.Dim : (i+1)*b.Dim] }

// partner is the target point of x_i.
func (b *batch) partner(i int) []float64 { return b.Target(b.Pairing[i]) }

func (c *Convergence) measure(ctx context.Context, t *claim.Trial, b *batch) error {
	n := b.N()
	at := float64(n)
	var plan, bias float64
	for i := range n {
		plan += coupling.SquaredDistance(b.partner(i), b.image(i)) / at
		bias += (coupling.SquaredDistance(b.partner(i), b.Source(i)) - coupling.SquaredDistance(b.image(i), b.Source(i))) / at
	}
	t.Sample(planError, at, plan, c.planLaw(n))
	t.Sample(costBias, at, bias, c.biasLaw(n))
	got, budget := b.monotonicity(t)
	t.AtMost(monotonicity, at, got, budget)
	if c.Probes == 0 {
		return nil
	}
	if err := c.compareProx(ctx, t, b); err != nil {
		return err
	}
	return c.compareField(ctx, t, b)
}

// monotonicity is the largest Σ_k <y_k, x_k+1 - x_k> over random cycles of 2 … 6 pairs, which is ≤ 0 for all cycles if and only if
// the pairing is optimal (Rockafellar 1966), with its rounding error.
func (b *batch) monotonicity(t *claim.Trial) (worst, budget float64) {
	n := b.N()
	for k := range 4 * n {
		length := min(2+k%5, n)
		first := t.Rand.Index(n)
		i, gain, size := first, 0.0, 0.0
		for step := range length {
			next := first
			if step < length-1 {
				next = t.Rand.Index(n)
			}
			y, x, z := b.partner(i), b.Source(i), b.Source(next)
			for k := range y {
				gain += y[k] * (z[k] - x[k])
			}
			size += floats.Norm(y, 2) * (floats.Norm(z, 2) + floats.Norm(x, 2))
			i = next
		}
		worst, budget = max(worst, gain), max(budget, float64(length*b.Dim)*claim.Unit*size)
	}
	return worst, budget
}

// dual is the potential φ_n of the batch: the convex envelope of (|y_j|² - v_j)/2 at its target points.
func (b *batch) dual() potential.Potential {
	at := map[string]int{}
	phi := &potential.Atoms{}
	for j, v := range b.V {
		y := b.Target(j)
		offset := (floats.Dot(y, y) - v) / 2
		text := fmt.Sprint(y)
		k, seen := at[text]
		if !seen {
			at[text] = len(phi.Points)
			phi.Points, phi.Offsets = append(phi.Points, y), append(phi.Offsets, offset)
		} else {
			phi.Offsets[k] = min(phi.Offsets[k], offset) // equal points have equal values but for rounding
		}
	}
	return phi
}

// compareProx compares the prox of the batch's dual potential with the population's at points of P_t.
func (c *Convergence) compareProx(ctx context.Context, t *claim.Trial, b *batch) error {
	phi, s, d := b.dual(), c.Schedule.At(c.T), b.Dim
	x0, x1, z, y := make([]float64, d), make([]float64, d), make([]float64, d), make([]float64, d)
	total := 0.0
	for range c.Probes {
		if err := ctx.Err(); err != nil {
			return err
		}
		c.pushed(t, x0, x1)
		coupling.Pair{X0: x0, X1: x1}.At(z, s.A/s.B, 1)
		phi.Prox(y, z, s.Lambda())
		total += coupling.SquaredDistance(y, x1)
	}
	t.Sample(proxError, float64(b.N()), total/float64(c.Probes), math.NaN())
	return nil
}

// compareField compares velocities of the batch with the population's field.
func (c *Convergence) compareField(ctx context.Context, t *claim.Trial, b *batch) error {
	at, s, d := float64(b.N()), c.Schedule.At(c.T), b.Dim
	exact := c.twoAtoms(b.N())
	x, v, velocity := make([]float64, d), make([]float64, d), make([]float64, d)
	total, residual, probes := 0.0, 0.0, min(c.Probes, b.N())
	for i := range probes {
		if err := ctx.Err(); err != nil {
			return err
		}
		p := coupling.Pair{X0: b.Source(i), X1: b.partner(i)}
		p.At(x, s.A, s.B)
		p.At(velocity, s.DA, s.DB)
		if exact != nil {
			residual += math.Copysign(1, x[0]) * (velocity[0] - exact.At(s, x[0]))
			continue
		}
		if err := c.velocity(v, x); err != nil {
			return err
		}
		total += coupling.SquaredDistance(velocity, v)
	}
	if exact == nil {
		t.Sample(fieldError, at, total/float64(probes), math.NaN())
		t.Skip(fieldResidual.Metric, at, "v^n is known in closed form for two-atoms with a normal source only")
		return nil
	}
	squared, err := exact.Error2(s)
	if err != nil {
		return err
	}
	t.Sample(fieldError, at, squared, math.NaN())
	t.Sample(fieldResidual, at, residual/float64(probes), 0)
	return nil
}

// velocity puts the population field v_t(x) into dst.
func (c *Convergence) velocity(dst, x []float64) error {
	if c.Source == "normal" {
		c.field.At(dst, x, c.T)
		return nil
	}
	// α u + β T(Φ⁻¹(u)) = x has its root in [0,1] if x is on the path, and is continued beyond.
	s, u := c.Schedule.At(c.T), make([]float64, 1)
	clipped := func(dst, u []float64) { c.fromUniform(dst, []float64{min(max(u[0], claim.Unit), 1-claim.Unit)}) }
	if err := flow.Invert(u, clipped, s.A, s.B, x); err != nil {
		return err
	}
	dst[0] = s.DA*u[0] + s.DB*(x[0]-s.A*u[0])/s.B
	return nil
}
