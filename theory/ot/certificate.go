package ot

import (
	"fmt"
	"math"
)

// Certificate bounds how far a coupling is from the optimum by weak duality: every coupling costs at least
// Σ a_i u_i + Σ b_j v_j - Violation·(total mass), so that Cost is above the optimum by Gap + Violation·mass at most
// (Peyré and Cuturi, Computational Optimal Transport, 2019, section 2.5, doi:10.1561/2200000073).
type Certificate struct {
	Marginals float64 // the largest |Σ_j π_ij - a_i| and |Σ_i π_ij - b_j|, over the total mass; for a pairing 0, or 1 if it is none
	Cost      float64 // of the coupling, summed anew
	Violation float64 // max(0, u_i + v_j - |x_i-y_j|²) over all n·m pairs
	Gap       float64 // |Cost - Σ a_i u_i - Σ b_j v_j|
	Scale     float64 // the largest |x_i-y_j|², the unit of rounding errors
	Mass      float64 // Σ a_i
}

// Tolerance is what Violation and Gap may be, over Scale, in an optimum of float64: the duals are sums of some costs.
const Tolerance = 1e-12

// Certify computes the certificate by comparing all pairs, in O(n m d) time and no memory to speak of. It knows nothing of
// how the coupling was found.
func Certify(p *Problem, c *Coupling) Certificate {
	n, m := p.N(), p.M()
	if len(c.U) != n || len(c.V) != m || (c.Pairing != nil && len(c.Pairing) != n) {
		panic("ot: the coupling is not of this problem")
	}
	cert := certificateOf(p, c)
	for i := range n {
		worst, far := violation(p, c, i)
		cert.Violation, cert.Scale = max(cert.Violation, worst), max(cert.Scale, far)
	}
	return cert
}

// violation is max_j u_i + v_j - |x_i-y_j|² with the largest |x_i-y_j|²; NaN if any is NaN.
func violation(p *Problem, c *Coupling, i int) (worst, far float64) {
	x, u := p.Source(i), c.U[i]
	worst = math.Inf(-1)
	switch p.Dim {
	case 1:
		x0 := x[0]
		for j, v := range c.V {
			e := x0 - p.Y[j]
			cost := e * e
			worst, far = max(worst, v-cost), max(far, cost)
		}
	case 2:
		x0, x1 := x[0], x[1]
		for j, v := range c.V {
			e, f := x0-p.Y[2*j], x1-p.Y[2*j+1]
			cost := e*e + f*f
			worst, far = max(worst, v-cost), max(far, cost)
		}
	default:
		for j, v := range c.V {
			cost := Cost(x, p.Target(j))
			worst, far = max(worst, v-cost), max(far, cost)
		}
	}
	return worst + u, far
}

// certificateOf is the certificate without the comparison of all pairs.
func certificateOf(p *Problem, c *Coupling) (cert Certificate) {
	n, m := p.N(), p.M()
	rows, columns := make([]float64, n), make([]float64, m)
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

// Err says why the coupling is not optimal within Tolerance, nil if it is.
func (c Certificate) Err() error {
	limit := Tolerance * c.Scale
	if c.Marginals <= Tolerance && c.Violation <= limit && c.Gap <= limit*max(1, c.Mass) {
		return nil // NaN does not come here
	}
	return fmt.Errorf("ot: the coupling is not optimal: marginals are off by %.2g, duals by %.2g, the gap is %.2g, where costs go up to %.2g",
		c.Marginals, c.Violation, c.Gap, c.Scale)
}
