package main

import (
	"bytes"
	"fmt"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/vbauerster/mpb/v8"

	"proxflow/results"
	"proxflow/runner"
	"proxflow/runner/spec"
)

// follow lets a progress hear of three experiments. The second one has two trials, of which the first trains
// for 40 of 100 seconds from a checkpoint after 1000 of 11000 steps, and the second one in no time. At is
// called after each second.
func follow(p *progress, at func()) {
	specs := []*spec.Spec{{}, {}, {}}
	var plans []runner.Plan
	for i, s := range specs {
		s.Name = []string{"first", "second", "third"}[i]
		plans = append(plans, runner.Plan{Spec: s, Trials: []runner.Planned{
			{Key: s.Name + " a", State: runner.Todo}, {Key: s.Name + " b", State: runner.Todo},
		}})
	}
	p.Start(plans)
	const perSecond, total = 100, 11000
	for s := range 41 {
		p.Working(specs[1], "second a", 1000+perSecond*s, total, fmt.Sprintf("loss 0.%d", 100+s))
		time.Sleep(time.Second)
		at()
	}
	p.Working(specs[1], "second b", 10, 10, "loss 0")
	p.Done(specs[1], results.Trial{Key: "second a"})
	time.Sleep(time.Second)
	at()
	p.end()
}

// screen keeps the latest frame drawn on it.
type screen struct{ frame atomic.Value }

func (s *screen) Write(b []byte) (int, error) {
	s.frame.Store(string(b))
	return len(b), nil
}

func TestATerminalShowsATrainingUnderItsExperimentWhileItLasts(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var screen screen
		p := newProgress(&screen)
		p.bars = mpb.New(mpb.WithOutput(&screen), mpb.WithAutoRefresh(), mpb.WithWidth(120))
		var frames []string
		follow(p, func() { frames = append(frames, screen.frame.Load().(string)) })
		during, after := frames[20], frames[len(frames)-1]
		if i, j, k := strings.Index(during, "\nsecond "), strings.Index(during,
			"\n  second "), strings.Index(during, "\nthird "); !(0 <= i && i < j && j < k) {
			t.Errorf("the training is not under its experiment:\n%s", during)
		}
		if want := "loss 0.120, 100 steps/s, 1m20s left\n"; !strings.Contains(during, " 3000/11000 ") ||
			!strings.Contains(during, want) {
			t.Errorf("want step 3000 of 11000, and %s, got\n%s", want, during)
		}
		if strings.Contains(after, "loss") || !strings.Contains(after, "second  1/2 ") {
			t.Errorf("after the training:\n%s", after)
		}
	})
}

func TestWithoutATerminalATrainingIsToldAfterHalfAMinuteOfSilence(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var out bytes.Buffer
		follow(newProgress(&out), func() {})
		got := out.String()
		const want = "second: 4000 of 11000 steps, loss 0.130, 100 steps/s, 1m10s left\nsecond: 1 of 2 done\n"
		if !strings.HasSuffix(got, "third: 2 to do, 0 cached, 0 shared\n"+want) {
			t.Errorf("got %s", got)
		}
	})
}
