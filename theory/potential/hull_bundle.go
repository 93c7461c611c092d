package potential

import (
	"math"
	"slices"

	"gonum.org/v1/gonum/floats"
)

// bundle is prox from the start on the path, where x = T(w), with the residual in units of rounding, +Inf
// where it does not converge. It uses curvature that holds at the distance of caution times the last step
// from w. No single caution suits all problems: for small λ it is as bad to step far along a smooth piece
// without its curvature as to trust a curvature that does not hold.
func (h *hull) bundle(dst, z []float64, lambda, caution float64) (value, residual float64) {
	d := len(z)
	x := make([]float64, d)
	residual = math.Inf(1)
	s := state{w: make([]float64, d), step: make([]float64, d), rest: make([]float64, d)}
	next, beyond, before := make([]float64, d), make([]float64, d), make([]float64, d)
	var m metric
	trust := 0.0
	reset := func(atoms []atom, length float64) {
		trust = length
		s.atoms = h.follow(atoms, &s.centre, s.w, caution*trust)
		m = h.metric(s.atoms, lambda, d)
		before[0] = math.Inf(1)
	}
	floats.ScaleTo(s.w, 1/(1+lambda), z)
	s.centre = h.atom(s.w)
	s.centre.weight = 1
	reset([]atom{s.centre}, floats.Norm(s.w, 2)/16)
	const tiny = 0x1p-1022 // a residual of 0 at a point 0 is not 0/0
	rounds := 0
	for range 60 + 20*d {
		s.solve(x, z, lambda, m)
		s.stop()
		near := s.miss <= 1e5*epsilon*s.size && s.excess <= 100*s.gapNoise
		if r := max(s.miss/(4*epsilon*s.size+tiny), s.excess/(s.gapNoise+tiny)); near && r < residual {
			copy(dst, x)
			value, residual = s.value, r
		}
		if residual <= 1 {
			break
		}
		length := max(floats.Norm(s.step, 2), 1e-6*s.far)
		if h.settle != nil && length < trust/4 { // the curvature holds farther than assumed
			reset(append([]atom{s.centre}, s.atoms...), length)
			continue
		}
		if near {
			if rounds++; rounds > 24*d { // unable to get closer
				break
			}
		}
		a, change := h.try(next, &s, z, lambda)
		// Take a null step, unless rounding hides the decrease, or the last null step left x unchanged: the
		// step itself is known only to rounding over λ. An increase counts as hidden only if rounding alone
		// can cause it.
		hidden := s.decrease <= s.noise && change <= s.noise
		if change > -0.1*s.decrease && !hidden && floats.Distance(s.rest, before, 2) > 16*epsilon*s.size {
			if h.settle != nil && length <= trust {
				c := h.correct(x, next, z, lambda, append([]atom{a}, s.atoms...), caution*length)
				b, more := h.try(beyond, c, z, lambda)
				if total := change + more; total <= -0.1*s.decrease || s.decrease <= s.noise && total <= s.noise {
					copy(s.w, beyond)
					s.centre = b
					reset(append([]atom{b}, c.atoms...), length)
					continue
				}
			}
			s.atoms = append(s.atoms, a)
			copy(before, s.rest)
			continue
		}
		copy(s.w, next)
		s.centre = a
		reset(append([]atom{a}, s.atoms...), length)
	}
	return value, residual
}

// correct solves for the step from w, where the first atom is T(w). Where Θ has its minimum on a tie of
// smooth pieces, a step along them leaves the tie by the square of its length. Θ then rises by more than
// the small decrease, so that near an atom of small weight no step would be short enough (the Maratos
// effect). The next step returns to the tie, and both are judged as one.
func (h *hull) correct(x, w, z []float64, lambda float64, atoms []atom, trust float64) *state {
	d := len(w)
	s := &state{w: w, centre: atoms[0], step: make([]float64, d), rest: make([]float64, d)}
	s.atoms = h.follow(atoms, &s.centre, w, trust)
	s.solve(x, z, lambda, h.metric(s.atoms, lambda, d))
	return s
}

