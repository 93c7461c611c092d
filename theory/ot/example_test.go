package ot_test

import (
	"fmt"
	"log"

	"proxflow/theory/ot"
	"proxflow/theory/ot/assignment"
)

// Three points of the plane are paired with three others at the least sum of squared distances.
func ExampleSolve() {
	p := &ot.Problem{
		Dim: 2,
		X:   []float64{0, 0, 1, 0, 0, 2}, // (0,0), (1,0), (0,2)
		Y:   []float64{1, 1, 0, 3, 0, 0}, // (1,1), (0,3), (0,0)
	}
	c, err := ot.Solve(&assignment.Solver{}, p)
	if err != nil {
		log.Fatal(err)
	}
	for i, j := range c.Pairing {
		fmt.Println(p.Source(i), "goes to", p.Target(j))
	}
	fmt.Printf("mean cost: %.4f\n", c.Cost)

	// The duals prove that no pairing is cheaper: u_i + v_j is never above the cost, and equal to it for the
	// pairs.
	certificate := ot.Certify(p, c)
	fmt.Println("proved to 12 digits:", certificate.Err() == nil)
	// Output:
	// [0 0] goes to [0 0]
	// [1 0] goes to [1 1]
	// [0 2] goes to [0 3]
	// mean cost: 0.6667
	// proved to 12 digits: true
}

// On the line the numbers of points may differ, and mass may split.
func ExampleUnivariate() {
	p := &ot.Problem{
		Dim: 1,
		X:   []float64{0, 4}, A: []float64{0.5, 0.5},
		Y: []float64{1, 2, 5}, B: []float64{0.25, 0.5, 0.25},
	}
	c, err := ot.Solve(&ot.Univariate{}, p)
	if err != nil {
		log.Fatal(err)
	}
	for _, f := range c.Plan {
		fmt.Printf("%v from %v to %v\n", f.Mass, p.X[f.I], p.Y[f.J])
	}
	fmt.Println("cost:", c.Cost)
	// Output:
	// 0.25 from 0 to 1
	// 0.25 from 0 to 2
	// 0.25 from 4 to 2
	// 0.25 from 4 to 5
	// cost: 2.5
}
