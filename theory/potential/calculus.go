package potential

import (
	"errors"
	"fmt"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"
)

// Part is the potential that a calculus rule is applied to. A rule has every method, whether its part has
// it or not: Refuse says why it is not a target, RefuseGradient why it has no gradient, and SecondOrder
// fails where the part has no second-order data.
type Part struct {
	Of Potential `doc:"the potential φ that the rule is applied to"`
}

// Dim is the dimension of the part, which no rule changes.
func (p *Part) Dim() int { return p.Of.Dim() }

// Refuse says why the part is not a target.
func (p *Part) Refuse() error {
	_, err := AsTarget(p.Of)
	return err
}

// Caveat returns the caveat of the part.
func (p *Part) Caveat() string { return Caveat(p.Of) }

// RefuseGradient says why the part has no gradient.
func (p *Part) RefuseGradient() error {
	_, err := asFinite(p.Of)
	return err
}

// brenier returns a part as the target that AsTarget has found it to be.
func brenier(phi Potential) Target {
	t, err := AsTarget(phi)
	if err != nil {
		panic("potential: Map of a rule whose part is not a target")
	}
	return t
}

// finite is a potential that is finite on all of R^d.
type finite interface {
	// Gradient puts ∇φ(y), at a kink a subgradient, into dst and returns φ(y).
	Gradient(dst, y []float64) float64
}

// asFinite returns φ with its gradient, or the reason why it has none.
func asFinite(phi Potential) (finite, error) {
	f, ok := phi.(finite)
	if !ok {
		return nil, errors.New("it is not known to be finite everywhere")
	}
	if r, ok := phi.(interface{ RefuseGradient() error }); ok {
		if err := r.RefuseGradient(); err != nil {
			return nil, err
		}
	}
	return f, nil
}

// gradient puts ∇φ(y) of a part that asFinite has found to be finite into dst and returns φ(y).
func gradient(phi Potential, dst, y []float64) float64 {
	f, err := asFinite(phi)
	if err != nil {
		panic("potential: Gradient of a rule whose part has none")
	}
	return f.Gradient(dst, y)
}

// secondOrder asks a part for its second-order data.
func secondOrder(phi Potential, y, v []float64) (*mat.Dense, *mat.SymDense, error) {
	s, ok := phi.(SecondOrder)
	if !ok {
		return nil, nil, fmt.Errorf("potential: %T has no second-order data", phi)
	}
	return s.SecondOrder(y, v)
}

// addConstants puts y + s·c into dst, where c is one number for all coordinates, or one for each.
func addConstants(dst, y []float64, s float64, c []float64) []float64 {
	for i, yi := range y {
		dst[i] = yi + s*each(c, i)
	}
	return dst
}

// dotConstants is <c,y> for such a c.
func dotConstants(c, y []float64) float64 {
	if len(c) == 1 {
		return c[0] * floats.Sum(y)
	}
	return floats.Dot(c, y)
}
