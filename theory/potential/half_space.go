package potential

import (
	"math"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"

	"proxflow/theory/catalog"
)

// HalfSpace is the indicator of {y: <n,y> ≤ c}; its prox is the projection z - (<n,z>-c)₊ n/|n|². Its
// conjugate is +Inf off the ray R₊n, so it is not a target; with a quadratic added it is.
// H = 0 on the half-space and on its boundary.
// [Beck 2017, Lemma 6.26]
type HalfSpace struct {
	Normal []float64 `doc:"outward normal n; its length is the dimension" len:"1"`
	Offset float64   `doc:"bound c on <n,y>"`
}

var _ = Catalog.Add("half-space",
	"indicator of a half-space; not a target: its conjugate is infinite off a ray",
	func() Potential { return &HalfSpace{Normal: []float64{1, 1}, Offset: 1} })

var (
	_ Potential   = (*HalfSpace)(nil)
	_ SecondOrder = (*HalfSpace)(nil)
)

// Init rejects a normal of length 0.
func (h *HalfSpace) Init() error {
	if floats.Norm(h.Normal, 2) == 0 {
		return catalog.Bad("normal", "must not be 0")
	}
	return nil
}

func (h *HalfSpace) Dim() int { return len(h.Normal) }

// excess is (<n,y>-c)/|n|, and the size of the terms of which it is the difference.
func (h *HalfSpace) excess(y []float64) (excess, size float64) {
	n := floats.Norm(h.Normal, 2)
	return (floats.Dot(h.Normal, y) - h.Offset) / n, floats.Norm(y, 2) + math.Abs(h.Offset)/n
}

func (h *HalfSpace) Value(y []float64) float64 {
	excess, size := h.excess(y)
	return indicator(excess <= rounding*size)
}

func (h *HalfSpace) Prox(dst, z []float64, _ float64) float64 {
	copy(dst, z)
	for range 2 { // the second step removes the rounding of a long first one
		excess, _ := h.excess(dst)
		floats.AddScaled(dst, -max(excess, 0)/floats.Norm(h.Normal, 2), h.Normal)
	}
	return 0
}

func (h *HalfSpace) SecondOrder(y, v []float64) (*mat.Dense, *mat.SymDense, error) {
	d := len(y)
	if excess, size := h.excess(y); excess < -tie*size {
		return identity(d), scaledIdentity(d, 0), nil
	}
	if floats.Dot(h.Normal, v) > 0 {
		return orthogonalComplement(h.Normal), scaledIdentity(d-1, 0), nil
	}
	return nil, nil, &AssumptionError{"A3", "v = 0 is the end of the ray of normals"}
}
