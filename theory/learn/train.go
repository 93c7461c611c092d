package learn

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"math"

	"proxflow/theory/random"
	"proxflow/theory/schedule"
)

// Sampler fills dst with independent points of a law, by rows. It is called by several goroutines at once.
type Sampler func(r *random.Source, dst []float64)

// Pairing says which target goes with which source: x0_i with x1_{perm[i]}, for as many points of dimension d as there are.
// It changes neither and is called by several goroutines at once.
type Pairing func(x0, x1 []float64) (perm []int, err error)

// Normal is the sampler of N(0, I).
func Normal(r *random.Source, dst []float64) { r.Normals(dst) }

// Config is a training. A field that is 0 has the documented default.
type Config struct {
	Network  Network
	Schedule schedule.Schedule // linear
	Source   Sampler           // P0; Normal
	Target   Sampler           // P1; required
	Pair     Pairing           // none: independent coupling
	Batch    int               // pairs in a step; 512
	Steps    int               // 10000
	Margin   float64           // times are uniform on (0, 1-Margin): 0, or more if α̇ or β̇ has no second moment
	Adam     Adam
	// Seed determines all random numbers. It should name what else the result depends on and cannot be compared, source,
	// target and pairing: a checkpoint goes on only under the same seed.
	Seed string

	Workers    int                          // goroutines that make batches; as many as there are processors. No result depends on it
	Progress   func(step int, loss float64) // after each step, if not nil
	Every      int                          // steps from one Checkpoint to the next; 1000
	Checkpoint func(*State) error           // if not nil: the state is valid during the call; an error ends the training
}

func (c Config) withDefaults() (Config, error) {
	if c.Schedule == nil {
		c.Schedule = &schedule.Linear{}
	}
	if c.Source == nil {
		c.Source = Normal
	}
	or := func(n *int, standard int) {
		if *n == 0 {
			*n = standard
		}
	}
	or(&c.Batch, 512)
	or(&c.Steps, 10000)
	or(&c.Every, 1000)
	var err error
	c.Adam, err = c.Adam.withDefaults(c.Steps)
	switch {
	case err != nil:
	case c.Target == nil:
		err = errors.New("learn: a training without a target")
	case c.Batch < 1 || c.Steps < 1 || c.Every < 1 || c.Workers < 0:
		err = fmt.Errorf("learn: a training of %d steps on batches of %d with %d workers, a checkpoint every %d", c.Steps, c.Batch, c.Workers, c.Every)
	case !(c.Margin >= 0 && c.Margin < 1):
		err = fmt.Errorf("learn: the margin %g is not in [0,1)", c.Margin)
	default:
		err = c.Network.Check()
	}
	return c, err
}

// digest names what a training computes.
func (c Config) digest() [sha256.Size]byte {
	return sha256.Sum256(fmt.Appendf(nil, "%s schedule=%T%+v batch=%d steps=%d margin=%v adam=%+v pair=%v seed=%q",
		c.Network.describe(), c.Schedule, c.Schedule, c.Batch, c.Steps, c.Margin, c.Adam, c.Pair != nil, c.Seed))
}

// Train minimizes E|v_θ(t,X_t) - (α̇X0 + β̇X1)|², X_t = αX0 + βX1, over pairs of batches, from the start, or from a state of
// the same training, to bitwise the same result. Batch k has random numbers of its own, so that neither the number of workers
// nor their timing has any part in it.
//
// If ctx ends, or a batch or a checkpoint fails, Train returns the state after the last step together with the error. It
// does so at once: calls of Source, Target and Pair that are under way then end later, and their results are dropped. A panic
// in one of them is an error. A loss or a weight that is not finite is an error that names the step. The state from is not
// changed.
func Train(ctx context.Context, c Config, from *State) (*State, error) {
	c, err := c.withDefaults()
	if err != nil {
		return nil, err
	}
	digest := c.digest()
	if from == nil {
		from = newState(c.Network.Init(random.New(c.Seed+"/weights")), digest)
	}
	if from.digest != digest || len(from.Weights()) != c.Network.Size() {
		return nil, errors.New("learn: the checkpoint is one of another training")
	}
	s := from.clone(c.Steps)
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	batches := produce(ctx, c, s.Step)
	e, gradient := newEvaluation(c.Network, c.Batch), make([]float32, c.Network.Size())
	for s.Step < c.Steps {
		b, err := batches.next(ctx)
		if err != nil {
			return s, err
		}
		e.value[0], b.inputs = b.inputs, e.value[0]
		loss := e.loss(gradient, s.moments.Weights, b.target)
		batches.free(b)
		if math.IsNaN(loss) || math.IsInf(loss, 0) {
			return s, fmt.Errorf("learn: the training diverges: the loss is %g in step %d", loss, s.Step+1)
		}
		s.Step++
		c.Adam.step(s, gradient, s.Step, c.Steps)
		s.Losses = append(s.Losses, float32(loss))
		if (s.Step%c.Every == 0 || s.Step == c.Steps) && !s.finite() {
			return s, fmt.Errorf("learn: the training diverges: weights are not finite after step %d", s.Step)
		}
		if c.Progress != nil {
			c.Progress(s.Step, loss)
		}
		if c.Checkpoint != nil && s.Step%c.Every == 0 {
			if err := c.Checkpoint(s); err != nil {
				return s, fmt.Errorf("learn: the checkpoint after step %d: %w", s.Step, err)
			}
		}
	}
	return s, nil
}
