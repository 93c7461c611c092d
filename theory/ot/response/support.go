package response

import (
	"errors"
	"fmt"
	"math"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat"

	"proxflow/theory/potential"
	"proxflow/theory/random"
)

// support is a target with what is known about its support M ⊂ R^d as a whole.
type support struct {
	potential.BrenierMapper
	potential.SecondOrder
	d, m int
	size float64 // the largest |y| seen
}

// look draws some points of the target. A support in a proper affine subspace is described in coordinates of
// that space: T depends on no other component of x, and N(0,I) is again a standard normal law there.
func look(target potential.Target, second potential.SecondOrder, r *random.Source) (*support, error) {
	s := &support{BrenierMapper: target, SecondOrder: second, d: target.Dim(), m: -1}
	draws := 4*s.d + 256
	points, x := mat.NewDense(draws, s.d, nil), make([]float64, s.d)
	for i := range draws {
		y := points.RawRowView(i)
		s.Map(y, r.Normals(x))
		s.size = max(s.size, floats.Norm(y, 2))
		tangent, _, err := s.SecondOrder.SecondOrder(y, x)
		if a := (*potential.AssumptionError)(nil); errors.As(err, &a) {
			continue
		}
		if err != nil {
			return nil, fmt.Errorf("response: %w", err)
		}
		m := columns(tangent)
		if s.m >= 0 && m != s.m {
			const text = "response: the support has parts of dimensions %d and %d"
			return nil, fmt.Errorf(text, min(m, s.m), max(m, s.m))
		}
		s.m = m
	}
	if s.m < 0 {
		return nil, errors.New("response: an assumption of the theory fails at every point")
	}
	if axes, variances := principal(points); variances[s.d-1] < 1e-20*variances[0] {
		rank := 0
		for rank < s.d && variances[rank] >= 1e-20*variances[0] {
			rank++
		}
		if rank == 0 {
			return nil, errors.New("response: the target is a single point")
		}
		axes = mat.DenseCopyOf(axes.Slice(0, s.d, 0, rank))
		f := &flat{s.BrenierMapper, s.SecondOrder, axes, points.RawRowView(0)}
		s.BrenierMapper, s.SecondOrder, s.d = f, f, rank
	}
	return s, nil
}

// principal returns the principal axes of points, as columns, and their variances in descending order.
func principal(points *mat.Dense) (axes *mat.Dense, variances []float64) {
	var c stat.PC
	if !c.PrincipalComponents(points, nil) {
		panic("response: the principal axes were not found")
	}
	_, d := points.Dims()
	axes = mat.NewDense(d, d, nil)
	c.VectorsTo(axes)
	return axes, c.VarsTo(nil)
}

// flat is a target whose support lies in an affine subspace, in coordinates of this space.
type flat struct {
	potential.BrenierMapper
	second potential.SecondOrder
	axes   *mat.Dense // of the space
	origin []float64
}

func (f *flat) outer(x []float64) []float64 {
	var out mat.VecDense
	out.MulVec(f.axes, mat.NewVecDense(len(x), x))
	return out.RawVector().Data
}

func (f *flat) Map(dst, x []float64) float64 {
	y := make([]float64, len(f.origin))
	outer := f.outer(x)
	value := f.BrenierMapper.Map(y, outer)
	value -= floats.Dot(f.origin, outer)
	floats.Sub(y, f.origin)
	mat.NewVecDense(len(dst), dst).MulVec(f.axes.T(), mat.NewVecDense(len(y), y))
	return value
}

func (f *flat) SecondOrder(y, v []float64) (*mat.Dense, *mat.SymDense, error) {
	at := f.outer(y)
	floats.Add(at, f.origin)
	tangent, hess, err := f.second.SecondOrder(at, f.outer(v))
	if err != nil || tangent == nil {
		return nil, nil, err
	}
	var inner mat.Dense
	inner.Mul(f.axes.T(), tangent)
	return &inner, hess, nil
}

// unbounded reports whether T grows without limit.
func (s *support) unbounded(r *random.Source) bool {
	x, y := make([]float64, s.d), make([]float64, s.d)
	for range 64 {
		floats.Scale(1e6, r.Normals(x))
		s.Map(y, x)
		if !(floats.Norm(y, 2) <= 100*s.size) {
			return true
		}
	}
	return false
}

// jumps reports whether T is discontinuous: it halves segments between random points towards the half in
// which T moves farther.
func (s *support) jumps(r *random.Source) bool {
	a, b, c := make([]float64, s.d), make([]float64, s.d), make([]float64, s.d)
	ta, tb, tc := make([]float64, s.d), make([]float64, s.d), make([]float64, s.d)
	for range 64 {
		s.Map(ta, r.Normals(a))
		s.Map(tb, r.Normals(b))
		whole := floats.Distance(ta, tb, 2)
		for range 45 { // to 3e-14 of the segment
			floats.ScaleTo(c, 0.5, floats.AddTo(c, a, b))
			s.Map(tc, c)
			if floats.Distance(ta, tc, 2) > floats.Distance(tc, tb, 2) {
				copy(b, c)
				copy(tb, tc)
			} else {
				copy(a, c)
				copy(ta, tc)
			}
		}
		if floats.Distance(ta, tb, 2) > 1e-6*whole {
			return true
		}
	}
	return false
}

// columns is the number of columns of a basis.
func columns(basis *mat.Dense) int {
	if basis == nil {
		return 0
	}
	_, m := basis.Dims()
	return m
}

// gauss is the density of N(0,I_d) at x.
func gauss(x []float64) float64 {
	return math.Exp(-floats.Dot(x, x)/2 - float64(len(x))*math.Log(2*math.Pi)/2)
}
