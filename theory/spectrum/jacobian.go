// Package spectrum computes Jacobians of fields with an error budget, their spectra, and the angles between
// eigenspaces.
package spectrum

import (
	"math"

	"gonum.org/v1/gonum/mat"
)

// Jacobian returns Df(x) (d×d) by central differences with one step of Richardson extrapolation, and its
// error budget in the Frobenius norm. Noise bounds the rounding error of f. With the central differences
// D_h and the second differences S_h of step h, both d×d, the estimate is D_{h/2} + (D_{h/2} - D_h)/3 and
//
//	budget = |D_{h/2} - D_h| + |2 S_{h/2} - S_h| + 8 √d noise / h.
//
// The first term exceeds the error of the estimate wherever f is smooth. The second is of the same order
// there, and does not shrink with h at a kink of f. The third is rounding: a column of D_{h/2} errs by 2
// noise/h at most and one of D_h by noise/h, so the estimate errs by 3 √d noise/h.
//
// Of the steps h, h/4, … h/4⁷ the one with the least budget is taken: a kink of f nearby costs digits, not
// correctness. If x is on a kink, the budget says so.
func Jacobian(f func(dst, x []float64), x []float64, h, noise float64) (jac *mat.Dense, budget float64) {
	budget = math.Inf(1)
	for range 8 {
		if j, b := JacobianStep(f, x, h, noise); jac == nil || b < budget {
			jac, budget = j, b
		}
		h /= 4
	}
	return jac, budget
}

// JacobianStep is Jacobian with the step h alone. The budget is +Inf where f is not finite.
func JacobianStep(f func(dst, x []float64), x []float64, h, noise float64) (*mat.Dense, float64) {
	centre := make([]float64, len(x))
	f(centre, x)
	coarse, bend := differences(f, x, centre, h)
	fine, halfBend := differences(f, x, centre, h/2)
	var kink, gap mat.Dense
	kink.Scale(2, halfBend)
	kink.Sub(&kink, bend)
	gap.Sub(fine, coarse)
	budget := mat.Norm(&gap, 2) + mat.Norm(&kink, 2) + 8*math.Sqrt(float64(len(x)))*noise/h
	if math.IsNaN(budget) {
		budget = math.Inf(1)
	}
	gap.Scale(1./3, &gap)
	gap.Add(&gap, fine)
	return &gap, budget
}

// differences returns the first and second central differences of f, column by column, both divided by the
// step.
func differences(f func(dst, x []float64), x, centre []float64, h float64) (first, second *mat.Dense) {
	d := len(x)
	first, second = mat.NewDense(d, d, nil), mat.NewDense(d, d, nil)
	at, up, down := append([]float64(nil), x...), make([]float64, d), make([]float64, d)
	for k := range d {
		at[k] = x[k] + h
		f(up, at)
		wide := at[k]
		at[k] = x[k] - h
		f(down, at)
		wide -= at[k] // twice the step as it was rounded
		at[k] = x[k]
		for i := range d {
			first.Set(i, k, (up[i]-down[i])/wide)
			second.Set(i, k, (up[i]-2*centre[i]+down[i])/(wide/2))
		}
	}
	return first, second
}

// Asymmetry is |A - Aᵀ| / max(1, |A|) in the Frobenius norm.
func Asymmetry(a *mat.Dense) float64 {
	var skew mat.Dense
	skew.Sub(a, a.T())
	return mat.Norm(&skew, 2) / max(1, mat.Norm(a, 2))
}

// Norm is the Frobenius norm.
func Norm(a mat.Matrix) float64 { return mat.Norm(a, 2) }
