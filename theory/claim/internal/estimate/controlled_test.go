package estimate

import (
	"math"
	"testing"

	"gonum.org/v1/gonum/stat"

	"proxflow/theory/random"
)

// drawn draws numbers with mean 3 that two controls explain up to a normal residual. They are as skewed as
// the errors of batches.
func drawn(r *random.Source, n int) (draws, first, second []float64) {
	square := func() float64 { x := r.Normal(); return x*x - 1 }
	for range n {
		a, b, c := square(), square(), r.Normal()
		draws = append(draws, 3+a+b/4+c/7)
		first, second = append(first, a), append(second, a+2*b)
	}
	return draws, first, second
}

func TestControlsNarrowTheIntervalAndKeepItsCoverage(t *testing.T) {
	r := random.New("controlled")
	const runs = 4000
	covered, half, without := 0, 0.0, 0.0
	for range runs {
		draws, first, second := drawn(r, 32)
		e, ok := Controlled(draws, first, second)
		if !ok {
			t.Fatal("32 draws give no estimate")
		}
		if math.Abs(e.Value-3) <= e.Half {
			covered++
		}
		plain, _ := Of(draws)
		half, without = half+e.Half, without+plain.Half
	}
	// 95 % of 4000 with a standard deviation of 14.
	if covered < 0.93*runs || covered > 0.97*runs {
		t.Errorf("%d of %d intervals cover the mean", covered, runs)
	}
	if half > without/8 { // the residual is a tenth of the spread
		t.Errorf("half the interval is %.3g, without controls %.3g", half/runs, without/runs)
	}
}

func TestControlsThatExplainAllLeaveNoInterval(t *testing.T) {
	r := random.New("exact")
	a, b := r.Normals(make([]float64, 20)), r.Normals(make([]float64, 20))
	draws := make([]float64, 20)
	for i := range draws {
		draws[i] = 5 + 2*a[i] - 3*b[i]
	}
	if e, _ := Controlled(draws, a, b); math.Abs(e.Value-5) > 1e-13 || e.Half > 1e-13 {
		t.Errorf("got %+v", e)
	}
	// Neither a copy nor a constant counts as a control.
	e, _ := Controlled(draws, a)
	f, _ := Controlled(draws, a, make([]float64, 20), a)
	if math.Abs(f.Value-e.Value) > 1e-13 || math.Abs(f.Half-e.Half) > 1e-13 {
		t.Errorf("got %+v with useless controls, %+v without", f, e)
	}
}

func TestTooFewDrawsHaveNoControls(t *testing.T) {
	draws, first, second := drawn(random.New("few"), 7)
	e, _ := Controlled(draws, first, second)
	if plain, _ := Of(draws); e != plain || e.Value != stat.Mean(draws, nil) {
		t.Errorf("got %+v, want %+v", e, plain)
	}
	if _, ok := Controlled(draws[:1], first[:1]); ok {
		t.Error("one draw has an interval")
	}
}
