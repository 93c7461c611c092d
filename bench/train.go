package main

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"proxflow/theory/learn"
	"proxflow/theory/ot"
	"proxflow/theory/random"
)

// train is our side of the training benchmark. Its arguments are WIDTHS BATCH ot|none SECONDS.
func train(args []string) (m measurement, err error) {
	if len(args) != 4 {
		return m, errors.New("want WIDTHS BATCH ot|none SECONDS")
	}
	batch, err := strconv.Atoi(args[1])
	if err != nil || batch < 1 {
		return m, errors.New("want a batch of at least one pair")
	}
	seconds, err := strconv.ParseFloat(args[3], 64)
	if err != nil {
		return m, err
	}
	net, err := network(args[0])
	if err != nil {
		return m, err
	}
	c := learn.Config{Network: net, Batch: batch, Steps: 1 << 20, Every: 1 << 20, Seed: "bench"}
	if args[2] == "none" {
		c.Source, c.Target = ready(batch*net.Dim, "source"), ready(batch*net.Dim, "target")
	} else {
		s, err := ot.Catalog.New(solver)
		if err != nil {
			return m, err
		}
		circle, _ := setOf("circle")
		c.Pair = learn.Optimal(s, net.Dim)
		c.Target = func(r *random.Source, dst []float64) {
			for ; len(dst) > 0; dst = dst[2:] {
				circle.draw(dst[:2], r)
			}
		}
	}
	return timeSteps(c, seconds)
}

// timeSteps trains for this many seconds. Batches are made ahead of the steps, so each time is the mean over
// many steps.
func timeSteps(c learn.Config, seconds float64) (m measurement, err error) {
	const (
		warm  = 10   // the number of steps before the first time
		chunk = 0.25 // the seconds that make up one time
	)
	m.Base = peak()
	ctx, stop := context.WithCancel(context.Background())
	defer stop()
	var clock time.Time
	first, last, lastStep := 0.0, 0.0, 0
	c.Progress = func(step int, loss float64) {
		m.Cost = loss
		switch now := busy(); {
		case step == warm:
			clock, first, last, lastStep = time.Now(), now, now, step
		case step > warm && now-last >= chunk:
			m.Seconds = append(m.Seconds, (now-last)/float64(step-lastStep))
			last, lastStep = now, step
			if now-first >= seconds {
				stop()
			}
		}
	}
	if _, err := learn.Train(ctx, c, nil); err != nil && !errors.Is(err, context.Canceled) {
		return m, err
	}
	// Clock time for the sum of Seconds, as if each of them were one step.
	m.Wall = time.Since(clock).Seconds() / (last - first) * sum(m.Seconds)
	return m, nil
}

// network parses widths like 3-64-64-64-2: d+1 inputs, of which the last is the time, hidden layers, and d
// outputs.
func network(widths string) (n learn.Network, err error) {
	var list []int
	for _, w := range strings.Split(widths, "-") {
		k, err := strconv.Atoi(w)
		if err != nil {
			return n, err
		}
		list = append(list, k)
	}
	d := list[len(list)-1]
	if list[0] != d+1 {
		return n, fmt.Errorf("%s: want d+1 inputs for d outputs", widths)
	}
	n = learn.Network{Dim: d, Widths: list[1 : len(list)-1], Activation: &learn.SELU{}}
	return n, n.Check()
}

// ready returns a sampler that has drawn its points in advance.
func ready(n int, seed string) learn.Sampler {
	points := random.New(seed).Normals(make([]float64, n))
	return func(_ *random.Source, dst []float64) { copy(dst, points) }
}
