package figures

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"

	"proxflow/results"
	"proxflow/theory/claim/series"
)

// memory is a Source of what a check would have left in a store.
type memory struct {
	rows     []results.Row
	observed []results.Observed
}

// casesOf is a memory of trials, each of a case of its own.
func casesOf(list ...results.Observed) (m memory) {
	for no, o := range list {
		o.CaseNo = no
		m.observed = append(m.observed, o)
	}
	return m
}

func (m memory) Rows(...string) ([]results.Row, error) { return slices.Clone(m.rows), nil }

func (m memory) Labels(string) (labels []map[string]string, err error) {
	add := func(no int, l map[string]string) {
		for len(labels) <= no {
			labels = append(labels, nil)
		}
		labels[no] = l
	}
	for _, o := range m.observed {
		add(o.CaseNo, o.Labels)
	}
	for _, r := range m.rows {
		add(r.CaseNo, r.Labels)
	}
	return labels, nil
}

func (m memory) Observations(_ string, cases []int, patterns ...string) ([]results.Observed, error) {
	var list []results.Observed
	for _, o := range m.observed {
		if cases != nil && !slices.Contains(cases, o.CaseNo) {
			continue
		}
		o.Series = slices.DeleteFunc(slices.Clone(o.Series), func(s results.Series) bool {
			return !slices.ContainsFunc(patterns, func(p string) bool {
				start, end, any := strings.Cut(p, "*")
				return s.Name == p || any && strings.HasPrefix(s.Name, start) &&
					strings.HasSuffix(s.Name, end)
			})
		})
		if len(o.Series) > 0 {
			list = append(list, o)
		}
	}
	return list, nil
}

var times = []float64{1e-6, 1e-4, 0.01, 0.1, 0.25, 0.5, 0.75, 0.9, 0.99, 0.9999, 1 - 1e-6}

// recoveryRows are errors of a few roundings over β = t.
func recoveryRows(targets ...string) (rows []results.Row) {
	rng := rand.New(rand.NewPCG(1, 2))
	for i, target := range targets {
		for _, t := range times {
			budget := results.Number(0x1p-53 * (2 + float64(i%5)) / t)
			rows = append(rows, results.Row{Experiment: "proximal-recovery", CaseNo: i,
				Labels: map[string]string{"target": target},
				Metric: "x1-error", At: results.Number(t), Budget: budget,
				Got: budget * results.Number(0.2+rng.Float64()),
				Tol: 16 * budget, Verdict: results.Pass})
		}
	}
	return rows
}

var manyTargets = []string{"gaussian(sd=[1, 0.01])", "ball", "ball(d=5, radius=2)",
	"ellipsoid(axes=[1, 2, 0.5])", "box(d=3)", "l1-ball(d=4)",
	"simplex(d=4)", "soft-threshold(d=3)", "orthogonal(n=3)", "stiefel(n=4, p=2)", "two-moons",
	"spiral", "torus", "cantor"}

// observer collects series as a check does.
type observer struct{ results.Observed }

func (o *observer) observe(name series.Name, x, y float64) {
	for i := range o.Series {
		if s := &o.Series[i]; s.Name == name.String() {
			s.X, s.Y = append(s.X, x), append(s.Y, y)
			return
		}
	}
	o.Series = append(o.Series, results.Series{Name: name.String(), X: []float64{x}, Y: []float64{y}})
}

// flowOnto observes straight paths from normal points to their images.
func flowOnto(label string, d, paths, samples int, image func(x []float64) []float64) results.Observed {
	o := &observer{results.Observed{Labels: map[string]string{"target": label}}}
	rng := rand.New(rand.NewPCG(3, uint64(d)))
	normals := func() []float64 {
		x := make([]float64, d)
		for i := range x {
			x[i] = rng.NormFloat64()
		}
		return x
	}
	for k := range paths {
		x0 := normals()
		x1 := image(x0)
		for _, t := range []float64{0, 1e-6, 0.1, 0.3, 0.6, 1 - 1e-6} {
			for i := range x0 {
				o.observe(series.Path.Of(k+1).Coordinate(i), t, (1-t)*x0[i]+t*x1[i])
			}
		}
	}
	for k := range samples {
		for i, v := range image(normals()) {
			o.observe(series.Target.Coordinate(i), float64(k+1), v)
		}
	}
	return o.Observed
}

func onCircle(x []float64) []float64 {
	r := math.Hypot(x[0], x[1])
	return []float64{x[0] / r, x[1] / r}
}

