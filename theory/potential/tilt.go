package potential

import "gonum.org/v1/gonum/mat"

// Tilt is ψ(y) = φ(y) + <c,y>, with the target that φ makes of a source moved by -c:
// prox_λψ(z) = prox_λφ(z-λc), the Brenier map is T(x-c), ψ*(x) = φ*(x-c), and H is that of φ for v-c.
// [Beck 2017, Theorem 6.13]
type Tilt struct {
	Part
	Slope []float64 `doc:"slope c of the linear term, or one number for all coordinates" len:"1" scalar:"yes"`
}

var _ = Catalog.Add("tilt", "φ(y) + <c,y>: the target of a source moved by -c",
	func() Potential { return &Tilt{Part{&SoftThreshold{D: 2, Mu: 0.5, Kappa: 1}}, []float64{0.5}} })

var (
	_ Target      = (*Tilt)(nil)
	_ SecondOrder = (*Tilt)(nil)
)

// Init checks the length of the slope.
func (t *Tilt) Init() error { return oneOrEach("slope", t.Slope, t.Dim()) }

func (t *Tilt) Value(y []float64) float64 { return t.Of.Value(y) + dotConstants(t.Slope, y) }

func (t *Tilt) Prox(dst, z []float64, lambda float64) float64 {
	u := borrow(len(z))
	defer giveBack(u)
	value := t.Of.Prox(dst, addConstants(*u, z, -lambda, t.Slope), lambda)
	return value + dotConstants(t.Slope, dst)
}

func (t *Tilt) Map(dst, x []float64) float64 {
	u := borrow(len(x))
	defer giveBack(u)
	return brenier(t.Of).Map(dst, addConstants(*u, x, -1, t.Slope))
}

// Gradient puts ∇ψ(y) into dst and returns ψ(y).
func (t *Tilt) Gradient(dst, y []float64) float64 {
	value := gradient(t.Of, dst, y)
	addConstants(dst, dst, 1, t.Slope)
	return value + dotConstants(t.Slope, y)
}

func (t *Tilt) SecondOrder(y, v []float64) (*mat.Dense, *mat.SymDense, error) {
	return secondOrder(t.Of, y, addConstants(make([]float64, len(v)), v, -1, t.Slope))
}
