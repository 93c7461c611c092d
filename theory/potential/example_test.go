package potential_test

import (
	"fmt"

	"proxflow/theory/potential"
)

// The prox of a ball is the projection onto it, whatever λ is. Its Brenier map pushes a Gaussian source
// onto the sphere, and the prox finds the end of each pair again: prox_λφ(x1 + λ x0) = x1.
func Example() {
	ball := &potential.Ball{D: 2, Radius: 1}
	y := make([]float64, 2)
	ball.Prox(y, []float64{3, 4}, 0.5)
	fmt.Println("prox:", y)

	x0, x1 := []float64{0, -0.25}, make([]float64, 2)
	norm := ball.Map(x1, x0)
	fmt.Println("map:", x1, "with φ* =", norm)

	const lambda = 2
	z := []float64{x1[0] + lambda*x0[0], x1[1] + lambda*x0[1]}
	ball.Prox(y, z, lambda)
	fmt.Println("recovered:", y)
	// Output:
	// prox: [0.6000000000000001 0.8]
	// map: [0 -1] with φ* = 0.25
	// recovered: [0 -1]
}

// A reference names a potential of the catalog and its parameters. Calculus rules take others as parts.
func ExampleCatalog() {
	phi, canonical, err := potential.Catalog.Build(map[string]any{
		"name":   "scaling",
		"of":     map[string]any{"name": "box", "d": 1},
		"factor": 3.0,
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	y := make([]float64, phi.Dim())
	phi.Prox(y, []float64{5}, 1)
	fmt.Println(potential.Catalog.Label(canonical), "sends 5 to", y)

	_, _, err = potential.Catalog.Build("elipsoid")
	fmt.Println(err)
	// Output:
	// scaling(of=box(d=1), factor=3) sends 5 to [3]
	// there is no potential "elipsoid"; did you mean "ellipsoid"?
}
