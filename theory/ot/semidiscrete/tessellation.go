// Package semidiscrete solves optimal transport from N(0,I_d) to weighted atoms: the cells of the source that go to one
// atom each are those of a Laguerre diagram.
package semidiscrete

import (
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"slices"
	"sync"

	"gonum.org/v1/gonum/floats"

	"proxflow/theory/pointset"
	"proxflow/theory/potential"
)

// Tessellation solves transport of N(0,I_d) to weighted atoms: with the offsets b_j, the cells
// L_j = {x: <x,y_j> - b_j ≥ <x,y_k> - b_k for all k} have the masses of their atoms, T(x) = y_j on L_j is the optimal map,
// and φ(y_j) = b_j for the extended Brenier potential φ.
type Tessellation struct {
	Points  [][]float64 // the distinct atoms y_j by rows, n×d, in the order in which they first occur
	Weights []float64   // their masses, of sum 1
	Offsets []float64   // b_j, the least of them 0
	Masses  []float64   // of the cells under N(0,I_d), computed or estimated
	Error   float64     // the largest |Masses - Weights|
	// StdErr is the standard error of the estimated mass that is off most; 0 if masses are computed.
	StdErr float64
	Steps  int // of Newton's method, or draws of the averaged stochastic gradient; 0 for a closed form

	diagram *laguerre // of many atoms in the plane, at their offsets
}

// Tessellate finds the offsets. Atoms on a line, in a space of any dimension, have a closed form; those in a plane are
// solved to an error of 10⁻¹⁰ by Newton's method; others by an averaged stochastic gradient with this number of draws, which
// says its error. Weights are nil for equal ones, else positive of sum 1. A point that occurs k times is one atom with the
// mass of all k. What was solved is kept, so that it is solved
// once in a process; the result is shared and not to be changed.
func Tessellate(points [][]float64, weights []float64, draws int) (*Tessellation, error) {
	if err := errors.Join(checkPoints(points), checkWeights(weights, len(points))); err != nil {
		return nil, fmt.Errorf("semidiscrete: %w", err)
	}
	h := sha256.New()
	for _, v := range append([][]float64{{float64(len(points)), float64(draws)}, weights}, points...) {
		binary.Write(h, binary.LittleEndian, v)
	}
	solve, _ := solved.LoadOrStore([32]byte(h.Sum(nil)), sync.OnceValues(func() (*Tessellation, error) {
		t, err := tessellate(points, weights, draws)
		if err != nil {
			return nil, fmt.Errorf("semidiscrete: %w", err)
		}
		return t, nil
	}))
	return solve.(func() (*Tessellation, error))()
}

// solved holds what Tessellate has solved, by its arguments.
var solved sync.Map

// checkPoints says why points are no atoms.
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

// checkWeights says what is wrong with the weights of n atoms.
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

func tessellate(points [][]float64, weights []float64, draws int) (*Tessellation, error) {
	t := &Tessellation{}
	t.Points, t.Weights = distinct(points, weights)
	n, d := len(t.Points), len(t.Points[0])
	y, scale := standardised(t.Points)
	axes := spanOf(y)
	var err error
	switch len(axes) {
	case 0, 1:
		s := make([]float64, n)
		for j, p := range y {
			if len(axes) > 0 {
				s[j] = floats.Dot(p, axes[0])
			}
		}
		t.Offsets, t.Masses, err = potential.SlabOffsets(s, t.Weights)
	case 2:
		plane := make([][2]float64, n)
		for j, p := range y {
			plane[j] = [2]float64{floats.Dot(p, axes[0]), floats.Dot(p, axes[1])}
			if d == 2 {
				plane[j] = [2]float64(p)
			}
		}
		t.Offsets, t.Masses, t.Steps, err = newton(plane, t.Weights)
	default:
		t.Offsets, t.Masses, err = averaged(y, t.Weights, draws)
		t.Steps = draws
	}
	if err != nil {
		return nil, err
	}
	floats.AddConst(-slices.Min(t.Offsets), t.Offsets)
	floats.Scale(scale, t.Offsets)
	for j, m := range t.Masses {
		if off := math.Abs(m - t.Weights[j]); off >= t.Error {
			t.Error = off
			if len(axes) > 2 {
				t.StdErr = standardError(t.Weights[j], draws)
			}
		}
	}
	if d == 2 && n >= 64 {
		t.diagram = newLaguerre(inPlane(t.Points))
		t.diagram.fit(t.Offsets)
	}
	return t, nil
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

// standardised returns (y_j - m)/s with mean 0 and root mean square 1. With these atoms the cells are the same for b/s.
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

// spanOf returns an orthonormal basis of the span of differences of points, or three of its vectors if it has more
// dimensions: each vector goes to the point that is farthest from what the others span.
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

// Best returns the first atom that maximises <x,y_j> - b_j, and the maximum: T(x) is this atom, φ*(x) the maximum.
func (t *Tessellation) Best(x []float64) (j int, value float64) {
	if t.diagram != nil {
		return t.diagram.best([2]float64(x))
	}
	return bestOf(t.Points, t.Offsets, x)
}

// Cells returns the cells of atoms in the plane as polygons, counterclockwise, cut by the square [-half,half]², half ≤ 9.
// It panics for atoms of another dimension.
func (t *Tessellation) Cells(half float64) [][][2]float64 {
	if len(t.Points[0]) != 2 {
		panic("semidiscrete: Cells of atoms that are not in the plane")
	}
	l := newLaguerre(inPlane(t.Points))
	l.fit(t.Offsets)
	cells := make([][][2]float64, len(t.Points))
	for j := range cells {
		cell := l.cell(j)
		for axis := range 2 {
			for _, sign := range []float64{-1, 1} {
				cell = clip(nil, cell, func(x [2]float64) float64 { return half - sign*x[axis] }, outside)
			}
		}
		for _, c := range cell {
			cells[j] = append(cells[j], c.x)
		}
	}
	return cells
}
