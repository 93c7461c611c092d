package minibatch

import (
	"cmp"
	"context"
	"fmt"
	"math"

	"proxflow/theory/claim"
	"proxflow/theory/claim/internal/coupling"
	"proxflow/theory/claim/internal/estimate"
	"proxflow/theory/claim/series"
	"proxflow/theory/ot/response"
	"proxflow/theory/potential"
	"proxflow/theory/random"
)

// Constant checks claim M with its constants. Linear response predicts the leading terms of cost bias and
// plan error from the second epi-derivative of claim S, or from the faces of cells; batches measure them.
// The only fit parameter is the correction for finite n. Trials are those of Convergence.
type Constant struct {
	Target  potential.Potential `doc:"the potential φ whose Brenier map T makes the target"`
	N       []int               `doc:"batch sizes n, ascending" min:"2" max:"131072" len:"2"`
	Perturb claim.Perturbation  `doc:"what is perturbed, which breaks the claim" optional:"yes"`

	points *sampler
}

var _ = claim.Catalog.Add("minibatch-constant",
	"claim M: costs and plans of minibatches converge with the constants of linear response",
	func() claim.Check { return &Constant{N: []int{64, 256, 1024}} })

var _ claim.Summarizer = (*Constant)(nil)

func (c *Constant) Init() error {
	target, err := coupling.AsTarget(c.Target)
	if err != nil {
		return err
	}
	if c.points, err = newSampler(target, fromNormal, c.Perturb); err != nil {
		return err
	}
	if err := checkSizes(c.N); err != nil {
		return err
	}
	return claim.CheckPerturbation(c, c.Perturb)
}

var (
	limits claim.Metrics

	biasLimit = limits.AddSampled("cost-bias-constant",
		"limit of n·(mean cost bias), from a line in n^-½; its slope against log n for a surface; the "+
			"budget is half its 95 % interval, including the error of the prediction", claim.OfWant)
	planLimit = limits.AddSampled("plan-error-constant",
		"limit of n·(mean plan error), or √n for atoms, from a line in n^-½; its slope against log n for a "+
			"surface or a vortex; the budget is half its 95 % interval, including the error of the prediction",
		claim.OfWant)
)

func (c *Constant) Metrics() []claim.Metric {
	means := estimate.Metrics(common)
	for i := range means {
		means[i].Unjudged = cmp.Or(means[i].Unjudged, noLaw)
	}
	return append(append(means, monotonicityMetric), limits...)
}

func (*Constant) Sensitivities() []claim.Sensitivity {
	constants := []claim.Metric{biasLimit, planLimit}
	return []claim.Sensitivity{
		{Kind: coupling.Pairs, By: append(constants, monotonicityMetric)},
		{Kind: stiffness, By: constants},
	}
}

func (c *Constant) Run(ctx context.Context, t *claim.Trial) error {
	coupling.WarnOfCaveat(t, c.Target)
	records := make(map[int]*record)
	for _, n := range c.N {
		records[n] = &record{}
	}
	err := c.points.batches(ctx, t, c.N, func(b *batch, k int) error {
		records[b.N()].add(b)
		if k == 0 {
			c.points.monotonicity(t, b)
		}
		return nil
	})
	if err != nil {
		return err
	}
	for _, n := range c.N {
		records[n].sample(t, n, math.NaN(), math.NaN())
	}
	return nil
}

// Summarize compares the means with the predicted constants.
func (c *Constant) Summarize(_ context.Context, t *claim.Trial, repeats [][]claim.Measurement) error {
	s := study{repeats: repeats}
	s.means(t, c.N, common, func(claim.Draw) float64 { return 0 })
	predicted, err := response.Of(c.points.Target, random.New("constants")) // the same in every case and seed
	if err != nil {
		return err
	}
	bias := 1 + stiffness.Of(c.Perturb)
	plan := bias * bias // ψ is proportional to 1/A, and the plan error is a quadratic form of ψ
	if predicted.M == 0 {
		plan = bias // for atoms it is linear in |ψ|
	}
	c.compare(t, s, biasLimit, costBias, predicted.Bias, bias)
	c.compare(t, s, planLimit, planError, predicted.Plan, plan)
	return nil
}

