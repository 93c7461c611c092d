// Package manifold holds closed sets M ⊂ R^d that are made of smooth pieces, with what nearest-point
// projection onto them needs: the projection itself, tangent spaces, curvature, edges, and the distance to
// where it is not unique.
//
// There is one type, Manifold, and a catalog of them. M is a union of strata: its interior, which is a C³
// submanifold, and, where M has an edge, the relative interior of the edge, and so on down to end points
// and corners, which are strata of dimension 0. Tangent spaces and curvature at a point are those of the
// stratum that holds it.
//
// Where the nearest point y = P(x) is unique and I - II_(x-y) is positive definite, P is differentiable with
// DP(x) = T (I - II_(x-y))⁻¹ Tᵀ, T the tangent basis and II the second fundamental form (Foote 1984,
// doi:10.1090/S0002-9939-1984-0749908-9; at edges if x - y lies in the relative interior of the normal cone).
package manifold

import (
	"math"

	"gonum.org/v1/gonum/mat"

	"proxflow/theory/catalog"
)

// Catalog holds the manifolds by name.
var Catalog = catalog.New[Manifold]("manifold")

// Manifold is a closed set M ⊂ R^d made of smooth strata. Points are slices of length d that do not
// overlap. Methods do not change a manifold, and it is safe for concurrent use. A point y given as a point
// of M belongs to an edge if it lies on it up to rounding.
type Manifold interface {
	// Dim is d, the dimension of the space.
	Dim() int
	// Project puts P(x), a point of M nearest to x, into dst and returns |x - dst|. Of several nearest
	// points it always takes the same one.
	Project(dst, x []float64) float64
	// Gap returns how much farther from x the closest rival of P(x) is than P(x) itself, +Inf if there is
	// no rival. Rivals are the other local minima of the distance, and the opposite points of the circles
	// of M. The gap is 0 where the nearest point is not unique, that is on the medial axis of M.
	Gap(x []float64) float64
	// Tangent returns an orthonormal basis (d×m, columns are directions) of the tangent space at y of the
	// stratum that holds y; nil if m = 0.
	Tangent(y []float64) *mat.Dense
	// SecondForm returns the second fundamental form at y of that stratum along a normal: the matrix
	// <II(e_i,e_j), normal> (m×m) in the basis of Tangent; nil if m = 0. Its sign is that of a curve's
	// <γ'', normal>.
	SecondForm(y, normal []float64) *mat.SymDense
	// Conormals returns the outward unit conormals n_k of the smooth pieces of the edge that meet at y
	// (d×k, columns are directions), nil where M has no edge. The normal cone of M at y is {ν ⟂ Tangent(y),
	// <ν, n_k> ≥ 0 for all k}.
	Conormals(y []float64) *mat.Dense
}

// rounding is the relative distance from an edge up to which a point belongs to it.
const rounding = 1e-12

// complement returns an orthonormal basis (d×(d-1)) of the hyperplane orthogonal to the unit vector u: all
// columns but the first of the Householder reflector I - 2vvᵀ/|v|², v = u ± e_1.
func complement(u []float64) *mat.Dense {
	d := len(u)
	basis := mat.NewDense(d, d-1, nil)
	v0 := u[0] + math.Copysign(1, u[0])
	for j := 1; j < d; j++ {
		f := u[j] / (1 + math.Abs(u[0])) // 2v_j/|v|², as |v|² = 2(1+|u_1|)
		basis.Set(0, j-1, -f*v0)
		for i := 1; i < d; i++ {
			basis.Set(i, j-1, -f*u[i])
		}
		basis.Set(j, j-1, 1-f*u[j])
	}
	return basis
}

// columns returns the matrix of these columns, nil if there are none.
func columns(cols ...[]float64) *mat.Dense {
	if len(cols) == 0 {
		return nil
	}
	m := mat.NewDense(len(cols[0]), len(cols), nil)
	for j, c := range cols {
		m.SetCol(j, c)
	}
	return m
}

// diagonal returns a diagonal matrix, nil if it has no rows.
func diagonal(entries ...float64) *mat.SymDense {
	if len(entries) == 0 {
		return nil
	}
	s := mat.NewSymDense(len(entries), nil)
	for i, e := range entries {
		s.SetSym(i, i, e)
	}
	return s
}

// dot is the inner product, short enough for the compiler to inline.
func dot(a, b []float64) float64 {
	s := 0.0
	for i, x := range a {
		s += x * b[i]
	}
	return s
}

// distance is |x - y|, safe from overflow.
func distance(x, y []float64) float64 {
	s := 0.0
	for i := range x {
		s = math.Hypot(s, x[i]-y[i])
	}
	return s
}

// lead is |x-q|² - |x-p|², which is positive if p is nearer to x than q. Far away the two distances agree
// in most digits, or in all, so it is computed as 2<x - (p+q)/2, p-q>.
func lead(x, p, q []float64) float64 {
	s := 0.0
	for i := range x {
		s += (2*x[i] - (p[i] + q[i])) * (p[i] - q[i]) // exactly -lead(x, q, p)
	}
	return s
}
