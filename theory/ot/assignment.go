package ot

import "fmt"

// Assignment pairs n points with n points at the least sum of |x-y|², exactly: an auction for the duals, then shortest
// augmenting paths. Time grows about like n^1.6 in the plane with O(n) memory; for 4 < d costs are stored in 4 n² bytes, up to
// n = 16384. Equal points and ties are welcome. If masses are given, equal ones, the result is a plan.
type Assignment struct{}

var _ = Catalog.Add("assignment", "exact pairing of equally many points of equal mass, in any dimension",
	func() Solver { return &Assignment{} })

func (*Assignment) Solve(p *Problem) (*Coupling, error) {
	n := p.N()
	if n != p.M() {
		return nil, fmt.Errorf("ot: assignment pairs equally many points, not %d with %d", n, p.M())
	}
	for _, masses := range [][]float64{p.A, p.B} {
		for i, a := range masses {
			if a != masses[0] {
				return nil, fmt.Errorf("ot: assignment pairs points of equal mass, but point %d has %v and point 0 has %v", i, a, masses[0])
			}
		}
	}
	c := &Coupling{U: make([]float64, n), V: make([]float64, n)}
	if p.A == nil && p.B == nil {
		c.Pairing = make([]int, n)
	}
	if n == 0 {
		return c, nil
	}
	f := newFrame(p)
	rows, columns := order(p.Dim, f.x), order(p.Dim, f.y)
	a := newAuction(p.Dim, gather(p.Dim, f.x, rows), gather(p.Dim, f.y, columns), f.unit)
	a.run(lastEps)
	m, first, points := merge(a.market)
	paths := newPaths(m, first)
	paths.run()
	var cost sum
	for place, i := range paths.rowAt {
		x, y := int(rows[i]), int(columns[points[place]])
		mass := p.massOf(p.A, x, n)
		if c.Pairing != nil {
			c.Pairing[x] = y
		} else {
			c.Plan = append(c.Plan, Flow{x, y, mass})
		}
		c.V[y] = f.dual(p, y, m.v[paths.columnOf[i]])
		c.U[x] = p.Cost(x, y) - c.V[y]
		cost.add(mass * p.Cost(x, y))
	}
	c.Cost = cost.value()
	return c, nil
}

// order puts points into the order of a tree if there will be one.
func order(d int, points []float64) []int32 {
	if n := len(points) / d; stored(d, n) {
		return identity(n)
	}
	return kdOrder(d, points)
}

func identity(n int) []int32 {
	order := make([]int32, n)
	for i := range order {
		order[i] = int32(i)
	}
	return order
}

// gather copies points in an order.
func gather(d int, points []float64, order []int32) []float64 {
	sorted := make([]float64, 0, len(points))
	for _, i := range order {
		sorted = append(sorted, points[int(i)*d:][:d]...)
	}
	return sorted
}
