package coupling

import (
	"math"
	"slices"
	"strings"
	"testing"

	"proxflow/theory/catalog"
	"proxflow/theory/claim"
	"proxflow/theory/potential"
	"proxflow/theory/schedule"
)

func target(t *testing.T, ref any) potential.Target {
	t.Helper()
	phi, _, err := potential.Catalog.Build(ref)
	if err != nil {
		t.Fatal(err)
	}
	target, err := AsSmooth(phi)
	if err != nil {
		t.Fatal(err)
	}
	return target
}

// The circle T(x) = x/|x| tells the couplings apart.
func TestEachCouplingPairsAsItSays(t *testing.T) {
	circle := target(t, "ball")
	for coupling, mean := range map[string]float64{Optimal: 1, Reversed: -1, Independent: 0} {
		cosine, n := 0.0, 4000
		for _, p := range Draw(claim.NewTrial("coupling"), circle, coupling, n) {
			size := p.At(make([]float64, 2), 1, 0) // |x0|
			cosine += (p.X0[0]*p.X1[0] + p.X0[1]*p.X1[1]) / size / float64(n)
		}
		if math.Abs(cosine-mean) > 4/math.Sqrt(2*float64(n)) { // the variance of a cosine is 1/2
			t.Errorf("%s: the mean of <x0,x1>/|x0| is %.3g, not %g", coupling, cosine, mean)
		}
	}
}

func TestAPairAtATimeIsItsInterpolation(t *testing.T) {
	p, x := Pair{X0: []float64{3, 4}, X1: []float64{0, -2}}, make([]float64, 2)
	if size := p.At(x, 0.5, 0.25); size != 0.5*5+0.25*2 || !slices.Equal(x, []float64{1.5, 1.5}) {
		t.Errorf("got %v, of size %g", x, size)
	}
}

// Along an axis of a Gaussian, T = sd x and h = 1/sd, and x_t = (α + β sd) x0 grows at the rate of this
// factor. Along a normal of any target, differences of paths shrink like α.
func TestRatesAreTheLogarithmicDerivativesOfTheFlow(t *testing.T) {
	gaussian := target(t, catalog.Ref{"name": "gaussian", "sd": []any{0.25, 3.0}})
	p := Pair{X0: []float64{0.5, -1}, X1: []float64{0.125, -3}}
	q, err := SecondOrder(gaussian, p)
	if err != nil || q.M != 2 || q.Normal(2) != nil {
		t.Fatalf("%+v, %v", q, err)
	}
	for _, name := range schedule.Catalog.Names() {
		sch, err := schedule.Catalog.New(name)
		if err != nil {
			t.Fatal(err)
		}
		const time, step = 0.6, 1e-6
		at := func(t, sd float64) float64 { s := sch.At(t); return s.A + s.B*sd }
		for i, sd := range []float64{3, 0.25} { // h ascends
			want := (1 - time) * (math.Log(at(time+step, sd)) - math.Log(at(time-step, sd))) / (2 * step)
			if got := TangentialRate(sch.At(time), 1-time, q.H[i]); math.Abs(got-want) > 1e-7 {
				t.Errorf("%s, sd %g: the rate is %.9g, not %.9g", name, sd, got, want)
			}
		}
		want := (1 - time) * (math.Log(sch.At(time+step).A) - math.Log(sch.At(time-step).A)) / (2 * step)
		if got := NormalRate(sch.At(time), 1-time); math.Abs(got-want) > 1e-7 {
			t.Errorf("%s: the normal rate is %.9g, not %.9g", name, got, want)
		}
	}
}

func TestPointsWithoutSecondOrderDataAreLeftOutWithTheirReason(t *testing.T) {
	kink := target(t, catalog.Ref{"name": "soft-threshold", "mu": 0.5})
	points, left, err := Sample(claim.NewTrial("kink"), kink, []float64{0.5, 2}, 1)
	if err != nil || left == nil || len(points) > 0 {
		t.Errorf("at a kink: %d points, %v, %v", len(points), left, err)
	}
	points, left, err = Sample(claim.NewTrial("smooth"), kink, []float64{0.25, 2}, 1)
	if err != nil || left != nil || len(points) != 1 || points[0].M != 1 || points[0].Normal(2) == nil {
		t.Errorf("beside it: %+v, %v, %v", points, left, err)
	}
	if err := CheckStart([]float64{1}, 2); err == nil || !strings.HasPrefix(err.Error(), "x0: ") {
		t.Error(err)
	}
}
