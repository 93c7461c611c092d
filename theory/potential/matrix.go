package potential

import (
	"math"

	"gonum.org/v1/gonum/floats"
)

// A spectral potential is a function of the singular values of an n×p matrix, or of the eigenvalues of a
// symmetric one. Its prox and its map change these numbers and keep the vectors (Lewis, The convex analysis
// of unitarily invariant matrix functions, Journal of Convex Analysis 2, 1995).

// onSingularValues puts U diag(f(s)) Vᵀ into dst, for the n×p matrix z = U diag(s) Vᵀ, and returns what f
// returns; f changes s in place; s has no particular order. Where there is no decomposition, dst and the
// result are NaN.
func onSingularValues(dst, z []float64, n, p int, f func(s []float64) float64) float64 {
	u, v, s, ok := jacobiSVD(z, n, p)
	if !ok {
		return nan(dst)
	}
	value := f(s)
	clear(dst)
	for k, c := range s {
		if c != 0 {
			addOuter(dst, c, u[k], v[k])
		}
	}
	return value
}

// onEigenvalues puts Q diag(f(w)) Qᵀ into dst, for the symmetric n×n matrix z = Q diag(w) Qᵀ, both in
// coordinates, and returns what f returns; f changes w in place; w is ascending. Where there is no
// decomposition, dst and the result are NaN.
func onEigenvalues(dst, z []float64, n int, f func(w []float64) float64) float64 {
	q, w, ok := jacobiEigen(z, n)
	if !ok {
		return nan(dst)
	}
	value := f(w)
	clear(dst)
	for k, c := range w {
		if c != 0 {
			addSymmetric(dst, c, q[k], q[k])
		}
	}
	return value
}

// addOuter adds c a bᵀ to a matrix by rows and returns it.
func addOuter(dst []float64, c float64, a, b []float64) []float64 {
	for i, x := range a {
		floats.AddScaled(dst[i*len(b):(i+1)*len(b)], c*x, b)
	}
	return dst
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

// nan fills dst with NaN and returns NaN.
func nan(dst []float64) float64 {
	for i := range dst {
		dst[i] = math.NaN()
	}
	return math.NaN()
}
