package figures

import (
	"cmp"
	"math"
	"math/rand/v2"
	"slices"

	"proxflow/results"
	"proxflow/theory/claim/series"
)

// sized is a case whose plan error is measured against the batch size.
type sized struct {
	labels map[string]string
	law    func(n float64) float64
	exact  bool
	sizes  []float64
}

func powersOf2(from, to int) (sizes []float64) {
	for n := from; n <= to; n *= 2 {
		sizes = append(sizes, float64(n))
	}
	return sizes
}

// minibatchErrors is what summaries of such cases leave: means with an error of 5 to 15 %, and a fit of the
// later half.
func minibatchErrors(cases ...sized) (m memory) {
	rng := rand.New(rand.NewPCG(9, 10))
	for no, c := range cases {
		o := &observer{results.Observed{CaseNo: no, Repeat: results.Summary, Labels: c.labels}}
		row := func(metric string, at, got, want, half float64) {
			m.rows = append(m.rows, results.Row{CaseNo: no, Repeat: results.Summary, Labels: c.labels,
				Metric: metric, At: results.Number(at),
				Got: results.Number(got), Want: results.Number(want), Budget: results.Number(half),
				Verdict: results.Pass})
		}
		for _, n := range c.sizes {
			law, want := c.law(n), math.NaN()
			if c.exact {
				want = law
			}
			half := law * (0.05 + 0.1*rng.Float64())
			row("plan-error-mean", n, law+half/2*rng.NormFloat64(), want, half)
		}
		first, last := c.sizes[len(c.sizes)/2], c.sizes[len(c.sizes)-1]
		slope := math.Log(c.law(last)/c.law(first)) / math.Log(last/first)
		row("exponent", math.NaN(), slope+0.004, slope, 0.012)
		o.observe(series.Fit, first, c.law(first)*1.02)
		o.observe(series.Fit, last, c.law(last)*1.01)
		m.observed = append(m.observed, o.Observed)
	}
	return m
}

func power2(constant, exponent float64) func(n float64) float64 {
	return func(n float64) float64 { return constant * math.Pow(n, -exponent) }
}

func target(name string) map[string]string { return map[string]string{"target": name} }

var sizes = []sized{
	{target("uniform(low=0, high=1)"), func(n float64) float64 { return 1 / (3 * (n + 1)) }, true,
		powersOf2(8, 2048)},
	{target("two-atoms(a=1)"), func(n float64) float64 { return 4 / math.Sqrt(math.Pi*n) }, true,
		powersOf2(8, 2048)},
	{target("box(d=3)"), power2(4.5, 0.5), false, powersOf2(8, 1024)},
	{target("ball"), power2(1.9, 0.93), false, powersOf2(8, 1024)},
	{target("ball(d=3)"), func(n float64) float64 { return 1.1 * math.Log(n) / n }, false,
		powersOf2(8, 1024)},
	{target("gaussian(sd=[1, 1, 1])"), power2(4, 0.6), false, powersOf2(8, 1024)},
	{target("gaussian(sd=[1, 1, 1, 1])"), power2(5, 0.5), false, powersOf2(8, 1024)},
}

func fromTwoSources(cases []sized) (both []sized) {
	for _, source := range []string{"normal", "uniform"} {
		for _, c := range cases {
			c.labels = map[string]string{"target": c.labels["target"], "source": source}
			both = append(both, c)
		}
	}
	return both
}

// twoAtomsField is what a summary leaves of the atoms ±1 at t = 1/2, x between -3 and 3: fields by the
// binomial law of the number of atoms, and their error by a sum.
func twoAtomsField() (m memory) {
	o := &observer{results.Observed{Repeat: results.Summary, Labels: target("two-atoms(a=1)")}}
	phi := func(x float64) float64 { return math.Exp(-x * x / 2) }
	cdf := func(x float64) float64 { return math.Erfc(-x/math.Sqrt2) / 2 }
	binomial := func(n int, p float64) []float64 {
		b := []float64{1}
		for range n {
			next := make([]float64, len(b)+1)
			for k, v := range b {
				next[k] += v * (1 - p)
				next[k+1] += v * p
			}
			b = next
		}
		return b
	}
	const t, step = 0.5, 0.02
	population := func(x float64) float64 {
		if math.Abs(x) < t {
			return math.NaN()
		}
		return (math.Copysign(1, x) - x) / (1 - t)
	}
	for n := 8; n <= 128; n *= 4 {
		atoms, error2 := binomial(n, 0.5), 0.0
		plus := func(x0 float64) (g float64) { // the chance to go to +1
			for k, rank := range binomial(n-1, cdf(x0)) {
				for _, v := range atoms[:k+1] {
					g += rank * v
				}
			}
			return g
		}
		for i := -150; i <= 150; i++ {
			x := float64(i) * step
			up, down := (x-t)/(1-t), (x+t)/(1-t)
			a, b := plus(up)*phi(up), (1-plus(down))*phi(down)
			v := (a*(1-up) + b*(-1-down)) / (a + b)
			o.observe(series.Field.Of(n), x, v)
			v -= (math.Max(-1, math.Min(1, x/t)) - x) / (1 - t) // the population, continued into the gap
			error2 += v * v * (a + b) / math.Sqrt(2*math.Pi) / (1 - t) * step
		}
		m.rows = append(m.rows, results.Row{Repeat: results.Summary, Metric: "field-error-mean",
			At:  results.Number(n),
			Got: results.Number(error2), Want: results.Number(math.NaN())})
	}
	for i := -150; i <= 150; i++ {
		o.observe(series.FieldPopulation, float64(i)*step, population(float64(i)*step))
	}
	m.observed = []results.Observed{o.Observed}
	return m
}

// moonCells observes the cells of n atoms on two half circles, of each those points of a square that the atom
// is nearest to, with paths onto the atoms.
func moonCells(n, paths int) results.Observed {
	var atoms [][]float64
	for i := range n {
		a := math.Pi * (float64(i/2) + 0.5) / float64((n+1)/2)
		atoms = append(atoms, []float64{math.Cos(a) - 0.5, math.Sin(a) - 0.25})
		if i%2 == 1 {
			atoms[i] = []float64{0.5 - math.Cos(a), 0.25 - math.Sin(a)}
		}
	}
	near := func(x []float64) []float64 {
		return slices.MinFunc(atoms, func(a, b []float64) int {
			return cmp.Compare(math.Hypot(a[0]-x[0], a[1]-x[1]), math.Hypot(b[0]-x[0], b[1]-x[1]))
		})
	}
	o := &observer{flowOnto("atoms(points=moons)", 2, paths, 0, near)}
	for j, y := range atoms {
		cell := [][2]float64{{-3, -3}, {3, -3}, {3, 3}, {-3, 3}}
		for _, z := range atoms {
			dx, dy := y[0]-z[0], y[1]-z[1]
			middle := (dx*(y[0]+z[0]) + dy*(y[1]+z[1])) / 2
			above := func(x [2]float64) float64 { return dx*x[0] + dy*x[1] - middle }
			var cut [][2]float64
			for i, p := range cell {
				q := cell[(i+1)%len(cell)]
				s, t := above(p), above(q)
				if s >= 0 {
					cut = append(cut, p)
				}
				if s*t < 0 {
					w := s / (s - t)
					cut = append(cut, [2]float64{p[0] + w*(q[0]-p[0]), p[1] + w*(q[1]-p[1])})
				}
			}
			cell = cut
		}
		for _, x := range cell {
			o.observe(series.Cell.Of(j), x[0], x[1])
		}
		o.observe(series.Atom, y[0], y[1])
	}
	return o.Observed
}
