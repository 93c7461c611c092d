package minibatch

import (
	"context"
	"fmt"
	"math"

	"proxflow/theory/claim"
	"proxflow/theory/claim/internal/estimate"
	"proxflow/theory/claim/series"
	"proxflow/theory/potential"
	"proxflow/theory/rate"
)

// collect gathers the draws of a metric at one place over the repeats, with what is wanted of their mean, or the reason why
// there are none.
func collect(repeats [][]claim.Measurement, metric claim.Metric, at float64) (draws []float64, want float64, none string) {
	want, none = math.NaN(), "it was not measured"
	for _, r := range repeats {
		for _, m := range r {
			switch {
			case m.Metric != metric.Name || m.At != at:
			case m.Skip != "":
				none = m.Skip
			default:
				draws, want = append(draws, m.Got), m.Want
			}
		}
	}
	return draws, want, none
}

// Summarize takes means over the repeats, and fits the rate.
func (c *Convergence) Summarize(_ context.Context, t *claim.Trial, repeats [][]claim.Measurement) error {
	plan := make([]estimate.Mean, len(c.N))
	for i, n := range c.N {
		for _, draw := range draws {
			values, want, none := collect(repeats, draw.Metric, float64(n))
			e, ok := estimate.Of(values)
			e = e.Against(want, values)
			if draw == planError {
				plan[i] = e
			}
			switch {
			case len(values) == 0:
				t.Skip(draw.By, float64(n), none)
			case !ok:
				t.Skip(draw.By, float64(n), estimate.OneRepeat)
			case math.IsNaN(want) && !math.IsNaN(e.Value): // a mean that is none is an error
				t.Report(draw.By, float64(n), e.Value, e.Half, "no exact law is known")
			default:
				t.Expect(draw.By, float64(n), e.Value, want, e.Half)
			}
		}
	}
	if len(repeats) < 2 {
		for _, metric := range []claim.Metric{exponent, decay, lawRatio, localSlope} {
			t.Skip(metric, math.NaN(), estimate.OneRepeat)
		}
		return nil
	}
	expected, err := c.expected(t)
	if err != nil {
		return err
	}
	c.compareLaw(t, plan, expected)
	c.fit(t, plan, expected)
	c.observeField(t)
	return nil
}

// observeField observes v^n_t and v_t of two atoms, for figures. The gap |x| < βa, which the population never enters, is left
// out of the latter.
func (c *Convergence) observeField(t *claim.Trial) {
	s := c.Schedule.At(c.T)
	for _, n := range c.N {
		f := c.twoAtoms(n)
		if f == nil {
			return
		}
		gap := s.B * c.Target.(*potential.TwoAtoms).A
		const grid = 400
		for k := range grid + 1 {
			x := (2*float64(k)/grid - 1) * (gap + 2*s.A)
			t.Observe(series.Field.Of(n), x, f.At(s, x))
			if n == c.N[0] && math.Abs(x) >= gap {
				t.Observe(series.FieldPopulation, x, f.Population(s, x))
			} else if n == c.N[0] {
				t.Observe(series.FieldPopulation, x, math.NaN())
			}
		}
	}
}

// compareLaw compares the mean plan errors with a law, at each n and in slope.
func (c *Convergence) compareLaw(t *claim.Trial, plan []estimate.Mean, expected expectation) {
	for i, n := range c.N {
		e, at := plan[i], float64(n)
		switch {
		case expected.law == nil:
			t.Skip(lawRatio, at, expected.none)
		case expected.law(at) == 0:
			t.Skip(lawRatio, at, "the law is 0: the target is one point")
			continue
		case expected.exact:
			t.Expect(lawRatio, at, e.Value/expected.law(at), 1, e.Half/expected.law(at))
		default:
			t.Report(lawRatio, at, e.Value/expected.law(at), e.Half/expected.law(at), "the rate's constant is not known")
		}
		if i == 0 || e.Value == 0 || plan[i-1].Value == 0 {
			continue
		}
		before, step := plan[i-1], math.Log(at/float64(c.N[i-1]))
		middle := math.Sqrt(at * float64(c.N[i-1]))
		slope := math.Log(e.Value/before.Value) / step
		half := math.Hypot(e.Half/e.Value, before.Half/before.Value) / step
		if expected.exact {
			t.Expect(localSlope, middle, slope, math.Log(expected.law(at)/expected.law(float64(c.N[i-1])))/step, half)
		} else {
			t.Report(localSlope, middle, slope, half, "no exact law is known")
		}
	}
}

// slowest is an exponent that no target of dimension 32 or less has: a plan error that decreases more slowly does not vanish.
const slowest = 0.05

// fit fits the exponent.
func (c *Convergence) fit(t *claim.Trial, plan []estimate.Mean, expected expectation) {
	n, y, se := make([]float64, len(plan)), make([]float64, len(plan)), make([]float64, len(plan))
	for i, e := range plan {
		n[i], y[i], se[i] = float64(c.N[i]), e.Value, e.Half/1.96
		t.Observe(series.PlanError, n[i], e.Value)
		t.Observe(series.PlanErrorHalf, n[i], e.Half)
		if expected.law != nil {
			t.Observe(series.Law, n[i], expected.law(n[i]))
		}
	}
	p, err := rate.FitPower(n, y, se)
	if err != nil {
		t.Skip(exponent, math.NaN(), err.Error())
		t.Skip(decay, math.NaN(), err.Error())
		return
	}
	t.Observe(series.Fit, p.From, math.Exp(p.Intercept+p.Slope*math.Log(p.From)))
	t.Observe(series.Fit, p.To, math.Exp(p.Intercept+p.Slope*math.Log(p.To)))
	low, high, unclear := p.Slope-1.5*p.Half, p.Slope+1.5*p.Half, 0.0
	if high > 0 && low < -slowest { // too coarse to tell
		unclear = math.Inf(1)
	}
	if expected.exact {
		t.Skip(decay, math.NaN(), "the exact law says more")
	} else {
		t.AtMost(decay, math.NaN(), max(0, high), unclear)
	}
	switch {
	case expected.law == nil:
		t.Report(exponent, math.NaN(), p.Slope, p.Half, expected.none)
	case c.Rate == "none" && !expected.exact:
		t.Report(exponent, math.NaN(), p.Slope, p.Half, fmt.Sprintf("the rate by dimension has the exponent %.3f here, but was not asked for", p.Expected(expected.law)))
	default:
		t.Expect(exponent, math.NaN(), p.Slope, p.Expected(expected.law), p.Half)
	}
}
