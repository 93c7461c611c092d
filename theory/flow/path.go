package flow

import (
	"sort"

	"gonum.org/v1/gonum/floats"
)

// Path interpolates a solution of x' = f(s, x) between its steps, to order 4, by Shampine's formula for a
// Dormand-Prince step. The stages of a step are evaluated again when a point of it is asked for (Hairer,
// Nørsett and Wanner, Solving Ordinary Differential Equations I, 1993, section II.6,
// doi:10.1007/978-3-540-78862-1). It is not safe for concurrent use.
type Path struct {
	f func(dx []float64, s float64, x []float64)
	s []float64
	x [][]float64

	step int          // k has the stages of the step to s[step]; 0: of none
	k    [7][]float64 // its stages
}

// NewPath starts a path at x. Its Visit is for Integrator.Solve and FixedStep.Solve with the same f.
func NewPath(f func(dx []float64, s float64, x []float64), s float64, x []float64) *Path {
	p := &Path{f: f}
	p.Visit(s, x)
	return p
}

// Visit appends a step.
func (p *Path) Visit(s float64, x []float64) {
	p.s, p.x = append(p.s, s), append(p.x, append([]float64(nil), x...))
}

// dense are the weights of the stages in the term of highest degree.
var dense = [7]float64{-12715105075. / 11282082432, 0, 87487479700. / 32700410799, -10690763975. / 1880347072,
	701980252875. / 199316789632, -1453857185. / 822651844, 69997945. / 29380423}

// At puts the solution at s into dst. It panics if s is not between the first step and the last.
func (p *Path) At(dst []float64, s float64) {
	last := len(p.s) - 1
	if !(s >= p.s[0] && s <= p.s[last]) {
		panic("flow: outside the steps of the path")
	}
	i := sort.SearchFloat64s(p.s, s)
	if p.s[i] == s {
		copy(dst, p.x[i])
		return
	}
	from, to, h := p.x[i-1], p.x[i], p.s[i]-p.s[i-1]
	if i != p.step {
		p.evaluate(i)
	}
	k := p.k
	theta := (s - p.s[i-1]) / h
	for j := range dst {
		top := 0.0
		for l, d := range dense {
			top += h * d * k[l][j]
		}
		rise := to[j] - from[j]
		bend := h*k[0][j] - rise
		twist := rise - h*k[6][j] - bend
		dst[j] = from[j] + theta*(rise+(1-theta)*(bend+theta*(twist+(1-theta)*top)))
	}
}

// evaluate evaluates the stages of the step to s[i].
func (p *Path) evaluate(i int) {
	from, h, at := p.x[i-1], p.s[i]-p.s[i-1], make([]float64, len(p.x[0]))
	for j := range p.k {
		copy(at, from)
		for l, a := range stages[j][:min(j, 6)] {
			floats.AddScaled(at, h*a, p.k[l])
		}
		p.k[j] = make([]float64, len(from))
		p.f(p.k[j], p.s[i-1]+h*nodes[j], at)
	}
	p.step = i
}
