package changes

import (
	"fmt"
	"maps"
	"slices"

	"proxflow/results"
)

// tolerances compares the tolerances of an experiment, whatever its cases.
func tolerances(name string, was, is *Experiment) (list []Change) {
	for _, metric := range slices.Sorted(maps.Keys(was.Tolerances)) {
		t, u := was.Tolerances[metric], is.Tolerances[metric]
		switch {
		case u.Absolute == 0 && u.Times == 0:
			continue // a metric that the check no longer has, as its cases say
		case t.Absolute == u.Absolute && t.Times == u.Times:
			if grown := budgets(metric, was, is); t.Absolute == 0 && grown > grows {
				list = append(list, Change{Kind: Loosened, Experiment: name, CaseNo: -1, Metric: metric, Bars: grown,
					Text: fmt.Sprintf("the error budget of %s of %s, and with it the tolerance, "+
						"grew by a factor of %.2g in the median of its cases", metric, name, grown)})
			}
			continue
		}
		grown := loosest(metric, was, t, u)
		c := Change{Kind: Loosened, Experiment: name, CaseNo: -1, Metric: metric, Bars: grown}
		how := "loosened"
		if grown <= 1 {
			c.Kind, how = Tightened, "tightened"
		}
		c.Text = fmt.Sprintf("the tolerance of %s of %s was %s, from %s to %s", metric, name, how,
			allowance(t), allowance(u))
		list = append(list, c)
	}
	return list
}

// loosest is the largest factor by which a tolerance has grown at the measurements of a metric.
func loosest(metric string, e *Experiment, t, u results.Tolerance) float64 {
	factor := 0.0
	if (t.Absolute == 0) == (u.Absolute == 0) {
		return u.Of(1) / t.Of(1)
	}
	for _, groups := range e.Cases {
		if g := groups[metric]; g != nil {
			for _, n := range g.At {
				factor = max(factor, u.Of(n.Budget)/t.Of(n.Budget))
			}
		}
	}
	return factor
}

// grows is the factor by which the median error budget of a metric may grow. A single one may grow by more:
// some budgets come from last digits, which differ between processors.
const grows = 2

// budgets returns the median factor by which the error budgets of a metric have grown.
func budgets(metric string, was, is *Experiment) float64 {
	var factors []float64
	for c, groups := range was.Cases {
		before, after := groups[metric], is.Cases[c][metric]
		if before == nil || after == nil || c.Control {
			continue
		}
		old, now := before.At[before.Worst].Budget, after.At[before.Worst].Budget
		if old > 0 && now > 0 {
			factors = append(factors, now/old)
		}
	}
	if factors == nil {
		return 1
	}
	slices.Sort(factors)
	return factors[(len(factors)-1)/2]
}
