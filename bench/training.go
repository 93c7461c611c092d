package main

import (
	"context"
	"fmt"
	"io"
	"strconv"
)

var trainers = []peer{{"PyTorch", "torch", "python3-torch", []string{"train"}}}

// trainings lists what is timed: a step including the pairing of its batch, by ours or by POT's emd, or a
// step on batches made in advance.
var trainings = []struct {
	what, widths string
	batch        int
	pairing      string
}{
	{"with pairing", "3-64-64-64-2", 512, "ot"},
	{"step alone", "3-64-64-64-2", 512, "none"},
	{"step alone", "785-512-512-784", 256, "none"},
}

// training times a step of flow matching: ours, and a loop with PyTorch and POT like that of TorchCFM.
func training(ctx context.Context, o options, stdout, stderr io.Writer) error {
	c, err := compare(ctx, o, []string{"train"}, trainers, stdout, stderr)
	if err != nil {
		return err
	}
	fmt.Fprintf(stdout, `One step of flow matching, a multilayer perceptron with SELU and Adam: %s.
Processor time on one thread; medians of up to %d rounds.
with pairing: N(0,I) to the circle by the exact optimal assignment of each batch; step alone: on batches
made in advance; MiB: peak memory; a/b: the median ratio within a round (least–largest).

`, c.about, o.rounds)
	defer c.end(stdout)
	c.begin(stdout, column{"what", 12}, column{"network", 15}, column{"batch", 5}, column{"ours", 7})
	for _, t := range trainings {
		args := []string{t.widths, strconv.Itoa(t.batch), t.pairing, "2"}
		l, err := c.turns(ctx, t.what+", "+t.widths, o.rounds, len(c.all),
			func(int) ([]string, error) { return args, nil },
			func(peer, ours measurement) error { return nil })
		if err != nil {
			return err
		}
		c.table.row(append([]string{t.what, t.widths, strconv.Itoa(t.batch)}, l.cells()...)...)
	}
	return nil
}
