package exact

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/floats"

	"proxflow/theory/claim"
	"proxflow/theory/claim/internal/coupling"
	"proxflow/theory/potential"
	"proxflow/theory/schedule"
)

// extent is the size of source and target, which serves as the unit of errors: the largest |x0| and |x1| of
// a sample or, if the target is bounded, the largest |x1| of all. A point near the origin has the rounding
// error of the data that it is computed from: a projection that of the whole manifold, a quantile that of
// the whole interval.
type extent struct{ source, target float64 }

func extentOf(target potential.Target, pairs []coupling.Pair) (e extent) {
	for _, p := range pairs {
		e.source, e.target = max(e.source, floats.Norm(p.X0, 2)), max(e.target, floats.Norm(p.X1, 2))
	}
	out, farther := reach(target, pairs, 1e8), reach(target, pairs, 1e12)
	if farther <= 2*out && !math.IsInf(out, 1) { // it is bounded
		e.target = max(e.target, farther)
	}
	return e
}

// extentAround is extentOf for few points: it adds a sample of its own.
func extentAround(t *claim.Trial, target potential.Target, points []coupling.Smooth) extent {
	sample := coupling.Draw(t, target, coupling.Optimal, 32)
	for _, p := range points {
		sample = append(sample, p.Pair)
	}
	return extentOf(target, sample)
}

// reach is the largest |T(r x0)| over some of the pairs.
func reach(target potential.Target, pairs []coupling.Pair, r float64) (most float64) {
	x, y := make([]float64, target.Dim()), make([]float64, target.Dim())
	for _, p := range pairs[:min(len(pairs), 16)] {
		target.Map(y, floats.ScaleTo(x, r, p.X0))
		most = max(most, floats.Norm(y, 2))
	}
	return most
}

// inSource converts an error of x0 to units of the source.
func (e extent) inSource(err float64) float64 { return err / orOne(e.source) }

// inTarget converts an error of x1 to units of the target.
func (e extent) inTarget(err float64) float64 { return err / orOne(e.target) }

// orOne returns a size, or 1 if it is 0, so that one can divide by it.
func orOne(size float64) float64 {
	if size == 0 {
		return 1
	}
	return size
}

// ofPoint is the rounding error of x_t = α x0 + β x1, where size is α|x0| + β|x1|.
func (e extent) ofPoint(s schedule.Point, size float64) float64 {
	return claim.Unit * max(size, s.B*e.target)
}

// ofField is the rounding error of v = α̇ (x - β y)/α + β̇ y at x_t, where y = x1 has the error of x over β.
func (e extent) ofField(s schedule.Point, p coupling.Pair) float64 {
	size := s.A*floats.Norm(p.X0, 2) + s.B*floats.Norm(p.X1, 2)
	return e.ofPoint(s, size)*(math.Abs(s.DA)/s.A+math.Abs(s.DB)/s.B) + claim.Unit*speed(s, p)
}

// speed is |α̇||x0| + |β̇||x1|, the size of the terms of α̇ x0 + β̇ x1.
func speed(s schedule.Point, p coupling.Pair) float64 {
	return math.Abs(s.DA)*floats.Norm(p.X0, 2) + math.Abs(s.DB)*floats.Norm(p.X1, 2)
}

// resolved reports whether x_t, which has the error u|x1|, still holds a few digits of α x0.
func (e extent) resolved(s schedule.Point) bool { return s.A >= 1e5*claim.Unit*e.target }

// unresolved is the reason for skipping a metric that needs those digits.
func unresolved(s schedule.Point) string {
	return fmt.Sprintf("α = %.1g is below what float64 resolves in x_t", s.A)
}

const (
	// firstStep is the first step of a Jacobian in units of α, the scale on which the field varies.
	// spectrum.Jacobian tries shorter ones.
	firstStep = 1. / 16
	// roundings is the error of a field inside a Jacobian in units of ofField. A prox by singular values takes
	// about eight, but the budget of a Jacobian adds the errors of all columns as if they were all aligned.
	roundings = 4
)
