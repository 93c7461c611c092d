package all

import (
	"fmt"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
	"testing"
	"time"

	"proxflow/theory/catalog"
	"proxflow/theory/claim"
)

func TestEveryCheckSaysHowMuchMemoryItTakes(t *testing.T) {
	for _, name := range claim.Catalog.Names() {
		if check, _ := claim.Catalog.Blank(name); check != nil {
			if _, ok := check.(claim.Sized); !ok {
				t.Errorf("%s is not a claim.Sized", name)
			}
		}
	}
}

// peak returns the largest number of bytes that a collection of garbage leaves while f runs. Collections are
// frequent. What awaits one is not counted, since a busy machine leaves more of it.
func peak(f func()) float64 {
	defer debug.SetGCPercent(debug.SetGCPercent(5))
	held := func() float64 {
		s := []metrics.Sample{{Name: "/gc/heap/live:bytes"}}
		metrics.Read(s)
		return float64(s[0].Value.Uint64())
	}
	runtime.GC()
	before, most, done := held(), make(chan float64), make(chan struct{})
	go func() {
		worst := 0.0
		for {
			select {
			case <-done:
				most <- worst
				return
			case <-time.After(100 * time.Microsecond):
				worst = max(worst, held())
			}
		}
	}()
	f()
	close(done)
	return <-most - before
}

// The cases of a check differ in what takes the memory. Only learned-images, which needs data, has none.
func TestTheMemoryOfATrialIsWithinItsBound(t *testing.T) {
	ball := func(d int) catalog.Ref { return catalog.Ref{"name": "ball", "d": d} }
	for _, c := range []catalog.Ref{
		{"name": "proximal-recovery", "target": ball(2), "points": 50000},
		{"name": "proximal-recovery", "target": ball(512), "points": 1000, "routes": 1},
		{"name": "vector-field", "target": ball(256), "points": 512, "jacobians": 1, "paths": 1, "t": 0.5},
		{"name": "vector-field", "target": "ball", "points": 2000, "jacobians": 1, "paths": 500, "t": 0.5},
		{"name": "second-epi-derivative", "target": ball(64), "points": 200, "s": 1.0},
		{"name": "second-epi-derivative", "target": ball(256), "points": 8, "s": 1.0},
		{"name": "terminal-hyperbolicity", "target": ball(48), "points": 100, "paths": 1, "t": []any{0.5, 0.9}},
		{"name": "terminal-hyperbolicity", "target": ball(192), "points": 4, "paths": 0, "t": 0.5},
		{"name": "minibatch-constant", "target": "ball", "n": []any{64, 8192}},
		{"name": "minibatch-constant", "target": ball(6), "n": []any{64, 2048}},
		{"name": "minibatch-convergence", "target": "ball", "n": []any{8192}, "probes": 1},
		{"name": "minibatch-convergence", "target": ball(512), "n": []any{512}, "probes": 1},
		{"name": "learned-flow", "target": "ball", "width": 256, "batch": 64, "steps": 2,
			"points":  2,
			"samples": 64, "rate": 1e-5},
		{"name": "learned-flow", "target": "ball", "coupling": "independent", "batch": 16384, "steps": 2,
			"points":  2,
			"samples": 1, "rate": 1e-5},
		{"name": "learned-flow", "target": "ball", "steps": 500, "batch": 128, "points": 500, "samples": 1,
			"t": 0.5},
		{"name": "learned-flow", "target": ball(16), "steps": 500, "batch": 128, "points": 300, "samples": 1,
			"t": 0.5},
	} {
		t.Run(fmt.Sprint(c), func(t *testing.T) {
			check, _, err := claim.Catalog.Build(c)
			if err != nil {
				t.Fatal(err)
			}
			bound := check.(claim.Sized).Memory()
			got := peak(func() { err = check.Run(t.Context(), claim.NewTrial("memory")) })
			if err != nil || got > bound || bound-claim.SmallMemory > 4*got {
				t.Errorf("holds up to %.3g bytes, the bound is %.3g; %v", got, bound, err)
			}
		})
	}
}
