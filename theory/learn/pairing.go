package learn

import (
	"errors"

	"proxflow/theory/ot"
)

// Optimal pairs points of dimension d by a solver of optimal transport. The pairing is certified to be optimal, or there is
// an error.
func Optimal(solver ot.Solver, d int) Pairing {
	return func(x0, x1 []float64) ([]int, error) {
		c, err := ot.Solve(solver, &ot.Problem{Dim: d, X: x0, Y: x1})
		switch {
		case err != nil:
			return nil, err
		case c.Pairing == nil:
			return nil, errors.New("learn: the solver makes a plan, not a pairing")
		}
		return c.Pairing, nil
	}
}
