package assignment

import (
	"fmt"

	"gonum.org/v1/gonum/floats"

	"proxflow/theory/ot"
	"proxflow/theory/pointset"
)

// Solver pairs n points with n points at the least sum of |x-y|², exactly. The coupling is a pairing, or a
// plan if the problem gives masses, which must be equal. Time grows about like n^1.6 in the plane, with O(n)
// memory; in higher dimension costs are stored, in 4n² bytes, up to n = 16384. Coincident points are allowed
// and save time.
type Solver struct{}

var _ = ot.Catalog.Add("assignment", "exact pairing of equally many points of equal mass, in any dimension",
	func() ot.Solver { return &Solver{} })

// fewColumns is the share of distinct target points below which an auction among coincident points takes
// longer than it saves.
const fewColumns = 1. / 8

func (*Solver) Solve(p *ot.Problem) (*ot.Coupling, error) {
	n := p.N()
	if n != p.M() {
		return nil, fmt.Errorf("assignment: pairs equally many points, not %d with %d", n, p.M())
	}
	for _, masses := range [][]float64{p.A, p.B} {
		for i, a := range masses {
			if a != masses[0] {
				const text = "assignment: pairs points of equal mass, but point %d has %v and point 0 has %v"
				return nil, fmt.Errorf(text, i, a, masses[0])
			}
		}
	}
	if p.Dim == 1 || n == 0 {
		return (&ot.Univariate{}).Solve(&ot.Problem{Dim: 1, X: p.X, Y: p.Y, A: p.A, B: p.B})
	}

	f := newFrame(p)
	rows, columns := order(p.Dim, f.x), order(p.Dim, f.y)
	x, y := gather(p.Dim, f.x, rows), gather(p.Dim, f.y, columns)
	of := coincidences(p.Dim, y)
	var all *market
	if float64(of.count()) > fewColumns*float64(n) {
		a := newAuction(p.Dim, x, y, f.unit)
		a.run(lastEps)
		all = a.market
	}
	paths := newPaths(of.merge(p.Dim, x, y, all), of.first)
	paths.run()

	c := &ot.Coupling{U: make([]float64, n), V: make([]float64, n)}
	if p.A == nil && p.B == nil {
		c.Pairing = make([]int, n)
	}
	mass, costs := 1/float64(n), make([]float64, 0, n)
	if p.A != nil {
		mass = p.A[0]
	}
	for place, row := range paths.rowAt {
		i, j := int(rows[row]), int(columns[of.order[place]])
		if c.Pairing != nil {
			c.Pairing[i] = j
		} else {
			c.Plan = append(c.Plan, ot.Flow{I: i, J: j, Mass: mass})
		}
		c.V[j] = f.dual(p, j, paths.v[paths.columnOf[row]])
		c.U[i] = p.Cost(i, j) - c.V[j]
		costs = append(costs, mass*p.Cost(i, j))
	}
	c.Cost = floats.SumCompensated(costs)
	return c, nil
}

// order returns the points in the order of a k-d tree, or as they are where costs are stored.
func order(d int, points []float64) []int32 {
	if n := len(points) / d; stored(d, n) {
		return pointset.Indices(n)
	}
	return kdOrder(d, points)
}

// gather copies the points in the given order.
func gather(d int, points []float64, order []int32) []float64 {
	sorted := make([]float64, 0, len(points))
	for _, i := range order {
		sorted = append(sorted, points[int(i)*d:][:d]...)
	}
	return sorted
}
