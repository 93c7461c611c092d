package learn

import (
	"context"
	"fmt"
	"runtime"

	"proxflow/theory/guard"
	"proxflow/theory/random"
)

// batch is what a step needs: the inputs of the network at (t,x_t), n×inputs, and the target α̇x0+β̇x1, n×d.
type batch struct {
	number         int
	inputs, target []float32
	err            error
}

// producer makes batches k = first, first+1, …, steps-1 ahead of their use: worker w makes every workers-th, in order.
type producer struct {
	ready, empty []chan *batch // by worker
	first, k     int
}

// ahead is how many batches a worker may be ahead.
const ahead = 2

// produce starts the workers. They end when all batches are made, or soon after ctx ends: none of them is waited for, since
// a large pairing takes minutes.
func produce(ctx context.Context, c Config, first int) *producer {
	workers := c.Workers
	if workers == 0 {
		workers = runtime.GOMAXPROCS(0)
	}
	workers = min(workers, c.Steps-first)
	p := &producer{first: first, k: first}
	for w := range workers {
		ready, empty := make(chan *batch, ahead), make(chan *batch, ahead)
		for range ahead {
			empty <- &batch{inputs: make([]float32, c.Batch*c.Network.Inputs()), target: make([]float32, c.Batch*c.Network.Dim)}
		}
		p.ready, p.empty = append(p.ready, ready), append(p.empty, empty)
		go func() {
			m := newMaker(c)
			for k := first + w; k < c.Steps; k += workers {
				select {
				case b := <-empty:
					b.number = k
					if b.err = guard.Do(func() error { return m.make(b) }); b.err != nil {
						b.err = fmt.Errorf("learn: batch %d: %w", k, b.err)
					}
					ready <- b // never blocks: there are no more batches than the channel has room for
				case <-ctx.Done():
					return
				}
			}
		}()
	}
	return p
}

// next waits for the batch of the next step.
func (p *producer) next(ctx context.Context) (*batch, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	select {
	case b := <-p.ready[(p.k-p.first)%len(p.ready)]:
		p.k++
		return b, b.err
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// free gives a batch back to its worker.
func (p *producer) free(b *batch) { p.empty[(b.number-p.first)%len(p.empty)] <- b }

// maker makes batches, with the room for it.
type maker struct {
	c             Config
	x0, x1, x, in []float64
}

func newMaker(c Config) *maker {
	d := c.Network.Dim
	return &maker{c, make([]float64, c.Batch*d), make([]float64, c.Batch*d), make([]float64, d), make([]float64, c.Network.Inputs())}
}

// make draws n source and n target points, pairs them, and draws a time for each pair.
func (m *maker) make(b *batch) error {
	c, n, d := m.c, m.c.Batch, m.c.Network.Dim
	r := random.New(fmt.Sprintf("%s/batch/%d", c.Seed, b.number))
	c.Source(r, m.x0)
	c.Target(r, m.x1)
	var perm []int
	if c.Pair != nil {
		var err error
		if perm, err = c.Pair(m.x0, m.x1); err != nil {
			return err
		}
		if len(perm) != n {
			panic(fmt.Sprintf("a pairing of %d of %d points", len(perm), n))
		}
	}
	for i := range n {
		j := i
		if perm != nil {
			j = perm[i]
		}
		t := (1 - c.Margin) * r.Uniform()
		p := c.Schedule.At(t)
		x0, x1, u := m.x0[i*d:(i+1)*d], m.x1[j*d:(j+1)*d], b.target[i*d:(i+1)*d]
		for k := range d {
			m.x[k] = p.A*x0[k] + p.B*x1[k]
			u[k] = float32(p.DA*x0[k] + p.DB*x1[k])
		}
		c.Network.features(m.in, m.x, t)
		narrow(b.inputs[i*len(m.in):], m.in)
	}
	return nil
}
