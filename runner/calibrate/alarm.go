package calibrate

import (
	"context"
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/gonum/stat"

	"proxflow/results"
	"proxflow/runner"
	"proxflow/runner/spec"
)

// Alarm is what the verdicts on a metric of an experiment are over many seeds, where the claim holds.
type Alarm struct {
	Experiment string         `json:"experiment"`
	Metric     string         `json:"metric"`
	Judged     int            `json:"judged"` // measurements
	Failed     int            `json:"failed"`
	Bound      float64        `json:"bound"`    // of the rate of failures, at 95 % (Clopper and Pearson)
	Median     results.Number `json:"median"`   // of the errors in tolerances
	Most99     results.Number `json:"most-99"`  // of 99 % of them
	Most       results.Number `json:"most"`     // of all
	Expected   results.Number `json:"expected"` // failures in one run of the experiment; see expected
	Intervals  int            `json:"intervals"`
	Below      [3]int         `json:"below"` // of the intervals: p-values below each of Levels
}

// Levels are those at which the calibration of intervals is reported.
var Levels = [3]float64{0.05, 0.01, 0.001}

// Suite is what all experiments say together, run by run.
type Suite struct {
	Runs     int      `json:"runs"`
	Failed   int      `json:"failed"`   // in which an experiment fails, or misses a control
	Bound    float64  `json:"bound"`    // of the rate of these, at 95 %
	Expected float64  `json:"expected"` // failures in one run
	Why      []string `json:"why"`      // of each failure, in one line
}

// Alarms runs each spec with as many seeds as the options say, controls included, and counts what fails.
func Alarms(
	ctx context.Context, store *results.Store, specs []*spec.Spec, o Options,
) ([]Alarm, Suite, error) {
	var suite Suite
	const together = 8 // seeds, so that processors are busy and plans are small
	var runs [][]*spec.Spec
	for first := 1; first <= o.Seeds; first += together {
		var derived []*spec.Spec
		last := min(first+together-1, o.Seeds)
		for k := first; k <= last; k++ {
			var run []*spec.Spec
			for _, s := range specs {
				r, err := s.Derived(fmt.Sprintf("%s-seed-%d", s.Name, k), s.BaseSeed()+int64(k), s.Cases, nil)
				if err != nil {
					return nil, suite, err
				}
				run = append(run, r)
			}
			runs, derived = append(runs, run), append(derived, run...)
		}
		title := fmt.Sprintf("alarms, seeds %d to %d", first, last)
		if err := o.run(ctx, store, title, derived); err != nil {
			return nil, suite, err
		}
	}
	snapshot, err := store.Snapshot()
	if err != nil {
		return nil, suite, err
	}
	defer snapshot.Close()
	for _, run := range runs {
		var names []string
		for _, s := range run {
			names = append(names, s.Name)
		}
		j, err := runner.Judge(snapshot, names...)
		if err != nil {
			return nil, suite, err
		}
		suite.add(j)
	}
	suite.Bound = upper(suite.Failed, suite.Runs)
	var alarms []Alarm
	for i, s := range specs {
		p := piles{}
		for _, run := range runs {
			rows, err := snapshot.RowsWithoutSamples(run[i].Name)
			if err != nil {
				return nil, suite, err
			}
			for _, r := range rows {
				if !r.Control && r.Metric != "" {
					p.add(r, s.Tolerances[r.Metric], len(s.Cases[r.CaseNo].Keys))
				}
			}
		}
		for _, metric := range p.metrics {
			a := p.pile(metric).alarm(s.Name, metric, o.Seeds)
			if a.Judged == 0 {
				continue
			}
			if e := float64(a.Expected); !math.IsNaN(e) {
				suite.Expected += e
			}
			alarms = append(alarms, a)
		}
	}
	return alarms, suite, nil
}

// add counts a run of all experiments.
func (s *Suite) add(j runner.Judgement) {
	s.Runs++
	if j.Verdict() != results.Fail {
		return
	}
	s.Failed++
	for _, e := range j.Experiments {
		if e.Verdict == results.Fail {
			s.Why = append(s.Why, e.Name+": "+e.Why)
		}
	}
}

// piles are the measurements of an experiment by metric.
type piles struct {
	metrics []string // in the order of their first appearance
	of      map[string]*pile
}

// pile holds what was measured of a metric over all seeds.
type pile struct {
	ratios    []float64 // |got - want| in tolerances
	failed    int
	intervals []interval
	places    map[place]*drift
}

// place is where a metric is measured in each run.
type place struct {
	no, repeat int
	at         float64
}

// drift is got - want at a place, over the seeds, and the tolerance there.
type drift struct {
	off []float64
	tol float64
}

func (p *piles) pile(metric string) *pile {
	if p.of == nil {
		p.of = map[string]*pile{}
	}
	if p.of[metric] == nil {
		p.metrics = append(p.metrics, metric)
		p.of[metric] = &pile{places: map[place]*drift{}}
	}
	return p.of[metric]
}

// variates is the number of degrees of freedom that control variates take from an interval at most.
const variates = 4

// add adds a measurement of a case with this number of repeats.
func (p *piles) add(r results.Row, t results.Tolerance, repeats int) {
	if !slices.Contains([]results.Verdict{results.Pass, results.Fail, results.Inconclusive}, r.Verdict) {
		return
	}
	pile := p.pile(r.Metric)
	off, tol, budget := r.Off(), float64(r.Tol), float64(r.Budget)
	switch {
	case r.Verdict == results.Fail:
		pile.failed++
		fallthrough
	default:
		pile.ratios = append(pile.ratios, off/max(tol, budget))
	case off == 0: // also if nothing is allowed
		pile.ratios = append(pile.ratios, 0)
	}
	if r.Repeat != results.Summary {
		return
	}
	if t.Absolute == 0 && t.Times > 1 && budget > 0 && !math.IsInf(budget, 1) {
		pile.intervals = append(pile.intervals, interval{off / budget, t.Times, repeats - 1 - variates})
		return
	}
	if math.IsNaN(float64(r.At)) {
		r.At = -1
	}
	at := place{r.CaseNo, r.Repeat, float64(r.At)}
	if pile.places[at] == nil {
		pile.places[at] = &drift{tol: max(tol, budget)}
	}
	d := pile.places[at]
	d.off = append(d.off, float64(r.Got-r.Want))
}

func (p *pile) alarm(experiment, metric string, seeds int) Alarm {
	a := Alarm{Experiment: experiment, Metric: metric, Judged: len(p.ratios), Failed: p.failed,
		Bound: upper(p.failed, len(p.ratios)), Intervals: len(p.intervals),
		Expected: results.Number(p.expected(seeds))}
	if a.Judged > 0 {
		slices.Sort(p.ratios)
		quantile := func(q float64) results.Number {
			return results.Number(stat.Quantile(q, stat.Empirical, p.ratios, nil))
		}
		a.Median, a.Most99, a.Most = quantile(0.5), quantile(0.99), quantile(1)
	}
	for _, i := range p.intervals {
		for k, level := range Levels {
			if i.p() < level {
				a.Below[k]++
			}
		}
	}
	return a
}
