package learned

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"maps"
	"strings"
	"testing"
	"time"

	"proxflow/theory/catalog"
	"proxflow/theory/claim"
	"proxflow/theory/learn"
)

// drawer keeps artifacts in memory.
type drawer struct {
	kept  map[string][]byte
	saves int
	after func() // each save
	busy  bool   // another trial holds every lock
}

func (d *drawer) Lock(ctx context.Context, _ string) (unlock func(), err error) {
	if d.busy {
		<-ctx.Done()
		return nil, ctx.Err()
	}
	return func() {}, nil
}

func (d *drawer) Load(key string) ([]byte, bool, error) {
	data, ok := d.kept[key]
	return data, ok, nil
}

func (d *drawer) Save(key string, data []byte) error {
	d.kept[key] = bytes.Clone(data)
	d.saves++
	if d.after != nil {
		d.after()
	}
	return nil
}

func (d *drawer) only(t *testing.T) (key string, data []byte) {
	t.Helper()
	if len(d.kept) != 1 {
		t.Fatalf("%d artifacts are kept", len(d.kept))
	}
	for key, data = range d.kept {
	}
	return key, data
}

func TestATrainingIsDoneOnceAndResumesWhereItWasInterrupted(t *testing.T) {
	run := func(
		ctx context.Context, kept *drawer, origin string, more catalog.Ref,
	) ([]claim.Measurement, error) {
		params := catalog.Ref{
			"target": "ball", "coupling": "independent", "steps": 600, "batch": 8, "width": 8, "depth": 1,
			"against": "optimal", "points": 3, "samples": 5, "t": 0.5}
		maps.Copy(params, more)
		trial := claim.NewTrial("trial")
		trial.Origin, trial.Artifacts = origin, kept
		err := learnedFlow(t, params).Run(ctx, trial)
		return trial.Measurements, err
	}
	ctx, whole := context.Background(), &drawer{kept: map[string][]byte{}}
	want, err := run(ctx, whole, "seed 1", nil)
	if err != nil {
		t.Fatal(err)
	}
	key, data := whole.only(t)
	saves := whole.saves
	for name, more := range map[string]catalog.Ref{
		"the same": nil, "other points": {"points": 4, "samples": 6, "t": []any{0.3, 0.6}},
	} {
		again, err := run(ctx, whole, "seed 1", more)
		if err != nil || whole.saves != saves || more == nil && fmt.Sprint(again) != fmt.Sprint(want) {
			t.Errorf("%s: trained %d more times, %v", name, whole.saves-saves, err)
		}
	}
	for name, f := range map[string]func() error{
		"seed":  func() error { _, err := run(ctx, whole, "seed 2", nil); return err },
		"width": func() error { _, err := run(ctx, whole, "seed 1", catalog.Ref{"width": 9}); return err },
		"target": func() error {
			_, err := run(ctx, whole, "seed 1", catalog.Ref{"target": catalog.Ref{"name": "ball", "radius": 2}})
			return err
		},
	} {
		before := len(whole.kept)
		if err := f(); err != nil || len(whole.kept) != before+1 {
			t.Errorf("another %s has no training of its own: %v", name, err)
		}
	}

	half := &drawer{kept: map[string][]byte{}}
	stopped, stop := context.WithCancel(ctx)
	half.after = stop // at the first checkpoint
	if _, err := run(stopped, half, "seed 1", nil); !errors.Is(err, context.Canceled) {
		t.Fatalf("an interrupted training: %v", err)
	}
	if _, part := half.only(t); bytes.Equal(part, data) {
		t.Fatal("the training was not interrupted")
	}
	half.after = nil
	again, err := run(ctx, half, "seed 1", nil)
	other, end := half.only(t)
	if err != nil || other != key || !bytes.Equal(end, data) || fmt.Sprint(again) != fmt.Sprint(want) {
		t.Errorf("an interrupted training has another result: %v", err)
	}

	damaged := bytes.Clone(data)
	damaged[len(damaged)/2] ^= 1
	half.kept[key] = damaged
	_, err = run(ctx, half, "seed 1", nil)
	if err == nil || !strings.Contains(err.Error(), key) || !strings.Contains(err.Error(), "damaged") {
		t.Errorf("a damaged artifact: %v", err)
	}
	if !bytes.Equal(half.kept[key], damaged) {
		t.Error("a damaged artifact is overwritten")
	}
}

func TestTheTrainingThatATrialWaitsForIsInterruptedWithIt(t *testing.T) {
	config := learn.Config{
		Network: learn.Network{Dim: 2}, Target: learn.Normal, Steps: 1, Batch: 2, Seed: "a training under way"}
	trial := claim.NewTrial("waits")
	trial.Artifacts = &drawer{kept: map[string][]byte{}, busy: true}
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Millisecond)
	defer cancel()
	if _, err := trainKept(ctx, trial, config); !errors.Is(err, context.DeadlineExceeded) {
		t.Error(err)
	}
}
