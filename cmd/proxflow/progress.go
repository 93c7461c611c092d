package main

import (
	"fmt"
	"io"
	"os"
	"time"

	"github.com/vbauerster/mpb/v8"
	"github.com/vbauerster/mpb/v8/decor"
	"golang.org/x/term"

	"proxflow/results"
	"proxflow/runner"
	"proxflow/runner/spec"
)

// progress shows the progress of a run. On a terminal there is a bar for each experiment, and below it one
// for each of its trainings in progress. Elsewhere there is a line for each tenth of an experiment, at most
// one per second except for the last, and a line about a training after half a minute of silence.
type progress struct {
	w         io.Writer
	bars      *mpb.Progress // nil if it writes lines
	of        map[*spec.Spec]*experiment
	trainings map[string]*training // by key of the trial
	told      time.Time            // time of the latest line
}

// experiment is the progress of one experiment.
type experiment struct {
	total, done, errors int
	bar                 *mpb.Bar
	priority            int // of the latest bar, counted from the top
}

var _ runner.Progress = (*progress)(nil)

func newProgress(w io.Writer) *progress {
	p := &progress{w: w, of: map[*spec.Spec]*experiment{}, trainings: map[string]*training{},
		told: time.Now()}
	if f, ok := w.(*os.File); ok && term.IsTerminal(int(f.Fd())) && os.Getenv("TERM") != "dumb" {
		p.bars = mpb.New(mpb.WithOutput(w), mpb.WithAutoRefresh())
	}
	return p
}

func (p *progress) Start(plans []runner.Plan) {
	for _, plan := range plans {
		fmt.Fprintln(p.w, plan.Summary())
	}
	for i, plan := range plans {
		e := &experiment{total: plan.Count(runner.Todo), priority: i << 20} // with room for trainings
		p.of[plan.Spec] = e
		if p.bars != nil && e.total > 0 {
			e.bar = p.bars.AddBar(int64(e.total), mpb.BarPriority(e.priority),
				mpb.PrependDecorators(decor.Name(plan.Spec.Name, decor.WCSyncSpaceR),
					decor.CountersNoUnit("%d/%d", decor.WCSyncSpace)),
				mpb.AppendDecorators(decor.OnComplete(decor.AverageETA(decor.ET_STYLE_GO), "done")))
		}
	}
}

func (p *progress) Done(s *spec.Spec, t results.Trial) {
	p.trained(t.Key)
	p.count(s, t.Err == "")
}

func (p *progress) Blocked(s *spec.Spec) { p.count(s, false) }

// count counts a trial; ran says whether it could run.
func (p *progress) count(s *spec.Spec, ran bool) {
	e := p.of[s]
	before := 10 * e.done / e.total
	e.done++
	if !ran {
		e.errors++
	}
	switch {
	case e.bar != nil:
		e.bar.Increment()
	case e.done == e.total || 10*e.done/e.total > before && time.Since(p.told) > time.Second:
		p.told = time.Now()
		fmt.Fprintf(p.w, "%s: %d of %d done", s.Name, e.done, e.total)
		if e.errors > 0 {
			fmt.Fprintf(p.w, ", %d could not run", e.errors)
		}
		fmt.Fprintln(p.w)
	}
}

// end completes the output and leaves the terminal in order.
func (p *progress) end() {
	if p.bars == nil {
		return
	}
	for trial := range p.trainings {
		p.trained(trial)
	}
	for _, e := range p.of {
		if e.bar != nil {
			e.bar.Abort(false) // no effect on a complete bar
		}
	}
	p.bars.Wait()
}
