package manifold_test

import (
	"fmt"

	"proxflow/theory/manifold"
)

// A manifold projects points onto itself, and says how far the nearest point is from being tied with
// another one.
func Example() {
	circle := &manifold.Sphere{D: 2, Radius: 2}
	y := make([]float64, 2)
	x := []float64{0, 0.5}
	distance := circle.Project(y, x)
	fmt.Println(y, "is nearest, at the distance", distance, "with the gap", circle.Gap(x))
	// Output:
	// [0 2] is nearest, at the distance 1.5 with the gap 1
}
