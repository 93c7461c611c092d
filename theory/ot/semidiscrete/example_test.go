package semidiscrete_test

import (
	"fmt"
	"log"

	"proxflow/theory/ot/semidiscrete"
)

// N(0,I₂) is transported to three points, half of the mass to the first one.
func ExampleTessellate() {
	points := [][]float64{{2, 0}, {-1, 1}, {-1, -1}}
	weights := []float64{0.5, 0.25, 0.25}
	t, err := semidiscrete.Tessellate(points, weights, 0)
	if err != nil {
		log.Fatal(err)
	}
	for j, y := range t.Points {
		fmt.Printf("%v has the mass %.6f and the potential %.6f\n", y, t.Masses[j], t.Offsets[j])
	}
	j, _ := t.Best([]float64{0.1, 0.2})
	fmt.Println("T(0.1, 0.2) =", t.Points[j])
	// Output:
	// [2 0] has the mass 0.500000 and the potential 0.000000
	// [-1 1] has the mass 0.250000 and the potential 0.794001
	// [-1 -1] has the mass 0.250000 and the potential 0.794001
	// T(0.1, 0.2) = [2 0]
}
