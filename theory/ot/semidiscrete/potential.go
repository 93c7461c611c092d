package semidiscrete

import (
	"fmt"

	"gonum.org/v1/gonum/mat"

	"proxflow/theory/catalog"
	"proxflow/theory/potential"
)

// Potential is the extended Brenier potential of the optimal map from N(0,I_d) to a cloud of weighted atoms:
// potential.Atoms with the offsets for which each Laguerre cell has the mass of its atom, up to
// Tessellation().Error.
type Potential struct {
	Cloud   Cloud     `doc:"the atoms y_j"`
	Weights []float64 `doc:"their masses, of sum 1; equal if none are given" above:"0"`
	Draws   int       `doc:"draws of N(0,I), unless the atoms lie in a plane" min:"1000" max:"1000000000"`

	tessellation *Tessellation
	atoms        potential.Atoms
}

var _ = potential.Catalog.Add("semidiscrete",
	"optimal transport to weighted atoms; target: a cloud of points",
	func() potential.Potential {
		return &Potential{Cloud: &Moons{N: 64, Radius: 1, Offset: []float64{1, 0.5}}, Draws: 1 << 18}
	})

var (
	_ potential.Target      = (*Potential)(nil)
	_ potential.SecondOrder = (*Potential)(nil)
	_ potential.Cautious    = (*Potential)(nil)
)

// Init solves for the offsets.
func (s *Potential) Init() (err error) {
	points, weights := s.Cloud.Points(), s.Weights
	if len(weights) == 0 {
		weights = nil
	}
	if err := checkPoints(points); err != nil {
		return catalog.Bad("cloud", "%v", err)
	}
	if err := checkWeights(weights, len(points)); err != nil {
		return catalog.Bad("weights", "%v", err)
	}
	if s.tessellation, err = Tessellate(points, weights, s.Draws); err != nil {
		return err
	}
	s.atoms = potential.Atoms{Points: s.tessellation.Points, Offsets: s.tessellation.Offsets}
	return nil
}

// Tessellation returns the solution, with the error of its masses.
func (s *Potential) Tessellation() *Tessellation {
	if s.tessellation == nil {
		panic("semidiscrete: Init was not called")
	}
	return s.tessellation
}

// Caveat says that the masses are estimates, or that atoms are too close to each other for exact ones.
func (s *Potential) Caveat() string {
	switch t := s.Tessellation(); {
	case t.StdErr > 0:
		const text = "the masses of the atoms are off by up to %.2g, estimated with a standard error of %.2g"
		return fmt.Sprintf(text, t.Error, t.StdErr)
	case t.Error > massTolerance:
		const text = "the masses of the atoms are off by up to %.2g: some atoms are very close to each other"
		return fmt.Sprintf(text, t.Error)
	}
	return ""
}

func (s *Potential) Dim() int { return len(s.Tessellation().Points[0]) }

func (s *Potential) Value(y []float64) float64 { return s.atoms.Value(y) }

func (s *Potential) Prox(dst, z []float64, lambda float64) float64 {
	return s.atoms.Prox(dst, z, lambda)
}

func (s *Potential) Map(dst, x []float64) float64 {
	j, value := s.Tessellation().Best(x)
	copy(dst, s.tessellation.Points[j])
	return value
}

func (s *Potential) SecondOrder(y, v []float64) (*mat.Dense, *mat.SymDense, error) {
	return s.atoms.SecondOrder(y, v)
}
