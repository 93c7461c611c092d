package potential

import (
	"fmt"
	"strings"

	"gonum.org/v1/gonum/mat"
)

// Product is φ(y) = Σ φ_k(y_k) for y cut into blocks; prox, Brenier map, tangent space and H are those of
// the blocks. Two circles give the Clifford torus in R⁴.
// [Beck 2017, Theorem 6.6]
type Product struct {
	Blocks []Potential `doc:"the blocks, in the order of their coordinates" len:"1"`
}

var _ = Catalog.Add("product",
	"sum over blocks of coordinates; target: product law; two circles: the Clifford torus",
	func() Potential { return &Product{Blocks: []Potential{&Ball{D: 2, Radius: 1}, &Ball{D: 2, Radius: 1}}} })

var (
	_ Target      = (*Product)(nil)
	_ SecondOrder = (*Product)(nil)
)

// Refuse says which block is not a target.
func (p *Product) Refuse() error {
	for k, b := range p.Blocks {
		if _, err := AsTarget(b); err != nil {
			return fmt.Errorf("block %d: %w", k, err)
		}
	}
	return nil
}

// Caveat returns the caveats of the blocks.
func (p *Product) Caveat() string {
	var all []string
	for k, b := range p.Blocks {
		if c := Caveat(b); c != "" {
			all = append(all, fmt.Sprintf("block %d: %s", k, c))
		}
	}
	return strings.Join(all, "; ")
}

func (p *Product) Dim() int {
	d := 0
	for _, b := range p.Blocks {
		d += b.Dim()
	}
	return d
}

func (p *Product) Value(y []float64) float64 {
	var sum float64
	for _, b := range p.Blocks {
		d := b.Dim()
		sum += b.Value(y[:d])
		y = y[d:]
	}
	return sum
}

func (p *Product) Prox(dst, z []float64, lambda float64) float64 {
	var sum float64
	for _, b := range p.Blocks {
		d := b.Dim()
		sum += b.Prox(dst[:d], z[:d], lambda)
		dst, z = dst[d:], z[d:]
	}
	return sum
}

func (p *Product) Map(dst, x []float64) float64 {
	var sum float64
	for _, b := range p.Blocks {
		d := b.Dim()
		sum += brenier(b).Map(dst[:d], x[:d])
		dst, x = dst[d:], x[d:]
	}
	return sum
}

// RefuseGradient says which block has no gradient.
func (p *Product) RefuseGradient() error {
	for k, b := range p.Blocks {
		if _, err := asFinite(b); err != nil {
			return fmt.Errorf("block %d: %w", k, err)
		}
	}
	return nil
}

// Gradient puts ∇φ(y) into dst and returns φ(y).
func (p *Product) Gradient(dst, y []float64) float64 {
	var sum float64
	for _, b := range p.Blocks {
		d := b.Dim()
		sum += gradient(b, dst[:d], y[:d])
		dst, y = dst[d:], y[d:]
	}
	return sum
}

func (p *Product) SecondOrder(y, v []float64) (*mat.Dense, *mat.SymDense, error) {
	type piece struct {
		tangent *mat.Dense
		hess    *mat.SymDense
		row     int
	}
	var pieces []piece
	d, m := 0, 0
	for _, b := range p.Blocks {
		n := b.Dim()
		tangent, hess, err := secondOrder(b, y[d:d+n], v[d:d+n])
		if err != nil {
			return nil, nil, err
		}
		if tangent != nil {
			pieces = append(pieces, piece{tangent, hess, d})
			m += hess.SymmetricDim()
		}
		d += n
	}
	if m == 0 {
		return nil, nil, nil
	}
	tangent, hess := mat.NewDense(d, m, nil), mat.NewSymDense(m, nil)
	col := 0
	for _, pc := range pieces {
		r, c := pc.tangent.Dims()
		tangent.Slice(pc.row, pc.row+r, col, col+c).(*mat.Dense).Copy(pc.tangent)
		hess.SliceSym(col, col+c).(*mat.SymDense).CopySym(pc.hess)
		col += c
	}
	return tangent, hess, nil
}
