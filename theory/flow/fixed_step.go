package flow

import (
	"context"
	"fmt"
	"math"

	"gonum.org/v1/gonum/floats"
)

// Method is an explicit Runge-Kutta method: k_i = f(s + c_i h, x + h Σ_j a_ij k_j), x' = x + h Σ_i b_i k_i.
type Method struct {
	Order int
	A     [][]float64 // row i has the i coefficients of the stages before it
	B, C  []float64
}

// Methods are the methods that samplers of trained fields usually take, by name.
var Methods = map[string]Method{
	"euler":    {Order: 1, A: [][]float64{{}}, B: []float64{1}, C: []float64{0}},
	"midpoint": {Order: 2, A: [][]float64{{}, {0.5}}, B: []float64{0, 1}, C: []float64{0, 0.5}},
	"runge-kutta-4": {Order: 4, A: [][]float64{{}, {0.5}, {0, 0.5}, {0, 0, 1}},
		B: []float64{1. / 6, 1. / 3, 1. / 3, 1. / 6}, C: []float64{0, 0.5, 0.5, 1}},
}

// FixedStep solves x' = f(s, x) in equal steps of one method, for comparison with Integrator.
type FixedStep struct {
	Method Method
	Steps  int // ≥ 1
}

// Solve advances x in place from s0 to s1 > s0. Visit, if not nil, sees every step.
func (fs FixedStep) Solve(ctx context.Context, f func(dx []float64, s float64, x []float64), x []float64,
	s0, s1 float64, visit func(s float64, x []float64)) error {
	if fs.Steps < 1 || len(fs.Method.B) == 0 {
		panic("flow: FixedStep needs a method and a number of steps")
	}
	k := make([][]float64, len(fs.Method.B))
	for i := range k {
		k[i] = make([]float64, len(x))
	}
	at, h := make([]float64, len(x)), (s1-s0)/float64(fs.Steps)
	for n := range fs.Steps {
		if err := ctx.Err(); err != nil {
			return err
		}
		s := s0 + float64(n)*h
		for i, row := range fs.Method.A {
			copy(at, x)
			for j, a := range row {
				floats.AddScaled(at, h*a, k[j])
			}
			f(k[i], s+fs.Method.C[i]*h, at)
		}
		for i, b := range fs.Method.B {
			floats.AddScaled(x, h*b, k[i])
		}
		if floats.HasNaN(x) || math.IsInf(floats.Norm(x, math.Inf(1)), 0) {
			return fmt.Errorf("flow: the integration breaks down at s = %g with step %g", s, h)
		}
		if visit != nil {
			visit(s0+float64(n+1)*h, x)
		}
	}
	return nil
}
