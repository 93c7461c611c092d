package flow

import (
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"
)

// Invert solves α w + β S(w) = x for w, with α, β > 0 and a monotone map S: R^d → R^d; s puts S(x) into
// dst. S may jump, and the root may then lie on a vertical part of its graph. For S = T = ∇φ* the root is
// w = prox_{φ*/λ}(x/α), so that by Moreau's identity prox_{λφ}(x/β) = (x - α w)/β. This computes the prox
// of φ from the map alone.
//
// The left side is α-strongly monotone, so the root is unique. A semismooth Newton iteration finds it, or
// follows it down from a larger α. Where S jumps too often for Newton, the ellipsoid method takes over
// (Yudin and Nemirovskii; bisection for d = 1), in which every value of the left side cuts off a
// half-space. The residual is at rounding level, a few 2⁻⁵³ (α|w| + β|S(w)| + |x|). If the root lies on a
// vertical part of the graph, then α times the distance of w to the root is at this level, and S(w) is the
// end of the jump, of those met, that comes nearest to solving the equation. If neither holds, the error
// gives the residual.
func Invert(w []float64, s func(dst, x []float64), alpha, beta float64, x []float64) error {
	e := &equation{s: s, alpha: alpha, beta: beta, x: x}
	floats.ScaleTo(w, 1/(alpha+beta), x)
	if e.newton(w, 1e-3) {
		return nil
	}
	if len(x) == 1 {
		return e.bisect(w)
	}
	if e.follow(w) {
		return nil
	}
	return e.ellipsoid(w)
}

// equation is r(w) = α w + β S(w) - x = 0.
type equation struct {
	s           func(dst, x []float64)
	alpha, beta float64
	x           []float64
}

const unit = 0x1p-53

// residual puts r(w) into r and returns |r| and the size of what rounding alone makes of 0.
func (e *equation) residual(r, w []float64) (norm, floor float64) {
	e.s(r, w)
	floor = unit * (e.alpha*floats.Norm(w, 2) + e.beta*floats.Norm(r, 2) + floats.Norm(e.x, 2))
	for i, s := range r {
		r[i] = e.alpha*w[i] - e.x[i] + e.beta*s
	}
	return floats.Norm(r, 2), floor
}

// newton improves w until its residual is at the rounding level. A step is shortened to no less than the
// share least of it. If newton returns false, w is the best point that it met.
func (e *equation) newton(w []float64, least float64) bool {
	d := len(w)
	r, next, trial := make([]float64, d), make([]float64, d), make([]float64, d)
	norm, floor := e.residual(r, w)
	for range 60 {
		if norm <= floor {
			return true
		}
		var step mat.VecDense
		if step.SolveVec(e.jacobian(w), mat.NewVecDense(d, r)) != nil && step.Len() == 0 {
			break
		}
		shrink, better := 1.0, math.Inf(1)
		for shrink > least {
			floats.AddScaledTo(trial, w, -shrink, step.RawVector().Data)
			if better, _ = e.residual(next, trial); better < norm*(1-shrink/8) {
				break
			}
			shrink /= 2
		}
		if !(better < norm) {
			break
		}
		copy(w, trial)
		norm, floor = e.residual(r, w)
	}
	return norm <= 16*floor
}

// follow solves the equation for α from max(α, β) down to its own, each time starting from the last root.
// The root depends continuously on α and stays bounded, whereas a Newton step from afar is the residual
// over α where S is flat. If follow returns false, w is the root for the least α reached.
func (e *equation) follow(w []float64) bool {
	own := e.alpha
	defer func() { e.alpha = own }()
	for e.alpha = max(own, e.beta); e.newton(w, 1e-9); e.alpha = max(own, e.alpha/8) {
		if e.alpha == own {
			return true
		}
	}
	return false
}

