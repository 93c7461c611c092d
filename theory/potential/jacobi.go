package potential

import (
	"math"
	"sort"

	"gonum.org/v1/gonum/floats"
)

// Decompositions by Jacobi rotations (Golub and Van Loan, Matrix Computations, 4th ed., sections 8.5 and
// 8.6.3). For matrices of the sizes met here they are as fast as the bidiagonal and tridiagonal methods,
// and several times more accurate: the residual is a few units in the last place of the norm, and so is the
// recovery of x1 by a prox.

// jacobiSVD returns z = Σ s_k u_k v_kᵀ, k < min(n, p), for the n×p matrix z, in no particular order; where
// s_k = 0, one of u_k and v_k is zero as well. ok is false if z is not finite or the rotations did not
// converge. (Hestenes: rotations make the columns orthogonal; they are computed from products of columns,
// never from zᵀz.)
func jacobiSVD(z []float64, n, p int) (u, v [][]float64, s []float64, ok bool) {
	r, long := min(n, p), max(n, p)
	scale := powerOfTwo(z)
	u, v, s = vectors(r, long), vectors(r, r), make([]float64, r)
	for k := range u { // the columns, or the rows of a wide matrix
		v[k][k] = 1
		for l := range u[k] {
			i, j := l, k
			if n < p {
				i, j = k, l
			}
			u[k][l] = z[i*p+j] / scale
		}
	}
	// what the rounding of rotated columns and of their product leaves
	tol := 0x1p-52 * (1 + math.Sqrt(float64(long)))
	ok = sweeps(r, func(i, j int) bool {
		a, b, c := floats.Dot(u[i], u[i]), floats.Dot(u[j], u[j]), floats.Dot(u[i], u[j])
		if math.Abs(c) <= tol*math.Sqrt(a*b) || min(a, b) < negligible*negligible {
			return false
		}
		t := tangentOf(a, b, c)
		rotate(u[i], u[j], t)
		rotate(v[i], v[j], t)
		return true
	})
	for k := range u {
		if length := floats.Norm(u[k], 2); length < negligible {
			clear(u[k])
		} else {
			floats.Scale(1/length, u[k])
			s[k] = scale * length
		}
	}
	if n < p {
		u, v = v, u
	}
	return u, v, s, ok && !math.IsNaN(scale)
}

// jacobiEigen returns z = Σ w_k q_k q_kᵀ for the symmetric n×n matrix with coordinates z, w ascending. ok
// is false if z is not finite or the rotations did not converge.
func jacobiEigen(z []float64, n int) (q [][]float64, w []float64, ok bool) {
	scale := powerOfTwo(z)
	a := vectors(n, n)
	q, w = vectors(n, n), make([]float64, n)
	for i := range n {
		q[i][i] = 1
		a[i][i] = z[0] / scale
		for j := i + 1; j < n; j++ {
			a[i][j] = z[j-i] / (scale * math.Sqrt2)
			a[j][i] = a[i][j]
		}
		z = z[n-i:]
	}
	tol := 0x1p-54 / float64(n) // of entries whose largest one is about 1
	ok = sweeps(n, func(i, j int) bool {
		if math.Abs(a[i][j]) <= tol {
			return false
		}
		x, y, c := a[i][i], a[j][j], a[i][j]
		t := tangentOf(x, y, c)
		rotate(a[i], a[j], t)
		for _, row := range a {
			rotate(row[i:i+1], row[j:j+1], t)
		}
		a[i][i], a[j][j], a[i][j], a[j][i] = x-t*c, y+t*c, 0, 0
		rotate(q[i], q[j], t)
		return true
	})
	for k := range w {
		w[k] = scale * a[k][k]
	}
	sort.Sort(eigenpairs{w, q})
	return q, w, ok && !math.IsNaN(scale)
}

// negligible is a length below which a column is only what rounding left of one that depends on the others,
// for a matrix whose largest entry is about 1.
const negligible = 0x1p-200

// sweeps rotates all pairs repeatedly until a whole sweep has nothing to do. About ten sweeps are usual.
func sweeps(n int, rotated func(i, j int) bool) bool {
	for range 60 {
		done := true
		for i := range n {
			for j := range i {
				if rotated(i, j) {
					done = false
				}
			}
		}
		if done {
			return true
		}
	}
	return false
}

// tangentOf is the tangent of the smaller angle of the rotation that makes the symmetric matrix (a c; c b)
// diagonal.
func tangentOf(a, b, c float64) float64 {
	zeta := (b - a) / (2 * c)
	return math.Copysign(1/(math.Abs(zeta)+math.Hypot(1, zeta)), zeta)
}

// rotate turns the vectors a and b by the angle of tangent t. It is written as a correction to them, so
// that its rounding errors vanish with the angle.
func rotate(a, b []float64, t float64) {
	cos := 1 / math.Sqrt(1+t*t)
	sin := cos * t
	tau := sin / (1 + cos)
	for k, x := range a {
		y := b[k]
		a[k] = x - sin*(y+tau*x)
		b[k] = y + sin*(x-tau*y)
	}
}

// powerOfTwo is the one just above the entries of z, 1 if they are all 0, NaN if one is not finite.
func powerOfTwo(z []float64) float64 {
	largest := 0.0
	for _, x := range z {
		largest = max(largest, math.Abs(x)) // max keeps NaN
	}
	if largest == 0 {
		return 1
	}
	if math.IsNaN(largest) || math.IsInf(largest, 1) {
		return math.NaN()
	}
	_, exponent := math.Frexp(largest)
	return math.Ldexp(1, min(exponent, 1023))
}

// vectors returns n zero vectors of length m, one after the other in memory.
func vectors(n, m int) [][]float64 {
	all, v := make([]float64, n*m), make([][]float64, n)
	for i := range v {
		v[i] = all[i*m : (i+1)*m]
	}
	return v
}

type eigenpairs struct {
	w []float64
	q [][]float64
}

func (e eigenpairs) Len() int           { return len(e.w) }
func (e eigenpairs) Less(i, j int) bool { return e.w[i] < e.w[j] }
func (e eigenpairs) Swap(i, j int) {
	e.w[i], e.w[j] = e.w[j], e.w[i]
	e.q[i], e.q[j] = e.q[j], e.q[i]
}
