package potential

import "gonum.org/v1/gonum/mat"

// TwoAtoms is the indicator of [-a, a], the box of dimension 1; its prox clips.
// Brenier map a sign(x), φ*(x) = a|x|: the target is ½δ_{-a} + ½δ_a, without tangent directions.
type TwoAtoms struct {
	A float64 `doc:"the atoms lie at -a and a" above:"0"`
}

var _ = Catalog.Add("two-atoms", "indicator of [-a, a]; target: two atoms of weight ½ on the line",
	func() Potential { return &TwoAtoms{A: 1} })

var (
	_ Target      = (*TwoAtoms)(nil)
	_ SecondOrder = (*TwoAtoms)(nil)
)

func (t *TwoAtoms) interval() *Box { return &Box{D: 1, HalfWidth: t.A} }

func (*TwoAtoms) Dim() int { return 1 }

func (t *TwoAtoms) Value(y []float64) float64 { return t.interval().Value(y) }

func (t *TwoAtoms) Prox(dst, z []float64, lambda float64) float64 {
	return t.interval().Prox(dst, z, lambda)
}

func (t *TwoAtoms) Map(dst, x []float64) float64 { return t.interval().Map(dst, x) }

func (t *TwoAtoms) SecondOrder(y, v []float64) (*mat.Dense, *mat.SymDense, error) {
	return t.interval().SecondOrder(y, v)
}
