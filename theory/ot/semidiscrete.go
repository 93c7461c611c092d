package ot

import (
	"gonum.org/v1/gonum/mat"

	"proxflow/theory/catalog"
	"proxflow/theory/potential"
)

// Semidiscrete is the extended Brenier potential of the optimal map from N(0,I_d) to a cloud of weighted atoms:
// potential.Atoms with the offsets for which the Laguerre cells have the masses of their atoms. The target is the law that
// was asked for, to the mass error that Tessellation tells.
type Semidiscrete struct {
	Cloud   Cloud     `doc:"the atoms y_j"`
	Weights []float64 `doc:"their masses, of sum 1; equal if there are none" above:"0"`
	Draws   int       `doc:"draws of N(0,I) for atoms that lie on no line and in no plane" min:"1000" max:"1000000000"`

	tessellation *Tessellation
	atoms        potential.Atoms
}

var _ = potential.Catalog.Add("semidiscrete", "optimal transport to weighted atoms; target: a cloud of points",
	func() potential.Potential {
		return &Semidiscrete{Cloud: &Moons{N: 64, Radius: 1, Offset: []float64{1, 0.5}}, Draws: 1 << 18}
	})

var (
	_ potential.Target      = (*Semidiscrete)(nil)
	_ potential.SecondOrder = (*Semidiscrete)(nil)
)

// Init solves for the offsets.
func (s *Semidiscrete) Init() (err error) {
	weights := s.Weights
	if len(weights) == 0 {
		weights = nil
	}
	if s.tessellation, err = Tessellate(s.Cloud.Points(), weights, s.Draws); err != nil {
		return catalog.Bad("cloud", "%v", err)
	}
	s.atoms = potential.Atoms{Points: s.tessellation.Points, Offsets: s.tessellation.Offsets}
	return nil
}

// Tessellation holds the offsets with their mass error, and the cells.
func (s *Semidiscrete) Tessellation() *Tessellation {
	if s.tessellation == nil {
		panic("ot: Semidiscrete without Init")
	}
	return s.tessellation
}

func (s *Semidiscrete) Dim() int { return len(s.Tessellation().Points[0]) }

func (s *Semidiscrete) Value(y []float64) float64 { return s.atoms.Value(y) }

func (s *Semidiscrete) Prox(dst, z []float64, lambda float64) float64 {
	return s.atoms.Prox(dst, z, lambda)
}

func (s *Semidiscrete) Map(dst, x []float64) float64 {
	j, value := s.Tessellation().Best(x)
	copy(dst, s.tessellation.Points[j])
	return value
}

func (s *Semidiscrete) SecondOrder(y, v []float64) (*mat.Dense, *mat.SymDense, error) {
	return s.atoms.SecondOrder(y, v)
}
