package potential

import (
	"errors"
	"math"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"
)

// tie is the relative distance below which a subgradient counts as lying on the relative boundary of ∂φ,
// and a point on the boundary of a face: below it, rounding decides on which side they are.
const tie = 1e-10

// epsilon is the unit roundoff of float64.
const epsilon = 0x1p-53

// orthogonalComplement returns an orthonormal basis (d×(d-1)) of the hyperplane orthogonal to v ≠ 0, nil
// for d = 1: the Householder reflector of v without its first column.
func orthogonalComplement(v []float64) *mat.Dense {
	d := len(v)
	if d == 1 {
		return nil
	}
	u := make([]float64, d) // the reflector is I - uuᵀ/u_0, with u = v/|v| ± e_0
	floats.ScaleTo(u, 1/floats.Norm(v, math.Inf(1)), v)
	floats.Scale(math.Copysign(1/floats.Norm(u, 2), u[0]), u)
	u[0]++
	basis := mat.NewDense(d, d-1, nil)
	for i := range d {
		for j := 1; j < d; j++ {
			basis.Set(i, j-1, -u[i]*u[j]/u[0])
		}
		if i > 0 {
			basis.Set(i, i-1, 1+basis.At(i, i-1))
		}
	}
	return basis
}

// identity returns the standard basis of R^d by columns.
func identity(d int) *mat.Dense {
	m := mat.NewDense(d, d, nil)
	for i := range d {
		m.Set(i, i, 1)
	}
	return m
}

// scaledIdentity returns h·I (m×m), nil for m = 0.
func scaledIdentity(m int, h float64) *mat.SymDense {
	if m == 0 {
		return nil
	}
	s := mat.NewSymDense(m, nil)
	for i := range m {
		s.SetSym(i, i, h)
	}
	return s
}

// separable returns the second-order data of a separable function: H = diag(h), and the tangent space is
// spanned by the axes i with finite h_i.
func separable(h []float64) (*mat.Dense, *mat.SymDense) { return onAxes(nil, h) }

// onAxes returns the second-order data that have the eigenvalues h on the columns of an orthonormal basis
// of R^d; the tangent space is spanned by those with finite h_i. A nil basis stands for the axes.
func onAxes(basis *mat.Dense, h []float64) (*mat.Dense, *mat.SymDense) {
	var free []int
	for i, hi := range h {
		if !math.IsInf(hi, 1) {
			free = append(free, i)
		}
	}
	if free == nil {
		return nil, nil
	}
	tangent, hess := mat.NewDense(len(h), len(free), nil), mat.NewSymDense(len(free), nil)
	for j, i := range free {
		if basis == nil {
			tangent.Set(i, j, 1)
		} else {
			tangent.SetCol(j, mat.Col(nil, i, basis))
		}
		hess.SetSym(j, j, h[i])
	}
	return tangent, hess
}

// principalAxes is the inverse of onAxes: an orthonormal basis of R^d, the eigenvectors of H first and then
// normals, and the eigenvalues h, +Inf for the normals.
func principalAxes(d int, tangent *mat.Dense, hess *mat.SymDense) (basis *mat.Dense, h []float64, err error) {
	basis, h = identity(d), make([]float64, d)
	for i := range h {
		h[i] = math.Inf(1)
	}
	if tangent == nil {
		return basis, h, nil
	}
	_, m := tangent.Dims()
	var qr mat.QR
	qr.Factorize(tangent)
	qr.QTo(basis)
	var eigen mat.EigenSym
	if !eigen.Factorize(hess, true) {
		return nil, nil, errors.New("potential: the eigenvalues of H did not converge")
	}
	eigen.Values(h[:m])
	var vectors mat.Dense
	eigen.VectorsTo(&vectors)
	basis.Slice(0, d, 0, m).(*mat.Dense).Mul(tangent, &vectors)
	return basis, h, nil
}
