// Package ot solves discrete optimal transport for the cost |x-y|² exactly, and proves it.
//
// There are only a few types. A Problem is two weighted sets of points. A Solver finds a Coupling: which
// point goes where, at what cost, with both dual potentials. A Certificate, computed from the problem and the
// coupling alone, bounds how far the coupling is from the optimum. Solve returns only couplings that it has
// certified.
//
// The solvers are Univariate, for points on the line, and the one of package assignment, for equal masses in
// any dimension. Package semidiscrete solves transport from a Gaussian to atoms, and package orderstat has
// exact laws of random batches.
//
// With the dual v of the target points, φ_n(y_j) = (|y_j|² - v_j)/2 are the values at the y_j of the extended
// Brenier potential of the two sets.
package ot

import (
	"fmt"
	"math"

	"proxflow/theory/catalog"
)

// Catalog holds the solvers by name.
var Catalog = catalog.New[Solver]("solver")

// Problem asks for the cheapest way to move masses A at n source points to masses B at m target points.
type Problem struct {
	Dim  int       // d ≥ 1
	X, Y []float64 // finite source points n×d and target points m×d, by rows
	A, B []float64 // masses > 0 with the same sum; nil means 1/n each, 1/m each
}

// Solver solves problems.
type Solver interface {
	// Solve returns an optimal coupling of a valid problem. It changes neither the solver nor the problem.
	// The error says that the solver does not take such a problem, or that it did not reach the optimum.
	Solve(p *Problem) (*Coupling, error)
}

// Coupling is a plan π with marginals A and B, and dual potentials U and V: u_i + v_j ≤ |x_i-y_j|² for all
// pairs, with equality where π_ij > 0. The duals are unique up to a constant at best.
type Coupling struct {
	Pairing []int     // x_i goes to y_Pairing[i], all masses are 1/n; nil for a plan
	Plan    []Flow    // the positive entries of π; nil for a pairing
	Cost    float64   // Σ π_ij |x_i-y_j|²; for a pairing, the mean squared distance
	U, V    []float64 // of lengths n and m
}

// Flow is a mass that goes from x_I to y_J.
type Flow struct {
	I, J int
	Mass float64
}

// N returns the number n of source points.
func (p *Problem) N() int { return len(p.X) / p.Dim }

// M returns the number m of target points.
func (p *Problem) M() int { return len(p.Y) / p.Dim }

// Source returns x_i; it shares memory with X.
func (p *Problem) Source(i int) []float64 { return p.X[i*p.Dim : (i+1)*p.Dim] }

// Target returns y_j; it shares memory with Y.
func (p *Problem) Target(j int) []float64 { return p.Y[j*p.Dim : (j+1)*p.Dim] }

// Cost returns |x_i-y_j|².
func (p *Problem) Cost(i, j int) float64 { return Cost(p.Source(i), p.Target(j)) }

// massOf returns the mass of point i of n.
func (p *Problem) massOf(masses []float64, i, n int) float64 {
	if masses == nil {
		return 1 / float64(n)
	}
	return masses[i]
}

// Cost returns |x-y|², the cost of moving a unit of mass from x to y.
func Cost(x, y []float64) (sum float64) {
	y = y[:len(x)]
	if len(x) >= 16 { // four independent sums run in parallel
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

// Solve checks the problem, solves it, and certifies the coupling. The error says what is wrong with the
// problem, why the solver failed, or that the coupling is not optimal.
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

// Check returns an error that says what is wrong with the problem, nil if it is valid.
func (p *Problem) Check() error {
	if p.Dim < 1 || len(p.X)%p.Dim != 0 || len(p.Y)%p.Dim != 0 {
		const text = "ot: %d and %d coordinates do not make points of dimension %d"
		return fmt.Errorf(text, len(p.X), len(p.Y), p.Dim)
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
		const text = "ot: the masses of the source sum to %v, those of the target to %v"
		return fmt.Errorf(text, total[0], total[1])
	}
	return nil
}
