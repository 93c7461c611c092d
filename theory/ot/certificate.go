package ot

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/floats"
)

// Certificate bounds how far a coupling is from the optimum, by weak duality: every coupling costs at least Σ
// a_i u_i + Σ b_j v_j - Violation·Mass, so Cost exceeds the optimum by at most Gap + Violation·Mass (Peyré
// and Cuturi, Computational Optimal Transport, 2019, section 2.5, doi:10.1561/2200000073).
type Certificate struct {
	Marginals float64 // the largest |Σ_j π_ij - a_i| and |Σ_i π_ij - b_j|, over Mass
	Cost      float64 // Σ π_ij |x_i-y_j|², computed again
	Violation float64 // max(0, u_i + v_j - |x_i-y_j|²) over all n·m pairs
	Gap       float64 // |Cost - Σ a_i u_i - Σ b_j v_j|
	Scale     float64 // the largest |x_i-y_j|²: rounding errors are relative to it
	Mass      float64 // Σ a_i
}

// Tolerance bounds Violation and Gap, over Scale, of an optimum in float64: the duals are sums of several
// costs.
const Tolerance = 1e-12

// Certify computes the certificate of a coupling from all pairs, in O(nmd) time and O(n+m) memory. It does
// not depend on how the coupling was found.
func Certify(p *Problem, c *Coupling) Certificate {
	n, m := p.N(), p.M()
	if len(c.U) != n || len(c.V) != m || (c.Pairing != nil && len(c.Pairing) != n) {
		panic("ot: the coupling belongs to another problem")
	}
	cert := certificateOf(p, c)
	if floats.HasNaN(c.U) || floats.HasNaN(c.V) {
		cert.Violation = math.NaN()
	}
	for i := range n {
		worst, far := violation(p, c, i)
		cert.Violation, cert.Scale = max(cert.Violation, worst), max(cert.Scale, far)
	}
	return cert
}

// violation returns max_j u_i + v_j - |x_i-y_j|² and max_j |x_i-y_j|², of finite points and duals that are
// not NaN. A branch that is hardly ever taken is faster than max, which looks out for NaN.
func violation(p *Problem, c *Coupling, i int) (worst, far float64) {
	x, u := p.Source(i), c.U[i]
	worst = math.Inf(-1)
	take := func(v, cost float64) {
		if w := v - cost; w > worst {
			worst = w
		}
		if cost > far {
			far = cost
		}
	}
	switch p.Dim {
	case 1:
		x0 := x[0]
		for j, v := range c.V {
			e := x0 - p.Y[j]
			take(v, e*e)
		}
	case 2:
		x0, x1 := x[0], x[1]
		for j, v := range c.V {
			e, f := x0-p.Y[2*j], x1-p.Y[2*j+1]
			take(v, e*e+f*f)
		}
	default:
		rest := p.Y
		for _, v := range c.V {
			cost, y := 0.0, rest[:len(x)]
			for k, a := range x {
				e := a - y[k]
				cost += e * e
			}
			rest = rest[len(x):]
			take(v, cost)
		}
	}
	return worst + u, far
}

// certificateOf returns the parts of the certificate that do not need all pairs. Marginals is 1 if the
// pairing is not a permutation.
func certificateOf(p *Problem, c *Coupling) (cert Certificate) {
	n, m := p.N(), p.M()
	rows, columns := make([]float64, n), make([]float64, m) // the marginals
	put := func(i, j int, mass float64) {
		rows[i] += mass
		columns[j] += mass
		cert.Cost += mass * p.Cost(i, j)
	}
	for i, j := range c.Pairing {
		if j < 0 || j >= m || n != m {
			cert.Marginals = 1
			return cert
		}
		put(i, j, 1/float64(n))
	}
	for _, f := range c.Plan {
		put(f.I, f.J, f.Mass)
	}
	dual := 0.0
	for i, u := range c.U {
		a := p.massOf(p.A, i, n)
		cert.Mass += a
		dual += a * u
		cert.Marginals = max(cert.Marginals, math.Abs(rows[i]-a))
	}
	for j, v := range c.V {
		b := p.massOf(p.B, j, m)
		dual += b * v
		cert.Marginals = max(cert.Marginals, math.Abs(columns[j]-b))
	}
	if n > 0 {
		cert.Marginals /= cert.Mass
	}
	cert.Gap = math.Abs(cert.Cost - dual)
	return cert
}

// Err returns nil if the coupling is optimal within Tolerance, otherwise an error with the figures.
func (c Certificate) Err() error {
	limit := Tolerance * c.Scale
	if c.Marginals <= Tolerance && c.Violation <= limit && c.Gap <= limit*max(1, c.Mass) {
		return nil // NaN fails the comparisons
	}
	return fmt.Errorf("ot: the coupling is not optimal: marginals are off by %.2g, duals by %.2g, "+
		"the gap is %.2g, where costs go up to %.2g", c.Marginals, c.Violation, c.Gap, c.Scale)
}
