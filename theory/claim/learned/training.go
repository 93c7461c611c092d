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

// Training says how a network is trained. Checks of trained networks embed it, so its parameters are theirs.
// package learn says what they mean.
type Training struct {
	Coupling   string           `doc:"how the points of a batch are paired" enum:"optimal,independent"`
	Permuted   float64          `doc:"share of the optimal pairs that is permuted" min:"0" max:"1"`
	Batch      int              `doc:"pairs in a step" min:"1" max:"65536"`
	Steps      int              `doc:"steps of training; 0: none" min:"0" max:"10000000"`
	Reuse      int              `doc:"consecutive steps with the same pairs at new times" min:"1" max:"10000"`
	Late       float64          `doc:"density of training times at 1 over that at 0" min:"1" max:"1e6"`
	Width      int              `doc:"units in a hidden layer" min:"1" max:"4096"`
	Depth      int              `doc:"hidden layers" min:"1" max:"32"`
	Activation learn.Activation `doc:"the activation σ"`
	Rate       float64          `doc:"largest learning rate of Adam" above:"0" max:"1e30"`
}

// check refuses parameters that have no effect together: one case has one key.
func (n *Training) check() error {
	if n.Coupling != coupling.Optimal && n.Permuted > 0 {
		return catalog.Bad("permuted",
			"independent pairs stay independent when they are permuted: leave it out")
	}
	return nil
}

// name names a training by all that its result depends on: the check, the parameters of the Training, those
// of what is learned, which are the fields of a struct, and the origin, which has the seed of the spec and
// the repeat. Checks that differ only in what they measure share a training.
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

// train returns the trained network and the losses of the steps. The configuration says what is learned,
// with the name of the training as its seed; train adds the rest.
func (n *Training) train(ctx context.Context, t *claim.Trial, c learn.Config) (*network, []float32, error) {
	if n.Steps == 0 {
		return newNetwork(c.Network, c.Network.Init(random.New(c.Seed))), nil, nil
	}
	c.Batch, c.Steps, c.Reuse, c.Late, c.Every = n.Batch, n.Steps, n.Reuse, n.Late, checkpointEvery
	c.Adam = learn.Adam{Rate: n.Rate}
	if n.Coupling == coupling.Optimal {
		c.Pair = permuted(learn.Optimal(solver(c.Network.Dim), c.Network.Dim), n.Permuted)
	}
	s, err := trainKept(ctx, t, c)
	if err != nil {
		return nil, nil, err
	}
	return newNetwork(c.Network, s.Average()), s.Losses, nil
}

// permuted pairs a share of the sources with the targets of each other. The first ones are as good as any:
// sources are independent and in no order.
func permuted(pair learn.Pairing, share float64) learn.Pairing {
	return func(x0, x1 []float64) ([]int, error) {
		perm, err := pair(x0, x1)
		if n := int(share * float64(len(perm))); err == nil && n > 1 {
			perm = append(append(append([]int(nil), perm[1:n]...), perm[0]), perm[n:]...)
		}
		return perm, err
	}
}

// solver is the exact solver in dimension d.
func solver(d int) ot.Solver {
	if d == 1 {
		return &ot.Univariate{}
	}
	return &assignment.Solver{}
}
