package potential

import (
	"math"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"
)

// slowProx is an oracle for the prox that knows T and φ* alone. By Moreau's identity prox_λφ(z) = z - λw
// for the minimiser w of G(w) = φ*(w) + λ|w|²/2 - <z,w>, which has the subgradient T(w) + λw - z. The
// ellipsoid method finds it wherever T jumps. (Bland, Goldfarb and Todd, The ellipsoid method: a survey,
// 1981, doi:10.1287/opre.29.6.1039.) The point is within the returned radius of the true one.
func slowProx(phi BrenierMapper, dst, z []float64, lambda float64) (radius float64) {
	d := len(z)
	w, g := make([]float64, d), make([]float64, d)
	evaluate := func() float64 {
		conj := phi.Map(g, w)
		for i := range g {
			conj += w[i] * (lambda*w[i]/2 - z[i])
			g[i] += lambda*w[i] - z[i]
		}
		return conj
	}
	// strong convexity: λ|w*|² ≤ -<g(0),w*>, which is a ball through 0
	evaluate()
	reach := floats.Norm(g, 2) / (2 * lambda)
	floats.ScaleTo(w, -1/(2*lambda), g)
	shape := scaledIdentity(d, reach*reach) // the ellipsoid {w + u: uᵀ shape⁻¹ u ≤ 1} holds w*
	best, below := math.Inf(1), math.Inf(-1)
	n := float64(d)
	for range 60 * (d + 1) * (d + 1) {
		value := evaluate()
		if value < best {
			best = value
			for i := range dst {
				dst[i] = z[i] - lambda*w[i]
			}
		}
		direction := mat.NewVecDense(d, nil)
		direction.MulVec(shape, mat.NewVecDense(d, g))
		size := math.Sqrt(max(floats.Dot(g, direction.RawVector().Data), 0))
		below = max(below, value-size) // the least a cut allows on the ellipsoid
		if size == 0 || best-below <= 1e-14*(1+math.Abs(best)) {
			break
		}
		depth := (value - best) / size // w* lies beyond the plane through w, by so much
		move := (1 + n*depth) / (n + 1)
		floats.AddScaled(w, -move/size, direction.RawVector().Data)
		if d == 1 {
			shape.ScaleSym((1-depth)*(1-depth)/4, shape)
			continue
		}
		shape.SymRankOne(shape, -2*move/(1+depth)/size/size, direction)
		shape.ScaleSym(n*n*(1-depth*depth)/(n*n-1), shape)
	}
	gap := max(best-below, 0) + 16*epsilon*(1+math.Abs(best)+floats.Norm(z, 2)*floats.Norm(w, 2))
	return math.Sqrt(2 * lambda * gap) // G grows by λ|w-w*|²/2 at least
}
