package spectrum

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"
)

// Eigen returns the eigenvalues of the symmetric part of a in ascending order, with orthonormal
// eigenvectors as columns. By Weyl's inequality they differ from those of a symmetric matrix by no more
// than a itself does, in any norm that bounds the spectral norm.
func Eigen(a *mat.Dense) (values []float64, vectors *mat.Dense, err error) {
	d, _ := a.Dims()
	s := mat.NewSymDense(d, nil)
	for i := range d {
		for j := i; j < d; j++ {
			s.SetSym(i, j, (a.At(i, j)+a.At(j, i))/2)
		}
	}
	var e mat.EigenSym
	if !e.Factorize(s, true) {
		return nil, nil, fmt.Errorf("spectrum: the eigenvalues of a %d×%d matrix did not converge", d, d)
	}
	vectors = mat.NewDense(d, d, nil)
	e.VectorsTo(vectors)
	return e.Values(nil), vectors, nil
}

// Angle returns the largest principal angle in radians, 0 … π/2, between the spans of the columns of a and
// b, which are orthonormal (d×m). It is the arc sine of |a - b bᵀa|, which is accurate for small angles
// (Björck and Golub, doi:10.1090/S0025-5718-1973-0348991-3). It is 0 for m = 0.
func Angle(a, b mat.Matrix) float64 {
	if isEmpty(a) || isEmpty(b) {
		return 0
	}
	var inner, along, rest mat.Dense
	inner.Mul(b.T(), a)
	along.Mul(b, &inner)
	rest.Sub(a, &along)
	var svd mat.SVD
	if !svd.Factorize(&rest, mat.SVDNone) {
		return math.NaN()
	}
	return math.Asin(min(1, svd.Values(nil)[0]))
}

// isEmpty reports whether a is the basis of a subspace of dimension 0: nil, or a nil *mat.Dense.
func isEmpty(a mat.Matrix) bool {
	d, ok := a.(*mat.Dense)
	return a == nil || ok && d == nil
}

// Complement returns an orthonormal basis (d×(d-m)) of the complement of the columns of an orthonormal
// basis (d×m, nil for m = 0); nil for m = d.
func Complement(basis *mat.Dense, d int) *mat.Dense {
	if basis == nil {
		eye := mat.NewDense(d, d, nil)
		for i := range d {
			eye.Set(i, i, 1)
		}
		return eye
	}
	_, m := basis.Dims()
	if m == d {
		return nil
	}
	var qr mat.QR
	qr.Factorize(basis)
	var q mat.Dense
	qr.QTo(&q)
	return mat.DenseCopyOf(q.Slice(0, d, m, d))
}
