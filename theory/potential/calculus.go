package potential

import (
	"fmt"

	"gonum.org/v1/gonum/mat"
)

// The calculus rules are potentials made of others, their parts. A rule has every method, whether its parts have it or
// not: Refuse tells those that are no target, and SecondOrder fails where a part has no second-order data.

// part returns a part as the target that AsTarget has found it to be.
func part(phi Potential) Target {
	t, err := AsTarget(phi)
	if err != nil {
		panic("potential: Map of a rule whose part is no target")
	}
	return t
}

// secondOrder asks a part for its second-order data.
func secondOrder(phi Potential, y, v []float64) (*mat.Dense, *mat.SymDense, error) {
	s, ok := phi.(SecondOrder)
	if !ok {
		return nil, nil, fmt.Errorf("potential: %T has no second-order data", phi)
	}
	return s.SecondOrder(y, v)
}
