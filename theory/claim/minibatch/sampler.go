package minibatch

import (
	"context"
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/gonum/floats"

	"proxflow/theory/catalog"
	"proxflow/theory/claim"
	"proxflow/theory/claim/internal/coupling"
	"proxflow/theory/normal"
	"proxflow/theory/ot"
	"proxflow/theory/ot/assignment"
	"proxflow/theory/potential"
	"proxflow/theory/random"
)

// The laws of the source.
const (
	fromNormal  = "normal"  // N(0,I)
	fromUniform = "uniform" // U(0,1), for targets on the line
)

// sampler draws points of source and target, and pairs batches of them.
type sampler struct {
	potential.Target
	source   string
	permuted float64 // fraction of the pairs that is permuted
	solver   ot.Solver

	centre []float64 // a point in the middle of the target
	size   float64   // the largest |y| seen
}

func newSampler(target potential.Target, source string, by claim.Perturbation) (*sampler, error) {
	s := &sampler{
		Target: target, source: source, permuted: coupling.Pairs.Of(by), solver: &assignment.Solver{},
	}
	if target.Dim() == 1 {
		s.solver = &ot.Univariate{}
	} else if source == fromUniform {
		const text = "the uniform source needs a target on the line; this one has dimension %d"
		return nil, catalog.Bad("source", text, target.Dim())
	}
	// Every trial uses the same points: unless the centre is a constant, the controls do not have mean 0.
	const pilots = 256
	r, x, y := random.New("pilot"), make([]float64, target.Dim()), make([]float64, target.Dim())
	s.centre = make([]float64, target.Dim())
	for range pilots {
		target.Map(y, r.Normals(x))
		floats.AddScaled(s.centre, 1./pilots, y)
		s.size = max(s.size, floats.Norm(y, 2))
	}
	return s, nil
}

// checkSizes checks the parameter n.
func checkSizes(n []int) error {
	for i := range n[1:] {
		if n[i+1] <= n[i] {
			return catalog.Bad("n", "must be ascending: %d follows %d", n[i+1], n[i])
		}
	}
	return nil
}

// push draws a source point x0 and puts T(x0) into x1. It returns φ*(x0), or NaN for the uniform source,
// where it is unknown.
func (s *sampler) push(r *random.Source, x0, x1 []float64) float64 {
	if s.source == fromNormal {
		return s.Map(x1, r.Normals(x0))
	}
	x0[0] = r.Uniform()
	s.fromUniform(x1, x0)
	return math.NaN()
}

// fromUniform is the map from U(0,1) onto a target on the line, T∘Φ⁻¹.
func (s *sampler) fromUniform(dst, u []float64) {
	s.Map(dst, []float64{normal.Quantile(u[0], 1-u[0])})
}

// batches draws as many points as the largest batch has, and cuts them into as many batches of each size as
// possible. Each batch is paired and visited, with its number among those of its size.
func (s *sampler) batches(
	ctx context.Context, t *claim.Trial, n []int, visit func(b *batch, k int) error,
) error {
	d, most := s.Dim(), n[len(n)-1]
	all := &batch{
		Problem: &ot.Problem{Dim: d, X: make([]float64, most*d), Y: make([]float64, most*d)},
		images:  make([]float64, most*d), conjugate: make([]float64, most), value: make([]float64, most),
		centre: s.centre,
	}
	x := make([]float64, d)
	for i := range most {
		all.conjugate[i] = s.push(t.Rand, all.Source(i), all.image(i))
		all.value[i] = -s.push(t.Rand, x, all.Target(i)) // φ(y) = <x,y> - φ*(x) for y = T(x)
		all.value[i] += floats.Dot(x, all.Target(i))
	}
	if k := slices.IndexFunc(all.images, math.IsNaN); k >= 0 {
		return fmt.Errorf("the Brenier map has no value at %v", all.Source(k/d))
	}
	for _, size := range n {
		for k := range most / size {
			if err := ctx.Err(); err != nil {
				return err
			}
			b := all.part(k*size, (k+1)*size)
			var err error
			if b.Coupling, err = ot.Solve(s.solver, b.Problem); err == nil {
				coupling.Permute(t.Rand, b.Pairing, s.permuted)
				err = visit(b, k)
			}
			if err != nil {
				return fmt.Errorf("at n = %d: %w", size, err)
			}
		}
	}
	return nil
}

// monotonicity measures the monotonicity of a batch, relative to the size of the target.
func (s *sampler) monotonicity(t *claim.Trial, b *batch) {
	got, budget := b.monotonicity(t.Rand)
	if s.size > 0 {
		got, budget = got/s.size, budget/s.size
	}
	t.AtMost(monotonicityMetric, float64(b.N()), got, budget)
}
