package semidiscrete

import (
	"math"

	"proxflow/theory/catalog"
)

// Cloud is a finite set of points, the atoms of a target. A point that occurs k times is one atom with k
// times the mass.
type Cloud interface {
	// Points returns the n×d points, the same in every call.
	Points() [][]float64
}

// Clouds holds the clouds by name.
var Clouds = catalog.New[Cloud]("cloud")

// golden is the golden ratio minus 1: the fractional parts of its multiples fill [0,1] evenly.
const golden = math.Phi - 1

// fraction returns the fractional part of x ≥ 0.
func fraction(x float64) float64 { return x - math.Floor(x) }

// multiple returns an error if n points cannot be divided equally among the parts of a cloud.
func multiple(n, of int, what string) error {
	if n%of != 0 {
		return catalog.Bad("n", "must be a multiple of %d, the number of %s, not %d", of, what, n)
	}
	return nil
}
