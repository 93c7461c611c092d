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

	"proxflow/theory/potential"
)

// Tessellation is the optimal transport of N(0,I_d) to weighted atoms. With the offsets b_j, each cell
//
//	L_j = {x: <x,y_j> - b_j ≥ <x,y_k> - b_k for all k}
//
// has the mass of its atom, T(x) = y_j on L_j is the optimal map, and φ(y_j) = b_j for the extended Brenier
// potential φ.
type Tessellation struct {
	Points  [][]float64 // the distinct atoms y_j by rows, n×d, in the order in which they first occur
	Weights []float64   // their masses, of sum 1
	Offsets []float64   // b_j, the least of them 0
	Masses  []float64   // of the cells under N(0,I_d), computed or estimated
	Error   float64     // the largest |Masses - Weights|
	StdErr  float64     // the standard error of the mass that is off most; 0 if masses are computed
	Steps   int         // of Newton's method, or draws of the stochastic gradient; 0 for a closed form

	diagram *laguerre // finds maximisers for many atoms in the plane; nil elsewhere
}

// Tessellate solves for n×d points, the atoms, with masses weights > 0 of sum 1; nil means equal ones. A
// point that occurs several times is one atom with the sum of its weights. Masses are exact to 10⁻¹⁰ for
// atoms on a line or in a plane, in a space of any dimension; for others they are estimated from that many
// draws of N(0,I_d), which take O(n·draws·d) time. The error says what is wrong with the atoms, that some are
// too close to each other for float64, or that more draws are needed.
//
// A process solves each problem once: callers share the result and must not change it.
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

// solved holds the results of Tessellate by a hash of its arguments.
var solved sync.Map

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

// Best returns the first atom that maximises <x,y_j> - b_j, and the maximum: T(x) is this atom, φ*(x) the
// maximum.
func (t *Tessellation) Best(x []float64) (j int, value float64) {
	if t.diagram != nil {
		return t.diagram.best([2]float64(x))
	}
	return bestOf(t.Points, t.Offsets, x)
}

// Cells returns the cells of atoms in the plane as counterclockwise polygons, cut by the square
// [-half,half]², half ≤ 9; beyond that the source has no mass. It panics for atoms of another dimension.
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
