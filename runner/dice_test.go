package runner

import (
	"context"
	"errors"
	"math"

	"proxflow/theory/claim"
	"proxflow/theory/claim/series"
)

// dice is a check whose claim is about a mean: that of a uniform deviate, by which a value at a place differs
// from 1.
type dice struct {
	Bias   float64   `doc:"added to every draw"`
	Places []float64 `doc:"where there is a draw"`
	Do     string    `doc:"what happens in the first repeat, or in the summary"`
}

var _ = claim.Catalog.Add("dice", "a fake check of a law",
	func() claim.Check { return &dice{Places: []float64{1, 2}, Do: "pass"} })

func (d *dice) Init() error {
	return known(d.Do, "pass error skip nothing sum-error sum-panic sum-twice sum-lacks sum-samples "+
		"sum-alien judge")
}

var _ claim.Summarizer = (*dice)(nil)

func (*dice) Metrics() []claim.Metric {
	return []claim.Metric{{Name: "draw", Doc: "one draw", Times: 1},
		{Name: "mean", Doc: "its mean", Times: 3},
		{Name: "spread", Doc: "the deviation", Times: 3}, {Name: "exact", Doc: "what needs no law", Times: 1}}
}

func (d *dice) Run(_ context.Context, t *claim.Trial) error {
	ran.Add(1)
	first := t.Rand.Uniform() < 0.3 // of some of the repeats
	switch {
	case d.Do == "error" && first:
		return errors.New("no dice")
	case d.Do == "nothing":
		return nil
	case d.Do == "judge":
		t.Sample(claim.Draw{Metric: claim.Metric{Name: "draw"}, By: claim.Metric{Name: "judge"}}, 1, 0, 0)
	}
	for _, at := range d.Places {
		t.Sample(claim.Draw{Metric: claim.Metric{Name: "draw"}, By: claim.Metric{Name: "mean"}}, at,
			at+t.Rand.Uniform()-0.5+d.Bias, at)
	}
	t.Sample(claim.Draw{Metric: claim.Metric{Name: "draw"}, By: claim.Metric{Name: "spread"}}, math.NaN(), 0,
		math.NaN())
	t.AtMost(claim.Metric{Name: "exact"}, math.NaN(), 0, 1e-12)
	return nil
}

func (d *dice) Summarize(_ context.Context, t *claim.Trial, repeats [][]claim.Measurement) error {
	summed.Add(1)
	draws := map[float64][]float64{}
	for _, r := range repeats {
		for _, m := range r {
			if m.By == "mean" {
				draws[m.At] = append(draws[m.At], m.Got)
			}
		}
	}
	switch d.Do {
	case "nothing":
		return nil
	case "sum-error":
		return errors.New("no sum")
	case "sum-panic":
		panic("that was unexpected")
	case "sum-twice":
		t.AtMost(claim.Metric{Name: "spread"}, math.NaN(), 0, 1)
	case "sum-lacks":
		delete(draws, d.Places[0])
	case "sum-samples":
		t.Sample(claim.Draw{Metric: claim.Metric{Name: "draw"}, By: claim.Metric{Name: "mean"}}, 0, 0, 0)
	case "sum-alien":
		t.AtMost(claim.Metric{Name: "unheard-of"}, 0, 0, 0)
	}
	for _, at := range d.Places {
		x := draws[at]
		if d.Do == "skip" && at == d.Places[0] {
			t.Skip(claim.Metric{Name: "mean"}, at, "not here")
		} else if len(x) > 0 {
			mean := 0.0
			for _, v := range x {
				mean += v / float64(len(x))
			}
			t.Expect(claim.Metric{Name: "mean"}, at, mean, at, 1.96*math.Sqrt(1.0/12/float64(len(x))))
			t.Observe(series.PlanError, at, mean)
		}
	}
	t.AtMost(claim.Metric{Name: "spread"}, math.NaN(), 0.1*t.Rand.Uniform(), 1)
	t.Warn("of %d", len(repeats))
	return nil
}

const diceHeader = "name = \"probe\"\nclaim = \"M\"\ncheck = \"dice\"\n"
