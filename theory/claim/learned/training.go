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

// Training holds the parameters of a training. Checks of trained networks embed it, so its parameters are
// theirs. Package learn documents what they mean.
type Training struct {
	Coupling   string           `doc:"how the points of a batch are paired" enum:"optimal,independent"`
	Permuted   float64          `doc:"fraction of the optimal pairs that is permuted" min:"0" max:"1"`
	Batch      int              `doc:"pairs per step" min:"1" max:"65536"`
	Steps      int              `doc:"training steps; 0: none" min:"0" max:"10000000"`
	Reuse      int              `doc:"consecutive steps with the same pairs at new times" min:"1" max:"10000"`
	Late       float64          `doc:"density of training times at 1 over that at 0" min:"1" max:"1e6"`
	Width      int              `doc:"units per hidden layer" min:"1" max:"4096"`
	Depth      int              `doc:"hidden layers" min:"1" max:"32"`
	Activation learn.Activation `doc:"the activation σ"`
	Rate       float64          `doc:"largest learning rate of Adam" above:"0" max:"1e30"`
}

// check refuses parameters that have no effect together: one case has one key.
func (n *Training) check() error {
	if n.Coupling != coupling.Optimal && n.Permuted > 0 {
		return catalog.Bad("permuted",
			"permuting independent pairs has no effect: leave this parameter out")
	}
	return nil
}

// name returns a name for everything that the result of a training depends on: the check; the parameters of
// the Training; the parameters of what is learned, given as the fields of a struct; and the origin, which
// holds the seed of the spec and the repeat. Checks that differ only in what they measure share a training.
func (n *Training) name(check string, of any, origin string) string {
	params := catalog.Values(n)
	maps.Copy(params, catalog.Values(of))
	text, err := json.Marshal(params)
	if err != nil {
		panic("learned: a canonical parameter has no JSON: " + err.Error())
	}
	return check + " " + string(text) + " " + origin
}

// checkpointEvery is the number of steps between checkpoints. An interruption loses no more than these.
const checkpointEvery = 500

// train returns the trained network and the losses of the steps. The configuration says what is learned, and
// its seed is the name of the training; train adds the rest.
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

// permuted exchanges the targets of a fraction of the pairs. It takes the first ones, which are as good as
// any: sources are independent and in random order.
func permuted(pair learn.Pairing, share float64) learn.Pairing {
	return func(x0, x1 []float64) ([]int, error) {
		perm, err := pair(x0, x1)
		if n := int(share * float64(len(perm))); err == nil && n > 1 {
			perm = append(append(append([]int(nil), perm[1:n]...), perm[0]), perm[n:]...)
		}
		return perm, err
	}
}

// solver returns the exact solver for dimension d.
func solver(d int) ot.Solver {
	if d == 1 {
		return &ot.Univariate{}
	}
	return &assignment.Solver{}
}
