package potential

import (
	"math"
	"sort"

	"gonum.org/v1/gonum/mat"

	"proxflow/theory/catalog"
	"proxflow/theory/normal"
)

// Quantile makes its target from a piecewise linear quantile function Q, Q(p_i) = q_i: a piece that rises
// is a part with constant density, a flat piece (q_i = q_{i+1}) an atom, a jump (p_i = p_{i+1}) a gap in
// the law. With x_i = Φ⁻¹(p_i), φ' = Φ⁻¹∘Q⁻¹ is x_i on a gap and Φ⁻¹ of a linear function on a rising
// piece, so φ is a sum of terms x_i(y-q_i) and w(ϕ(x_i) - ϕ(φ'(y))), w = (q_{i+1}-q_i)/(p_{i+1}-p_i);
// φ(q_0) = 0. The prox finds the piece from the knots q_i + λx_i and the root on it.
// Brenier map Q∘Φ.
// H = 1/(wϕ(v)) on a rising piece; no tangent direction at an atom.
type Quantile struct {
	P []float64 `doc:"probabilities p_i, rising from 0 to 1; a repeated one is a jump" min:"0" max:"1" len:"2"`
	Q []float64 `doc:"quantiles q_i, rising; a repeated one is an atom" len:"2"`

	x   []float64 // Φ⁻¹(p_i)
	phi []float64 // φ(q_i)
}

var _ = Catalog.Add("quantile", "potential of a law on the line with a piecewise linear quantile function",
	func() Potential {
		return &Quantile{P: []float64{0, 0.25, 0.5, 0.5, 0.75, 1}, Q: []float64{-1, -1, 0, 0.5, 1, 2}}
	})

var (
	_ Target      = (*Quantile)(nil)
	_ SecondOrder = (*Quantile)(nil)
)

// Init checks the knots and computes what follows from them. It must be called for a Quantile made without
// the Catalog.
func (l *Quantile) Init() error {
	last := len(l.P) - 1
	if len(l.Q) != len(l.P) {
		return catalog.Bad("q", "must have one quantile for each of the %d probabilities, not %d", len(l.P),
			len(l.Q))
	}
	if l.P[0] != 0 || l.P[last] != 1 {
		return catalog.Bad("p", "must go from 0 to 1, not from %g to %g", l.P[0], l.P[last])
	}
	l.x, l.phi = make([]float64, last+1), make([]float64, last+1)
	for i, p := range l.P {
		l.x[i] = normal.Quantile(p, 1-p)
		if i == 0 {
			continue
		}
		dp, dq := p-l.P[i-1], l.Q[i]-l.Q[i-1]
		switch {
		case dp < 0:
			return catalog.Bad("p", "must ascend: %g comes after %g", p, l.P[i-1])
		case dq < 0 || math.IsInf(dq, 1):
			return catalog.Bad("q", "must ascend by finite steps: %g comes after %g", l.Q[i], l.Q[i-1])
		case dp == 0 && dq == 0:
			return catalog.Bad("q", "the knot at p = %g, q = %g is repeated", p, l.Q[i])
		case dp == 0 && (p == 0 || p == 1):
			return catalog.Bad("p", "must not jump at %g, outside the law", p)
		case dp == 0:
			l.phi[i] = l.phi[i-1] + l.x[i]*dq
		default:
			l.phi[i] = l.phi[i-1] + dq/dp*(normal.PDF(l.x[i-1])-normal.PDF(l.x[i]))
		}
	}
	return nil
}

func (*Quantile) Dim() int { return 1 }

// piece returns the last piece i, from knot i to i+1, that starts no later than at: start(i) ≤ at.
func (l *Quantile) piece(at float64, start func(i int) float64) int {
	return max(sort.Search(len(l.P)-1, func(i int) bool { return !(start(i) <= at) })-1, 0)
}

// slope is φ'(y) on the rising piece i.
func (l *Quantile) slope(i int, y float64) float64 {
	density := (l.P[i+1] - l.P[i]) / (l.Q[i+1] - l.Q[i])
	return normal.Quantile(l.P[i]+density*(y-l.Q[i]), (1-l.P[i+1])+density*(l.Q[i+1]-y))
}

func (l *Quantile) Value(y []float64) float64 {
	last := len(l.Q) - 1
	at, ok := into(y[0], l.Q[0], l.Q[last])
	if !ok {
		return math.Inf(1)
	}
	if at == l.Q[last] {
		return l.phi[last]
	}
	i := l.piece(at, func(i int) float64 { return l.Q[i] })
	if l.P[i] == l.P[i+1] {
		return l.phi[i] + l.x[i]*(at-l.Q[i])
	}
	w := (l.Q[i+1] - l.Q[i]) / (l.P[i+1] - l.P[i])
	return l.phi[i] + w*(normal.PDF(l.x[i])-normal.PDF(l.slope(i, at)))
}

func (l *Quantile) Prox(dst, z []float64, lambda float64) float64 {
	i := l.piece(z[0], func(i int) float64 { return l.Q[i] + lambda*l.x[i] })
	switch {
	case math.IsNaN(z[0]):
		return nan(dst)
	case l.Q[i] == l.Q[i+1]:
		dst[0] = l.Q[i]
	case l.P[i] == l.P[i+1]:
		dst[0] = clip(z[0]-lambda*l.x[i], l.Q[i], l.Q[i+1])
	default:
		dst[0] = monotoneRoot(func(y float64) float64 { return l.slope(i, y) }, z[0], lambda, l.Q[i], l.Q[i+1])
	}
	return l.Value(dst)
}

func (l *Quantile) Map(dst, x []float64) float64 {
	i := l.piece(x[0], func(i int) float64 { return l.x[i] })
	if y, w := l.Q[i], (l.Q[i+1]-l.Q[i])/(l.P[i+1]-l.P[i]); x[0] < 0 { // probabilities from the nearer tail
		dst[0] = clip(y+w*(normal.CDF(x[0])-l.P[i]), y, l.Q[i+1])
	} else {
		dst[0] = clip(l.Q[i+1]-w*(normal.CDF(-x[0])-(1-l.P[i+1])), y, l.Q[i+1])
	}
	return x[0]*dst[0] - l.Value(dst)
}

func (l *Quantile) SecondOrder(y, v []float64) (*mat.Dense, *mat.SymDense, error) {
	// The piece is found from y + v: y alone does not determine it at an atom, nor v alone at a jump.
	z := y[0] + v[0]
	start := func(i int) float64 { return l.Q[i] + l.x[i] }
	i := l.piece(z, start)
	for k := i; k <= i+1; k++ {
		if math.Abs(z-start(k)) <= tie*max(1, math.Abs(y[0]), math.Abs(v[0])) {
			return nil, nil, l.knotError(k)
		}
	}
	switch {
	case l.Q[i] == l.Q[i+1]:
		return nil, nil, nil
	case l.P[i] == l.P[i+1]:
		tangent, hess := separable([]float64{0})
		return tangent, hess, nil
	}
	tangent, hess := separable([]float64{(l.P[i+1] - l.P[i]) / ((l.Q[i+1] - l.Q[i]) * normal.PDF(v[0]))})
	return tangent, hess, nil
}

// knotError says what fails where two pieces meet.
func (l *Quantile) knotError(k int) error {
	if l.Q[k] == l.Q[k-1] || l.Q[k] == l.Q[k+1] {
		return &AssumptionError{"A3", "v is at the end of the subdifferential at an atom"}
	}
	return &AssumptionError{"A1", "φ is not twice differentiable where the density jumps"}
}
