package learn

import (
	"errors"

	"proxflow/theory/ot"
)

// Optimal pairs points of dimension d by optimal transport. The pairing is certified to be optimal, or it is
// an error.
func Optimal(solver ot.Solver, d int) Pairing {
	return func(x0, x1 []float64) ([]int, error) {
		x0, x1, d := varying(x0, x1, d)
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

// varying drops coordinates in which all targets are equal, such as the pixels at the edges of images,
// unless all are such. They add a constant to all costs of a source, which no pairing changes.
func varying(x0, x1 []float64, d int) (y0, y1 []float64, dim int) {
	var keep []int
	for k := range d {
		for i := k; i < len(x1); i += d {
			if x1[i] != x1[k] {
				keep = append(keep, k)
				break
			}
		}
	}
	if len(keep) == d || len(keep) == 0 {
		return x0, x1, d
	}
	pick := func(x []float64) []float64 {
		y := make([]float64, 0, len(x)/d*len(keep))
		for i := 0; i < len(x); i += d {
			for _, k := range keep {
				y = append(y, x[i+k])
			}
		}
		return y
	}
	return pick(x0), pick(x1), len(keep)
}
