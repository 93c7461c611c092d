// Package ot solves discrete optimal transport for the cost |x-y|² exactly, and says how it knows.
//
// There are only a few types. A Problem is two weighted sets of points. A Solver finds a Coupling: which point goes where,
// at what cost, with both dual potentials. A Certificate, computed from the problem and the coupling alone, bounds how far
// the coupling is from the optimum; Solve returns nothing that it does not certify.
//
// With the dual v of the target points, φ_n(y_j) = (|y_j|² - v_j)/2 are the values of the extended Brenier potential of the
// two sets at its atoms.
package ot

import (
	"fmt"
	"math"

	"proxflow/theory/catalog"
)

// Catalog holds the solvers by name.
var Catalog = catalog.New[Solver]("solver")

// Problem is to carry n source points with masses A to m target points with masses B.
type Problem struct {
	Dim  int       // d ≥ 1
	X, Y []float64 // source points n×d and target points m×d, by rows; finite
	A, B []float64 // masses > 0 with the same sum; nil: 1/n each, 1/m each
}

// Solver finds an optimal coupling of a valid problem. The error says which problems it does not take, or that it did not
// reach the optimum. A solver changes neither itself nor the problem.
type Solver interface {
	Solve(p *Problem) (*Coupling, error)
}

// Coupling is a plan π with marginals A and B, Cost = Σ π_ij |x_i-y_j|², with dual potentials U and V:
// u_i + v_j ≤ |x_i-y_j|² for all pairs, with equality where π_ij > 0. They are unique up to a constant at best.
type Coupling struct {
	Pairing []int     // x_i goes to y_Pairing[i], all masses 1/n; nil for a plan
	Plan    []Flow    // the positive entries of π; nil for a pairing
	Cost    float64   // Σ π_ij |x_i-y_j|²: for a pairing the mean of the squared distances
	U, V    []float64 // lengths n and m
}

// Flow is the mass that goes from x_I to y_J.
type Flow struct {
	I, J int
	Mass float64
}

// N is the number of source points.
func (p *Problem) N() int { return len(p.X) / p.Dim }

// M is the number of target points.
func (p *Problem) M() int { return len(p.Y) / p.Dim }

// Source is x_i.
func (p *Problem) Source(i int) []float64 { return p.X[i*p.Dim : (i+1)*p.Dim] }

// Target is y_j.
func (p *Problem) Target(j int) []float64 { return p.Y[j*p.Dim : (j+1)*p.Dim] }

// Cost is |x_i-y_j|².
func (p *Problem) Cost(i, j int) float64 { return Cost(p.Source(i), p.Target(j)) }

// massOf is the mass of point i of n.
func (p *Problem) massOf(masses []float64, i, n int) float64 {
	if masses == nil {
		return 1 / float64(n)
	}
	return masses[i]
}

// squared is |x-y|². Four sums at once do not wait for each other.
func Cost(x, y []float64) (sum float64) {
	y = y[:len(x)]
	if len(x) >= 16 {
		var s1, s2, s3 float64
		for ; len(x) >= 4; x, y = x[4:], y[4:] {
			d0, d1, d2, d3 := x[0]-y[0], x[1]-y[1], x[2]-y[2], x[3]-y[3]
			sum, s1, s2, s3 = sum+d0*d0, s1+d1*d1, s2+d2*d2, s3+d3*d3
		}
		sum += s1 + s2 + s3
	}
	for k, a := range x {
		sum += (a - y[k]) * (a - y[k])
	}
	return sum
}

// Solve checks the problem, solves it, and certifies what the solver found.
func Solve(s Solver, p *Problem) (*Coupling, error) {
	if err := p.Check(); err != nil {
		return nil, err
	}
	c, err := s.Solve(p)
	if err != nil {
		return nil, err
	}
	return c, Certify(p, c).Err()
}

// Check says what is wrong with a problem.
func (p *Problem) Check() error {
	if p.Dim < 1 || len(p.X)%p.Dim != 0 || len(p.Y)%p.Dim != 0 {
		return fmt.Errorf("ot: %d and %d coordinates are no points of dimension %d", len(p.X), len(p.Y), p.Dim)
	}
	if p.N() == 0 != (p.M() == 0) {
		return fmt.Errorf("ot: %d source points and %d target points", p.N(), p.M())
	}
	largest := 0.0
	for _, points := range [][]float64{p.X, p.Y} {
		for k, x := range points {
			if math.IsNaN(x) || math.IsInf(x, 0) {
				return fmt.Errorf("ot: coordinate %d of point %d is %v", k%p.Dim, k/p.Dim, x)
			}
			largest = max(largest, math.Abs(x))
		}
	}
	if largest > 1e150/math.Sqrt(float64(p.Dim)) {
		return fmt.Errorf("ot: coordinates up to %g have no squared distances in float64", largest)
	}
	return p.checkMasses()
}

func (p *Problem) checkMasses() error {
	total := [2]float64{1, 1}
	for side, of := range []struct {
		masses []float64
		n      int
	}{{p.A, p.N()}, {p.B, p.M()}} {
		if of.masses == nil {
			continue
		}
		if len(of.masses) != of.n {
			return fmt.Errorf("ot: %d masses for %d points", len(of.masses), of.n)
		}
		total[side] = 0
		for i, a := range of.masses {
			if !(a > 0) || math.IsInf(a, 0) {
				return fmt.Errorf("ot: the mass of point %d is %v, not positive", i, a)
			}
			total[side] += a
		}
	}
	if p.N() > 0 && math.Abs(total[0]-total[1]) > 1e-12*max(total[0], total[1]) {
		return fmt.Errorf("ot: the masses of the source sum to %v, those of the target to %v", total[0], total[1])
	}
	return nil
}
