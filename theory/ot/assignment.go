package ot

import (
	"errors"
	"fmt"
	"math"
)

// Assignment pairs n points with n points.
type Assignment struct{}

var _ = Catalog.Add("assignment", "exact optimal pairing of two sets of equally many points of equal mass",
	func() Solver { return &Assignment{} })

// Solve finds an optimal pairing with its duals.
func (*Assignment) Solve(p *Problem) (*Coupling, error) {
	n := p.N()
	if n != p.M() {
		return nil, fmt.Errorf("ot: assignment wants equally many points on both sides, not %d and %d", n, p.M())
	}
	for _, masses := range [][]float64{p.A, p.B} {
		for _, a := range masses {
			if a != masses[0] {
				return nil, errors.New("ot: assignment wants points of equal mass: leave the masses out, or use a solver for plans")
			}
		}
	}
	c := &Coupling{Pairing: make([]int, n), U: make([]float64, n), V: make([]float64, n)}
	if n == 0 {
		return c, nil
	}
	f := frameOf(p)
	rows, columns := kdOrder(p.Dim, f.x), kdOrder(p.Dim, f.y)
	m := newMatching(p.Dim, gather(p.Dim, f.x, rows), gather(p.Dim, f.y, columns))
	m.solve()
	for i, j := range m.columnOf {
		c.Pairing[rows[i]] = int(columns[j])
		c.U[rows[i]] = m.cost(int32(i), j) - m.v[j]
		c.V[columns[j]] = m.v[j]
	}
	f.restore(p, c)
	sum := 0.0
	for i, j := range c.Pairing {
		sum += p.Cost(i, j) / float64(n)
	}
	c.Cost = sum
	return c, nil
}

// gather copies points in an order.
func gather(d int, points []float64, order []int32) []float64 {
	sorted := make([]float64, 0, len(points))
	for _, i := range order {
		sorted = append(sorted, points[int(i)*d:(int(i)+1)*d]...)
	}
	return sorted
}

// placed is a problem moved and scaled.
type placed struct {
	x, y     []float64
	shift    [2][]float64
	exponent int
}

func frameOf(p *Problem) *placed {
	f := &placed{x: append([]float64(nil), p.X...), y: append([]float64(nil), p.Y...)}
	largest := 0.0
	for _, points := range [][]float64{f.x, f.y} {
		for _, c := range points {
			largest = max(largest, math.Abs(c))
		}
	}
	_, f.exponent = math.Frexp(largest)
	for _, points := range [][]float64{f.x, f.y} {
		for i, c := range points {
			points[i] = math.Ldexp(c, -f.exponent)
		}
	}
	return f
}

func (f *placed) restore(p *Problem, c *Coupling) {
	for i := range c.U {
		c.U[i] = math.Ldexp(c.U[i], 2*f.exponent)
		c.V[i] = math.Ldexp(c.V[i], 2*f.exponent)
	}
}