// jacobian is α I + β DS(w), by central differences.
func (e *equation) jacobian(w []float64) *mat.Dense {
	d := len(w)
	j := mat.NewDense(d, d, nil)
	up, down, at := make([]float64, d), make([]float64, d), make([]float64, d)
	h := 1e-6 * max(1, floats.Norm(w, 2))
	for k := range d {
		copy(at, w)
		at[k] = w[k] + h
		e.s(up, at)
		at[k] = w[k] - h
		e.s(down, at)
		for i := range d {
			j.Set(i, k, e.beta*(up[i]-down[i])/(2*h))
		}
		j.Set(k, k, j.At(k, k)+e.alpha)
	}
	return j
}

// radius bounds the distance of w to the root: by strong monotonicity α|w - w*| ≤ |r(w)|.
func (e *equation) radius(norm float64) float64 { return norm / e.alpha * (1 + 1e-9) }

func (e *equation) bisect(w []float64) error {
	r := make([]float64, 1)
	norm, _ := e.residual(r, w)
	low, high := []float64{w[0] - e.radius(norm)}, []float64{w[0] + e.radius(norm)}
	for range 2200 { // enough for every float64
		w[0] = low[0] + (high[0]-low[0])/2
		if w[0] <= low[0] || w[0] >= high[0] {
			// The root is at one of two neighbours, or on a jump between them, for which the nearer end is
			// taken.
			below, _ := e.residual(r, low)
			if above, _ := e.residual(r, high); below <= above {
				w[0] = low[0]
			} else {
				w[0] = high[0]
			}
			return nil
		}
		if e.residual(r, w); r[0] > 0 {
			high[0] = w[0]
		} else {
			low[0] = w[0]
		}
	}
	return fmt.Errorf("flow: the bisection does not end in [%g, %g]", low[0], high[0])
}

// ellipsoid shrinks {w: (w-c)ᵀP⁻¹(w-c) ≤ 1} around the root by central cuts. Newton restarts at every 4d-th
// centre within reach of the floor: once the ellipsoid is smaller than the pieces on which S is smooth,
// Newton converges at once.
func (e *equation) ellipsoid(w []float64) error {
	d := len(w)
	n := float64(d)
	r := make([]float64, d)
	norm, floor := e.residual(r, w)
	p := mat.NewSymDense(d, nil)
	for i := range d {
		p.SetSym(i, i, e.radius(norm)*e.radius(norm))
	}
	var g, pg mat.VecDense
	start, best, least := make([]float64, d), slices.Clone(w), norm
	for k := 1; k <= 400*d*(d+1); k++ {
		if norm < least {
			copy(best, w)
			least = norm
		}
		if norm <= 16*floor {
			return nil
		}
		if k%(4*d) == 0 {
			copy(start, w)
			if e.newton(start, 1e-3) {
				copy(w, start)
				return nil
			}
		}
		g.CloneFromVec(mat.NewVecDense(d, r))
		pg.MulVec(p, &g)
		depth := math.Sqrt(mat.Dot(&g, &pg)) // half the width of the ellipsoid across the cut, times |r|
		if size := unit * max(floats.Norm(w, 2), floor/e.alpha); !(depth > 0) ||
			depth/norm <= size && widest(p) <= size {
			// around a root on a jump, most centres are on its wrong side
			if e.alpha*floats.Distance(w, best, 2) <= 16*floor {
				copy(w, best)
			}
			return nil
		}
		pg.ScaleVec(1/depth, &pg)
		for i := range d {
			w[i] -= pg.AtVec(i) / (n + 1)
		}
		p.SymRankOne(p, -2/(n+1), &pg)
		p.ScaleSym(n*n/(n*n-1), p)
		var rounding float64
		norm, rounding = e.residual(r, w)
		floor = min(floor, rounding) // far out rounding is large; at the root it is at most a few times the least
	}
	return fmt.Errorf("flow: the interpolation could not be inverted: residual %.3g, rounding %.3g", norm, floor)
}

// widest bounds the longest half axis by the trace.
func widest(p *mat.SymDense) float64 { return math.Sqrt(max(0, mat.Trace(p))) }
