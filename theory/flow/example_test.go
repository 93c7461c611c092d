package flow_test

import (
	"fmt"

	"proxflow/theory/flow"
	"proxflow/theory/potential"
	"proxflow/theory/schedule"
)

// A point of the interpolation knows where it ends: x1 = prox_λφ(x_t/β), λ = α/β, at every time t.
func ExampleField_Recover() {
	target := &potential.Ball{D: 2, Radius: 1}
	field := &flow.Field{Phi: target, Schedule: &schedule.Linear{}}

	x0, x1 := []float64{0, 2}, make([]float64, 2)
	target.Map(x1, x0)
	x, end := make([]float64, 2), make([]float64, 2)
	for _, t := range []float64{0.25, 0.5, 0.75} {
		p := field.Schedule.At(t)
		for i := range x {
			x[i] = p.A*x0[i] + p.B*x1[i]
		}
		field.Recover(end, x, t)
		fmt.Println(t, x, "ends at", end)
	}
	// Output:
	// 0.25 [0 1.75] ends at [0 1]
	// 0.5 [0 1.5] ends at [0 1]
	// 0.75 [0 1.25] ends at [0 1]
}

// The paths of the linear schedule are straight, so one Euler step along the field is exact, from any time
// to the end.
func ExampleField_At() {
	target := &potential.Box{D: 2, HalfWidth: 1}
	field := &flow.Field{Phi: target, Schedule: &schedule.Linear{}}

	const t = 0.5
	x, v := []float64{0.75, -1.5}, make([]float64, 2) // halfway from x0 = (½,-2) to x1 = (1,-1)
	field.At(v, x, t)
	for i := range x {
		x[i] += (1 - t) * v[i]
	}
	fmt.Println("v =", v, "leads to", x)
	// Output:
	// v = [0.5 1] leads to [1 -1]
}
