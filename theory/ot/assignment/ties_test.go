package assignment

import (
	"fmt"
	"testing"
	"time"

	"proxflow/theory/ot"
	"proxflow/theory/potential"
	"proxflow/theory/random"
)

// In a batch of the two moons many target points coincide at the ends of the arcs.
func TestAssignmentEndsWhereManyPointsCoincide(t *testing.T) {
	phi, _, err := potential.Catalog.Build("two-moons")
	if err != nil {
		t.Fatal(err)
	}
	for _, n := range []int{8, 32, 128, 300, 512} {
		for seed := range 30 {
			r := random.New(fmt.Sprint("ties", n, seed))
			p := &ot.Problem{Dim: 2, X: r.Normals(make([]float64, 2*n)), Y: make([]float64, 2*n)}
			for j := range n {
				phi.(potential.Target).Map(p.Target(j), r.Normals(make([]float64, 2)))
			}
			done := make(chan error, 1)
			go func() {
				_, err := ot.Solve(&Solver{}, p)
				done <- err
			}()
			select {
			case err := <-done:
				if err != nil {
					t.Errorf("n = %d, seed %d: %v", n, seed, err)
				}
			case <-time.After(20 * time.Second):
				t.Fatalf("n = %d, seed %d: the solver does not return", n, seed)
			}
		}
	}
}
