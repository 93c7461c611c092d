// Package response predicts how fast optimal couplings of batches converge to the population's, constants
// included: the limits of n·E(cost of a batch - W2²) and n·E|X1^σ - T(X0)|² for n pairs from the source
// N(0,I), by linear response.
//
// The dual potential of a batch is the population's plus a small ψ on the support M of the target. To leading
// order div(ρA∇ψ) = δρ, where ρ is the density of the target on M, δρ the difference of the two empirical
// measures, and A(y) = E[H⁻¹ | X1 = y] for the second epi-derivative H of φ. The map moves by H⁻¹∇ψ. With
// B(y) = E[H⁻² | X1 = y]
//
//	bias = E ∫ <∇ψ, A∇ψ> ρ        plan error = E ∫ <∇ψ, B∇ψ> ρ
//
// On finitely many atoms the Laplacian of the faces of their cells takes the place of -div(ρA∇·).
// docs/theory.md derives this; it is the leading order, and proved in special cases only.
//
// There are two types. A Limit is the leading term of a mean, with its constant; Constants holds those of a
// target. They are computed from the Brenier map and the second epi-derivative of the potential: no target
// has a formula of its own here.
package response

import (
	"errors"
	"fmt"
	"math"

	"proxflow/theory/potential"
	"proxflow/theory/random"
)

// Constants are the leading terms of means over batches of n pairs as n → ∞.
type Constants struct {
	M    int   // dimension of the support
	Bias Limit // of the cost, E W2²(batch) - W2²
	Plan Limit // of the plan, E|X1^σ - T(X0)|²
}

// Limit is the leading term of a mean. Either there is no formula, and None says why, or Value has the
// standard error Err.
type Limit struct {
	Law        Law
	Value, Err float64
	None       string
}

// Law is how a leading term depends on n.
type Law int

const (
	Inverse     Law = iota // Value/n
	Logarithmic            // Value·log n/n
	Root                   // Value/√n
)

func none(why string, args ...any) Limit { return Limit{None: fmt.Sprintf(why, args...)} }

// Of predicts the constants of a target. The random numbers choose the points at which it is sampled. It
// returns an error if the potential has no second epi-derivative, or if the dimension of the support
// varies.
func Of(target potential.Target, r *random.Source) (Constants, error) {
	second, ok := target.(potential.SecondOrder)
	if !ok {
		return Constants{}, errors.New("response: the potential has no known second epi-derivative")
	}
	s, err := look(target, second, r)
	if err != nil {
		return Constants{}, err
	}
	c := Constants{M: s.m}
	neither := func(l Limit) (Constants, error) {
		c.Bias, c.Plan = l, l
		return c, nil
	}
	switch {
	case s.m == 0:
		c.Bias, c.Plan = atoms(s, r)
		return c, nil
	case s.unbounded(r):
		return neither(none("the support is unbounded, and the integrals over it are infinite"))
	case s.jumps(r):
		return neither(none("T jumps between parts of the support that are not atoms"))
	case s.m == 1:
		c.Bias, c.Plan, err = s.curve(r)
		return c, err
	case s.m == 2:
		c.Bias, c.Plan, err = s.surface(r)
		return c, err
	}
	return neither(none("no formula gives the constant in dimension %d", s.m))
}

// logGamma is log Γ(x) for x > 0.
func logGamma(x float64) float64 {
	v, _ := math.Lgamma(x)
	return v
}
