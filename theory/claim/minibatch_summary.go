package claim

import (
	"context"
	"fmt"
	"math"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/stat"
	"gonum.org/v1/gonum/stat/distuv"

	"proxflow/theory/potential"
	"proxflow/theory/rate"
)

// estimate is a mean over repeats with half its 95 % interval.
type estimate struct{ mean, half float64 }

// estimateOf is the mean of at least 2 independent draws with Student's interval; it is not ok for fewer.
func estimateOf(draws []float64) (e estimate, ok bool) {
	n := float64(len(draws))
	if n < 2 {
		return e, false
	}
	mean, sd := stat.MeanStdDev(draws, nil)
	return estimate{mean, sd / math.Sqrt(n) * distuv.StudentsT{Mu: 0, Sigma: 1, Nu: n - 1}.Quantile(0.975)}, true
}

// against is the estimate of a mean that is known. Errors are skewed to the right, and where by chance the mean is low, so is the
// spread. So if no draw is negative, the spread is taken to be in proportion to the mean, and the interval is that at the wanted
// one: this brings the false alarms at three halves, of 12 draws of χ²(1), from 1 in 80 to 1 in 10⁵. Draws that are all the same, but
// not what is wanted, say nothing.
func (e estimate) against(want float64, draws []float64) estimate {
	switch {
	case e.half == 0 && !math.IsNaN(want) && e.mean != want:
		e.half = math.Inf(1)
	case want > e.mean && e.mean > 0 && floats.Min(draws) >= 0:
		e.half *= want / e.mean
	}
	return e
}

// collect gathers the draws of a metric at one place over the repeats, with what is wanted of their mean, or the reason why
// there are none.
func collect(repeats []*Trial, metric string, at float64) (draws []float64, want float64, none string) {
	want, none = math.NaN(), "it was not measured"
	for _, r := range repeats {
		for _, m := range r.Measurements {
			switch {
			case m.Metric != metric || m.At != at:
			case m.Skip != "":
				none = m.Skip
			default:
				draws, want = append(draws, m.Got), m.Want
			}
		}
	}
	return draws, want, none
}

const oneRepeat = "one repeat has no interval: ask for more repeats"

// Summarize takes means over the repeats, and fits the rate.
func (c *MinibatchConvergence) Summarize(_ context.Context, t *Trial, repeats []*Trial) error {
	plan := make([]estimate, len(c.N))
	for i, n := range c.N {
		for _, draw := range draws {
			values, want, none := collect(repeats, draw.Name, float64(n))
			e, ok := estimateOf(values)
			e = e.against(want, values)
			if draw.Name == planError {
				plan[i] = e
			}
			switch {
			case len(values) == 0:
				t.Skip(meanOf(draw.Name), float64(n), none)
			case !ok:
				t.Skip(meanOf(draw.Name), float64(n), oneRepeat)
			case math.IsNaN(want) && !math.IsNaN(e.mean): // a mean that is none is an error
				t.Report(meanOf(draw.Name), float64(n), e.mean, e.half, "no exact law is known")
			default:
				t.Expect(meanOf(draw.Name), float64(n), e.mean, want, e.half)
			}
		}
	}
	if len(repeats) < 2 {
		for _, metric := range []string{exponent, decay, lawRatio, localSlope} {
			t.Skip(metric, math.NaN(), oneRepeat)
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
func (c *MinibatchConvergence) observeField(t *Trial) {
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
			t.Observe(fmt.Sprintf("field n=%d", n), x, f.At(s, x))
			if n == c.N[0] && math.Abs(x) >= gap {
				t.Observe("field population", x, f.Population(s, x))
			} else if n == c.N[0] {
				t.Observe("field population", x, math.NaN())
			}
		}
	}
}

// compareLaw compares the mean plan errors with a law, at each n and in slope.
func (c *MinibatchConvergence) compareLaw(t *Trial, plan []estimate, expected expectation) {
	for i, n := range c.N {
		e, at := plan[i], float64(n)
		switch {
		case expected.law == nil:
			t.Skip(lawRatio, at, expected.none)
		case expected.law(at) == 0:
			t.Skip(lawRatio, at, "the law is 0: the target is one point")
			continue
		case expected.exact:
			t.Expect(lawRatio, at, e.mean/expected.law(at), 1, e.half/expected.law(at))
		default:
			t.Report(lawRatio, at, e.mean/expected.law(at), e.half/expected.law(at), "the rate's constant is not known")
		}
		if i == 0 || e.mean == 0 || plan[i-1].mean == 0 {
			continue
		}
		before, step := plan[i-1], math.Log(at/float64(c.N[i-1]))
		middle := math.Sqrt(at * float64(c.N[i-1]))
		slope := math.Log(e.mean/before.mean) / step
		half := math.Hypot(e.half/e.mean, before.half/before.mean) / step
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
func (c *MinibatchConvergence) fit(t *Trial, plan []estimate, expected expectation) {
	n, y, se := make([]float64, len(plan)), make([]float64, len(plan)), make([]float64, len(plan))
	for i, e := range plan {
		n[i], y[i], se[i] = float64(c.N[i]), e.mean, e.half/1.96
		t.Observe("plan-error", n[i], e.mean)
		t.Observe("plan-error half", n[i], e.half)
		if expected.law != nil {
			t.Observe("law", n[i], expected.law(n[i]))
		}
	}
	p, err := rate.FitPower(n, y, se)
	if err != nil {
		t.Skip(exponent, math.NaN(), err.Error())
		t.Skip(decay, math.NaN(), err.Error())
		return
	}
	t.Observe("fit", p.From, math.Exp(p.Intercept+p.Slope*math.Log(p.From)))
	t.Observe("fit", p.To, math.Exp(p.Intercept+p.Slope*math.Log(p.To)))
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
