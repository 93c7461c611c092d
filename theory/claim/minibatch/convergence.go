package minibatch

import (
	"context"
	"fmt"

	"proxflow/theory/catalog"
	"proxflow/theory/claim"
	"proxflow/theory/claim/internal/coupling"
	"proxflow/theory/claim/internal/estimate"
	"proxflow/theory/flow"
	"proxflow/theory/normal"
	"proxflow/theory/ot"
	"proxflow/theory/ot/assignment"
	"proxflow/theory/potential"
	"proxflow/theory/schedule"
)

// Convergence checks claim M: the optimal pairing σ of n source and n target points tends to the population's
// map as n → ∞, E|X1^σ - T(X0)|² → 0, and with it cost, prox and vector field. A trial draws one batch of each size n; what the
// claim says of it is about means over repeats: exact laws on the line, and elsewhere rates by the dimension m of the data
// manifold. Every batch's optimality is certified.
type Convergence struct {
	Target   potential.Potential `doc:"the potential φ whose Brenier map T makes the target"`
	Source   string              `doc:"law of the source: N(0,I), or U(0,1) for targets on the line" enum:"normal,uniform"`
	N        []int               `doc:"sizes n of the batches, ascending" min:"1" max:"131072" scalar:"yes" len:"1"`
	Rate     string              `doc:"the rate that the exponent is judged by where no exact law is known: that of the dimension m of M; n^-1/2, that of a map that jumps; log n/n, that of a map with a vortex; or none" enum:"none,dimension,jump,vortex"`
	Schedule schedule.Schedule   `doc:"the schedule α, β"`
	T        float64             `doc:"the time t at which prox and field are compared" above:"0" below:"1"`
	Probes   int                 `doc:"points at which prox and field are compared in each batch; none: they are not" min:"0" max:"20000"`
	Permuted float64             `doc:"share of the pairs that is permuted at random; but at 0 the coupling is not optimal, which breaks the claim" min:"0" max:"1"`

	target potential.Target
	field  *flow.Field
	solver ot.Solver
}

var _ = claim.Catalog.Add("minibatch-convergence", "claim M: minibatch OT-CFM tends to the population as the batch grows", func() claim.Check {
	return &Convergence{
		Source: "normal", N: []int{8, 32, 128, 512}, Rate: "none", Schedule: &schedule.Linear{}, T: 0.5, Probes: 16,
	}
})

var _ claim.Summarizer = (*Convergence)(nil)

func (c *Convergence) Init() (err error) {
	if c.target, err = coupling.AsTarget(c.Target); err != nil {
		return err
	}
	if c.Source == "uniform" && c.target.Dim() != 1 {
		return catalog.Bad("source", "the uniform source is for targets on the line; this one is in dimension %d", c.target.Dim())
	}
	for i := range c.N[1:] {
		if c.N[i+1] <= c.N[i] {
			return catalog.Bad("n", "must ascend: %d comes after %d", c.N[i+1], c.N[i])
		}
	}
	c.field = &flow.Field{Phi: c.Target, Schedule: c.Schedule}
	c.solver = &assignment.Solver{}
	if c.target.Dim() == 1 {
		c.solver = &ot.Univariate{}
	}
	return nil
}

// draws are the random numbers of a batch, judged in the mean.
var draws []claim.Draw

func draw(name, doc string) claim.Draw {
	d := estimate.NewDraw(name, doc, "mean of "+name+" over the repeats, at n; the budget is half its 95 % interval")
	draws = append(draws, d)
	return d
}

// What claim M measures.
var (
	planError = draw("plan-error", "(1/n) Σ|x1^σ - T(x0)|² of one batch, at n")
	costBias  = draw("cost-bias", "(1/n) Σ|x1^σ - x0|² - |T(x0) - x0|² of one batch, at n")
	proxError = draw("prox-error",
		"mean |prox_{λφ_n}(X_t/β) - X1|² over population pairs, φ_n the dual potential of the batch, at n")
	fieldError = draw("field-error",
		"mean |α̇x0 + β̇x1^σ - v_t(x_t)|², a bound of the squared L² distance of v^n_t to v_t (Jensen); for two-atoms "+
			"with a normal source that distance in L²(P_t), by quadrature; at n")
	fieldResidual = draw("field-residual",
		"mean of (α̇x0 + β̇x1^σ - v^n_t(x_t)) sign x_t, 0 in the mean if v^n_t is E(Ẋ|X_t); two-atoms only, at n")

	others claim.Metrics // than the draws and their means

	monotonicity = others.Add("monotonicity",
		"largest violation of cyclical monotonicity of the pairing, Σ<x1_k, x0_k+1 - x0_k> ≤ 0, on random cycles, at n", 4)
	exponent = others.Add("exponent",
		"p of the fit n^p to the mean plan error, in its best window; wanted is that of the exact law, or of the rate, in "+
			"this window; the budget is half its 95 % interval", 3)
	decay = others.Add("decay",
		"by how much the exponent may be above 0, by ±3 standard errors: the plan error must decrease; inconclusive if it "+
			"may as well be below -0.05", 1)
	lawRatio = others.Add("law-ratio",
		"mean plan error over the exact law, or over the rate, at n; the budget is half its 95 % interval", 3)
	localSlope = others.Add("local-slope",
		"log-log slope of the mean plan error between neighbouring n, at their geometric mean; the budget is half its 95 % interval", 3)
)

func (c *Convergence) Metrics() []claim.Metric { return append(estimate.Metrics(draws), others...) }

func (c *Convergence) Run(ctx context.Context, t *claim.Trial) error {
	coupling.WarnOfCaveat(t, c.target)
	for _, n := range c.N {
		if err := ctx.Err(); err != nil {
			return err
		}
		b, err := c.draw(t, n)
		if err != nil {
			return fmt.Errorf("at n = %d: %w", n, err)
		}
		if err := c.measure(ctx, t, b); err != nil {
			return fmt.Errorf("at n = %d: %w", n, err)
		}
	}
	return nil
}

// pushed draws a population pair: a source point into x0 and T(x0) into x1.
func (c *Convergence) pushed(t *claim.Trial, x0, x1 []float64) {
	if c.Source == "normal" {
		c.target.Map(x1, t.Rand.Normals(x0))
		return
	}
	x0[0] = t.Rand.Uniform()
	c.fromUniform(x1, x0)
}

// fromUniform is the map from U(0,1) onto a target on the line, T∘Φ⁻¹.
func (c *Convergence) fromUniform(dst, u []float64) {
	c.target.Map(dst, []float64{normal.Quantile(u[0], 1-u[0])})
}
