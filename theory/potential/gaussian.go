package potential

import (
	"errors"
	"math"
	"slices"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"

	"proxflow/theory/catalog"
)

// Gaussian is ½(y-b)ᵀA⁺(y-b) + ι(b + range A), A symmetric positive semidefinite of rank m; its prox
// multiplies the coordinate of z-b along an eigenvector of A with eigenvalue a by a/(a+λ).
// Brenier map T(x) = b + Ax, φ*(x) = <b,x> + ½xᵀAx: the target is N(b, A²) on an affine subspace.
// H = diag(1/a) on the eigenvectors with a > 0.
// [Peyré and Cuturi, Computational Optimal Transport, 2019, doi:10.1561/2200000073]
type Gaussian struct {
	Sd []float64   `doc:"standard deviations along the axes, A = diag(sd)" min:"0" len:"1"`
	A  [][]float64 `doc:"A itself, symmetric positive semidefinite, instead of sd"`
	B  []float64   `doc:"mean b; empty: 0"`

	values []float64   // the eigenvalues of A
	basis  [][]float64 // its eigenvectors by rows; nil: the axes
}

var defaultSd = []float64{1, 0.5}

var _ = Catalog.Add("gaussian", "quadratic on an affine subspace; target: Gaussian, possibly degenerate",
	func() Potential { return &Gaussian{Sd: slices.Clone(defaultSd), values: slices.Clone(defaultSd)} })

var (
	_ Target      = (*Gaussian)(nil)
	_ SecondOrder = (*Gaussian)(nil)
)

// Init checks the parameters and decomposes A.
func (g *Gaussian) Init() error {
	g.values = g.Sd
	if len(g.A) > 0 {
		if !slices.Equal(g.Sd, defaultSd) {
			return catalog.Bad("a", "give either sd or a, not both")
		}
		if err := g.decompose(); err != nil {
			return err
		}
	}
	if len(g.B) != 0 && len(g.B) != g.Dim() {
		return catalog.Bad("b", "must have %d elements, not %d", g.Dim(), len(g.B))
	}
	return nil
}

func (g *Gaussian) decompose() error {
	n := len(g.A)
	if n > 512 {
		return catalog.Bad("a", "must have at most 512 rows, not %d", n)
	}
	a, size := mat.NewSymDense(n, nil), 0.0
	for _, row := range g.A {
		if len(row) != n {
			return catalog.Bad("a", "must be square: %d rows, but one has %d elements", n, len(row))
		}
		size = max(size, floats.Norm(row, math.Inf(1)))
	}
	for i, row := range g.A {
		for j := range i + 1 {
			if math.Abs(row[j]-g.A[j][i]) > rounding*size {
				return catalog.Bad("a", "must be symmetric, but a[%d][%d] = %v and a[%d][%d] = %v", i, j, row[j], j, i,
					g.A[j][i])
			}
			a.SetSym(i, j, row[j])
		}
	}
	var eigen mat.EigenSym
	if !eigen.Factorize(a, true) {
		return catalog.Bad("a", "has no eigenvalues that can be computed")
	}
	g.values = eigen.Values(nil)
	if g.values[0] < -rounding*size {
		return catalog.Bad("a", "must be positive semidefinite, but has the eigenvalue %v", g.values[0])
	}
	var q mat.Dense
	eigen.VectorsTo(&q)
	g.basis = make([][]float64, n)
	for j := range n {
		g.basis[j] = mat.Col(nil, j, &q)
		if g.values[j] < rounding*size { // rounding does not count towards the rank
			g.values[j] = 0
		}
	}
	return nil
}

func (g *Gaussian) Dim() int { return len(g.values) }

// mean returns b_i.
func (g *Gaussian) mean(i int) float64 {
	if len(g.B) == 0 {
		return 0
	}
	return g.B[i]
}

// along is the coordinate of y-b along the j-th eigenvector.
func (g *Gaussian) along(j int, y []float64) float64 {
	if g.basis == nil {
		return y[j] - g.mean(j)
	}
	var c float64
	for i, q := range g.basis[j] {
		c += q * (y[i] - g.mean(i))
	}
	return c
}

func (g *Gaussian) Value(y []float64) float64 {
	slack := rounding * (floats.Norm(y, 2) + floats.Norm(g.B, 2))
	var sum float64
	for j, a := range g.values {
		c := g.along(j, y)
		switch {
		case a > 0:
			sum += c * c / (2 * a)
		case !(math.Abs(c) <= slack):
			return math.Inf(1)
		}
	}
	return sum
}

func (g *Gaussian) Prox(dst, z []float64, lambda float64) float64 {
	clear(dst)
	var sum float64
	for j, a := range g.values {
		u := g.along(j, z) / (a + lambda) // the coordinate of (z-y)/λ, which is A⁺(y-b) on the range
		sum += a * u * u / 2
		g.add(dst, a*u, j)
	}
	for i := range g.B {
		dst[i] += g.B[i]
	}
	return sum
}

func (g *Gaussian) Map(dst, x []float64) float64 {
	var conj float64
	for i, xi := range x {
		var ax float64
		if g.basis == nil {
			ax = g.values[i] * xi
		} else {
			ax = floats.Dot(g.A[i], x)
		}
		conj += xi * (g.mean(i) + ax/2)
		dst[i] = g.mean(i) + ax
	}
	return conj
}

func (g *Gaussian) SecondOrder(_, _ []float64) (*mat.Dense, *mat.SymDense, error) {
	h := make([]float64, g.Dim())
	for j, a := range g.values {
		h[j] = 1 / a
	}
	var q *mat.Dense
	if g.basis != nil {
		q = mat.NewDense(len(h), len(h), nil)
		for j, col := range g.basis {
			q.SetCol(j, col)
		}
	}
	tangent, hess := onAxes(q, h)
	return tangent, hess, nil
}

// RefuseGradient says that φ is finite on an affine subspace only.
func (g *Gaussian) RefuseGradient() error {
	if slices.Min(g.values) == 0 {
		return errors.New("it is finite on an affine subspace only, not everywhere")
	}
	return nil
}

// Gradient puts ∇φ(y) = A⁻¹(y-b) into dst and returns φ(y).
func (g *Gaussian) Gradient(dst, y []float64) float64 {
	clear(dst)
	var sum float64
	for j, a := range g.values {
		c := g.along(j, y)
		sum += c * c / (2 * a)
		g.add(dst, c/a, j)
	}
	return sum
}

// add adds c times the j-th eigenvector to dst.
func (g *Gaussian) add(dst []float64, c float64, j int) {
	if g.basis == nil {
		dst[j] += c
	} else {
		floats.AddScaled(dst, c, g.basis[j])
	}
}