// onMoons is the nearer of the nearest points of two half circles.
func onMoons(x []float64) []float64 {
	arc := func(cx, cy, sign float64) []float64 {
		a := math.Atan2(x[1]-cy, x[0]-cx)
		if sign*math.Sin(a) < 0 {
			a = math.Pi * (1 - math.Copysign(1, math.Cos(a))) / 2
		}
		return []float64{cx + math.Cos(a), cy + math.Sin(a)}
	}
	p, q := arc(-0.5, -0.25, 1), arc(0.5, 0.25, -1)
	if math.Hypot(x[0]-p[0], x[1]-p[1]) < math.Hypot(x[0]-q[0], x[1]-q[1]) {
		return p
	}
	return q
}

func onTorus(x []float64) []float64 {
	r := math.Hypot(x[0], x[1])
	cx, cy := 2*x[0]/r, 2*x[1]/r
	n := math.Hypot(r-2, x[2]) / 0.7
	return []float64{cx + (x[0]-cx)/n, cy + (x[1]-cy)/n, x[2] / n}
}

// cantorMap observes the quantile of the Cantor law at Φ(x₀) for normal x₀.
func cantorMap(points int) results.Observed {
	o := &observer{results.Observed{Labels: map[string]string{"target": "cantor"}}}
	rng := rand.New(rand.NewPCG(5, 6))
	for range points {
		x := rng.NormFloat64()
		u, y, scale := 0.5*math.Erfc(-x/math.Sqrt2), 0.0, 1.0
		for range 30 { // binary digits of u are ternary digits 0 and 2 of y
			u *= 2
			scale /= 3
			if u >= 1 {
				u--
				y += 2 * scale
			}
		}
		o.observe(series.Map, x, y)
		o.observe(series.Recovered, x, y)
	}
	return o.Observed
}

func flows() []results.Observed {
	return []results.Observed{flowOnto("two-moons", 2, 64, 512, onMoons),
		flowOnto("ball", 2, 64, 512, onCircle), flowOnto("torus", 3, 64, 1024, onTorus)}
}

// hyperbolic observes spectra at h on the tangent space and kicks of the linear schedule, times as separate
// cases.
func hyperbolic(label string, normals bool, h ...float64) (cases []results.Observed) {
	for k := range 14 {
		tau := 0.5 + float64(k)
		t := -math.Expm1(-tau)
		o := &observer{results.Observed{Labels: map[string]string{"target": label, "t": fmt.Sprint(t)}}}
		if normals {
			o.observe(series.NormalEigenvalue.Got(), tau, -1)
			o.observe(series.NormalEigenvalue.Want(), tau, -1)
			o.observe(series.KickNormal, tau, math.Exp(-tau))
		}
		for i, h := range h {
			rate := (1 - t) * (1 - h) / (t + (1-t)*h)
			o.observe(series.TangentialEigenvalue.Of(i+1).Got(), tau, rate)
			o.observe(series.TangentialEigenvalue.Of(i+1).Want(), tau, rate)
			if i == 0 {
				o.observe(series.KickTangential, tau, t/h+1-t)
			}
		}
		cases = append(cases, o.Observed)
	}
	return cases
}

// eigenvalueCloud observes eigenvalues of random points with an error.
func eigenvalueCloud(label string) results.Observed {
	o := &observer{results.Observed{Labels: map[string]string{"target": label}}}
	rng := rand.New(rand.NewPCG(7, 8))
	for _, t := range []float64{0.5, 0.9, 0.99} {
		for range 120 {
			h := math.Abs(rng.NormFloat64()) + 0.1
			rate := (1 - t) * (1 - h) / (t + (1-t)*h)
			o.observe(series.Cloud.Of(t), rate, rate+1e-3*rng.NormFloat64())
		}
	}
	return o.Observed
}

// kickedNear observes the flow x₁ + 2(1-t)(x_½ - x₁) from t = 1/2 on, near a target that contains its nearest
// points.
func kickedNear(label string, d int, image func(x []float64) []float64) results.Observed {
	o := &observer{flowOnto(label, d, 0, 1024, image)}
	start := []float64{1.3, 0.4, 0.5}[:d]
	foot := image(start)
	along := []float64{-foot[1], foot[0], 0}[:d] // tangential to either target
	for _, kick := range []struct {
		series        series.Vector
		normal, along float64
	}{{series.KickedNot, 0, 0}, {series.KickedNormally, 0.5, 0}, {series.KickedTangentially, 0, 0.2}} {
		x := make([]float64, d)
		for i := range x {
			x[i] = start[i] + kick.normal*(start[i]-foot[i]) + kick.along*along[i]
		}
		x1 := image(x)
		for _, t := range []float64{0.5, 0.75, 0.9, 0.99, 0.9999} {
			for i := range x {
				o.observe(kick.series.Coordinate(i), t, x1[i]+2*(1-t)*(x[i]-x1[i]))
			}
		}
	}
	return o.Observed
}
