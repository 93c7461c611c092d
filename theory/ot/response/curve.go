package response

import (
	"math"
	"slices"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"

	"proxflow/theory/random"
)

// curve predicts for m = 1. On an open curve, with the distribution function F along it, ρAψ' is a bridge of
// variance 2F(1-F)/n:
//
//	n·bias → 2∫ F(1-F)/(ρA) ds        n·plan error → 2∫ B F(1-F)/(ρA²) ds
//
// On a closed one the variance V of W + c takes the place of 2F(1-F): W is a bridge of covariance 2(min(F,F')
// - FF'), and c makes ∮(W+c)/(ρA) = 0. At a vortex B is b log(1/δ) down to the distance δ ~ n^-½, at which T
// moves by as much as itself:
//
//	n·plan error ~ (log n/2) ∮ b V/(ρA²) ds
func (s *support) curve(r *random.Source) (bias, plan Limit, err error) {
	var places []*place
	if err := s.visit(r, func(p *place, _ float64) { places = append(places, p) }); err != nil {
		return bias, plan, err
	}
	closed, why := inOrder(places)
	if why != "" {
		return none("%s", why), none("%s", why), nil
	}
	bias, plan = along(places, closed)
	var half []*place
	for i := 0; i < len(places); i += 2 {
		half = append(half, places[i])
	}
	coarseBias, coarsePlan := along(half, closed) // the error of the trapezoidal rule is four times as large
	bias.Err, plan.Err = math.Abs(coarseBias.Value-bias.Value)/3, math.Abs(coarsePlan.Value-plan.Value)/3
	if s.d-s.m > 1 && s.vortex(r) {
		plan = none("T has vortices of codimension above 1 in the fibres")
	}
	return bias, plan, nil
}

// inOrder sorts places along their curve: a line, or a closed curve around its mean in a plane. For other
// curves, why says why there is no order.
func inOrder(places []*place) (closed bool, why string) {
	d := len(places[0].y)
	points := mat.NewDense(len(places), d, nil)
	for i, p := range places {
		points.SetRow(i, p.y)
	}
	axes, variances := principal(points)
	var at mat.Dense
	at.Mul(points, axes)
	position := map[*place]float64{}
	switch flatTo := 1e-12 * variances[0]; {
	case d == 1 || variances[1] < flatTo:
		for i, p := range places {
			position[p] = at.At(i, 0)
		}
	case d == 2 || variances[2] < flatTo:
		closed = true
		x, y := mat.Col(nil, 0, &at), mat.Col(nil, 1, &at)
		n := float64(len(places))
		for i, p := range places {
			position[p] = math.Atan2(y[i]-floats.Sum(y)/n, x[i]-floats.Sum(x)/n)
		}
	default:
		return false, "no formula for a curve that does not lie in a plane"
	}
	slices.SortFunc(places, func(a, b *place) int {
		if position[a] < position[b] {
			return -1
		}
		return 1
	})
	mass := floats.Sum(masses(places, closed))
	if math.Abs(mass-1) > 0.02 {
		return closed, "no formula for a curve that is neither a line nor closed around its mean"
	}
	return closed, ""
}

// lengths are those of the chords from each place to the next one.
func lengths(places []*place, closed bool) []float64 {
	list := make([]float64, len(places))
	for i, p := range places {
		if next := (i + 1) % len(places); next > 0 || closed {
			list[i] = floats.Distance(p.y, places[next].y, 2)
		}
	}
	return list
}

// masses are those between each place and the next one.
func masses(places []*place, closed bool) []float64 {
	list := lengths(places, closed)
	for i, p := range places {
		list[i] *= (p.rho + places[(i+1)%len(places)].rho) / 2
	}
	return list
}

// along integrates along a curve by the trapezoidal rule.
func along(places []*place, closed bool) (bias, plan Limit) {
	n := len(places)
	chord, mass := lengths(places, closed), masses(places, closed)
	total := floats.Sum(mass)
	f := (1 - total) / 2 // of an open curve, what lies before the first place
	if closed {
		f = 0
	}
	below, g := make([]float64, n), make([]float64, n) // F, and ds/(ρA)
	vortex := false
	for i, p := range places {
		below[i] = f
		f += mass[i]
		g[i] = (chord[i] + chord[(i+n-1)%n]) / 2 / p.first.At(0, 0)
		vortex = vortex || p.diverges.At(0, 0) > 0
	}
	variance := make([]float64, n)
	for i, u := range below {
		variance[i] = 2 * u * (1 - u)
	}
	if closed {
		whole, ofC := floats.Sum(g), 0.0 // Var c
		for i, u := range below {
			cross := 0.0 // -Cov(W, c)
			for j, v := range below {
				cross += 2 * (min(u, v) - u*v) * g[j] / whole
			}
			variance[i] -= 2 * cross
			ofC += cross * g[i] / whole
		}
		floats.AddConst(ofC, variance)
	}
	if vortex {
		plan.Law = Logarithmic
	}
	for i, p := range places {
		bias.Value += variance[i] * g[i]
		moved := p.second.At(0, 0)
		if vortex {
			moved = p.diverges.At(0, 0) / 2
		}
		plan.Value += variance[i] * g[i] * moved / p.first.At(0, 0)
	}
	return bias, plan
}
