package learn

import (
	"context"
	"math"
	"slices"
	"testing"
)

// rows are the pairs and the times of batch k, read off what the network is given: with the linear schedule
// x = x0 + tu and u = x1 - x0.
func rows(t *testing.T, m *maker, k int) (x0, u, times []float64) {
	t.Helper()
	b := &batch{number: k, inputs: make([]float32, 2*m.Batch), target: make([]float32, m.Batch)}
	if err := m.make(b); err != nil {
		t.Fatal(err)
	}
	for i := range m.Batch {
		x, time, v := float64(b.inputs[2*i]), float64(b.inputs[2*i+1]), float64(b.target[i])
		x0, u, times = append(x0, x-time*v), append(u, v), append(times, time)
	}
	return x0, u, times
}

func TestStepsShareTheirPairsAndDrawTheirTimes(t *testing.T) {
	c := small()
	c.Reuse = 3
	c, err := c.withDefaults()
	if err != nil {
		t.Fatal(err)
	}
	m := newMaker(c)
	firstX0, firstU, firstTimes := rows(t, m, 4)
	for k, shared := range map[int]bool{2: false, 3: true, 5: true, 6: false} {
		x0, u, times := rows(t, m, k)
		same := slices.EqualFunc(x0, firstX0, func(a, b float64) bool { return math.Abs(a-b) < 1e-5 })
		if same != shared || slices.Equal(u, firstU) != shared {
			t.Errorf("steps 4 and %d share their pairs: %v", k, same)
		}
		if slices.Equal(times, firstTimes) {
			t.Errorf("steps 4 and %d share their times", k)
		}
	}
}

func TestTimesHaveTheirDensity(t *testing.T) {
	for _, late := range []float64{1, 0.25, 5, 100} {
		const n, margin = 20000, 0.1
		c, err := Config{Network: Network{Dim: 1}, Target: Normal, Batch: n, Steps: 1,
			Late: late, Margin: margin, Seed: "times"}.withDefaults()
		if err != nil {
			t.Fatal(err)
		}
		_, _, times := rows(t, newMaker(c), 0)
		slices.Sort(times)
		// The distribution function, by the trapezoidal rule from the documented density.
		const cells = 10000
		f := make([]float64, cells+1)
		for i := range cells {
			density := func(i int) float64 { return 1 / (1 + (late-1)*(1-float64(i)/cells)) }
			f[i+1] = f[i] + (density(i)+density(i+1))/2
		}
		// Kolmogorov-Smirnov: √n sup|F_n - F| exceeds 2.3 with probability 2 exp(-2·2.3²) = 5e-5.
		var sup float64
		for i, time := range times {
			u := f[int(math.Round(cells*time/(1-margin)))] / f[cells]
			sup = max(sup, math.Abs(u-float64(i)/n), math.Abs(u-float64(i+1)/n))
		}
		if math.Sqrt(n)*sup > 2.3 {
			t.Errorf("ratio %g: √n sup|F_n - F| = %.3g", late, math.Sqrt(n)*sup)
		}
	}
}

// While the pairs of one drawing are used, another worker makes those of the next.

func TestWorkersPairAhead(t *testing.T) {
	c := small()
	c.Reuse, c.Workers, c.Pair = 8, 2, nil
	c, err := c.withDefaults()
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	p := produce(ctx, c, 5)
	<-p.ready[1] // batch 8, though no batch before it is used
	if b, err := p.next(ctx); err != nil || b.number != 5 {
		t.Errorf("the first batch: %+v, %v", b, err)
	}
}
