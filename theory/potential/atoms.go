package potential

import (
	"math"
	"slices"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"

	"proxflow/theory/catalog"
	"proxflow/theory/pointset"
)

// Atoms is φ = u* for u(x) = max_j (<x,y_j> - b_j): the convex envelope of the values b_j at the points y_j, +∞ off
// their hull. Its Brenier map T(x) = y_j(x) takes the first maximiser and is constant on the cells of a power (Laguerre)
// diagram: the target has the atoms y_j, with the masses of the cells (Aurenhammer, Hoffmann and Aronov 1998,
// doi:10.1007/PL00009187). Atoms are strata of dimension 0. On the path the prox is an atom; off it, a point of a face of
// the envelope, by column generation over the atoms.
type Atoms struct {
	Points  [][]float64 `doc:"the atoms y_j by rows, n×d" len:"1"`
	Offsets []float64   `doc:"the offsets b_j, all 0 if there are none"`
	Weights []float64   `doc:"in place of offsets: the masses under N(0,I), of atoms on a line or of a regular polygon" above:"0"`

	// The distinct atoms and their offsets, once Init has found them.
	atoms   [][]float64
	offsets []float64
}

var _ = Catalog.Add("atoms", "convex envelope of values at finitely many points; target: weighted atoms",
	func() Potential {
		return &Atoms{Points: [][]float64{{1, 0}, {-1, 0.5}, {0, -1}}}
	})

var (
	_ Target      = (*Atoms)(nil)
	_ SecondOrder = (*Atoms)(nil)
)

// Init checks the shapes, merges equal points, and finds the offsets for weights.
func (a *Atoms) Init() (err error) {
	n, d := len(a.Points), len(a.Points[0])
	if d == 0 {
		return catalog.Bad("points[0]", "must have at least 1 element")
	}
	for j, y := range a.Points {
		if len(y) != d {
			return catalog.Bad("points", "must be a matrix: row %d has %d elements, row 0 has %d", j, len(y), d)
		}
	}
	if k := len(a.Offsets); k != 0 && k != n {
		return catalog.Bad("offsets", "must be %d, one for each point, not %d", n, k)
	}
	switch k := len(a.Weights); {
	case k == 0:
	case k != n:
		return catalog.Bad("weights", "must be %d, one for each point, not %d", n, k)
	case len(a.Offsets) > 0:
		return catalog.Bad("weights", "stand in place of offsets: give one of the two")
	case math.Abs(floats.Sum(a.Weights)-1) > 1e-9:
		return catalog.Bad("weights", "must sum to 1, not %v", floats.Sum(a.Weights))
	}
	groups := pointset.Coincident(d, slices.Concat(a.Points...))
	a.atoms, a.offsets = make([][]float64, len(groups)), make([]float64, len(groups))
	weights := make([]float64, len(groups))
	for j, group := range groups {
		a.atoms[j], a.offsets[j] = a.Points[group[0]], a.given(int(group[0]))
		for _, i := range group {
			a.offsets[j] = min(a.offsets[j], a.given(int(i))) // the map reaches no other
			if len(a.Weights) > 0 {
				weights[j] += a.Weights[i]
			}
		}
	}
	if len(a.Weights) > 0 {
		a.offsets, err = offsetsFor(a.atoms, weights)
	}
	return err
}

// Caveat says that nobody asked for the masses that equal offsets give.
func (a *Atoms) Caveat() string {
	if len(a.Offsets) > 0 || len(a.Weights) > 0 {
		return ""
	}
	return "atoms without weights or offsets have equal offsets: their masses are whatever these give, and 0 inside the " +
		"hull; for equal masses take semidiscrete with the cloud \"points\""
}

// given is the offset of row i of the parameters.
func (a *Atoms) given(i int) float64 {
	if len(a.Offsets) == 0 {
		return 0
	}
	return a.Offsets[i]
}

// points are the distinct atoms.
func (a *Atoms) points() [][]float64 {
	if a.atoms != nil {
		return a.atoms
	}
	return a.Points
}

// offset is b_j of the j-th of the points.
func (a *Atoms) offset(j int) float64 {
	switch {
	case a.atoms != nil:
		return a.offsets[j]
	case len(a.Weights) > 0:
		panic("potential: Atoms with weights but without Init")
	}
	return a.given(j)
}

func (a *Atoms) Dim() int { return len(a.Points[0]) }

func (a *Atoms) Value(y []float64) float64 { return a.hull().value(y) }

func (a *Atoms) Prox(dst, z []float64, lambda float64) float64 { return a.hull().prox(dst, z, lambda) }

func (a *Atoms) Map(dst, x []float64) float64 {
	j, value := a.best(x)
	copy(dst, a.points()[j])
	return value
}

// best returns the index of the first atom that maximises <x,y_j> - b_j, and the maximum.
func (a *Atoms) best(x []float64) (index int, value float64) {
	value = math.Inf(-1)
	for j, y := range a.points() {
		if v := floats.Dot(x, y) - a.offset(j); v > value {
			index, value = j, v
		}
	}
	return index, value
}

func (a *Atoms) SecondOrder(y, v []float64) (*mat.Dense, *mat.SymDense, error) {
	points := a.points()
	j := slices.IndexFunc(points, func(p []float64) bool {
		return floats.Distance(p, y, 2) <= rounding*floats.Norm(p, 2)
	})
	if j < 0 {
		return nil, nil, &AssumptionError{"A1", "y is none of the atoms"}
	}
	for k, p := range points {
		apart := floats.Distance(p, points[j], 2)
		slack := a.offset(k) - a.offset(j)
		for i := range p {
			slack += v[i] * (points[j][i] - p[i])
		}
		if k != j && slack <= tie*(floats.Norm(v, 2)*apart+math.Abs(a.offset(k))+math.Abs(a.offset(j))) {
			return nil, nil, &AssumptionError{"A3", "v lies on the boundary of the atom's cell"}
		}
	}
	return nil, nil, nil
}

// hull is the convex solver.
func (a *Atoms) hull() *hull {
	return &hull{
		best: func(y, w []float64) float64 {
			j, _ := a.best(w)
			copy(y, a.points()[j])
			return a.offset(j)
		},
		ceiling: func() float64 {
			top := math.Inf(-1)
			for j := range a.points() {
				top = max(top, a.offset(j))
			}
			return top
		},
	}
}
