package flow

import (
	"context"
	"fmt"
	"math"

	"gonum.org/v1/gonum/floats"
)

// Integrator solves x' = f(s, x) by the Dormand-Prince pair of orders 5 and 4 with step-size control
// (doi:10.1016/0771-050X(80)90013-3). The zero value has the documented defaults.
type Integrator struct {
	Tol      float64 // error per step, relative to max(1,|x|); 1e-10 if 0
	MaxSteps int     // 20000 if 0
	// Step, if not 0, is a fixed step in place of step-size control. It is for fields so noisy that an
	// error estimate would only measure the noise.
	Step float64
}

// Dormand-Prince coefficients: nodes, stages, and the weights of the error estimate.
var (
	nodes  = [7]float64{0, 1. / 5, 3. / 10, 4. / 5, 8. / 9, 1, 1}
	stages = [7][6]float64{
		{},
		{1. / 5},
		{3. / 40, 9. / 40},
		{44. / 45, -56. / 15, 32. / 9},
		{19372. / 6561, -25360. / 2187, 64448. / 6561, -212. / 729},
		{9017. / 3168, -355. / 33, 46732. / 5247, 49. / 176, -5103. / 18656},
		{35. / 384, 0, 500. / 1113, 125. / 192, -2187. / 6784, 11. / 84},
	}
	estimate = [7]float64{71. / 57600, 0, -71. / 16695, 71. / 1920, -17253. / 339200, 22. / 525, -1. / 40}
)

// Solve advances x in place from s0 to s1 > s0. Visit, if not nil, sees every accepted step.
func (in Integrator) Solve(ctx context.Context, f func(dx []float64, s float64, x []float64), x []float64,
	s0, s1 float64, visit func(s float64, x []float64)) error {
	return in.steps(ctx, f, x, s0, s1, func(s float64, x []float64, _ [7][]float64) {
		if visit != nil {
			visit(s, x)
		}
	})
}

// Path is Solve, and returns the solution between the steps as well.
func (in Integrator) Path(ctx context.Context, f func(dx []float64, s float64, x []float64), x []float64,
	s0, s1 float64) (*Path, error) {
	p := &Path{}
	p.append(s0, x, [7][]float64{})
	return p, in.steps(ctx, f, x, s0, s1, p.append)
}

// steps is Solve; visit sees also the stages of every step.
func (in Integrator) steps(ctx context.Context, f func(dx []float64, s float64, x []float64), x []float64,
	s0, s1 float64, visit func(s float64, x []float64, stages [7][]float64)) error {
	tol, steps := in.Tol, in.MaxSteps
	if tol == 0 {
		tol = 1e-10
	}
	if steps == 0 {
		steps = 20000
	}
	var k [7][]float64
	for i := range k {
		k[i] = make([]float64, len(x))
	}
	next, diff := make([]float64, len(x)), make([]float64, len(x))
	s, h := s0, (s1-s0)/100
	if in.Step > 0 {
		h = (s1 - s0) / math.Ceil((s1-s0)/in.Step)
	}
	f(k[0], s, x)
	for range steps {
		if err := ctx.Err(); err != nil {
			return err
		}
		last := s+h*(1+1e-9) >= s1
		if last {
			h = s1 - s
		}
		for i := 1; i < 7; i++ {
			copy(next, x)
			for j, a := range stages[i][:i] {
				floats.AddScaled(next, h*a, k[j])
			}
			f(k[i], s+h*nodes[i], next)
		}
		clear(diff)
		for i, e := range estimate {
			floats.AddScaled(diff, h*e, k[i])
		}
		err := floats.Norm(diff, 2) / (tol * max(1, floats.Norm(x, 2)))
		if math.IsNaN(err) {
			err = math.Inf(1) // the step leaves where f is defined: take a shorter one
		}
		if h < 1e-14*max(1, math.Abs(s)) || in.Step > 0 && math.IsInf(err, 1) {
			return fmt.Errorf("flow: the integration breaks down at s = %g with step %g", s, h)
		}
		if err <= 1 || in.Step > 0 {
			s += h
			copy(x, next)
			visit(s, x, k)
			k[0], k[6] = k[6], k[0] // the last stage is the first of the next step
			if last {
				return nil
			}
		}
		if in.Step == 0 {
			h *= min(5, max(0.2, 0.9*math.Pow(err, -0.2)))
		}
	}
	return fmt.Errorf("flow: %d steps do not reach the end: s = %g of %g", steps, s, s1)
}

// Span is the part of (0,1) over which a trajectory is integrated: the field is singular at both ends.
type Span struct{ Start, End float64 }

// Span returns the span that starts at β = 2⁻³⁰. It ends at α = 2⁻³⁰, where the rest of the path is
// negligible, or at |α̇| 2⁻⁵³ = 2⁻³⁰, where the rounding of t alone moves the path by as much, whichever
// comes first.
func (f *Field) Span() Span {
	const least = 0x1p-30
	sp := Span{0x1p-60, 0.5}
	for f.Schedule.At(sp.Start).B < least {
		sp.Start *= 2
	}
	for p := f.Schedule.At(sp.End); p.A > least && -p.DA*unit < least; p = f.Schedule.At(sp.End) {
		sp.End = 1 - (1-sp.End)/2
	}
	return sp
}

// Trajectory advances x in place along x' = v_t(x) from t = 0 over the span. Visit, if not nil, sees the
// time and the point of every step.
func (f *Field) Trajectory(ctx context.Context, in Integrator, x []float64, sp Span,
	visit func(t float64, x []float64)) error {
	// The field is singular at t = 0. The step to the start of the span follows the interpolation to the
	// target point that the prox recovers there from x itself. Its error is of the order of the square of
	// the step.
	start, x1 := f.Schedule.At(sp.Start), make([]float64, len(x))
	f.Recover(x1, x, sp.Start)
	floats.Scale(start.A, x)
	floats.AddScaled(x, start.B, x1)
	return f.Advance(ctx, in, x, sp, visit)
}

// Advance advances x in place along x' = v_t(x) from the start of the span to its end, in the variable s =
// log(t/(1-t)) that resolves both ends of (0,1). Visit is as in Trajectory.
func (f *Field) Advance(ctx context.Context, in Integrator, x []float64, sp Span,
	visit func(t float64, x []float64)) error {
	time := func(s float64) (t, rest float64) { // t and 1-t
		return 1 / (1 + math.Exp(-s)), 1 / (1 + math.Exp(s))
	}
	logit := func(t float64) float64 { return math.Log(t) - math.Log1p(-t) }
	return in.Solve(ctx, func(dx []float64, s float64, x []float64) {
		t, rest := time(s)
		f.At(dx, x, t)
		floats.Scale(t*rest, dx)
	}, x, logit(sp.Start), logit(sp.End), func(s float64, x []float64) {
		if visit != nil {
			t, _ := time(s)
			visit(t, x)
		}
	})
}
