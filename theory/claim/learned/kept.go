package learned

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"time"

	"proxflow/theory/claim"
	"proxflow/theory/learn"
)

// artifactKey returns the key of the artifact that holds a training.
func artifactKey(training string) string {
	h := sha256.Sum256([]byte(training))
	return "training-" + hex.EncodeToString(h[:16])
}

// trainKept trains a configuration, whose seed names the training. It starts from the artifact that holds
// this training, if there is one.
func trainKept(ctx context.Context, t *claim.Trial, config learn.Config) (*learn.State, error) {
	config.Progress = losses(t, config.Steps)
	if t.Artifacts == nil {
		return learn.Train(ctx, config, nil)
	}
	key := artifactKey(config.Seed)
	unlock, err := t.Artifacts.Lock(ctx, key)
	if err != nil {
		return nil, err
	}
	defer unlock()
	from, err := loadTraining(t.Artifacts, key)
	if err != nil {
		return nil, err
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
	switch {
	case err != nil && s != nil && ctx.Err() != nil && s.Step > 0: // interrupted: keep the finished steps
		return nil, errors.Join(err, save(s))
	case err != nil:
		return nil, err
	case from == nil || from.Step < s.Step:
		err = save(s)
	}
	return s, err
}

// loadTraining returns the training that an artifact holds, or nil if there is no such artifact.
func loadTraining(kept claim.Artifacts, key string) (*learn.State, error) {
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

// losses returns a function that reports the progress of a training to the trial, at most ten times per
// second and after the last step, with the mean loss since the last report.
func losses(t *claim.Trial, steps int) func(step int, loss float64) {
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
