package figures

import (
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"proxflow/results"
	"proxflow/theory/claim/series"
)

// learnedTrials are what two trainings of a case on the circle leave: straight flows, and fields of the right
// kind, half as steep towards the circle as the population's for the independent coupling.
func learnedTrials(no int, coupling string, boundaryPoints bool) (trials []results.Observed) {
	steep := map[string]float64{"optimal": 1, "independent": 0.5}[coupling]
	for repeat := range 2 {
		o := &observer{flowOnto("ball", 2, 60, 300, onCircle)}
		o.CaseNo, o.Repeat, o.Labels = no, repeat, map[string]string{"target": "ball", "coupling": coupling}
		rng := rand.New(rand.NewPCG(uint64(no), uint64(repeat)))
		for step := 10; step <= 2000; step += 10 {
			o.observe(series.Loss, float64(step), 0.05+3/float64(step)+0.01*rng.Float64()+0.3*(1-steep))
		}
		for _, t := range []float64{0.5, 0.8, 0.95} {
			for k := 1; k <= 60; k++ {
				_, path := vectors(o.Observed, series.Path.Of(k))
				x0 := path[0]
				x1 := onCircle(x0)
				h := math.Hypot(x0[0], x0[1])
				rate := (1 - t) * (1 - h) / (t + (1-t)*h)
				direction := series.Normal
				if boundaryPoints && k%4 == 0 {
					direction = series.NormalBoundary
				}
				normal := -steep * (1 + 0.1*rng.NormFloat64())
				o.observe(series.Learned(direction), t, normal)
				o.observe(series.Population(direction), t, -steep)
				if direction == series.Normal {
					o.observe(series.Learned(series.Tangential), t, rate+0.03*rng.NormFloat64())
					o.observe(series.Population(series.Tangential), t, rate)
				}
				cross := series.Cross.Of(t)
				for i, v := range []float64{0, 1} {
					o.observe(cross.At().Coordinate(i), float64(k), (1-t)*x0[i]+t*x1[i])
					o.observe(cross.Axis().Coordinate(i), float64(k), x1[i]+0.1*v)
				}
				o.observe(cross.Normal(), float64(k), normal)
				o.observe(cross.Tangential(), float64(k), rate)
			}
			for k := range 81 {
				x := []float64{float64(k%9)/2 - 2, float64(k/9)/2 - 2}
				r := max(math.Hypot(x[0], x[1]), 1e-3)
				for i := range x {
					quiver := series.Quiver.Of(t)
					o.observe(quiver.At().Coordinate(i), float64(k+1), x[i])
					exact := (x[i]/max(r, t) - x[i]) / (1 - t)
					o.observe(quiver.Population().Coordinate(i), float64(k+1), exact)
					o.observe(quiver.Learned().Coordinate(i), float64(k+1), steep*exact+0.1*rng.NormFloat64())
				}
			}
		}
		trials = append(trials, o.Observed)
	}
	return trials
}

var trainings = memory{observed: append(learnedTrials(0, "optimal", false),
	learnedTrials(1, "independent", true)...)}

func TestLearnedFlowsAreDrawnByCaseWithAllTheirTrainings(t *testing.T) {
	from := samples["loss-curve"].from
	svg := must(t, from, "loss-curve", "svg")
	for _, name := range []string{"ball, coupling=optimal", "ball, coupling=independent"} {
		if !strings.Contains(svg, ">"+name+"<") {
			t.Errorf("no %q in the legend", name)
		}
	}
	for _, colour := range []string{"stroke:#0072B2", "stroke:#D55E00"} {
		if n := strings.Count(svg, colour); n != 2+1 { // one in the legend
			t.Errorf("%d lines of %s for two trainings", n-1, colour)
		}
	}
	one := must(t, from, map[string]any{"name": "loss-curve", "only": []any{"coupling=optimal"}}, "svg")
	if strings.Contains(one, "independent") || !strings.Contains(one, ">ball<") {
		t.Error("a case that was not asked for, or the name of the only one")
	}

	svg = must(t, from, "learned-spectrum", "svg")
	if boundary := ">normal at boundary points<"; !strings.Contains(svg, boundary) ||
		strings.Contains(svg, ">tangential at boundary points<") {
		t.Error("the legend has other kinds of points than the picture")
	}
	ref := map[string]any{"name": "learned-flow", "paths": 7, "t": 0.7, "only": []any{"coupling=optimal"}}
	crosses := must(t, from, ref, "svg")
	if n := strings.Count(crosses, "stroke:#D55E00"); n != 7+1 || !strings.Contains(crosses, "0.8") {
		t.Errorf("%d normal arms at the time next to 0.7, want 7", n-1)
	}
}

func TestAwkwardLearnedFlowsGiveAPictureOrAClearError(t *testing.T) {
	bad := math.NaN()
	curves := func(names []series.Name, y ...float64) memory {
		o := &observer{results.Observed{Labels: target("ball")}}
		for _, name := range names {
			for i, v := range y {
				o.observe(name, 0.5+float64(i)/4, v)
			}
		}
		return casesOf(o.Observed)
	}
	loss, normal := []series.Name{series.Loss}, []series.Name{series.Learned(series.Normal)}
	both := append(normal, series.Learned(series.Tangential))
	path := []series.Name{series.Path.Of(1).Coordinate(0), series.Path.Of(1).Coordinate(1)}
	crossed := append(path, series.Cross.Of(0.9).At().Coordinate(0))
	var quiver []series.Name
	for i := range 2 {
		q := series.Quiver.Of(0.5)
		quiver = append(quiver, q.At().Coordinate(i), q.Learned().Coordinate(i), q.Population().Coordinate(i))
	}
	for _, c := range []awkward{
		{"no loss", "loss-curve", memory{}, `no case observed a series "loss"`, true},
		{"no positive loss", "loss-curve", curves(loss, 0, bad, -1), "no loss is positive", true},
		{"one loss", "loss-curve", curves(loss, 2), "step", false},
		{"eigenvalues of NaN", "learned-spectrum", curves(normal, bad, bad), "no eigenvalue is finite", true},
		{"one eigenvalue", "learned-spectrum", curves(normal, -1), "normal", false},
		{"no population", "learned-spectrum", curves(both, -1, bad, -2), "normal", false},
		{"no crosses", "learned-flow", curves(path, 0, 1), `no case observed a series "cross/*"`, true},
		{"crosses without paths", "learned-flow", curves(crossed[2:], 0, 1), "no crosses in the plane", true},
		{"paths of NaN", "learned-flow", curves(crossed, bad), "no trajectory has a finite point", true},
		{"a path without crosses", "learned-flow", curves(crossed, 1, 2), "0.9", false},
		{"a field of NaN", "learned-field", curves(quiver, bad), "no finite point", true},
		{"a field of 0", "learned-field", curves(quiver, 0), "population", false},
		{"one arrow", "learned-field", curves(quiver, 1), "population", false},
	} {
		c.check(t)
	}
}
