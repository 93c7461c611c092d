// Package quadrature integrates smooth functions over intervals by Gauss-Legendre quadrature.
//
// There is only one type. A Rule holds nodes and weights on [-1, 1]; Adaptive applies one to smaller and
// smaller intervals until the integral converges.
package quadrature

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/integrate/quad"
)

// Rule is a rule ∫ f ≈ Σ Weight_i f(At_i) on [-1, 1].
type Rule struct{ At, Weight []float64 }

// Legendre returns the rule with n nodes, which is exact for polynomials up to degree 2n-1.
func Legendre(n int) Rule {
	r := Rule{make([]float64, n), make([]float64, n)}
	quad.Legendre{}.FixedLocations(r.At, r.Weight, -1, 1)
	return r
}

// Over applies the rule to ∫_a^b f.
func (r Rule) Over(a, b float64, f func(float64) float64) (sum float64) {
	for i, x := range r.At {
		sum += r.Weight[i] * f((a+b)/2+(b-a)/2*x)
	}
	return sum * (b - a) / 2
}

// Adaptive returns ∫_a^b f for a smooth f ≥ 0 to a relative error of 1e-12: it halves an interval until the
// integrals over the halves add up to the integral over the whole. It returns an error if they do not after
// 40 halvings: f has a pole, or a peak that the nodes on the first two halves miss.
func (r Rule) Adaptive(a, b float64, f func(float64) float64) (float64, error) {
	var limit float64
	var refine func(a, b, whole float64, depth int) (float64, error)
	refine = func(a, b, whole float64, depth int) (float64, error) {
		mid := (a + b) / 2
		left, right := r.Over(a, mid, f), r.Over(mid, b, f)
		if math.Abs(left+right-whole) <= limit {
			return left + right, nil
		}
		if depth == 0 {
			return 0, fmt.Errorf("quadrature: the integral from %g to %g does not converge", a, b)
		}
		left, err := refine(a, mid, left, depth-1)
		if err != nil {
			return 0, err
		}
		right, err = refine(mid, b, right, depth-1)
		return left + right, err
	}
	mid := (a + b) / 2
	limit = 1e-12 * (r.Over(a, mid, f) + r.Over(mid, b, f))
	return refine(a, b, r.Over(a, b, f), 40)
}
