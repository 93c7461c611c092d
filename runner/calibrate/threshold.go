package calibrate

import (
	"context"
	"fmt"
	"maps"
	"math"
	"slices"

	"proxflow/results"
	"proxflow/runner/spec"
	"proxflow/theory/catalog"
	"proxflow/theory/claim"
)

// Threshold is the least size ε of a perturbation that a metric of an experiment catches.
type Threshold struct {
	Experiment   string  `json:"experiment"`
	Metric       string  `json:"metric"`
	Perturbation string  `json:"perturbation"`
	Size         float64 `json:"size"`   // 0: not even the largest size is caught
	Caught       int     `json:"caught"` // seeds that catch this size
	Seeds        int     `json:"seeds"`
	Within       float64 `json:"within"` // the factor by which it may grow
}

const (
	perDecade = 4  // sizes that are tried
	decades   = 16 // from the largest size of a kind on
	grown     = 2  // the factor by which a threshold may grow: that of a step in size, 10^¼, and no more
	power     = 0.95
)

// Thresholds finds, for each metric that an experiment judges and each perturbation that it is said to
// catch, the least size such that the metric fails, in some case, for 95 % of the seeds. Sizes are in
// geometric progression, and the least is found by bisection: of neighbouring sizes one is caught and the
// next smaller one is not.
func Thresholds(
	ctx context.Context, store *results.Store, specs []*spec.Spec, o Options,
) ([]Threshold, error) {
	searches, err := o.begin(ctx, store, specs)
	if err != nil {
		return nil, err
	}
	for round := 1; ; round++ {
		tried, derived, err := o.perturb(searches)
		if err != nil {
			return nil, err
		}
		if len(tried) == 0 {
			break
		}
		if err := o.run(ctx, store, fmt.Sprintf("thresholds, round %d", round), derived); err != nil {
			return nil, err
		}
		caught := map[trying]map[string]int{} // seeds in which each metric fails
		for t, names := range tried {
			caught[t] = map[string]int{}
			for _, name := range names {
				failed, err := verdicts(store, name, results.Fail)
				if err != nil {
					return nil, err
				}
				for metric := range failed {
					caught[t][metric]++
				}
			}
		}
		for _, s := range searches {
			if t, ok := s.next(); ok {
				s.learn(t.step, caught[t][s.metric], o.Seeds)
			}
		}
	}
	list := make([]Threshold, len(searches))
	for i, s := range searches {
		list[i] = Threshold{s.base.spec.Name, s.metric, s.kind.Name, 0, s.count, o.Seeds, grown}
		if s.caught >= 0 {
			list[i].Size = size(s.kind, s.caught)
		}
	}
	return list, nil
}

// base is a spec and those of its cases that are perturbed.
type base struct {
	spec  *spec.Spec
	cases []results.Case
}

// search is the bisection for one threshold. Sizes have numbers, from the largest down.
type search struct {
	base           *base
	kind           claim.Kind
	metric         string
	caught, missed int // the least size that is known to be caught, -1 if none is; the largest one that is not
	count          int // seeds that catch it
}

// trying is a perturbation that is tried.
type trying struct {
	base *base
	kind claim.Kind
	step int
}

func size(k claim.Kind, step int) float64 { return k.Most * math.Pow(10, -float64(step)/perDecade) }

// next is what the search wants to know; ok is false at its end. It begins in the middle, since large
// perturbations make trials slow.
func (s *search) next() (t trying, ok bool) {
	return trying{s.base, s.kind, (s.caught + s.missed) / 2}, s.missed-s.caught > 1
}

// learn takes note of the number of seeds for which a size is caught.
func (s *search) learn(step, count, seeds int) {
	if float64(count) >= power*float64(seeds) {
		s.caught, s.count = step, count
	} else {
		s.missed = step
	}
}

// begin runs each spec once as it is, to see which of its metrics are judged, and chooses the cases.
func (o Options) begin(
	ctx context.Context, store *results.Store, specs []*spec.Spec,
) (searches []*search, err error) {
	var whole []*spec.Spec
	for _, s := range specs {
		derived, err := s.Derived(s.Name+"-as-it-is", s.BaseSeed()+1, uncontrolled(s), nil)
		if err != nil {
			return nil, err
		}
		whole = append(whole, derived)
	}
	if err := o.run(ctx, store, "thresholds, as it is", whole); err != nil {
		return nil, err
	}
	for i, s := range specs {
		judged, err := verdicts(store, whole[i].Name, results.Pass, results.Fail)
		if err != nil {
			return nil, err
		}
		b := &base{s, choose(uncontrolled(s), judged, o.Cases)}
		check, _ := claim.Catalog.Blank(s.Check)
		perturbable, ok := check.(claim.Perturbable)
		if !ok {
			continue
		}
		for _, sensitivity := range perturbable.Sensitivities() {
			for _, m := range sensitivity.By {
				if judged[m.Name] != nil {
					searches = append(searches, &search{base: b, kind: sensitivity.Kind, metric: m.Name,
						caught: -1, missed: perDecade*decades + 1})
				}
			}
		}
	}
	return searches, nil
}

// perturb derives the specs that the searches want to know about, one for each seed, by what is tried.
func (o Options) perturb(searches []*search) (map[trying][]string, []*spec.Spec, error) {
	tried, specs := map[trying][]string{}, []*spec.Spec(nil)
	for _, s := range searches {
		t, ok := s.next()
		if !ok || tried[t] != nil {
			continue
		}
		for k := 1; k <= o.Seeds; k++ {
			name := fmt.Sprintf("%s-%s-%d-seed-%d", t.base.spec.Name, t.kind.Name, t.step, k)
			derived, err := t.base.spec.Derived(name, t.base.spec.BaseSeed()+int64(k), t.base.cases,
				catalog.Ref{"name": t.kind.Name, "size": size(t.kind, t.step)})
			if err != nil {
				return nil, nil, err
			}
			tried[t], specs = append(tried[t], name), append(specs, derived)
		}
	}
	return tried, specs, nil
}

// verdicts are the numbers of the cases of an experiment in which a metric has one of these verdicts.
func verdicts(store *results.Store, experiment string, among ...results.Verdict) (map[string][]int, error) {
	rows, err := store.RowsWithoutSamples(experiment)
	cases := map[string][]int{}
	for _, r := range rows {
		if slices.Contains(among, r.Verdict) && !slices.Contains(cases[r.Metric], r.CaseNo) {
			cases[r.Metric] = append(cases[r.Metric], r.CaseNo)
		}
	}
	return cases, err
}

func uncontrolled(s *spec.Spec) []results.Case {
	return slices.DeleteFunc(slices.Clone(s.Cases), func(c results.Case) bool { return c.Control != nil })
}

// choose returns some n of the cases: one for each metric that few of them judge, and otherwise evenly spread
// ones.
func choose(cases []results.Case, judged map[string][]int, n int) []results.Case {
	n = min(n, len(cases))
	var chosen []int
	for _, metric := range slices.Sorted(maps.Keys(judged)) {
		numbers := judged[metric]
		has := func(no int) bool { return slices.Contains(numbers, no) }
		if 2*len(numbers) < len(cases) && !slices.ContainsFunc(chosen, has) {
			chosen = append(chosen, numbers[len(numbers)/2])
		}
	}
	slices.Sort(chosen)
	for k := range n {
		if no := k * len(cases) / n; len(chosen) < n && !slices.Contains(chosen, no) {
			chosen = append(chosen, no)
		}
	}
	slices.Sort(chosen)
	var out []results.Case
	for _, no := range chosen {
		out = append(out, cases[no])
	}
	return out
}
