package potential

import (
	"math"
	"slices"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"
)

// metric is the quadratic term B = λI + Σ p_j DT_j of the bundle method, by its Cholesky factor; nil stands
// for λI.
type metric struct {
	lambda float64
	chol   *mat.Cholesky
}

func (h *hull) metric(atoms []atom, lambda float64, d int) metric {
	if h.settle == nil {
		return metric{lambda: lambda}
	}
	b := scaledIdentity(d, lambda)
	for _, a := range atoms {
		for _, f := range a.curvature {
			b.SymRankOne(b, a.weight, mat.NewVecDense(d, f))
		}
	}
	var chol mat.Cholesky
	if !chol.Factorize(b) { // λ is lost in the curvature; any metric converges
		return metric{lambda: lambda}
	}
	return metric{lambda, &chol}
}

// divide replaces x by B⁻¹x.
func (m metric) divide(x []float64) {
	if m.chol == nil {
		floats.Scale(1/m.lambda, x)
		return
	}
	v := mat.NewVecDense(len(x), x)
	m.chol.SolveVecTo(v, v)
}

// flatten replaces x by L⁻¹x, where B = LLᵀ.
func (m metric) flatten(x []float64) {
	if m.chol == nil {
		floats.Scale(1/math.Sqrt(m.lambda), x)
		return
	}
	u := m.chol.RawU()
	v := mat.NewVecDense(len(x), x)
	v.SolveVec(u.T(), v)
}

// solve returns the atoms with positive weights, the weights minimising |Σ p_j y_j - r|²/2 + Σ p_j e_j in
// the metric B⁻¹.
func (m metric) solve(atoms []atom, r []float64) []atom {
	flat, target, excess := make([][]float64, len(atoms)), slices.Clone(r), make([]float64, len(atoms))
	m.flatten(target)
	for j, a := range atoms {
		flat[j] = slices.Clone(a.y)
		m.flatten(flat[j])
		excess[j] = a.excess
	}
	var kept []atom
	for j, p := range simplexWeights(flat, target, excess) {
		if p > 0 {
			atoms[j].weight = p
			kept = append(kept, atoms[j])
		}
	}
	return kept
}
