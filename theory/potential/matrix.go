package potential

import (
	"math"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"
)

// A spectral potential is a function of the singular values of an n×p matrix, or of the eigenvalues of a symmetric
// one. Its prox and its map change these numbers and keep the vectors (Lewis, The convex analysis of unitarily
// invariant matrix functions, Journal of Convex Analysis 2, 1995).

// onSingularValues puts U diag(f(s)) Vᵀ into dst, for the n×p matrix z = U diag(s) Vᵀ; f changes s, descending, in
// place. Where there is no decomposition, dst is NaN and the result is false.
func onSingularValues(dst, z []float64, n, p int, f func(s []float64)) bool {
	var svd mat.SVD
	if !finite(z) || !svd.Factorize(mat.NewDense(n, p, z), mat.SVDThin) {
		floats.AddConst(math.NaN(), dst)
		return false
	}
	var u, v mat.Dense
	svd.UTo(&u)
	svd.VTo(&v)
	s := svd.Values(nil)
	f(s)
	clear(dst)
	left, right := columns(&u), columns(&v)
	for k, c := range s {
		if c != 0 {
			addOuter(dst, c, left[k], right[k])
		}
	}
	return true
}

// onEigenvalues puts Q diag(f(w)) Qᵀ into dst, for the symmetric n×n matrix z = Q diag(w) Qᵀ, both in coordinates; f
// changes w, ascending, in place. Where there is no decomposition, dst is NaN and the result is false.
func onEigenvalues(dst, z []float64, n int, f func(w []float64)) bool {
	var eig mat.EigenSym
	if !finite(z) || !eig.Factorize(symmetric(z, n), true) {
		floats.AddConst(math.NaN(), dst)
		return false
	}
	var u mat.Dense
	eig.VectorsTo(&u)
	w := eig.Values(nil)
	f(w)
	clear(dst)
	for k, q := range columns(&u) {
		if w[k] != 0 {
			addSymmetric(dst, w[k], q, q)
		}
	}
	return true
}

// eigenvaluesOf returns the eigenvalues of a symmetric matrix in coordinates, ascending; nil if there is no decomposition.
func eigenvaluesOf(y []float64, n int) []float64 {
	var eig mat.EigenSym
	if !finite(y) || !eig.Factorize(symmetric(y, n), false) {
		return nil
	}
	return eig.Values(nil)
}

// singularValuesOf returns the singular values of an n×p matrix, descending; nil if there is no decomposition.
func singularValuesOf(y []float64, n, p int) []float64 {
	var svd mat.SVD
	if !finite(y) || !svd.Factorize(mat.NewDense(n, p, y), mat.SVDNone) {
		return nil
	}
	return svd.Values(nil)
}

// symmetric returns the symmetric n×n matrix with these coordinates.
func symmetric(coordinates []float64, n int) *mat.SymDense {
	a := mat.NewSymDense(n, nil)
	for i := range n {
		row := coordinates[:n-i]
		coordinates = coordinates[n-i:]
		a.SetSym(i, i, row[0])
		for j, x := range row[1:] {
			a.SetSym(i, i+1+j, x/math.Sqrt2)
		}
	}
	return a
}

// addSymmetric adds c (a bᵀ + b aᵀ)/2 to a symmetric matrix in coordinates and returns it.
func addSymmetric(dst []float64, c float64, a, b []float64) []float64 {
	at := 0
	for i := range a {
		dst[at] += c * a[i] * b[i]
		at++
		for j := i + 1; j < len(a); j++ {
			dst[at] += c * (a[i]*b[j] + a[j]*b[i]) / math.Sqrt2
			at++
		}
	}
	return dst
}

// addOuter adds c a bᵀ to a matrix by rows and returns it.
func addOuter(dst []float64, c float64, a, b []float64) []float64 {
	for i, x := range a {
		floats.AddScaled(dst[i*len(b):(i+1)*len(b)], c*x, b)
	}
	return dst
}

// columns returns copies of the columns of a matrix.
func columns(a *mat.Dense) [][]float64 {
	_, m := a.Dims()
	c := make([][]float64, m)
	for j := range c {
		c[j] = mat.Col(nil, j, a)
	}
	return c
}

func finite(z []float64) bool {
	for _, x := range z {
		if math.IsNaN(x) || math.IsInf(x, 0) {
			return false
		}
	}
	return true
}
