package minibatch

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/floats"

	"proxflow/theory/claim"
	"proxflow/theory/claim/internal/estimate"
)

func draw(into *[]claim.Draw, name, doc string, scale claim.Scale) claim.Draw {
	of := "mean of " + name + " over the repeats, at n; the budget is half its 95 % interval"
	d := estimate.NewDraw(name, doc, of, scale, claim.Sampled)
	*into = append(*into, d)
	return d
}

// The draws of every trial: means over its batches of each size.
var (
	common []claim.Draw

	planError = draw(&common, "plan-error",
		"(1/n) Σ|x1^σ - T(x0)|² of a batch, mean over the batches of a trial, at n",
		claim.OfWant)
	costBias = draw(&common, "cost-bias",
		"(2/n) Σ φ*(x0) + φ(x1^σ) - <x0,x1^σ>, whose expectation is that of the cost minus W2²; mean over "+
			"the batches of a trial, at n", claim.OfWant)

	moments = [degrees]claim.Draw{
		moment("first", 1), moment("second", 2), moment("third", 3), moment("fourth", 4),
	}

	monotonicityMetric = claim.Metric{
		Name: "monotonicity", Times: 4, Scale: 1,
		Doc: "largest violation of cyclical monotonicity, Σ<x1_k, x0_k+1 - x0_k> ≤ 0, over random cycles " +
			"of the first batch of a size, over the size of the target; at n",
	}
)

func moment(which string, k int) claim.Draw {
	draw(&common, which+"-moments", fmt.Sprintf("control variate: n|m - m'|² for the moments m, m' "+
		"of degree %d of T(x0) and x1, minus an estimate of its expectation by sample variances; mean over "+
		"the batches of a trial, at n", k), 0)
	common[len(common)-1].By.Unjudged = "a control variate: its mean is 0"
	return common[len(common)-1]
}

// record collects the common draws of a trial.
type record struct {
	plan, bias mean
	moments    [degrees]mean
}

func (r *record) add(b *batch) {
	r.plan.add(b.planError())
	r.bias.add(b.costBias())
	for k, c := range b.controls() {
		r.moments[k].add(c)
	}
}

func (r *record) sample(t *claim.Trial, n int, plan, bias float64) {
	at := float64(n)
	t.Sample(planError, at, r.plan.value(), plan)
	if v := r.bias.value(); math.IsNaN(v) {
		t.Skip(costBias.Metric, at, "φ* is not known for this source")
	} else {
		t.Sample(costBias, at, v, bias)
	}
	for k, m := range moments {
		t.Sample(m, at, r.moments[k].value(), 0)
	}
}

// What summaries perturb.
var (
	law       = claim.NewSummaryKind("law", "the law that is wanted, times 1+ε", 0.9)
	power     = claim.NewSummaryKind("power", "the error measured at n, times n^ε", 1)
	stiffness = claim.NewSummaryKind("stiffness",
		"A = E[H⁻¹] in the constants of linear response, times 1+ε", 0.9)
)

// study holds the measurements of the trials of a case, and how they are perturbed.
type study struct {
	repeats    [][]claim.Measurement
	law, power float64
}

// draws returns the draws of a metric at one place over the repeats and their exact mean, or the reason why
// there are none.
func (s study) draws(metric claim.Metric, n int) (draws []float64, want float64, none string) {
	want, none = math.NaN(), "not measured"
	for _, repeat := range s.repeats {
		for _, m := range repeat {
			switch {
			case m.Metric != metric.Name || m.At != float64(n):
			case m.Skip != "":
				none = m.Skip
			default:
				draws, want = append(draws, m.Got), m.Want*(1+s.law)
			}
		}
	}
	return draws, want, none
}

// sum returns the mean over the repeats of Σ scale_i weight_i draw(n_i). The scales, for instance n, make
// all sizes comparable. Control variates need no scale and enter with the weights alone. ok is false for
// fewer than two repeats.
func (s study) sum(d claim.Draw, n []int, scale, weight []float64) (estimate.Mean, bool) {
	add := func(metric claim.Metric, scaled bool) []float64 {
		total := make([]float64, len(s.repeats))
		for i := range n {
			draws, _, _ := s.draws(metric, n[i])
			if len(draws) != len(s.repeats) {
				return nil
			}
			c := weight[i]
			if scaled {
				c *= scale[i] * math.Pow(float64(n[i]), s.power)
			}
			floats.AddScaled(total, c, draws)
		}
		return total
	}
	draws := add(d.Metric, true)
	if draws == nil {
		return estimate.Mean{}, false
	}
	var controls [][]float64
	for _, m := range moments {
		controls = append(controls, add(m.Metric, false))
	}
	return estimate.Controlled(draws, controls...)
}

// mean returns the mean of one draw at n, with control variates for the errors of plan and cost.
func (s study) mean(d claim.Draw, n int) (e estimate.Mean, want float64, none string) {
	draws, want, none := s.draws(d.Metric, n)
	if len(draws) == 0 {
		return estimate.Mean{Value: math.NaN(), Half: math.NaN()}, want, none
	}
	ok := false
	if d == planError || d == costBias {
		e, ok = s.sum(d, []int{n}, []float64{1}, []float64{1})
	} else {
		e, ok = estimate.Of(draws)
	}
	if !ok {
		return e, want, estimate.OneRepeat
	}
	return e.Against(want, draws), want, ""
}
