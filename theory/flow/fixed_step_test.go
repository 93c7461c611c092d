package flow

import (
	"context"
	"math"
	"testing"
)

// spiral is x' = (-x/4 - y, x - y/4)·(1 + cos s), which turns by θ = s + sin s and shrinks by exp(-θ/4).
func spiral(dx []float64, s float64, x []float64) {
	r := 1 + math.Cos(s)
	dx[0], dx[1] = r*(-x[0]/4-x[1]), r*(x[0]-x[1]/4)
}

func onSpiral(s float64) (x, y float64) {
	theta := s + math.Sin(s)
	return math.Exp(-theta/4) * math.Cos(theta), math.Exp(-theta/4) * math.Sin(theta)
}

func TestMethodsHaveTheirOrders(t *testing.T) {
	for name, m := range Methods {
		miss := func(steps int) float64 {
			x, seen, last := []float64{1, 0}, 0, 0.0
			err := FixedStep{m, steps}.Solve(context.Background(), spiral, x, 0, 3,
				func(s float64, _ []float64) { seen++; last = s })
			if err != nil || seen != steps || math.Abs(last-3) > 1e-12 {
				t.Fatalf("%s: %d steps to %g: %v", name, seen, last, err)
			}
			a, b := onSpiral(3)
			return math.Hypot(x[0]-a, x[1]-b)
		}
		if order := math.Log2(miss(400) / miss(800)); math.Abs(order-float64(m.Order)) > 0.1 {
			t.Errorf("%s has order %.3f, not %d", name, order, m.Order)
		}
	}
}

func TestFixedStepStopsWithItsContextAndReportsABreakdown(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	euler := FixedStep{Methods["euler"], 5}
	if err := euler.Solve(ctx, spiral, []float64{1, 0}, 0, 1, nil); err != context.Canceled {
		t.Errorf("got %v", err)
	}
	grow := func(dx []float64, _ float64, x []float64) { dx[0] = x[0] * x[0] }
	fourth := FixedStep{Methods["runge-kutta-4"], 50}
	if err := fourth.Solve(context.Background(), grow, []float64{1}, 0, 20, nil); err == nil {
		t.Error("the solution 1/(1-s) is continued past its pole")
	}
}

func TestPathBetweenStepsHasTheAccuracyOfTheSteps(t *testing.T) {
	miss := func(step float64) (worst float64) {
		x, at := []float64{1, 0}, make([]float64, 2)
		p, err := (Integrator{Step: step}).Path(context.Background(), spiral, x, 0, 3)
		if err != nil {
			t.Fatal(err)
		}
		for i := range 101 {
			s := 3 * float64(i) / 100
			p.At(at, s)
			a, b := onSpiral(s)
			worst = max(worst, math.Hypot(at[0]-a, at[1]-b))
		}
		return worst
	}
	// The error of the interpolation within a step is of order h⁵, as is that of the steps together.
	if order := math.Log2(miss(0.1) / miss(0.05)); math.Abs(order-5) > 0.3 {
		t.Errorf("the path has order %.3f", order)
	}
	if e := miss(0.05); e > 1e-7 {
		t.Errorf("the path is off by %g", e)
	}
}
