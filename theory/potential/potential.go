// Package potential holds the convex functions φ whose subdifferential carries an optimal coupling.
//
// There are only a few types. A Potential is a proper, lower semicontinuous, convex φ: R^d → (-∞, +∞] with
// its proximal operator. A BrenierMapper also knows the map T = ∇φ*, which makes the target law P1 = T#P0
// out of the source P0; T is the optimal map onto P1 for the quadratic cost (Brenier), and φ is the
// extended Brenier potential: x0 ∈ ∂φ(x1) for x1 = T(x0). A SecondOrder knows the second epi-derivative of
// φ. Each potential is one file and adds itself to the Catalog; docs/theory.md has the closed forms in one
// table. Methods do not change a potential, and it is safe for concurrent use.
//
// Points are slices of length d = Dim. Matrices are points by rows; symmetric n×n matrices are the points
// of R^(n(n+1)/2) with coordinates a_ij, i ≤ j, by rows, those off the diagonal times √2, so that the
// coordinates are isometric to the Frobenius norm.
package potential

import (
	"fmt"

	"gonum.org/v1/gonum/mat"

	"proxflow/theory/catalog"
)

// Catalog holds the potentials by name.
var Catalog = catalog.New[Potential]("potential")

// Potential is a proper, lower semicontinuous, convex function φ: R^d → (-∞, +∞].
type Potential interface {
	// Dim is d ≥ 1.
	Dim() int
	// Value returns φ(y), +Inf off the domain. On the boundary of the domain, rounding decides which.
	Value(y []float64) float64
	// Prox puts prox_λφ(z) = argmin_y φ(y) + |y-z|²/(2λ) into dst and returns φ there; λ > 0. It does not call
	// Map. dst and z have length d and do not overlap. Where an iteration does not converge, dst and the result
	// are NaN, never an approximation.
	Prox(dst, z []float64, lambda float64) float64
}

// BrenierMapper is a potential with the Brenier map T = ∇φ*.
type BrenierMapper interface {
	// Map puts T(x) into dst and returns φ*(x); where φ* has a kink, T(x) is one of its subgradients. dst
	// and x have length d and do not overlap.
	Map(dst, x []float64) float64
}

// SecondOrder is a potential with a known second epi-derivative d²φ(y|v)(w) = <Hw,w> on the tangent space
// of the stratum M that holds y, +∞ off it (Rockafellar and Wets, Variational Analysis, ch. 13,
// doi:10.1007/978-3-642-02431-3).
type SecondOrder interface {
	// SecondOrder returns an orthonormal basis of the tangent space of M at y (d×m, columns are directions)
	// and H in this basis (m×m), both nil when m = 0, for v ∈ ∂φ(y). The error is an *AssumptionError where
	// φ is not twice epi-differentiable at y for v, or its second epi-derivative is not generalised
	// quadratic.
	SecondOrder(y, v []float64) (tangent *mat.Dense, hess *mat.SymDense, err error)
}

// Target is a potential from which a target law is made.
type Target interface {
	Potential
	BrenierMapper
}

// Cautious is a target whose law may differ from what its parameters suggest.
type Cautious interface {
	// Caveat says in one line how it differs, "" if it does not. Calculus rules pass on what their parts say.
	Caveat() string
}

// Caveat returns the caveat of φ, "" if it has none.
func Caveat(phi Potential) string {
	if c, ok := phi.(Cautious); ok {
		return c.Caveat()
	}
	return ""
}

// AssumptionError says which assumption of the theory does not hold at a point: A1 (φ is C² on the stratum
// M), A2 (∂φ has affine dimension d-m there), A3 (x0 lies in its relative interior).
type AssumptionError struct{ Assumption, Why string }

func (e *AssumptionError) Error() string {
	return fmt.Sprintf("assumption %s does not hold here: %s", e.Assumption, e.Why)
}

// AsTarget returns φ as a target of a source with full support, or the reason why it is not one.
func AsTarget(phi Potential) (Target, error) {
	t, ok := phi.(Target)
	if !ok {
		return nil, fmt.Errorf("its conjugate is not finite everywhere, so no map pushes a Gaussian source onto it")
	}
	if r, ok := phi.(interface{ Refuse() error }); ok { // a calculus rule refuses what its parts refuse
		if err := r.Refuse(); err != nil {
			return nil, err
		}
	}
	return t, nil
}
