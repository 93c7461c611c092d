package learn

import (
	"math"
	"slices"
	"testing"

	"proxflow/theory/random"
)

func TestRateWarmsUpAndDecays(t *testing.T) {
	a, err := Adam{Rate: 2, WarmUp: 3, Final: 0.25}.withDefaults(24)
	if err != nil {
		t.Fatal(err)
	}
	for k, want := range map[int]float64{1: 0.5, 3: 1.5, 4: 2, 14: 1.25, 24: 0.5} {
		if got := a.rateAt(k, 24); math.Abs(got-want) > 1e-12 {
			t.Errorf("the rate in step %d is %g, want %g", k, got, want)
		}
	}
}

func TestStepsAreThoseOfAdam(t *testing.T) {
	// The textbook, in float64, with the corrected moments spelt out.
	net, r := MLP(1, 4, 1, &SiLU{}), random.New("adam")
	s, gradient := newState(net.Init(r), [32]byte{}), make([]float32, net.Size())
	a, err := Adam{Rate: 0.1, Beta1: 0.8, Beta2: 0.95, EMA: 0.5, WarmUp: -1, Final: 1}.withDefaults(20)
	if err != nil {
		t.Fatal(err)
	}
	f := NewField(net, s.Weights())
	theta, average := f.Weights, slices.Clone(f.Weights)
	m, v := make([]float64, len(theta)), make([]float64, len(theta))
	for k := 1; k <= 20; k++ {
		for i := range gradient {
			gradient[i] = float32(r.Normal())
		}
		a.step(s, gradient, k, 20)
		decay := min(0.5, float64(1+k)/float64(10+k))
		for i, g := range gradient {
			m[i] = 0.8*m[i] + 0.2*float64(g)
			v[i] = 0.95*v[i] + 0.05*float64(g)*float64(g)
			mean, square := m[i]/(1-math.Pow(0.8, float64(k))), v[i]/(1-math.Pow(0.95, float64(k)))
			theta[i] -= 0.1 * mean / (math.Sqrt(square) + 1e-8)
			average[i] = decay*average[i] + (1-decay)*theta[i]
		}
	}
	for i := range theta {
		near(t, "weight", float64(s.Weights()[i]), theta[i], 1e-5)
		near(t, "average", float64(s.Average()[i]), average[i], 1e-5)
	}
}

func TestStepAllocatesNothing(t *testing.T) {
	tr := newTrainer(MLP(2, 64, 3, &SELU{}), 100)
	if n := testing.AllocsPerRun(10, func() { tr.step() }); n != 0 {
		t.Errorf("a step makes %g allocations", n)
	}
}
