package minibatch

import (
	"context"
	"fmt"
	"math"

	"proxflow/theory/catalog"
	"proxflow/theory/claim"
	"proxflow/theory/claim/internal/coupling"
	"proxflow/theory/claim/internal/estimate"
	"proxflow/theory/flow"
	"proxflow/theory/potential"
	"proxflow/theory/schedule"
)

// Convergence checks claim M: the optimal pairing σ of n source and n target points tends to the
// population's map as n → ∞, E|X1^σ - T(X0)|² → 0, and so do cost, prox and vector field. A trial draws as
// many points as the largest batch has and cuts them into batches of each size. The claim is about means
// over repeats: on the line they are compared with exact laws, elsewhere with the law by which the errors
// of plan or cost grow or fall. Every batch comes with a certificate of optimality.
//
// The parameter rate names the expected law. dimension: n·(cost bias) is c + a n^(1-2/m), or c + a log n for
// m = 2, where m ≥ 2 is the dimension of M. gaussian-plane: n·(cost bias) is ½ log² n + O(log n). jump:
// n·(plan error) is c + a√n, as where T jumps between parts of the support.
type Convergence struct {
	Target    potential.Potential `doc:"the potential φ whose Brenier map T makes the target"`
	Source    string              `doc:"law of the source: N(0,I); U(0,1) on the line" enum:"normal,uniform"`
	N         []int               `doc:"batch sizes n, ascending" min:"1" max:"131072" scalar:"yes" len:"1"`
	Rate      string              `doc:"expected law of growth" enum:"none,dimension,gaussian-plane,jump"`
	Neighbour int                 `doc:"added to the dimension m; not 0: breaks the claim" min:"-1" max:"1"`
	Schedule  schedule.Schedule   `doc:"the schedule α, β"`
	T         float64             `doc:"the time t at which prox and field are compared" above:"0" below:"1"`
	Probes    int                 `doc:"points where prox and field are compared" min:"0" max:"20000"`
	Perturb   claim.Perturbation  `doc:"what is perturbed, which breaks the claim" optional:"yes"`

	points *sampler
	field  *flow.Field
}

var _ = claim.Catalog.Add("minibatch-convergence",
	"claim M: minibatch OT-CFM tends to the population as the batch grows",
	func() claim.Check {
		return &Convergence{
			Source: fromNormal, N: []int{8, 32, 128, 512}, Rate: "none",
			Schedule: &schedule.Linear{}, T: 0.5, Probes: 16,
		}
	})

var _ claim.Summarizer = (*Convergence)(nil)

func (c *Convergence) Init() error {
	target, err := coupling.AsTarget(c.Target)
	if err != nil {
		return err
	}
	if c.points, err = newSampler(target, c.Source, c.Perturb); err != nil {
		return err
	}
	if err := checkSizes(c.N); err != nil {
		return err
	}
	if _, ok := middle(c.N); !ok && c.Rate != "none" {
		const text = "must be an odd number of sizes whose first, middle and last are in geometric progression"
		return catalog.Bad("n", text)
	}
	c.field = &flow.Field{Phi: c.Target, Schedule: c.Schedule}
	return claim.CheckPerturbation(c, c.Perturb)
}

