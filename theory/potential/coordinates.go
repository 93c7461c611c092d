package potential

import (
	"fmt"
	"math"

	"proxflow/theory/catalog"
)

// each returns the i-th parameter of a list that holds one number for all coordinates, or one for each.
func each(list []float64, i int) float64 {
	if len(list) == 1 {
		return list[0]
	}
	return list[i]
}

// oneOrEach is the error of a list that holds neither one number nor d.
func oneOrEach(key string, list []float64, d int) error {
	if len(list) == 1 || len(list) == d {
		return nil
	}
	return catalog.Bad(key, "must be one number, or one for each of the %d coordinates, not %d", d, len(list))
}

// soft is soft thresholding: x moved towards 0 by t, and no further.
func soft(x, t float64) float64 { return math.Copysign(max(math.Abs(x)-t, 0), x) }

// clip is the nearest point of [low, high].
func clip(x, low, high float64) float64 { return max(low, min(high, x)) }

// kink is the second derivative of μ|y| + κ/2 y² at y for its subgradient v, +Inf where y is held at 0.
func kink(v, mu, kappa float64) (float64, error) {
	switch beyond := math.Abs(v) - mu; {
	case beyond > tie*mu || mu == 0:
		return kappa, nil
	case beyond < -tie*mu:
		return math.Inf(1), nil
	}
	return 0, &AssumptionError{"A3", fmt.Sprintf("the subgradient %v is at the end of [-μ, μ], μ = %v", v, mu)}
}

// face is the second derivative of ι([low, high]) + κ/2 y² at y for its subgradient v, +Inf where y is held
// at an end.
func face(y, v, low, high, kappa float64) (float64, error) {
	size := max(math.Abs(low), math.Abs(high))
	slack := tie*(high-low) + 4*epsilon*size
	outward := v - kappa*y // the part of v that is normal to the interval
	switch {
	case y <= low+slack:
		outward = -outward
	case y < high-slack:
		return kappa, nil
	}
	if outward > tie*kappa*size {
		return math.Inf(1), nil
	}
	return 0, &AssumptionError{"A3", fmt.Sprintf("nothing holds the coordinate %v at its end of [%v, %v]", y,
		low, high)}
}
