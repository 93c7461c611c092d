package potential

import (
	"math"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"
)

// SecondOrderCone is the indicator of {(x,t) in R^(d-1)×R: |x| ≤ t}, the Lorentz cone; its prox is the
// projection. Its conjugate is the indicator of the polar cone, so it is not a target; with a quadratic
// added it is. On the boundary off the apex H is 0 along the ray and |v_x|/|x| across it. [Beck 2017,
// Example 6.37]
type SecondOrderCone struct {
	D int `doc:"dimension d of the space" min:"2" max:"4096"`
}

var _ = Catalog.Add("second-order-cone",
	"indicator of the Lorentz cone; not a target: its conjugate is an indicator",
	func() Potential { return &SecondOrderCone{D: 3} })

var (
	_ Potential   = (*SecondOrderCone)(nil)
	_ SecondOrder = (*SecondOrderCone)(nil)
)

func (c *SecondOrderCone) Dim() int { return c.D }

// split returns |x| and t.
func (c *SecondOrderCone) split(y []float64) (r, t float64) {
	return floats.Norm(y[:c.D-1], 2), y[c.D-1]
}

func (c *SecondOrderCone) Value(y []float64) float64 {
	r, t := c.split(y)
	return indicator(r-t <= rounding*r)
}

func (c *SecondOrderCone) Prox(dst, z []float64, _ float64) float64 {
	switch r, t := c.split(z); {
	case r <= t:
		copy(dst, z)
	case r <= -t:
		clear(dst)
	default:
		mean := (r + t) / 2
		floats.ScaleTo(dst, mean/r, z)
		dst[c.D-1] = mean
	}
	return 0
}

func (c *SecondOrderCone) SecondOrder(y, v []float64) (*mat.Dense, *mat.SymDense, error) {
	r, t := c.split(y)
	force, lift := c.split(v)
	switch { // rounding may move y off the apex, or v off 0
	case r < t*(1-tie) && floats.Norm(v, 2) <= tie*t:
		return identity(c.D), scaledIdentity(c.D, 0), nil
	case force < -lift*(1-tie): // inside the polar cone: only the apex has such normals
		return nil, nil, nil
	case t > 0 && force > 0:
		tangent, hess := mat.NewDense(c.D, c.D-1, nil), scaledIdentity(c.D-1, force/r)
		hess.SetSym(0, 0, 0)
		for i, yi := range y {
			tangent.Set(i, 0, yi/math.Hypot(r, t))
		}
		if across := orthogonalComplement(y[:c.D-1]); across != nil {
			tangent.Slice(0, c.D-1, 1, c.D-1).(*mat.Dense).Copy(across)
		}
		return tangent, hess, nil
	}
	return nil, nil, &AssumptionError{"A3", "v is on the relative boundary of the normal cone"}
}
