package manifold

import (
	"math"
	"slices"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"

	"proxflow/theory/catalog"
)

// Segment is the straight segment from a to b in R^d. It is convex: no point has a rival, and it is flat:
// II = 0.
type Segment struct {
	A []float64 `doc:"one end point" len:"1"`
	B []float64 `doc:"the other end point" len:"1"`
}

var _ = Catalog.Add("segment", "straight segment between two points",
	func() Manifold { return &Segment{A: []float64{-1, 0}, B: []float64{1, 0}} })

// Init rejects end points that are equal or differ in dimension.
func (s *Segment) Init() error {
	if len(s.A) != len(s.B) {
		return catalog.Bad("b", "must have the length of a, %d, not %d", len(s.A), len(s.B))
	}
	if slices.Equal(s.A, s.B) {
		return catalog.Bad("b", "must differ from a")
	}
	return nil
}

func (s *Segment) Dim() int { return len(s.A) }

func (s *Segment) Project(dst, x []float64) float64 {
	var fromA, fromB, length2 float64 // <x-a, b-a>, <x-b, a-b>, |b-a|²
	for i := range x {
		u := s.B[i] - s.A[i]
		fromA += (x[i] - s.A[i]) * u
		fromB += (s.B[i] - x[i]) * u
		length2 += u * u
	}
	// Starting from the nearer end is exact at both.
	from, to, t := s.A, s.B, fromA/length2
	if fromB < fromA {
		from, to, t = s.B, s.A, fromB/length2
	}
	t = max(t, 0)
	for i := range x {
		dst[i] = from[i] + t*(to[i]-from[i])
	}
	return distance(x, dst)
}

func (s *Segment) Gap([]float64) float64 { return math.Inf(1) }

func (s *Segment) Tangent(y []float64) *mat.Dense {
	if s.Conormals(y) != nil {
		return nil
	}
	return columns(s.direction(s.A, s.B))
}

func (s *Segment) SecondForm(y, _ []float64) *mat.SymDense {
	if s.Conormals(y) != nil {
		return nil
	}
	return diagonal(0)
}

func (s *Segment) Conormals(y []float64) *mat.Dense {
	near := rounding * distance(s.A, s.B)
	switch {
	case distance(y, s.A) <= near:
		return columns(s.direction(s.B, s.A))
	case distance(y, s.B) <= near:
		return columns(s.direction(s.A, s.B))
	}
	return nil
}

// direction is the unit vector from p to q.
func (s *Segment) direction(p, q []float64) []float64 {
	u := make([]float64, len(p))
	floats.SubTo(u, q, p)
	floats.Scale(1/floats.Norm(u, 2), u)
	return u
}
