package learned

import (
	"context"
	"encoding/json"
	"maps"

	"proxflow/theory/catalog"
	"proxflow/theory/claim"
	"proxflow/theory/claim/internal/coupling"
	"proxflow/theory/learn"
	"proxflow/theory/ot"
	"proxflow/theory/ot/assignment"
	"proxflow/theory/random"
)

// Training says how a network is trained. A check of trained networks embeds it: these parameters are its
// own.
type Training struct {
	Coupling   string           `doc:"how batches are paired: optimally, or not at all" enum:"optimal,independent"`
	Batch      int              `doc:"pairs in a step" min:"1" max:"65536"`
	Steps      int              `doc:"steps of training; none leaves the network as it starts, which breaks the claim" min:"0" max:"10000000"`
	Width      int              `doc:"units in a hidden layer" min:"1" max:"4096"`
	Depth      int              `doc:"hidden layers" min:"1" max:"32"`
	Activation learn.Activation `doc:"the activation σ"`
	Rate       float64          `doc:"largest learning rate of Adam, after a warm-up and before a decay by a cosine" above:"0" max:"1e30"`
}

// name names a training by all that its result depends on: the check, the parameters of the Training, those
// of what is learned, which are the fields of a struct, and the origin, which has the seed of the spec and
// the repeat. Checks that differ in what they measure share a training.
func (n *Training) name(check string, of any, origin string) string {
	params := catalog.Values(n)
	maps.Copy(params, catalog.Values(of))
	text, err := json.Marshal(params)
	if err != nil {
		panic("learned: a canonical parameter has no JSON: " + err.Error())
	}
	return check + " " + string(text) + " " + origin
}

// checkpointEvery is the number of steps that an interruption costs at most.
const checkpointEvery = 500

// train returns the trained field and the losses of the steps. The configuration has the network, the law to
// learn and the name of the training as its seed; train adds the rest.
func (n *Training) train(ctx context.Context, t *claim.Trial, config learn.Config) (*learned, []float32, error) {
	if n.Steps == 0 {
		return newLearned(config.Network, config.Network.Init(random.New(config.Seed))), nil, nil
	}
	config.Batch, config.Steps, config.Adam, config.Every = n.Batch, n.Steps, learn.Adam{Rate: n.Rate}, checkpointEvery
	if n.Coupling == coupling.Optimal {
		config.Pair = learn.Optimal(solver(config.Network.Dim), config.Network.Dim)
	}
	s, err := trainKept(ctx, t, config)
	if err != nil {
		return nil, nil, err
	}
	return newLearned(config.Network, s.Average()), s.Losses, nil
}

// solver is the exact solver in dimension d.
func solver(d int) ot.Solver {
	if d == 1 {
		return &ot.Univariate{}
	}
	return &assignment.Solver{}
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
