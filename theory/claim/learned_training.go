package claim

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"sync"
	"time"

	"proxflow/theory/learn"
	"proxflow/theory/ot"
	"proxflow/theory/random"
)

// measuring are the parameters on which a training does not depend.
var measuring = []string{"name", "against", "t", "points", "samples"}

// checkpointEvery is the number of steps that an interruption costs at most.
const checkpointEvery = 500

// training names a training by all that its random numbers depend on: its parameters, the seed of the spec and the repeat.
func (c *LearnedFlow) training(origin string) string {
	params := map[string]any{}
	for k, v := range c.ref {
		params[k] = v
	}
	for _, k := range measuring {
		delete(params, k)
	}
	text, err := json.Marshal(params)
	if err != nil {
		panic("claim: a canonical parameter is no JSON: " + err.Error())
	}
	return "learned-flow " + string(text) + " " + origin
}

// artifactKey is what a training is kept under.
func artifactKey(training string) string {
	h := sha256.Sum256([]byte(training))
	return "training-" + hex.EncodeToString(h[:16])
}

// busy holds a lock for each training that is kept, so that two trials of one training do not train it twice.
var busy sync.Map

// train returns the trained field and the losses of the steps. The training is that of the artifact, if it is kept there, and
// goes on from its checkpoint if it is not done.
func (c *LearnedFlow) train(ctx context.Context, t *Trial) (*learned, []float32, error) {
	training := c.training(t.Origin)
	net := learn.MLP(c.target.Dim(), c.Width, c.Depth, c.Activation)
	if c.Steps == 0 {
		return newLearned(net, net.Init(random.New(training))), nil, nil
	}
	config := learn.Config{Network: net, Schedule: c.Schedule, Target: c.draws, Batch: c.Batch, Steps: c.Steps, Margin: c.margin(),
		Adam: learn.Adam{Rate: c.Rate}, Seed: training, Every: checkpointEvery, Progress: t.losses(c.Steps)}
	if c.Coupling == "ot" {
		var solver ot.Solver = &ot.Assignment{}
		if net.Dim == 1 {
			solver = &ot.Univariate{}
		}
		config.Pair = learn.Optimal(solver, net.Dim)
	}
	if t.Artifacts == nil {
		s, err := learn.Train(ctx, config, nil)
		if err != nil {
			return nil, nil, err
		}
		return newLearned(net, s.Average()), s.Losses, nil
	}
	key := artifactKey(training)
	lock, _ := busy.LoadOrStore(key, &sync.Mutex{})
	lock.(*sync.Mutex).Lock()
	defer lock.(*sync.Mutex).Unlock()
	from, err := loadTraining(t.Artifacts, key)
	if err != nil {
		return nil, nil, err
	}
	save := func(s *learn.State) error {
		data, err := s.MarshalBinary()
		if err != nil {
			return err
		}
		return t.Artifacts.Save(key, data)
	}
	config.Checkpoint = save
	s, err := learn.Train(ctx, config, from)
	if err != nil {
		if s != nil && ctx.Err() != nil && s.Step > 0 { // interrupted: what is done is kept
			err = errors.Join(err, save(s))
		}
		return nil, nil, err
	}
	if from == nil || from.Step < s.Step {
		if err := save(s); err != nil {
			return nil, nil, err
		}
	}
	return newLearned(net, s.Average()), s.Losses, nil
}

// losses hears the steps of a training, and tells the trial ten times in a second at most, and at the end, the mean loss since it
// last did.
func (t *Trial) losses(steps int) func(step int, loss float64) {
	if t.Progress == nil {
		return nil
	}
	told, sum, n := time.Now(), 0.0, 0
	return func(step int, loss float64) {
		sum, n = sum+loss, n+1
		if now := time.Now(); step == steps || now.Sub(told) >= 100*time.Millisecond {
			t.Progress(step, steps, fmt.Sprintf("loss %.3g", sum/float64(n)))
			told, sum, n = now, 0, 0
		}
	}
}

// loadTraining is the training that is kept under a key, nil if there is none.
func loadTraining(kept Artifacts, key string) (*learn.State, error) {
	data, ok, err := kept.Load(key)
	if err != nil || !ok {
		return nil, err
	}
	s := &learn.State{}
	if err := s.UnmarshalBinary(data); err != nil {
		return nil, fmt.Errorf("the artifact %s: %w", key, err)
	}
	return s, nil
}

// draws fills dst with independent target points.
func (c *LearnedFlow) draws(r *random.Source, dst []float64) {
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
