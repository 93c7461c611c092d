package learned

import (
	"context"
	"fmt"

	"proxflow/theory/catalog"
	"proxflow/theory/claim"
	"proxflow/theory/claim/internal/coupling"
	"proxflow/theory/flow"
	"proxflow/theory/learn"
	"proxflow/theory/potential"
	"proxflow/theory/schedule"
)

// Flow checks claim L: along its own flow, a multilayer perceptron v_θ(t,x) trained by minibatch OT-CFM has
// the Jacobian of the population. The normal eigenvalues of (1-t)∇v_θ are close to (1-t)α̇/α, the
// tangential ones to (1-t)(α̇h+β̇)/(αh+β).
//
// A trial is one training. Directions are those of the data manifold M, not those that the network finds.
// Let T and N be orthonormal bases of its tangent and normal spaces, and S the symmetric part of (1-t)∇v_θ.
// The tangential eigenvalues are those of TᵀST, the normal ones those of NᵀSN. They differ from those of S
// by the square of the angle between the spaces. M, h and the population's values belong to the pair
// (x0,x1) that the population has at (t,x_t): x1 = prox_{λφ}(x_t/β) and x0 = (x_t-βx1)/α. Points in a
// stratum of M of lower dimension than that of most points are boundary points and are counted separately.
//
// Under the independent coupling the population is the posterior of X1 given X_t, computed from samples,
// and M is taken at T(x_t/β).
type Flow struct {
	Target potential.Potential `doc:"the potential φ whose Brenier map T makes the target"`
	Training
	Predict  string            `doc:"output of the network: v, or x̂ = E[X1|X_t]" enum:"velocity,data"`
	Against  string            `doc:"population to compare with" enum:"coupling,optimal"`
	Schedule schedule.Schedule `doc:"the schedule α, β"`
	T        []float64         `doc:"the times t, ascending" above:"0" below:"1" scalar:"yes" len:"1"`
	Points   int               `doc:"initial points of the flow" min:"1" max:"100000"`
	Samples  int               `doc:"generated samples that are compared with the target" min:"1" max:"65536"`

	// What controls vary.
	Perturb claim.Perturbation `doc:"what is perturbed, which breaks the claim" optional:"yes"`

	target potential.Target
	field  *flow.Field
}

var _ = claim.Catalog.Add("learned-flow",
	"claim L: a trained network has the Jacobian of the population along its flow",
	func() claim.Check {
		return &Flow{
			Training: Training{Coupling: coupling.Optimal, Batch: 512, Steps: 4000, Reuse: 32, Late: 5,
				Width: 64, Depth: 3, Activation: &learn.SiLU{}, Rate: 0.03},
			Predict: velocity, Against: "coupling", Schedule: &schedule.Linear{},
			T: []float64{0.5, 0.8, 0.9, 0.95}, Points: 100, Samples: 512}
	})

var _ claim.Summarizer = (*Flow)(nil)

func (c *Flow) Init() (err error) {
	if c.target, err = coupling.AsSmooth(c.Target); err != nil {
		return err
	}
	for i := 1; i < len(c.T); i++ {
		if c.T[i] <= c.T[i-1] {
			return catalog.Bad("t", "times must be ascending, but %g follows %g", c.T[i], c.T[i-1])
		}
	}
	if end, last := 1-c.margin(), c.T[len(c.T)-1]; last > end {
		return catalog.Bad("t", "with these parameters the field is learned up to t = %g, but %g is later",
			end, last)
	}
	if c.Coupling == coupling.Optimal && c.Against == coupling.Optimal { // one case has one key
		return catalog.Bad("against",
			"with the optimal coupling both populations are the same: leave this parameter out")
	}
	c.field = &flow.Field{Phi: c.Target, Schedule: c.Schedule}
	if err := claim.NeedsPlane(c.Perturb, c.target.Dim(), coupling.Turn); err != nil {
		return err
	}
	if err := claim.CheckPerturbation(c, c.Perturb); err != nil {
		return err
	}
	return c.Training.check()
}

// optimal reports whether the population is that of the optimal coupling.
func (c *Flow) optimal() bool { return c.Coupling == coupling.Optimal || c.Against == coupling.Optimal }

// margin is the part of the time before t = 1 that is left out, where α̇ is not square integrable, or where a
// velocity computed from x̂ is 0/0.
func (c *Flow) margin() float64 {
	if c.Predict == data || c.Schedule.Rate() <= 0.5 {
		return 1e-3
	}
	return 0
}

func (c *Flow) Run(ctx context.Context, t *claim.Trial) error {
	f, losses, err := c.trained(ctx, t)
	if err != nil {
		return err
	}
	f = perturbed(f, c.Perturb)
	paths, err := c.follow(ctx, t, f)
	if err != nil {
		return err
	}
	wanted := c.population(t)
	for _, time := range c.T {
		xs := make([][]float64, len(paths))
		for i, p := range paths {
			xs[i] = make([]float64, c.target.Dim())
			p.at(xs[i], time)
		}
		if err := c.compareSpectra(ctx, t, f, wanted, xs, time); err != nil {
			return fmt.Errorf("at t = %g: %w", time, err)
		}
		if err := c.compareFields(ctx, t, f, wanted, time); err != nil {
			return fmt.Errorf("at t = %g: %w", time, err)
		}
	}
	c.observeLearned(t, f, wanted, paths, losses)
	return c.compareLaws(ctx, t, f)
}
