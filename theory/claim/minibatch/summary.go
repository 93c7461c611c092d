package minibatch

import (
	"context"
	"math"
	"slices"

	"gonum.org/v1/gonum/floats"

	"proxflow/theory/claim"
	"proxflow/theory/claim/internal/estimate"
	"proxflow/theory/claim/series"
	"proxflow/theory/potential"
	"proxflow/theory/rate"
)

// Summarize takes means over the repeats, and compares them with what is known about their law.
func (c *Convergence) Summarize(_ context.Context, t *claim.Trial, repeats [][]claim.Measurement) error {
	s := study{repeats, law.Of(c.Perturb), power.Of(c.Perturb)}
	s.means(t, c.N, append(append([]claim.Draw(nil), common...), probed...), c.floor)
	s.ratio(t, planRatio, planError, c.N, c.planLaw)
	s.ratio(t, biasRatio, costBias, c.N, c.biasLaw)
	if err := c.growth(t, s); err != nil {
		return err
	}
	c.fit(t, s)
	if c.knowsField() {
		c.observeField(t)
	}
	return nil
}

// means judges the mean of each draw at each size, or reports it where no law is known.
func (s study) means(t *claim.Trial, sizes []int, draws []claim.Draw, floor func(claim.Draw) float64) {
	for _, n := range sizes {
		for _, d := range draws {
			e, want, none := s.mean(d, n)
			at := float64(n)
			switch {
			case none != "":
				t.Skip(d.By, at, none)
			case slices.Contains(moments[:], d):
				t.Report(d.By, at, e.Value, e.Half, d.By.Unjudged)
			case math.IsNaN(want) && !math.IsNaN(e.Value): // if the mean is NaN too, it fails below
				t.Report(d.By, at, e.Value, e.Half, noLaw)
			default:
				t.Expect(d.By, at, e.Value, want, e.Half+floor(d))
			}
		}
	}
}

// floor is the rounding error of the mean of a draw, which the spread of the draws does not show: if all
// draws are equal up to rounding, the interval is that of the rounding errors, whose mean need not be 0.
func (c *Convergence) floor(d claim.Draw) float64 {
	const far = 6 // standard deviations
	size := claim.Unit * c.points.size
	switch d {
	case planError:
		return 16 * size * size
	case costBias:
		return 16 * size * far
	case fieldResidual: // |v^n| ≤ |α̇/α||x| + |β̇ - α̇β/α|a
		s, a := c.Schedule.At(c.T), c.points.size
		radial := math.Abs(s.DA / s.A)
		size := radial*(s.A*far+s.B*a) + (math.Abs(s.DB)+radial*s.B)*a
		return 16 * claim.Unit * size / math.Abs(s.DB-s.DA*s.B/s.A) / a
	}
	return 0
}

// ratio judges the mean of a draw over its exact law, pooled over all repeats and sizes. The weight of a size
// is n^-½, the inverse of its standard error, since a trial has the same number of points at each size.
func (s study) ratio(t *claim.Trial, metric claim.Metric, d claim.Draw, n []int, law func(n int) float64) {
	inverse, weight := make([]float64, len(n)), make([]float64, len(n))
	for i := range n {
		switch l := law(n[i]) * (1 + s.law); {
		case math.IsNaN(l):
			t.Skip(metric, math.NaN(), noLaw)
			return
		case l == 0:
			t.Skip(metric, math.NaN(), "the law is 0: the target is one point")
			return
		default:
			inverse[i], weight[i] = 1/l, 1/math.Sqrt(float64(n[i]))
		}
	}
	floats.Scale(1/floats.Sum(weight), weight)
	e, ok := s.sum(d, n, inverse, weight)
	if !ok {
		t.Skip(metric, math.NaN(), estimate.OneRepeat)
		return
	}
	if e.Half == 0 { // all draws are equal, as may happen if there are few
		e.Half = math.Inf(1)
	}
	t.Expect(metric, math.NaN(), e.Value, 1, e.Half)
}

// slowest bounds the decay: for targets of dimension 32 or less the plan error decreases faster than n to the
// power -slowest. An error that decreases more slowly does not vanish.
const slowest = 0.05

// fit fits the exponent of the plan error.
func (c *Convergence) fit(t *claim.Trial, s study) {
	exact := !math.IsNaN(c.planLaw(1))
	law := func(n float64) float64 { return c.planLaw(int(math.Round(n))) }
	n, y, se := make([]float64, len(c.N)), make([]float64, len(c.N)), make([]float64, len(c.N))
	for i := range c.N {
		e, _, none := s.mean(planError, c.N[i])
		if none != "" {
			t.Skip(exponent, math.NaN(), none)
			t.Skip(decay, math.NaN(), none)
			return
		}
		n[i], y[i], se[i] = float64(c.N[i]), e.Value, e.Half/1.96
		t.Observe(series.PlanError, n[i], e.Value)
		t.Observe(series.PlanErrorHalf, n[i], e.Half)
		if exact {
			t.Observe(series.Law, n[i], law(n[i]))
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
	if exact {
		t.Expect(exponent, math.NaN(), p.Slope, p.Expected(law), p.Half)
		t.Skip(decay, math.NaN(), "the exact law says more")
		return
	}
	t.Report(exponent, math.NaN(), p.Slope, p.Half, noLaw)
	low, high, unclear := p.Slope-1.5*p.Half, p.Slope+1.5*p.Half, 0.0
	if high > 0 && low < -slowest { // inconclusive
		unclear = math.Inf(1)
	}
	t.AtMost(decay, math.NaN(), max(0, high), unclear)
}

// observeField records v^n_t and v_t of two atoms, for figures. The latter leaves out the gap |x| < βa, which
// the population never enters.
func (c *Convergence) observeField(t *claim.Trial) {
	s := c.Schedule.At(c.T)
	for _, n := range c.N {
		f := c.twoAtoms(n)
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
