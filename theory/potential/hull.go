package potential

import (
	"math"

	"gonum.org/v1/gonum/floats"
)

// hull is the lower convex envelope of a cost on a closed set of atoms: φ(y) = min Σ p_j c(y_j) over the
// probability weights p and atoms y_j with Σ p_j y_j = y. It knows the set only through its oracle.
type hull struct {
	// best puts into y the atom that minimises c(y) - <w,y> and returns c(y). So y = T(w), and
	// φ*(w) = <w,y> - c(y).
	best func(y, w []float64) float64
	// ceiling returns a number that no cost exceeds.
	ceiling func() float64
	// settle, if there is one, is for sets with smooth pieces: it moves the atom y along its piece to where
	// it minimises c(y) - <w,y> locally, and returns c(y) and the piece there, as far as it is the same at
	// the distance trust from w. Size is about that of the set.
	settle func(y, w []float64, trust, size float64) (cost float64, at piece)
}

// piece says how T(w) depends on w while it stays on one smooth piece of the set: DT ≈ Σ f fᵀ with columns
// f, up to walls.
type piece struct {
	curvature [][]float64
	walls     []wall
}

// wall is where the normal cone at an edge of the set ends: from w in the direction -n, T(w) stays on the
// edge for the distance room ≥ 0, and leaves it behind the wall.
type wall struct {
	n    []float64
	room float64
}

// atom is a point y of the set, its cost, its excess e = φ*(w) - (<w,y> - c) ≥ 0 at the current w, and its
// weight p.
type atom struct {
	y                    []float64
	cost, excess, weight float64
	piece
}

// prox puts prox_λφ(z) into dst and returns φ there, NaN where it does not converge.
//
// It minimises the dual function Θ(w) = λ|w|²/2 - <z,w> + φ*(w), whose minimiser is w = (z - x)/λ,
// x = prox_λφ(z), by a bundle method: each w gives an atom T(w) and thereby a cut <·,T(w)> - c(T(w)) below
// φ*, and the next w minimises the cuts' maximum with a quadratic term, by a small quadratic program for
// the weights p with Σ p_j y_j = x. For finitely many atoms this is column generation and ends after
// finitely many steps (Wolfe 1976, doi:10.1007/BF01580381, is the case c = 0). On smooth pieces the
// curvature of φ* joins the quadratic term, which makes it a Newton method for the conditions of optimality
// (a VU-method, Mifflin and Sagastizábal 2005, doi:10.1007/s10107-005-0630-3), and the atoms follow w. A
// step that does not decrease Θ, alone or with a second one that corrects it, leaves w unchanged and only
// adds its cut.
//
// The duality gap at the end is Σ p_j e_j + |λw + x - z|²/(2λ), and both parts are at rounding level.
func (h *hull) prox(dst, z []float64, lambda float64) float64 {
	if size := floats.Norm(z, 1); math.IsNaN(size) || math.IsInf(size, 0) {
		return nan(dst)
	}
	x, value, least := make([]float64, len(z)), nan(dst), math.Inf(1)
	for _, caution := range []float64{1, 1. / 16, 1. / 256} {
		at, residual := h.bundle(x, z, lambda, caution)
		if residual < least {
			copy(dst, x)
			value, least = at, residual
		}
		if least <= 4 {
			break
		}
	}
	return value
}

// value returns φ(y). The proximal point method on the dual, w ← w + (y - x)/λ with x = prox_λφ(y + λw),
// finds a subgradient w of φ at y. λ falls, so that a subgradient of any size is found. The value is +Inf
// where y - x separates y from the set, or where x does not reach y with any λ.
func (h *hull) value(y []float64) float64 {
	w, z, x := make([]float64, len(y)), make([]float64, len(y)), make([]float64, len(y))
	for lambda := 1e-2; lambda > 1e-12; lambda /= 10 {
		floats.AddScaledTo(z, y, lambda, w)
		at := h.prox(x, z, lambda)
		miss := floats.SubTo(z, y, x)
		switch size := floats.Norm(miss, 2); {
		case math.IsNaN(at):
			return at
		case size <= rounding*(1+floats.Norm(y, 2)):
			return at + floats.Dot(w, miss)
		case h.below(y, floats.ScaleTo(x, 1e8/size, miss)) > h.ceiling():
			return math.Inf(1)
		}
		floats.AddScaled(w, 1/lambda, miss)
	}
	return math.Inf(1)
}

// below returns a lower bound of φ(y): <w,y> - φ*(w), less what rounding may add to it.
func (h *hull) below(y, w []float64) float64 {
	a := h.atom(w)
	bound := a.cost
	for i, wi := range w {
		bound += wi * (y[i] - a.y[i])
	}
	return bound - 16*epsilon*floats.Norm(w, 2)*(floats.Norm(y, 2)+floats.Norm(a.y, 2))
}
