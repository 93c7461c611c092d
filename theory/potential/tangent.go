package potential

import (
	"gonum.org/v1/gonum/mat"
)

// orthogonalComplement returns an orthonormal basis (d×(d-1)) of the hyperplane orthogonal to v ≠ 0, nil for d = 1.
// It is the Householder reflector of v without its first column.
func orthogonalComplement(v []float64) *mat.Dense {
	d := len(v)
	if d == 1 {
		return nil
	}
	var qr mat.QR
	qr.Factorize(mat.NewDense(d, 1, append([]float64(nil), v...)))
	var q mat.Dense
	qr.QTo(&q)
	return mat.DenseCopyOf(q.Slice(0, d, 1, d))
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
