package potential

import (
	"math"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"

	"proxflow/theory/catalog"
)

// Rotation is ψ(y) = φ(Qᵀy), Q orthogonal, with the target of φ turned by Q: prox_λψ(z) = Q prox_λφ(Qᵀz),
// the Brenier map is Q T(Qᵀx), ψ*(x) = φ*(Qᵀx), the tangent space is turned by Q, and H in the turned basis
// is the same.
// [Beck 2017, Theorem 6.15]
type Rotation struct {
	Part
	Angle float64     `doc:"angle of rotation in the plane of the first two axes, in radians"`
	Q     [][]float64 `doc:"an orthogonal matrix by rows, instead of an angle"`
}

const defaultAngle = 0.5

var _ = Catalog.Add("rotation", "φ(Qᵀy): the target turned by an orthogonal matrix",
	func() Potential { return &Rotation{Part: Part{&Box{D: 2, HalfWidth: 1}}, Angle: defaultAngle} })

var (
	_ Target      = (*Rotation)(nil)
	_ SecondOrder = (*Rotation)(nil)
)

// Init checks that there is a plane to turn, or that Q is orthogonal.
func (r *Rotation) Init() error {
	d := r.Dim()
	if len(r.Q) == 0 {
		if d < 2 {
			return catalog.Bad("of", "must have a dimension of at least 2 to be turned by an angle")
		}
		return nil
	}
	if r.Angle != defaultAngle {
		return catalog.Bad("q", "give either an angle or q, not both")
	}
	if len(r.Q) != d {
		return catalog.Bad("q", "must have %d rows, not %d", d, len(r.Q))
	}
	for i, row := range r.Q {
		if len(row) != d {
			return catalog.Bad("q", "must be square: %d rows, but one has %d elements", d, len(row))
		}
		for j := range i + 1 {
			want := 0.0
			if i == j {
				want = 1
			}
			if got := floats.Dot(row, r.Q[j]); !(math.Abs(got-want) <= rounding) {
				return catalog.Bad("q", "must be orthogonal, but the product of its rows %d and %d is %v", j, i, got)
			}
		}
	}
	return nil
}

// turn puts Qx into dst.
func (r *Rotation) turn(dst, x []float64) []float64 {
	if len(r.Q) == 0 {
		return turnPlane(dst, x, r.Angle)
	}
	for i, row := range r.Q {
		dst[i] = floats.Dot(row, x)
	}
	return dst
}

// unturn puts Qᵀx into dst.
func (r *Rotation) unturn(dst, x []float64) []float64 {
	if len(r.Q) == 0 {
		return turnPlane(dst, x, -r.Angle)
	}
	clear(dst)
	for i, row := range r.Q {
		floats.AddScaled(dst, x[i], row)
	}
	return dst
}

func turnPlane(dst, x []float64, angle float64) []float64 {
	s, c := math.Sincos(angle)
	copy(dst, x)
	dst[0], dst[1] = c*x[0]-s*x[1], s*x[0]+c*x[1]
	return dst
}

func (r *Rotation) Value(y []float64) float64 {
	u := borrow(len(y))
	defer giveBack(u)
	return r.Of.Value(r.unturn(*u, y))
}

// between puts Q f(Qᵀx) into dst.
func (r *Rotation) between(dst, x []float64, f func(dst, x []float64) float64) float64 {
	u, w := borrow(len(x)), borrow(len(x))
	defer giveBack(u)
	defer giveBack(w)
	value := f(*w, r.unturn(*u, x))
	r.turn(dst, *w)
	return value
}

func (r *Rotation) Prox(dst, z []float64, lambda float64) float64 {
	return r.between(dst, z, func(dst, z []float64) float64 { return r.Of.Prox(dst, z, lambda) })
}

func (r *Rotation) Map(dst, x []float64) float64 { return r.between(dst, x, brenier(r.Of).Map) }

// Gradient puts ∇ψ(y) into dst and returns ψ(y).
func (r *Rotation) Gradient(dst, y []float64) float64 {
	return r.between(dst, y, func(dst, y []float64) float64 { return gradient(r.Of, dst, y) })
}

func (r *Rotation) SecondOrder(y, v []float64) (*mat.Dense, *mat.SymDense, error) {
	d := len(y)
	tangent, hess, err := secondOrder(r.Of, r.unturn(make([]float64, d), y), r.unturn(make([]float64, d), v))
	if tangent == nil {
		return nil, nil, err
	}
	_, m := tangent.Dims()
	turned := mat.NewDense(d, m, nil)
	for j := range m {
		turned.SetCol(j, r.turn(make([]float64, d), mat.Col(nil, j, tangent)))
	}
	return turned, hess, nil
}
