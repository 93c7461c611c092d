package rate

import (
	"math"
	"testing"

	"proxflow/theory/random"
)

func TestFitAgreesWithAWorkedExample(t *testing.T) {
	// Residuals ±0.1 of y = 2x+1 on 0…4, orthogonal to 1 and x up to the closed form below.
	x := []float64{0, 1, 2, 3, 4}
	y := []float64{1.1, 2.9, 5, 6.9, 9.1}
	// Sxx = 10, Sxy = Σ(x-2)(y-5) = 20, so slope 2; residuals 0.1,-0.1,0,-0.1,0.1; s² = 0.04/3; t(0.975,3)
	// = 3.182446.
	want := 3.182446305284263 * math.Sqrt(0.04/3/10)
	l, err := Fit(x, y)
	if err != nil || math.Abs(l.Slope-2) > 1e-14 || math.Abs(l.Intercept-1) > 1e-14 ||
		math.Abs(l.Half-want) > 1e-9 {
		t.Errorf("got %+v, %v; want half width %g", l, err, want)
	}
}

func TestFitCoversTheSlopeAsOftenAsItSays(t *testing.T) {
	r := random.New("coverage")
	const runs = 4000
	covered := 0
	for range runs {
		x, y := make([]float64, 8), make([]float64, 8)
		for i := range x {
			x[i], y[i] = float64(i), 3*float64(i)+r.Normal()
		}
		if l, err := Fit(x, y); err == nil && math.Abs(l.Slope-3) <= l.Half {
			covered++
		}
	}
	// 95 % of 4000, with a standard deviation of 14: five of them are a false alarm in 10⁶.
	if math.Abs(float64(covered)-0.95*runs) > 70 {
		t.Errorf("%d of %d intervals cover the slope", covered, runs)
	}
}

func TestOrderSeesTheLawAboveRounding(t *testing.T) {
	var x, y, floor []float64
	for tau := 1e-8; tau < 2; tau *= math.Sqrt(10) {
		noise := 1e-16 / tau
		x, y, floor = append(x, tau), append(y, 3*tau*tau+noise*math.Abs(math.Sin(1e9*tau))),
			append(floor, 10*noise)
	}
	l, err := Order(x, y, floor)
	if err != nil || math.Abs(l.Slope-2) > 1e-3 || l.Half > 1e-3 {
		t.Errorf("got %+v, %v", l, err)
	}
	for i := range y { // exact below a kink at x = 0.01
		y[i] = 0
		if x[i] > 0.01 {
			y[i] = 1 - 0.01/x[i]
		}
	}
	if l, err := Order(x, y, floor); err == nil {
		t.Errorf("what is exact next to 0 has the order %+v", l)
	}
	clear(y)
	if _, err := Order(x, y, floor); err == nil {
		t.Error("an exact zero has an order")
	}
}
