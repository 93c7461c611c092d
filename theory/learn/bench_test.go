package learn

import (
	"fmt"
	"testing"

	"proxflow/theory/random"
)

// trainer takes steps on one batch again and again.
type trainer struct {
	e                *evaluation
	gradient, target []float32
	adam             Adam
	s                *State
}

func newTrainer(net Network, n int) *trainer {
	r := random.New("trainer")
	adam, err := Adam{}.withDefaults(1 << 30)
	if err != nil {
		panic(err)
	}
	gradient, target := make([]float32, net.Size()), make([]float32, n*net.Dim)
	tr := &trainer{newEvaluation(net, n), gradient, target, adam, newState(net.Init(r), [32]byte{})}
	for _, v := range [][]float32{tr.e.value[0], tr.target} {
		for i := range v {
			v[i] = float32(r.Normal())
		}
	}
	return tr
}

func (tr *trainer) step() float64 {
	loss := tr.e.loss(tr.gradient, tr.s.moments.Weights, tr.target)
	tr.s.Step++
	tr.adam.step(tr.s, tr.gradient, tr.s.Step, 1<<30)
	return loss
}

// BenchmarkStep is a step without making the batch: forwards, backwards, Adam and the average of the weights.
func BenchmarkStep(b *testing.B) {
	for _, c := range []struct {
		net   Network
		batch int
	}{{MLP(2, 64, 3, &SELU{}), 512}, {Network{Dim: 783, Widths: []int{512, 512}, Activation: &SELU{}}, 256}} {
		b.Run(fmt.Sprintf("%d-%v-%d", c.net.Inputs(), c.net.Widths, c.net.Dim), func(b *testing.B) {
			tr := newTrainer(c.net, c.batch)
			for b.Loop() {
				tr.step()
			}
		})
	}
}

// BenchmarkField is one evaluation in float64, as measurements use it.
func BenchmarkField(b *testing.B) {
	net := MLP(2, 64, 3, &SiLU{})
	f, v := NewField(net, net.Init(random.New("field"))), make([]float64, 2)
	for b.Loop() {
		f.At(v, []float64{0.3, -0.7}, 0.4)
	}
}
