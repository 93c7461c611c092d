package potential

import (
	"math"
	"slices"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"

	"proxflow/theory/catalog"
	"proxflow/theory/pointset"
)

// Atoms is φ = u* for u(x) = max_j (<x,y_j> - b_j): the convex envelope of the values b_j at the points y_j,
// and +∞ outside their hull. Its Brenier map T(x) = y_j(x) takes the first maximiser. T is constant on the
// cells of a power (Laguerre) diagram, so the target has the atoms y_j with the masses of the cells
// (Aurenhammer, Hoffmann and Aronov 1998, doi:10.1007/PL00009187). Atoms are strata of dimension 0. Points
// that are equal make one atom, with the sum of their weights or the least of their offsets.
type Atoms struct {
	Points  [][]float64 `doc:"the atoms y_j by rows, n×d" len:"1"`
	Offsets []float64   `doc:"the offsets b_j; all 0 if none are given"`
	Weights []float64   `doc:"masses in place of offsets, for atoms on a line or regular polygon" above:"0"`

	atoms   [][]float64 // the distinct points, once Init has run
	offsets []float64   // of these
}

var _ = Catalog.Add("atoms", "convex envelope of values at finitely many points; target: weighted atoms",
	func() Potential {
		return &Atoms{Points: [][]float64{{1, 0}, {-1, 0.5}, {0, -1}}}
	})

var (
	_ Target      = (*Atoms)(nil)
	_ SecondOrder = (*Atoms)(nil)
	_ Cautious    = (*Atoms)(nil)
)

// Init checks the shapes, merges equal points, and finds the offsets for weights.
func (a *Atoms) Init() (err error) {
	var weights []float64 // of the distinct atoms
	n, d := len(a.Points), len(a.Points[0])
	if d == 0 {
		return catalog.Bad("points[0]", "must have at least 1 element")
	}
	for j, y := range a.Points {
		if len(y) != d {
			const text = "must be a matrix: row %d has %d elements, row 0 has %d"
			return catalog.Bad("points", text, j, len(y), d)
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
		return catalog.Bad("weights", "take the place of offsets: give one of the two")
	case math.Abs(floats.Sum(a.Weights)-1) > 1e-9:
		return catalog.Bad("weights", "must sum to 1, not %v", floats.Sum(a.Weights))
	}
	for _, group := range pointset.Coincident(d, slices.Concat(a.Points...)) {
		least, weight := math.Inf(1), 0.0
		for _, i := range group {
			if len(a.Weights) > 0 {
				weight += a.Weights[i]
			}
			least = min(least, a.given(int(i))) // the map never reaches the others
		}
		a.atoms = append(a.atoms, a.Points[group[0]])
		a.offsets, weights = append(a.offsets, least), append(weights, weight)
	}
	if len(a.Weights) > 0 {
		a.offsets, err = offsetsFor(a.atoms, weights)
	}
	return err
}

// given returns the offset of row i of the parameters.
func (a *Atoms) given(i int) float64 {
	if len(a.Offsets) == 0 {
		return 0
	}
	return a.Offsets[i]
}

// envelope returns the distinct atoms and their offsets.
func (a *Atoms) envelope() (y [][]float64, b []float64) {
	switch {
	case a.atoms != nil:
		return a.atoms, a.offsets
	case len(a.Weights) > 0:
		panic("potential: Atoms with weights but without Init")
	case len(a.Offsets) == 0:
		return a.Points, make([]float64, len(a.Points))
	}
	return a.Points, a.Offsets
}

// Caveat warns of masses that nobody asked for.
func (a *Atoms) Caveat() string {
	if len(a.Offsets) > 0 || len(a.Weights) > 0 {
		return ""
	}
	return "atoms without weights or offsets have equal offsets: their masses are whatever these give, " +
		"and 0 inside the hull; for equal masses take semidiscrete with the cloud \"points\""
}

func (a *Atoms) Dim() int { return len(a.Points[0]) }

func (a *Atoms) Value(y []float64) float64 {
	atoms, b := a.envelope()
	h := &hull{
		best: func(y, w []float64) float64 {
			j, _ := a.best(w)
			copy(y, atoms[j])
			return b[j]
		},
		ceiling: func() float64 { return slices.Max(b) },
	}
	return h.value(y)
}

func (a *Atoms) Map(dst, x []float64) float64 {
	j, value := a.best(x)
	y, _ := a.envelope()
	copy(dst, y[j])
	return value
}

// best returns the index of the first atom that maximises <x,y_j> - b_j, and the maximum.
func (a *Atoms) best(x []float64) (index int, value float64) {
	atoms, b := a.envelope()
	value = math.Inf(-1)
	for j, y := range atoms {
		if v := floats.Dot(x, y) - b[j]; v > value {
			index, value = j, v
		}
	}
	return index, value
}

func (a *Atoms) SecondOrder(y, v []float64) (*mat.Dense, *mat.SymDense, error) {
	atoms, b := a.envelope()
	j := slices.IndexFunc(atoms, func(p []float64) bool {
		return floats.Distance(p, y, 2) <= rounding*floats.Norm(p, 2)
	})
	if j < 0 {
		return nil, nil, &AssumptionError{"A1", "y is not one of the atoms"}
	}
	for k, p := range atoms {
		apart := floats.Distance(p, atoms[j], 2)
		slack := b[k] - b[j]
		for i := range p {
			slack += v[i] * (atoms[j][i] - p[i])
		}
		if k != j && slack <= tie*(floats.Norm(v, 2)*apart+math.Abs(b[k])+math.Abs(b[j])) {
			return nil, nil, &AssumptionError{"A3", "v lies on the boundary of the atom's cell"}
		}
	}
	return nil, nil, nil
}
