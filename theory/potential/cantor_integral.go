package potential

import (
	"math"
	"sync"

	"proxflow/theory/normal"
)

// cantorIntegral is ∫₀ᵘ Φ⁻¹(C(s)) ds for 0 ≤ u ≤ ½. It descends to u through the thirds: C maps the current
// block, of length size, onto [a, a + width].
func cantorIntegral(u float64) float64 {
	sum, size, a, width := 0.0, 1.0, 0.0, 1.0
	for k := 1; k < len(cantorEnds()) && u > 0; k++ {
		width /= 2
		if u < 1.0/3 {
			u *= 3
			size /= 3
			continue
		}
		mean := cantorEnds()[k] // over the left third
		if a > 0 {
			mean = cantorMean(a, width)
		}
		a += width
		sum += size/3*mean + size*(min(u, 2.0/3)-1.0/3)*normal.Quantile(a, 1-a)
		if u <= 2.0/3 {
			break
		}
		u = min(math.FMA(3, u, -2), 1)
		size /= 3
	}
	return sum
}

// cantorMean is E Φ⁻¹(a + width·C(U)) for U uniform on [0,1] and a ≥ width > 0. Φ⁻¹ is analytic well beyond
// the interval, so that a rule of few nodes is exact to rounding.
func cantorMean(a, width float64) float64 {
	ratio := 2*a/width + 1 // of the distance to 0 and half the width, from the middle; ≥ 3
	n := int(40/math.Log(2*ratio-1/ratio)) + 1
	rule, sum := cantorRules()[n], 0.0
	for i, t := range rule.nodes {
		p := a + width/2*(1+t)
		sum += rule.weights[i] * normal.Quantile(p, 1-p)
	}
	return sum
}

// cantorEnds holds E Φ⁻¹(2⁻ᵏC(U)), each from the next one, a gap and an interval off 0. What lies below the
// last one adds less than 3⁻⁵⁰ to an integral.
var cantorEnds = sync.OnceValue(func() []float64 {
	ends := make([]float64, 52)
	for k := len(ends) - 2; k > 0; k-- {
		p := math.Ldexp(1, -k-1)
		ends[k] = (ends[k+1] + normal.Quantile(p, 1-p) + cantorMean(p, p)) / 3
	}
	return ends
})

// quadrature is a rule E g(2C(U)-1) ≈ Σ weights_i g(nodes_i).
type quadrature struct{ nodes, weights []float64 }

// cantorRules holds the interpolatory rules at n Chebyshev nodes, n ≤ 24. By self-similarity the law of c =
// 2C(U)-1 is that of (c-1)/2, 0, (c+1)/2 with probability ⅓ each, so the weights of the interpolant of g
// are the fixed point of w_j = ⅓(Σ w_i l_j((t_i-1)/2) + l_j(0) + Σ w_i l_j((t_i+1)/2)), with the Lagrange
// polynomials l_j.
var cantorRules = sync.OnceValue(func() []quadrature {
	rules := make([]quadrature, 25)
	for n := 1; n < len(rules); n++ {
		nodes, weights := make([]float64, n), make([]float64, n)
		for i := range n {
			nodes[i], weights[i] = math.Cos(math.Pi*(float64(i)+0.5)/float64(n)), 1/float64(n)
		}
		lagrange := func(j int, t float64) float64 { // (1 + 2 Σ_m T_m(t) T_m(t_j))/n, 0 < m < n
			s := 1.0
			for m := 1; m < n; m++ {
				s += 2 * math.Cos(float64(m)*math.Acos(t)) * math.Cos(float64(m)*math.Acos(nodes[j]))
			}
			return s / float64(n)
		}
		step := make([][]float64, n)
		for j := range step {
			step[j] = make([]float64, n+1)
			step[j][n] = lagrange(j, 0)
			for i, t := range nodes {
				step[j][i] = lagrange(j, (t-1)/2) + lagrange(j, (t+1)/2)
			}
		}
		for range 100 { // the error shrinks by ⅔ each time
			next := make([]float64, n)
			for j := range next {
				next[j] = step[j][n]
				for i, w := range weights {
					next[j] += step[j][i] * w
				}
				next[j] /= 3
			}
			weights = next
		}
		rules[n] = quadrature{nodes, weights}
	}
	return rules
})
