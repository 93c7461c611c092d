package learned

import (
	"context"

	"proxflow/theory/claim"
	"proxflow/theory/learn"
	"proxflow/theory/ot"
	"proxflow/theory/ot/assignment"
	"proxflow/theory/random"
)

// measuring are the parameters on which a training does not depend.
var measuring = []string{"name", "against", "t", "points", "samples"}

// checkpointEvery is the number of steps that an interruption costs at most.
const checkpointEvery = 500

// training names a training by all that its random numbers depend on: its parameters, the seed of the spec and the repeat.
func (c *Flow) training(origin string) string {
	return trainingName("learned-flow", c.ref, origin, measuring)
}

// train returns the trained field and the losses of the steps.
func (c *Flow) train(ctx context.Context, t *claim.Trial) (*learned, []float32, error) {
	training := c.training(t.Origin)
	net := learn.MLP(c.target.Dim(), c.Width, c.Depth, c.Activation)
	if c.Steps == 0 {
		return newLearned(net, net.Init(random.New(training))), nil, nil
	}
	config := learn.Config{Network: net, Schedule: c.Schedule, Target: c.draws, Batch: c.Batch, Steps: c.Steps, Margin: c.margin(),
		Adam: learn.Adam{Rate: c.Rate}, Seed: training, Every: checkpointEvery}
	if c.Coupling == "ot" {
		var solver ot.Solver = &assignment.Solver{}
		if net.Dim == 1 {
			solver = &ot.Univariate{}
		}
		config.Pair = learn.Optimal(solver, net.Dim)
	}
	s, err := trainKept(ctx, t, config)
	if err != nil {
		return nil, nil, err
	}
	return newLearned(net, s.Average()), s.Losses, nil
}

// draws fills dst with independent target points.
func (c *Flow) draws(r *random.Source, dst []float64) {
	d := c.target.Dim()
	x0 := make([]float64, d)
	for i := 0; i < len(dst); i += d {
		c.target.Map(dst[i:i+d], r.Normals(x0))
	}
}

// learned is a trained field: exactly, and fast in bulk.
type learned struct {
	*learn.Field
	weights []float32
}

func newLearned(net learn.Network, weights []float32) *learned {
	return &learned{learn.NewField(net, weights), weights}
}

// bulk evaluates the field at n points at once.
func (f *learned) bulk(n int) *learn.Evaluator { return learn.NewEvaluator(f.Network, f.weights, n) }
