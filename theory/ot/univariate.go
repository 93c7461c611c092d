package ot

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/gonum/floats"
)

// Univariate solves problems on the line by sorting, in O((n+m) log(n+m)) time. The optimal plan is monotone:
// π = (F⁻¹, G⁻¹)#U(0,1) with the quantile functions of both sides [Santambrogio, Optimal Transport for
// Applied Mathematicians, 2015, ch. 2, doi:10.1007/978-3-319-20828-2]. Numbers of points and masses may
// differ. If the numbers are equal and no masses are given, the coupling is a pairing.
type Univariate struct{}

var _ = Catalog.Add("univariate", "exact on the line, any masses: sorting and quantiles",
	func() Solver { return &Univariate{} })

func (*Univariate) Solve(p *Problem) (*Coupling, error) {
	if p.Dim != 1 {
		const text = "ot: univariate takes points on the line, not in dimension %d; try assignment"
		return nil, fmt.Errorf(text, p.Dim)
	}
	n, m := p.N(), p.M()
	c := &Coupling{U: make([]float64, n), V: make([]float64, m)}
	if n == m && p.A == nil && p.B == nil {
		c.Pairing = make([]int, n)
	}
	if n == 0 {
		return c, nil
	}
	rows, columns := ascending(p.X), ascending(p.Y)
	above, below := cumulative(p.A, rows), cumulative(p.B, columns)
	above[n-1], below[m-1] = 1, 1
	mass := p.mass()

	// Walk down the staircase of the plan. Each step sets one more dual by the equality in the new cell, even
	// if its mass is 0. The duals are feasible because the costs of sorted points form a Monge array.
	var v, cost sum
	v.add(p.Cost(rows[0], columns[0]))
	c.V[columns[0]] = v.value()
	from := 0.0
	for i, j := 0, 0; ; {
		x, y := rows[i], columns[j]
		if to := min(above[i], below[j]); to > from {
			if c.Pairing != nil {
				c.Pairing[x] = y
			} else {
				c.Plan = append(c.Plan, Flow{x, y, (to - from) * mass})
			}
			cost.add((to - from) * mass * p.Cost(x, y))
			from = to
		}
		switch {
		case i == n-1 && j == m-1:
			c.Cost = cost.value()
			return c, nil
		case j == m-1 || i < n-1 && above[i] <= below[j]:
			i++
			c.U[rows[i]] = p.Cost(rows[i], y) - c.V[y]
		default:
			j++
			next := columns[j]
			// c_ij+1 - c_ij, without cancellation
			v.add((p.Y[next] - p.Y[y]) * ((p.Y[next] - p.X[x]) + (p.Y[y] - p.X[x])))
			c.V[next] = v.value()
		}
	}
}

// mass returns the total mass.
func (p *Problem) mass() float64 {
	if p.A == nil {
		return 1
	}
	return floats.SumCompensated(p.A)
}

// ascending returns the indices of the numbers in ascending order, equal numbers by index.
func ascending(x []float64) []int {
	order := make([]int, len(x))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(i, j int) int { return cmp.Compare(x[i], x[j]) })
	return order
}

// cumulative returns the share of the total mass up to and including each point in this order; nil means
// equal masses.
func cumulative(masses []float64, order []int) []float64 {
	shares := make([]float64, len(order))
	var running sum
	for k, i := range order {
		if masses == nil {
			shares[k] = float64(k+1) / float64(len(order))
			continue
		}
		running.add(masses[i])
		shares[k] = running.value()
	}
	if masses != nil {
		total := running.value()
		for k := range shares {
			shares[k] /= total
		}
	}
	return shares
}

// sum is a compensated sum (Neumaier 1974): a long walk adds up many terms of either sign.
type sum struct{ total, lost float64 }

func (s *sum) add(x float64) {
	t := s.total + x
	if math.Abs(s.total) >= math.Abs(x) {
		s.lost += (s.total - t) + x
	} else {
		s.lost += (x - t) + s.total
	}
	s.total = t
}

func (s *sum) value() float64 { return s.total + s.lost }
