package potential

import "gonum.org/v1/gonum/mat"

// Translation is ψ(y) = φ(y-b), with the target of φ moved by b: prox_λψ(z) = b + prox_λφ(z-b), the Brenier
// map is b + T(x), ψ*(x) = φ*(x) + <b,x>, and H is that of φ at y-b.
// [Beck 2017, Theorem 6.11]
type Translation struct {
	Part
	By []float64 `doc:"vector b of the translation, or one number for all coordinates" len:"1" scalar:"yes"`
}

var _ = Catalog.Add("translation", "φ(y-b): the target moved by b",
	func() Potential { return &Translation{Part{&Ball{D: 2, Radius: 1}}, []float64{1}} })

var (
	_ Target      = (*Translation)(nil)
	_ SecondOrder = (*Translation)(nil)
)

// Init checks the length of the vector.
func (t *Translation) Init() error { return oneOrEach("by", t.By, t.Dim()) }

func (t *Translation) Value(y []float64) float64 {
	u := borrow(len(y))
	defer giveBack(u)
	return t.Of.Value(addConstants(*u, y, -1, t.By))
}

func (t *Translation) Prox(dst, z []float64, lambda float64) float64 {
	u := borrow(len(z))
	defer giveBack(u)
	value := t.Of.Prox(dst, addConstants(*u, z, -1, t.By), lambda)
	addConstants(dst, dst, 1, t.By)
	return value
}

func (t *Translation) Map(dst, x []float64) float64 {
	conj := brenier(t.Of).Map(dst, x)
	addConstants(dst, dst, 1, t.By)
	return conj + dotConstants(t.By, x)
}

// Gradient puts ∇ψ(y) into dst and returns ψ(y).
func (t *Translation) Gradient(dst, y []float64) float64 {
	u := borrow(len(y))
	defer giveBack(u)
	return gradient(t.Of, dst, addConstants(*u, y, -1, t.By))
}

func (t *Translation) SecondOrder(y, v []float64) (*mat.Dense, *mat.SymDense, error) {
	return secondOrder(t.Of, addConstants(make([]float64, len(y)), y, -1, t.By), v)
}
