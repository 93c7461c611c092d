package learn

import (
	"context"
	"fmt"
	"runtime"

	"proxflow/theory/guard"
	"proxflow/theory/random"
)

// batch is what a step needs: the inputs of the network at (t, x_t), n×inputs, and the target α̇x0+β̇x1 or
// x1, n×d.
type batch struct {
	number         int
	inputs, target []float32
	err            error
}

// producer makes batches k = first, first+1, …, steps-1 before they are needed. Batches that share their
// pairs have one worker, and the workers take turns.
type producer struct {
	ready, empty []chan *batch // by worker
	reuse, k     int
}

// ahead is the number of batches that a worker may be ahead.
const ahead = 2

// produce starts the workers. They end when all batches are made, or soon after ctx ends. Nobody waits for
// them, since a large pairing takes minutes.
func produce(ctx context.Context, c Config, first int) *producer {
	workers := c.Workers
	if workers == 0 {
		workers = runtime.GOMAXPROCS(0)
	}
	p := &producer{reuse: c.Reuse, k: first}
	for range workers {
		ready, empty := make(chan *batch, ahead), make(chan *batch, ahead)
		for range ahead {
			empty <- &batch{
				inputs: make([]float32, c.Batch*c.Network.Inputs()),
				target: make([]float32, c.Batch*c.Network.Dim),
			}
		}
		p.ready, p.empty = append(p.ready, ready), append(p.empty, empty)
	}
	for w := range workers {
		go func() {
			if err := guard.Do(func() error { p.work(ctx, c, w, first); return nil }); err != nil {
				p.ready[w] <- &batch{err: err} // the channel has room: this worker holds a batch
			}
		}()
	}
	return p
}

// work makes the batches of worker w.
func (p *producer) work(ctx context.Context, c Config, w, first int) {
	m := newMaker(c)
	for k := first; k < c.Steps; k++ {
		if p.worker(k) != w {
			continue
		}
		select {
		case b := <-p.empty[w]:
			b.number = k
			if b.err = guard.Do(func() error { return m.make(b) }); b.err != nil {
				b.err = fmt.Errorf("learn: batch %d: %w", k, b.err)
			}
			p.ready[w] <- b // never blocks: there are no more batches than the channel has room for
		case <-ctx.Done():
			return
		}
	}
}

// worker is the worker that makes batch k.
func (p *producer) worker(k int) int { return k / p.reuse % len(p.ready) }

// next waits for the batch of the next step.
func (p *producer) next(ctx context.Context) (*batch, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	select {
	case b := <-p.ready[p.worker(p.k)]:
		p.k++
		return b, b.err
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// free returns a batch to its worker.
func (p *producer) free(b *batch) { p.empty[p.worker(b.number)] <- b }

// maker makes batches.
type maker struct {
	Config
	x0, x1 []float64 // the pairs: x0_i and x1_{perm[i]}, or x1_i if perm is nil
	perm   []int
	drawn  int       // number of the drawing that the pairs come from; -1: none yet
	x, in  []float64 // room for one point and for its inputs
}

func newMaker(c Config) *maker {
	n, d := c.Batch, c.Network.Dim
	return &maker{Config: c, x0: make([]float64, n*d), x1: make([]float64, n*d), drawn: -1,
		x: make([]float64, d), in: make([]float64, c.Network.Inputs())}
}

// draw draws n source and n target points and pairs them.
func (m *maker) draw(number int) (err error) {
	r := random.New(fmt.Sprintf("%s/batch/%d", m.Seed, number))
	m.drawn = -1
	m.Source(r, m.x0)
	m.Target(r, m.x1)
	if m.Pair != nil {
		if m.perm, err = m.Pair(m.x0, m.x1); err != nil {
			return err
		}
		if len(m.perm) != m.Batch {
			panic(fmt.Sprintf("a pairing of %d of %d points", len(m.perm), m.Batch))
		}
	}
	m.drawn = number
	return nil
}

// make draws a time for each pair, and new pairs if it is their turn.
func (m *maker) make(b *batch) error {
	if number := b.number / m.Reuse; number != m.drawn {
		if err := m.draw(number); err != nil {
			return err
		}
	}
	r := random.New(fmt.Sprintf("%s/times/%d", m.Seed, b.number))
	d := m.Network.Dim
	for i := range m.Batch {
		j := i
		if m.perm != nil {
			j = m.perm[i]
		}
		t := m.time(r.Uniform())
		p := m.Schedule.At(t)
		if m.Data {
			p.DA, p.DB = 0, 1
		}
		x0, x1, u := m.x0[i*d:(i+1)*d], m.x1[j*d:(j+1)*d], b.target[i*d:(i+1)*d]
		for k := range d {
			m.x[k] = p.A*x0[k] + p.B*x1[k]
			u[k] = float32(p.DA*x0[k] + p.DB*x1[k])
		}
		m.Network.features(m.in, m.x, t)
		narrow(b.inputs[i*len(m.in):], m.in)
	}
	return nil
}