// compare compares one mean with its predicted leading term, divided by over.
func (c *Constant) compare(
	t *claim.Trial, s study, metric claim.Metric, of claim.Draw, l response.Limit, over float64,
) {
	curve := series.ScaledBias
	if of == planError {
		curve = series.ScaledPlan
	}
	x, scale := make([]float64, len(c.N)), make([]float64, len(c.N))
	y, sd := make([]float64, len(c.N)), make([]float64, len(c.N))
	for i, size := range c.N {
		n := float64(size)
		x[i], scale[i] = 1/math.Sqrt(n), n
		switch l.Law {
		case response.Root:
			scale[i] = math.Sqrt(n)
		case response.Logarithmic:
			x[i] = math.Log(n)
		}
		e, _, none := s.mean(of, size)
		if none == "" && e.Half == 0 {
			none = "all draws of one size are equal"
		}
		if none != "" {
			t.Skip(metric, math.NaN(), none)
			return
		}
		y[i], sd[i] = scale[i]*e.Value, scale[i]*e.Half
		t.Observe(curve.Middle(), n, y[i])
		t.Observe(curve.Low(), n, y[i]-sd[i])
		t.Observe(curve.High(), n, y[i]+sd[i])
	}
	if l.None != "" {
		t.Skip(metric, math.NaN(), l.None)
		return
	}
	e, _ := s.sum(of, c.N, scale, lineWeights(x, sd, l.Law == response.Logarithmic))
	want, budget := l.Value/over, math.Hypot(e.Half, 1.96*l.Err/over)
	budget += c.truncation(l.Law) * want / metric.Times
	if near := metric.Times * budget; math.Abs(e.Value-want) <= near && near > want/2 {
		const why = "not resolved: the tolerance, %.2g, exceeds half of the number wanted, %.2g"
		t.Report(metric, math.NaN(), e.Value, budget, fmt.Sprintf(why, near, want))
		return
	}
	t.Expect(metric, math.NaN(), e.Value, want, budget)
	c.observeLaw(t, curve, y, l.Law, want)
}

// truncation bounds the contribution of the terms that the fit leaves out, relative to the leading one. The
// next term of a mean is smaller by n^-½ with a coefficient of order 1, as observed on atoms, circles,
// ellipses and spheres. A slope leaves out this term; a line in n^-½ leaves out the one after it.
func (c *Constant) truncation(law response.Law) float64 {
	if law == response.Logarithmic {
		return 1 / math.Sqrt(float64(c.N[0]))
	}
	return 1 / float64(c.N[0])
}

// observeLaw records the leading term, which the means should approach at large n; a slope starts from the
// last mean.
func (c *Constant) observeLaw(
	t *claim.Trial, curve series.Band, y []float64, law response.Law, want float64,
) {
	last := len(c.N) - 1
	for _, size := range c.N {
		at := want
		if law == response.Logarithmic {
			at = y[last] + want*math.Log(float64(size)/float64(c.N[last]))
		}
		t.Observe(series.ScaledLaw(curve), float64(size), at)
	}
}

// lineWeights returns the weights w_i for which Σ w_i y_i is the slope, or the value at 0, of the
// least-squares line through (x_i, y_i), where the errors of y_i are proportional to sd_i.
func lineWeights(x, sd []float64, slope bool) []float64 {
	var w, mean, square float64
	for i := range x {
		w += 1 / sd[i] / sd[i]
		mean += x[i] / sd[i] / sd[i]
	}
	mean /= w
	for i := range x {
		square += (x[i] - mean) * (x[i] - mean) / sd[i] / sd[i]
	}
	weights := make([]float64, len(x))
	for i := range x {
		weights[i] = (x[i] - mean) / square / sd[i] / sd[i]
		if !slope {
			weights[i] = 1/w/sd[i]/sd[i] - mean*weights[i]
		}
	}
	return weights
}
