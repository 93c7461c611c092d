package learned

import (
	"context"
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/gonum/floats"

	"proxflow/theory/catalog"
	"proxflow/theory/claim"
	"proxflow/theory/claim/internal/coupling"
	"proxflow/theory/claim/internal/estimate"
	"proxflow/theory/flow"
	"proxflow/theory/learn"
	"proxflow/theory/potential"
	"proxflow/theory/schedule"
)

// Flow checks claim L: a multilayer perceptron v_θ(t,x) trained by minibatch OT-CFM has, along its own flow, the Jacobian
// of the population: normal eigenvalues of (1-t)∇v_θ next to (1-t)α̇/α, tangential ones next to (1-t)(α̇h+β̇)/(αh+β).
//
// A trial is one training. Directions are those of the data manifold M, not those that the network finds: with orthonormal
// bases T and N of its tangent and normal space and S the symmetric part of (1-t)∇v_θ, the tangential eigenvalues are those
// of TᵀST and the normal ones those of NᵀSN; they differ from those of S by the square of the angle between the spaces. M, h
// and the population's values belong to the pair (x0,x1) that the population has at (t,x_t), x1 = prox_{λφ}(x_t/β) and
// x0 = (x_t-βx1)/α. Points that lie in a stratum of M of lower dimension than others are boundary points, told apart.
//
// Under independent coupling the population is that of the posterior of X1 given X_t, by samples, and M is taken at T(x_t/β).
type Flow struct {
	Target potential.Potential `doc:"the potential φ whose Brenier map T makes the target"`
	Training
	Against  string            `doc:"the population that is wanted: that of the coupling, or the optimal one, which the independent coupling has not" enum:"coupling,optimal"`
	Schedule schedule.Schedule `doc:"the schedule α, β"`
	T        []float64         `doc:"the times t, ascending" above:"0" below:"1" scalar:"yes" len:"1"`
	Points   int               `doc:"initial points whose flow is followed" min:"1" max:"100000"`
	Samples  int               `doc:"generated samples whose law is compared with the target's" min:"1" max:"65536"`

	target potential.Target
	field  *flow.Field
}

var _ = claim.Catalog.Add("learned-flow", "claim L: a trained network has the Jacobian of the population along its flow", func() claim.Check {
	return &Flow{
		Training: Training{Coupling: coupling.Optimal, Batch: 512, Steps: 1500, Width: 64, Depth: 3, Activation: &learn.SiLU{}, Rate: 0.05},
		Against:  "coupling", Schedule: &schedule.Linear{}, T: []float64{0.5, 0.8, 0.9, 0.95}, Points: 100, Samples: 512}
})

var _ claim.Summarizer = (*Flow)(nil)

func (c *Flow) Init() (err error) {
	if c.target, err = coupling.AsSmooth(c.Target); err != nil {
		return err
	}
	for i := 1; i < len(c.T); i++ {
		if c.T[i] <= c.T[i-1] {
			return catalog.Bad("t", "the times must ascend, and %g follows %g", c.T[i], c.T[i-1])
		}
	}
	if end, last := 1-c.margin(), c.T[len(c.T)-1]; last > end {
		return catalog.Bad("t", "the field is learned up to t = %g with this schedule, and %g is later", end, last)
	}
	if c.Coupling == coupling.Optimal && c.Against == coupling.Optimal { // one case has one key
		return catalog.Bad("against", "with the optimal coupling the population of the coupling is the optimal one: leave it out")
	}
	c.field = &flow.Field{Phi: c.Target, Schedule: c.Schedule}
	return nil
}

// optimal says whether the population is that of the optimal coupling.
func (c *Flow) optimal() bool { return c.Coupling == coupling.Optimal || c.Against == coupling.Optimal }

// margin is the part of time before t = 1 that is left out, where α̇ is not square integrable.
func (c *Flow) margin() float64 {
	if c.Schedule.Rate() <= 0.5 {
		return 1e-3
	}
	return 0
}

func (c *Flow) Run(ctx context.Context, t *claim.Trial) error {
	f, losses, err := c.trained(ctx, t)
	if err != nil {
		return err
	}
	starts, err := c.follow(ctx, t, f)
	if err != nil {
		return err
	}
	wanted := c.population(t)
	for _, time := range c.T {
		xs := make([][]float64, len(starts))
		for i, p := range starts {
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
	c.observeLearned(t, f, wanted, starts, losses)
	return c.compareLaws(ctx, t, f)
}

// Summarize takes means over the trainings.
func (c *Flow) Summarize(_ context.Context, t *claim.Trial, repeats [][]claim.Measurement) error {
	for _, d := range flowDraws {
		places := c.T
		if d.atEnd {
			places = []float64{1}
		}
		if !slices.ContainsFunc(repeats, func(r []claim.Measurement) bool {
			return slices.ContainsFunc(r, func(m claim.Measurement) bool { return m.Metric == d.Name })
		}) {
			t.Skip(d.By, math.NaN(), "no training has such points or such directions")
			continue
		}
		for _, at := range places {
			d.summarize(t, repeats, at)
		}
	}
	return nil
}

func (d flowDraw) summarize(t *claim.Trial, repeats [][]claim.Measurement, at float64) {
	var got, wants, misses []float64
	for _, r := range repeats {
		for _, m := range r {
			if m.Metric == d.Name && m.At == at && m.Skip == "" {
				got, wants, misses = append(got, m.Got), append(wants, m.Want), append(misses, m.Got-m.Want)
			}
		}
	}
	e, ok := estimate.Of(got)
	want := floats.Sum(wants) / float64(len(wants))
	switch {
	case len(got) == 0:
		t.Skip(d.By, at, "no training has such points or such directions there")
	case !ok:
		t.Skip(d.By, at, estimate.OneRepeat)
	case math.IsNaN(want):
		t.Report(d.By, at, e.Value, e.Half, "nothing is wanted of this number")
	default:
		miss, _ := estimate.Of(misses)
		t.Expect(d.By, at, e.Value, want, miss.Half)
		if d.unjudged { // heavy tails: fields are steep between parts of the target
			t.Measurements[len(t.Measurements)-1].Skip = "standard deviations are not judged"
		}
	}
}
