package learn

import (
	"bytes"
	"context"
	"errors"
	"math"
	"slices"
	"sort"
	"strings"
	"testing"
	"time"

	"proxflow/theory/random"
)

// sorted pairs points of the line optimally.
func sorted(x0, x1 []float64) ([]int, error) {
	rank := func(x []float64) []int {
		order := make([]int, len(x))
		for i := range order {
			order[i] = i
		}
		sort.Slice(order, func(a, b int) bool { return x[order[a]] < x[order[b]] })
		return order
	}
	perm, to := make([]int, len(x0)), rank(x1)
	for k, i := range rank(x0) {
		perm[i] = to[k]
	}
	return perm, nil
}

// shifted is N(3, 1).
func shifted(r *random.Source, dst []float64) {
	for i := range dst {
		dst[i] = 3 + r.Normal()
	}
}

func small() Config {
	return Config{Network: MLP(1, 16, 2, &SELU{}), Target: shifted, Pair: sorted, Batch: 24, Steps: 40,
		Seed: "small"}
}

func checkpoint(t *testing.T, s *State) []byte {
	t.Helper()
	data, err := s.MarshalBinary()
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func TestTrainingFindsTheFieldOfEitherCoupling(t *testing.T) {
	// N(0,1) to N(3,1): v = 3 for the optimal coupling, and 3 + (2t-1)/((1-t)²+t²) (x-3t) for the
	// independent one.
	fields := map[string]func(x, t float64) float64{
		"optimal":     func(x, t float64) float64 { return 3 },
		"independent": func(x, t float64) float64 { return 3 + (2*t-1)/((1-t)*(1-t)+t*t)*(x-3*t) },
	}
	for name, want := range fields {
		c := Config{Network: MLP(1, 32, 2, &SELU{}), Target: shifted, Steps: 2000, Batch: 256,
			Adam: Adam{Rate: 5e-3}, Seed: name}
		if name == "optimal" {
			c.Pair = sorted
		}
		s, err := Train(context.Background(), c, nil)
		if err != nil {
			t.Fatal(err)
		}
		f, v, sum, count := NewField(c.Network, s.Average()), make([]float64, 1), 0.0, 0.0
		for t0 := 0.05; t0 < 1; t0 += 0.1 {
			for z := -2.0; z <= 2; z += 0.5 {
				x := 3*t0 + z*math.Sqrt((1-t0)*(1-t0)+t0*t0)
				f.At(v, []float64{x}, t0)
				sum, count = sum+(v[0]-want(x, t0))*(v[0]-want(x, t0)), count+1
			}
		}
		if rms := math.Sqrt(sum / count); rms > 0.1 {
			t.Errorf("%s coupling: the field is off by %.3g", name, rms)
		}
	}
}

func TestTrainingIsTheSameForAnyWorkersAndAfterAnyInterruption(t *testing.T) {
	for _, reuse := range []int{1, 3} {
		config := small()
		config.Reuse = reuse
		whole, err := Train(context.Background(), config, nil)
		if err != nil {
			t.Fatal(err)
		}
		want := checkpoint(t, whole)
		for workers := 1; workers <= 5; workers++ {
			c := config
			c.Workers = workers
			// Stop after some steps, go on from the checkpoint, and so on to the end.
			var s *State
			for stop := 7 * workers; s == nil || s.Step < c.Steps; stop += 11 {
				ctx, cancel := context.WithCancel(context.Background())
				c.Progress = func(step int, _ float64) {
					if step == stop {
						cancel()
					}
				}
				next, err := Train(ctx, c, s)
				cancel()
				if stop < c.Steps && (!errors.Is(err, context.Canceled) || next.Step != stop) ||
					stop > c.Steps && err != nil {
					t.Fatalf("stopped after step %d of %d: %v", next.Step, stop, err)
				}
				s = &State{}
				if err := s.UnmarshalBinary(checkpoint(t, next)); err != nil {
					t.Fatal(err)
				}
			}
			if !bytes.Equal(checkpoint(t, s), want) {
				t.Errorf("pairs for %d steps, %d workers: interruptions change the result", reuse, workers)
			}
		}
		other := config
		other.Seed = "other"
		s, err := Train(context.Background(), other, nil)
		if err != nil || slices.Equal(s.Weights(), whole.Weights()) {
			t.Errorf("another seed, the same result: %v", err)
		}
	}
}

func TestCheckpointsComeOnTimeAndGoOn(t *testing.T) {
	c := small()
	c.Every = 15
	var kept [][]byte
	c.Checkpoint = func(s *State) error {
		if s.Step != 15*(len(kept)+1) || len(s.Losses) != s.Step {
			t.Errorf("checkpoint %d after step %d with %d losses", len(kept), s.Step, len(s.Losses))
		}
		kept = append(kept, checkpoint(t, s))
		return nil
	}
	whole, err := Train(context.Background(), c, nil)
	if err != nil || len(kept) != 2 {
		t.Fatalf("%d checkpoints, %v", len(kept), err)
	}
	var s State
	if err := s.UnmarshalBinary(kept[0]); err != nil {
		t.Fatal(err)
	}
	c.Checkpoint = nil
	end, err := Train(context.Background(), c, &s)
	if err != nil || !bytes.Equal(checkpoint(t, end), checkpoint(t, whole)) || s.Step != 15 {
		t.Errorf("a checkpoint goes on to another result: %v", err)
	}
	full := errors.New("the disk is full")
	c.Checkpoint = func(*State) error { return full }
	if s, err := Train(context.Background(), c, nil); !errors.Is(err, full) || s.Step != 15 {
		t.Errorf("a checkpoint that fails: %v", err)
	}
}

func TestDamagedAndForeignCheckpointsAreRefused(t *testing.T) {
	s, err := Train(context.Background(), small(), nil)
	if err != nil {
		t.Fatal(err)
	}
	good := checkpoint(t, s)
	var decoded State
	for i := 0; i < len(good); i += 1 + len(good)/500 {
		bad := slices.Clone(good)
		bad[i] ^= 4
		if err := decoded.UnmarshalBinary(bad); err == nil || !strings.HasPrefix(err.Error(), "learn: ") {
			t.Fatalf("byte %d of %d is damaged: %v", i, len(good), err)
		}
		if err := decoded.UnmarshalBinary(good[:i]); err == nil {
			t.Fatalf("%d of %d bytes are taken", i, len(good))
		}
	}
	if err := decoded.UnmarshalBinary(append(slices.Clone(good), 0)); err == nil || decoded.Step != 0 {
		t.Error("a byte too many is taken")
	}
	if err := decoded.UnmarshalBinary(good); err != nil {
		t.Fatal(err)
	}
	for name, change := range map[string]func(*Config){
		"seed":    func(c *Config) { c.Seed = "other" },
		"network": func(c *Config) { c.Network = MLP(1, 16, 2, &SiLU{}) },
		"steps":   func(c *Config) { c.Steps++ },
		"rate":    func(c *Config) { c.Adam.Rate = 0.1 },
		"data":    func(c *Config) { c.Data = true },
		"reuse":   func(c *Config) { c.Reuse = 2 },
		"density": func(c *Config) { c.Late = 2 },
	} {
		c := small()
		change(&c)
		_, err := Train(context.Background(), c, &decoded)
		if err == nil || !strings.Contains(err.Error(), "another training") {
			t.Errorf("a checkpoint of another %s: %v", name, err)
		}
	}
}

func TestTroubleIsAnErrorThatSaysWhere(t *testing.T) {
	bad := errors.New("no pairing")
	for want, change := range map[string]func(*Config){
		"in step 1": func(c *Config) {
			c.Target = func(_ *random.Source, dst []float64) { dst[0] = math.NaN() }
			c.Pair = nil
		},
		"diverges":               func(c *Config) { c.Adam.Rate = 1e30 },
		"weights are not finite": func(c *Config) { c.Adam.Rate = 1e39; c.Steps = 1 },
		"batch 0: no pairing": func(c *Config) {
			c.Pair = func(_, _ []float64) ([]int, error) { return nil, bad }
		},
		"without a target":   func(c *Config) { c.Target = nil },
		"batches of -1":      func(c *Config) { c.Batch = -1 },
		"-1 steps share":     func(c *Config) { c.Reuse = -1 },
		"ratio of densities": func(c *Config) { c.Late = math.Inf(1) },
		"margin":             func(c *Config) { c.Margin = 1 },
		"dimension 0":        func(c *Config) { c.Network.Dim = 0 },
		"activation":         func(c *Config) { c.Network.Activation = nil },
		"decays":             func(c *Config) { c.Adam.Beta2 = 1 },
		"rate -1":            func(c *Config) { c.Adam.Rate = -1 },
	} {
		c := small()
		change(&c)
		_, err := Train(context.Background(), c, nil)
		if err == nil || !strings.HasPrefix(err.Error(), "learn: ") || !strings.Contains(err.Error(), want) {
			t.Errorf("want an error with %q, got %v", want, err)
		}
	}
}

// A panic in a goroutine that makes batches would end the process.
func TestAPanicOfASamplerOrAPairingIsAnError(t *testing.T) {
	for want, change := range map[string]func(*Config){
		"no such point": func(c *Config) {
			c.Target = func(*random.Source, []float64) { panic("no such point") }
		},
		"a pairing of 3 of 24 points": func(c *Config) {
			c.Pair = func(_, _ []float64) ([]int, error) { return make([]int, 3), nil }
		},
	} {
		c := small()
		change(&c)
		_, err := Train(context.Background(), c, nil)
		if err == nil || !strings.HasPrefix(err.Error(), "learn: batch 0: panic: ") ||
			!strings.Contains(err.Error(), want) {
			t.Errorf("want an error with %q, got %v", want, err)
		}
	}
}

// Large batches take minutes to pair: an interruption does not wait for them.
func TestAnInterruptedTrainingDoesNotWaitForAPairing(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	block := make(chan struct{})
	defer close(block)
	c := small()
	c.Pair = func(_, _ []float64) ([]int, error) { cancel(); <-block; return nil, nil }
	done := make(chan error)
	go func() { _, err := Train(ctx, c, nil); done <- err }()
	select {
	case err := <-done:
		if !errors.Is(err, context.Canceled) {
			t.Errorf("got %v", err)
		}
	case <-time.After(10 * time.Second):
		t.Fatal("the training waits for a pairing that does not end")
	}
}
