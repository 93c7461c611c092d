package semidiscrete

import (
	"errors"
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/gonum/floats"

	"proxflow/theory/pointset"
)

// checkPoints returns an error that says why points cannot be atoms.
func checkPoints(points [][]float64) error {
	if len(points) == 0 || len(points[0]) == 0 {
		return errors.New("there are no atoms")
	}
	for j, y := range points {
		if len(y) != len(points[0]) {
			return fmt.Errorf("atom %d has %d coordinates, atom 0 has %d", j, len(y), len(points[0]))
		}
		for _, c := range y {
			if !(math.Abs(c) <= 1e100) {
				return fmt.Errorf("atom %d is at %v", j, y)
			}
		}
	}
	return nil
}

// checkWeights returns an error that says what is wrong with the weights of n atoms.
func checkWeights(weights []float64, n int) error {
	if weights == nil {
		return nil
	}
	if len(weights) != n {
		return fmt.Errorf("there are %d weights for %d atoms", len(weights), n)
	}
	for j, w := range weights {
		if !(w > 0) {
			return fmt.Errorf("atom %d has the weight %v, not > 0", j, w)
		}
	}
	if sum := floats.Sum(weights); !(math.Abs(sum-1) <= 1e-9) {
		return fmt.Errorf("the weights sum to %v, not 1", sum)
	}
	return nil
}

// distinct returns the points without repetitions, and their masses of sum 1.
func distinct(points [][]float64, weights []float64) (atoms [][]float64, masses []float64) {
	for _, group := range pointset.Coincident(len(points[0]), slices.Concat(points...)) {
		mass := float64(len(group))
		if weights != nil {
			mass = 0
			for _, j := range group {
				mass += weights[j]
			}
		}
		atoms, masses = append(atoms, points[group[0]]), append(masses, mass)
	}
	floats.Scale(1/floats.Sum(masses), masses)
	return atoms, masses
}

func inPlane(points [][]float64) [][2]float64 {
	y := make([][2]float64, len(points))
	for j, p := range points {
		y[j] = [2]float64(p)
	}
	return y
}

// standardised returns (y_j - m)/s with mean 0 and root mean square 1. With the offsets b/s these atoms have
// the same cells.
func standardised(points [][]float64) (y [][]float64, s float64) {
	mean, n := make([]float64, len(points[0])), float64(len(points))
	for _, p := range points {
		floats.AddScaled(mean, 1/n, p)
	}
	y = make([][]float64, len(points))
	for j, p := range points {
		y[j] = floats.SubTo(make([]float64, len(p)), p, mean)
		s = math.Hypot(s, floats.Norm(y[j], 2)/math.Sqrt(n))
	}
	if s == 0 { // one atom
		return y, 1
	}
	for _, p := range y {
		floats.Scale(1/s, p)
	}
	return y, s
}

// spanOf returns an orthonormal basis of the span of differences of points, or three of its vectors if its
// dimension is higher. Each vector points to the point farthest from the span of the vectors before.
func spanOf(y [][]float64) (axes [][]float64) {
	rest := make([][]float64, len(y))
	for j, p := range y {
		rest[j] = floats.SubTo(make([]float64, len(p)), p, y[0])
	}
	far := func() (j int) {
		for k, r := range rest {
			if floats.Norm(r, 2) > floats.Norm(rest[j], 2) {
				j = k
			}
		}
		return j
	}
	size := floats.Norm(rest[far()], 2)
	for len(axes) < 3 {
		axis := slices.Clone(rest[far()])
		length := floats.Norm(axis, 2)
		if length <= 1e-12*size {
			break
		}
		floats.Scale(1/length, axis)
		axes = append(axes, axis)
		for _, r := range rest {
			floats.AddScaled(r, -floats.Dot(r, axis), axis)
		}
	}
	return axes
}
