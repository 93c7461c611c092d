package learned

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strings"

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
	Against  string            `doc:"the population that is wanted: that of the coupling, or the optimal one, which the independent coupling has not" enum:"coupling,ot"`
	Schedule schedule.Schedule `doc:"the schedule α, β"`
	T        []float64         `doc:"the times t, ascending" above:"0" below:"1" scalar:"yes" len:"1"`
	Points   int               `doc:"initial points whose flow is followed" min:"1" max:"100000"`
	Samples  int               `doc:"generated samples whose law is compared with the target's" min:"1" max:"65536"`

	target potential.Target
	field  *flow.Field
}

var _ = claim.Catalog.Add("learned-flow", "claim L: a trained network has the Jacobian of the population along its flow", func() claim.Check {
	return &Flow{
		Training: Training{Coupling: "ot", Batch: 512, Steps: 1500, Width: 64, Depth: 3, Activation: &learn.SiLU{}, Rate: 0.05},
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
	if c.Coupling == "ot" && c.Against == "ot" { // one case has one key
		return catalog.Bad("against", "with the optimal coupling the population of the coupling is the optimal one: leave it out")
	}
	c.field = &flow.Field{Phi: c.Target, Schedule: c.Schedule}
	return nil
}

// margin is the part of time before t = 1 that is left out, where α̇ is not square integrable.
func (c *Flow) margin() float64 {
	if c.Schedule.Rate() <= 0.5 {
		return 1e-3
	}
	return 0
}

// The random numbers of a training. Those of the spectrum come with the suffix of a kind of point.
const (
	normalEigenvalue     = "normal-eigenvalue"
	tangentialEigenvalue = "tangential-eigenvalue"
	spreadOf             = "-std"
	normalError          = "normal-error"
	tangentialError      = "tangential-error"
	populationNormal     = "population-normal"
	populationTangential = "population-tangential"
	boundary             = "-boundary"

	fieldError       = "field-error"
	asymmetry        = "asymmetry"
	leftOut          = "left-out"
	straightness     = "straightness"
	endpointDistance = "endpoint-distance"
	mapError         = "map-error"
	wasserstein      = "w2"
)

// learnedDraws are what a trial samples, judged in the mean over trainings.
var learnedDraws = func() (list []claim.Metric) {
	for _, kind := range []string{"", boundary} {
		of := "the points"
		if kind != "" {
			of = "the boundary points, those in strata of M of lower dimension"
		}
		for _, k := range []struct{ direction, block string }{{"normal", "NᵀSN"}, {"tangential", "TᵀST"}} {
			list = append(list,
				claim.Metric{Name: k.direction + "-eigenvalue" + kind, Doc: "eigenvalue of " + k.block + ", S the symmetric part of (1-t)∇v_θ: mean over " + of + "; wants the population's", Times: 1},
				claim.Metric{Name: k.direction + "-eigenvalue" + spreadOf + kind, Doc: "standard deviation over " + of + " of the " + k.direction + " eigenvalue, beside the population's; not judged", Times: 1},
				claim.Metric{Name: k.direction + "-error" + kind, Doc: "median over " + of + " of |" + k.direction + " eigenvalue - the population's at the same point|", Times: 1},
				claim.Metric{Name: "population-" + k.direction + kind, Doc: "the population's " + k.direction + " eigenvalue at the same points: mean", Times: 1})
		}
	}
	return append(list,
		claim.Metric{Name: asymmetry, Doc: "|A-Aᵀ|/max(1,|A|), A = (1-t)∇v_θ: mean over the points", Times: 1},
		claim.Metric{Name: leftOut, Doc: "share of the points at which the population has no second-order data: the learned flow is off the population's", Times: 1},
		claim.Metric{Name: fieldError, Doc: "E|v_θ-v_t|² at X_t of fresh pairs, v_t the population's field", Times: 1},
		claim.Metric{Name: straightness, Doc: "E ∫|Ẋ_t-(X_1-X_0)|² dt of the learned flow (rectified flow, Liu and others 2023, arXiv:2209.03003); 0 is straight", Times: 1},
		claim.Metric{Name: endpointDistance, Doc: "distance of the end of the learned flow to M: mean over the points", Times: 1},
		claim.Metric{Name: mapError, Doc: "E|X_1-T(X_0)|² of the learned flow: how far it is from the optimal map", Times: 1},
		claim.Metric{Name: wasserstein, Doc: "Wasserstein distance W₂ of generated to fresh samples, by exact assignment; wants that of T(X_0), X_0 the same", Times: 1})
}()

func (c *Flow) Metrics() []claim.Metric {
	metrics := append([]claim.Metric(nil), learnedDraws...)
	for _, m := range learnedDraws {
		metrics = append(metrics, claim.Metric{Name: estimate.MeanOf(m.Name), Doc: "mean over trainings of: " + m.Doc + "; the budget is half the 95 % interval of got - want", Times: 3})
	}
	return metrics
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

// judged samples a draw, which is judged by its mean.
func judged(t *claim.Trial, metric string, at, got, want float64) {
	t.Sample(metric, at, got, want, estimate.MeanOf(metric))
}

// Summarize takes means over the trainings.
func (c *Flow) Summarize(_ context.Context, t *claim.Trial, repeats []*claim.Trial) error {
	for _, draw := range learnedDraws {
		places := c.T
		switch draw.Name {
		case straightness, endpointDistance, mapError, wasserstein:
			places = []float64{1}
		}
		if !slices.ContainsFunc(repeats, func(r *claim.Trial) bool {
			return slices.ContainsFunc(r.Measurements, func(m claim.Measurement) bool { return m.Metric == draw.Name })
		}) {
			t.Skip(estimate.MeanOf(draw.Name), math.NaN(), "no training has such points or such directions")
			continue
		}
		for _, at := range places {
			c.summarize(t, repeats, draw.Name, at)
		}
	}
	return nil
}

func (c *Flow) summarize(t *claim.Trial, repeats []*claim.Trial, metric string, at float64) {
	var got, wants, misses []float64
	for _, r := range repeats {
		for _, m := range r.Measurements {
			if m.Metric == metric && m.At == at && m.Skip == "" {
				got, wants, misses = append(got, m.Got), append(wants, m.Want), append(misses, m.Got-m.Want)
			}
		}
	}
	e, ok := estimate.Of(got)
	want := floats.Sum(wants) / float64(len(wants))
	switch {
	case len(got) == 0:
		t.Skip(estimate.MeanOf(metric), at, "no training has such points or such directions there")
	case !ok:
		t.Skip(estimate.MeanOf(metric), at, estimate.OneRepeat)
	case math.IsNaN(want):
		t.Report(estimate.MeanOf(metric), at, e.Value, e.Half, "nothing is wanted of this number")
	default:
		miss, _ := estimate.Of(misses)
		t.Expect(estimate.MeanOf(metric), at, e.Value, want, miss.Half)
		if strings.Contains(metric, spreadOf) { // heavy tails: fields are steep between parts of the target
			t.Measurements[len(t.Measurements)-1].Skip = "standard deviations are not judged"
		}
	}
}