// What the check measures in addition to the common draws.
var (
	probed []claim.Draw

	proxError = unknown("prox-error",
		"mean |prox_{λφ_n}(X_t/β) - X1|² over population pairs, φ_n the dual potential of the batch, at n")
	fieldError = unknown("field-error",
		"mean |α̇x0 + β̇x1^σ - v_t(x_t)|², which bounds the squared L² distance from v^n_t to v_t (Jensen); "+
			"for two-atoms with a normal source, that distance in L²(P_t) itself, by quadrature; at n")
	fieldResidual = draw(&probed, "field-residual",
		"mean of (α̇x0 + β̇x1^σ - v^n_t(x_t)) sign x_t over |β̇ - α̇β/α|a, whose expectation is 0 if v^n_t "+
			"is E(Ẋ|X_t); two-atoms with a normal source only, at n", 1)

	others claim.Metrics

	planRatio = others.AddSampled("plan-error-ratio",
		"mean over all n of the mean plan error over its exact law; the budget is half its 95 % interval",
		claim.OfWant)
	biasRatio = others.AddSampled("cost-bias-ratio",
		"mean over all n of the mean cost bias over its exact law; the budget is half its 95 % interval",
		claim.OfWant)
	growth = others.AddSampled("growth",
		"p for which n·(mean cost bias), or n·(mean plan error) for a jump, is c + a n^p at the first, "+
			"middle and last n; 0 stands for log n; the budget is half its 95 % interval, or infinite if this "+
			"also contains the p of a neighbouring dimension", jump)
	logSquare = others.AddSampled("log-square",
		"coefficient of log² n in n·(mean cost bias), from the first, middle and last n; the budget is half "+
			"its 95 % interval", claim.OfWant)
	exponent = others.AddSampled("exponent",
		"p of the fit n^p to the mean plan error, in its best window; expected: that of the exact law in "+
			"this window; the budget is half its 95 % interval", claim.OfWant)
	decay = others.AddSampled("decay",
		"part above 0 of the interval of ±3 standard errors of the exponent: the plan error must decrease; "+
			"inconclusive if the interval also reaches below -0.05", slowest)
)

func (c *Convergence) Metrics() []claim.Metric {
	list := estimate.Metrics(append(append([]claim.Draw(nil), common...), probed...))
	return append(append(list, monotonicityMetric), others...)
}

const noLaw = "no exact law is known"

// unknown declares a draw of whose mean no law is known.
func unknown(name, doc string) claim.Draw {
	draw(&probed, name, doc, 0)
	probed[len(probed)-1].By.Unjudged = noLaw
	return probed[len(probed)-1]
}

func (*Convergence) Sensitivities() []claim.Sensitivity {
	ofLaws := []claim.Metric{planError.By, costBias.By, planRatio, biasRatio}
	return []claim.Sensitivity{
		{Kind: coupling.Pairs, By: append(ofLaws, monotonicityMetric, fieldResidual.By, growth, logSquare,
			exponent, decay)},
		{Kind: law, By: append(ofLaws, logSquare)},
		{Kind: power, By: []claim.Metric{growth, exponent, decay}},
	}
}

func (c *Convergence) Run(ctx context.Context, t *claim.Trial) error {
	coupling.WarnOfCaveat(t, c.Target)
	records, residuals := make(map[int]*record), make(map[int]*mean)
	for _, n := range c.N {
		records[n], residuals[n] = &record{}, &mean{}
	}
	err := c.points.batches(ctx, t, c.N, func(b *batch, k int) error {
		n := b.N()
		records[n].add(b)
		if k == 0 {
			c.points.monotonicity(t, b)
		}
		if c.Probes > 0 && c.knowsField() {
			c.residual(residuals[n], b)
		}
		if c.Probes > 0 && k == 0 {
			return c.probe(ctx, t, b)
		}
		return nil
	})
	if err != nil {
		return err
	}
	for _, n := range c.N {
		records[n].sample(t, n, c.planLaw(n), c.biasLaw(n))
		switch {
		case c.Probes == 0:
		case c.knowsField():
			t.Sample(fieldResidual, float64(n), residuals[n].value(), 0)
		default:
			const why = "v^n is known in closed form for two-atoms with a normal source only"
			t.Skip(fieldResidual.Metric, float64(n), why)
		}
	}
	return nil
}

// probe compares prox and field of a batch with those of the population.
func (c *Convergence) probe(ctx context.Context, t *claim.Trial, b *batch) error {
	at := float64(b.N())
	prox, err := c.compareProx(ctx, t, b)
	if err != nil {
		return err
	}
	t.Sample(proxError, at, prox, math.NaN())
	field := 0.0
	if c.knowsField() {
		field, err = c.twoAtoms(b.N()).Error2(c.Schedule.At(c.T))
	} else {
		field, err = c.compareField(ctx, b)
	}
	if err != nil {
		return fmt.Errorf("of the field: %w", err)
	}
	t.Sample(fieldError, at, field, math.NaN())
	return nil
}
