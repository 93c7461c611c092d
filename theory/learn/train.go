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

// Sampler fills dst with independent points of a law, by rows. Several goroutines call it at once.
type Sampler func(r *random.Source, dst []float64)

// Pairing says which target each source goes to: x0_i to x1_{perm[i]}. Both slices hold the same number of
// points of dimension d, and it changes neither. Several goroutines call it at once.
type Pairing func(x0, x1 []float64) (perm []int, err error)

// Normal is the sampler of N(0, I).
func Normal(r *random.Source, dst []float64) { r.Normals(dst) }

// Config is a training. A field that is 0 has the documented default.
type Config struct {
	Network  Network
	Schedule schedule.Schedule // linear
	Data     bool              // the network learns x̂_t(x) = E[X1 | X_t = x], not the velocity
	Source   Sampler           // P0; Normal
	Target   Sampler           // P1; required
	Pair     Pairing           // none: independent coupling
	Batch    int               // pairs in a step; 512
	Steps    int               // 10000
	// Reuse is the number of consecutive steps that share their pairs, each with times of its own; 1. An
	// optimal pairing of 512 points in the plane costs as much as some twenty steps of a small network.
	Reuse int
	// Late is the density of times at 1 over that at 0; 1: uniform. The density is ∝ 1/(1+(Late-1)(1-t)). As
	// t → 1 the field becomes steep; the more times are there, the better the network resolves it.
	Late   float64
	Margin float64 // times are in (0, 1-Margin): 0, or more if α̇ or β̇ has no second moment
	Adam   Adam
	// Seed determines all random numbers. It should name whatever else the result depends on that cannot be
	// compared: source, target and pairing. A checkpoint is only resumed under the same seed.
	Seed string

	Workers  int                          // goroutines that make batches; GOMAXPROCS. No result depends on it
	Progress func(step int, loss float64) // called after each step, if not nil
	Every    int                          // steps between checkpoints; 1000
	// Checkpoint, if not nil, is given the state, which is valid during the call. An error ends the training.
	Checkpoint func(*State) error
}

func (c Config) withDefaults() (Config, error) {
	if c.Schedule == nil {
		c.Schedule = &schedule.Linear{}
	}
	if c.Source == nil {
		c.Source = Normal
	}
	if c.Late == 0 {
		c.Late = 1
	}
	or := func(n *int, standard int) {
		if *n == 0 {
			*n = standard
		}
	}
	or(&c.Batch, 512)
	or(&c.Steps, 10000)
	or(&c.Reuse, 1)
	or(&c.Every, 1000)
	var err error
	c.Adam, err = c.Adam.withDefaults(c.Steps)
	switch {
	case err != nil:
	case c.Target == nil:
		err = errors.New("learn: a training without a target")
	case c.Batch < 1 || c.Steps < 1 || c.Every < 1 || c.Workers < 0:
		err = fmt.Errorf("learn: %d steps on batches of %d with %d workers, a checkpoint every %d",
			c.Steps, c.Batch, c.Workers, c.Every)
	case c.Reuse < 1:
		err = fmt.Errorf("learn: %d steps share their pairs; want at least 1", c.Reuse)
	case !(c.Late > 0) || math.IsInf(c.Late, 1):
		err = fmt.Errorf("learn: the ratio of densities of times, %g, is not positive and finite", c.Late)
	case !(c.Margin >= 0 && c.Margin < 1):
		err = fmt.Errorf("learn: the margin %g is not in [0,1)", c.Margin)
	default:
		err = c.Network.Check()
	}
	return c, err
}

// time is the quantile of the law of times at u in (0, 1).
func (c Config) time(u float64) float64 {
	if c.Late != 1 { // with k = Late-1, P(1-t > s) is 1 - log(1+ks)/log(1+k)
		u = 1 - math.Expm1((1-u)*math.Log(c.Late))/(c.Late-1)
	}
	return (1 - c.Margin) * u
}

// digest identifies what a training computes.
func (c Config) digest() [sha256.Size]byte {
	return sha256.Sum256(fmt.Appendf(nil,
		"%s schedule=%T%+v data=%v batch=%d steps=%d reuse=%d late=%v margin=%v adam=%+v pair=%v seed=%q",
		c.Network.describe(), c.Schedule, c.Schedule, c.Data, c.Batch, c.Steps, c.Reuse, c.Late, c.Margin, c.Adam,
		c.Pair != nil, c.Seed))
}

// Train minimizes E|v_θ(t,X_t) - (α̇X0 + β̇X1)|², X_t = αX0 + βX1, over the pairs of batches (with Data,
// E|v_θ(t,X_t) - X1|²), either from the start or from a state of the same training, with bitwise the same
// result. Every batch has its own random numbers, so the result depends neither on the number of workers
// nor on their timing. The density of times weights the loss at different t, and does not change its
// minimizer.
//
// If ctx ends, or a batch or a checkpoint fails, Train returns the state after the last step together with
// the error. It does not wait for calls of Source, Target and Pair that are still running; their results are
// dropped. A panic in one of them is an error. A loss or a weight that is not finite is an error that names
// the step. Train does not change the state from.
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
		return nil, errors.New("learn: the checkpoint belongs to another training")
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