// stop cuts the step to just behind the first wall that it meets. Before the wall Θ bends by λ alone, and
// behind it by the curvature of a smooth piece as well: a longer step overshoots, and more so the smaller λ
// is.
func (s *state) stop() {
	part := 1.0
	for _, a := range s.atoms {
		for _, x := range a.walls {
			if along := -floats.Dot(x.n, s.step); x.room < along {
				part = min(part, (x.room*(1+0x1p-10)+1e-10*s.far)/along)
			}
		}
	}
	floats.Scale(part, s.step)
	s.decrease *= part
}

// try puts w + step into next, and returns its atom and the change of Θ.
func (h *hull) try(next []float64, s *state, z []float64, lambda float64) (a atom, change float64) {
	floats.AddTo(next, s.w, s.step)
	a = h.atom(next)
	a.excess = excessOf(&a, &s.centre, s.w)
	change = lambda*floats.Dot(s.step, s.step)/2 - a.excess
	for i, x := range s.step {
		change += (lambda*s.w[i] - z[i] + a.y[i]) * x
	}
	return a, change
}

// state is the state of the iteration: the point w, its atom, the atoms of the bundle, and what solve finds
// for them.
type state struct {
	w      []float64
	centre atom
	atoms  []atom

	step, rest          []float64 // the step from w, and z - λw - x = B step
	value, excess, miss float64   // Σ p_j c_j, Σ p_j e_j, |rest|
	decrease            float64   // of the model: |step|²_B/2 + Σ p_j e_j
	size, far           float64   // |z| + λ|w| + |y|, and |w| + |y|, the largest y
	noise, gapNoise     float64   // what rounding makes of Θ, and of the gap, as w is known to 2⁻⁵³|z|/λ only
}

// solve finds the weights and the step, drops the atoms without weight, and puts x = Σ p_j y_j into dst.
func (s *state) solve(dst, z []float64, lambda float64, m metric) {
	for i := range s.rest {
		s.rest[i] = z[i] - lambda*s.w[i]
	}
	s.atoms = m.solve(s.atoms, s.rest)
	clear(dst)
	s.value, s.excess = 0, 0
	var spread, length, cost float64 // spread is the mean distance from the centre, as the excess is a mean
	for _, a := range s.atoms {
		floats.AddScaled(dst, a.weight, a.y)
		s.value += a.weight * a.cost
		s.excess += a.weight * a.excess
		spread += a.weight * floats.Distance(a.y, s.centre.y, 2)
		length = max(length, floats.Norm(a.y, 2))
		cost = max(cost, math.Abs(a.cost))
	}
	floats.Sub(s.rest, dst)
	copy(s.step, s.rest)
	m.divide(s.step)
	s.miss = floats.Norm(s.rest, 2)
	s.decrease = floats.Dot(s.step, s.rest)/2 + s.excess
	force := floats.Norm(s.w, 2)
	s.far = force + length
	s.size = floats.Norm(z, 2) + lambda*force + length
	s.noise = 16 * epsilon * (s.size*floats.Norm(s.step, 2) + length*s.far + cost)
	s.gapNoise = s.noise + 16*epsilon*spread*s.size/lambda
}

// atom returns T(w).
func (h *hull) atom(w []float64) atom {
	a := atom{y: make([]float64, len(w))}
	a.cost = h.best(a.y, w)
	return a
}

// excessOf returns the excess of a at w, at which the centre has none.
func excessOf(a, centre *atom, w []float64) float64 {
	e := a.cost - centre.cost
	for i, wi := range w {
		e -= wi * (a.y[i] - centre.y[i])
	}
	return max(e, 0)
}

// follow moves the atoms after w, along their smooth pieces, and drops those that meet others.
func (h *hull) follow(atoms []atom, centre *atom, w []float64, trust float64) []atom {
	size, same := 0.0, 0.0
	for _, a := range atoms {
		size = max(size, floats.Norm(a.y, 2))
	}
	if h.settle != nil {
		same = 1e-13 * size
	}
	var kept []atom
next:
	for _, a := range atoms {
		if h.settle != nil {
			a.y = slices.Clone(a.y)
			a.cost, a.piece = h.settle(a.y, w, trust, size)
		}
		a.excess = excessOf(&a, centre, w)
		for i := range kept {
			if floats.Distance(a.y, kept[i].y, 2) <= same {
				kept[i].weight += a.weight
				continue next
			}
		}
		kept = append(kept, a)
	}
	return kept
}
