package main

import (
	"fmt"
	"sync/atomic"
	"time"

	"github.com/vbauerster/mpb/v8"
	"github.com/vbauerster/mpb/v8/decor"

	"proxflow/runner/spec"
)

// training is the progress of a trial that counts its steps. Its speed is measured from the first report on,
// since the training may resume from a checkpoint.
type training struct {
	first int
	since time.Time
	bar   *mpb.Bar
	text  atomic.Value // the string next to the bar, which another goroutine draws
}

const silence = 30 * time.Second // before a line about a training

func (p *progress) Working(s *spec.Spec, trial string, done, total int, note string) {
	if done >= total {
		p.trained(trial)
		return
	}
	t := p.trainings[trial]
	if t == nil {
		t = &training{first: done, since: time.Now()}
		p.trainings[trial] = t
	}
	text := t.tell(done, total, note)
	switch {
	case p.bars != nil:
		t.text.Store(text)
		if t.bar == nil {
			t.bar = p.under(p.of[s], s.Name, total, &t.text)
		}
		t.bar.SetCurrent(int64(done))
	case time.Since(p.told) >= silence:
		p.told = time.Now()
		fmt.Fprintf(p.w, "%s: %d of %d steps, %s\n", s.Name, done, total, text)
	}
}

// tell returns, for example, "loss 0.12, 840 steps/s, 1m20s left".
func (t *training) tell(done, total int, note string) string {
	if took := time.Since(t.since).Seconds(); took > 0 && done > t.first {
		speed := float64(done-t.first) / took
		digits := 0
		if speed < 10 {
			digits = 2
		}
		left := time.Duration(float64(total-done) / speed * float64(time.Second))
		note += fmt.Sprintf(", %.*f steps/s, %v left", digits, speed, left.Round(time.Second))
	}
	return note
}

// under adds a bar for a training below that of its experiment.
func (p *progress) under(e *experiment, name string, total int, text *atomic.Value) *mpb.Bar {
	e.priority++
	return p.bars.AddBar(int64(total), mpb.BarPriority(e.priority),
		mpb.PrependDecorators(decor.Name("  "+name, decor.WCSyncSpaceR),
			decor.CountersNoUnit("%d/%d", decor.WCSyncSpace)),
		mpb.AppendDecorators(decor.Any(func(decor.Statistics) string { return text.Load().(string) })))
}

// trained removes the bar of a training, if there is one.
func (p *progress) trained(trial string) {
	if t := p.trainings[trial]; t != nil && t.bar != nil {
		t.bar.Abort(true)
	}
	delete(p.trainings, trial)
}
