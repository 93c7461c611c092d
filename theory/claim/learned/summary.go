package learned

import (
	"context"
	"math"
	"slices"

	"gonum.org/v1/gonum/floats"

	"proxflow/theory/claim"
	"proxflow/theory/claim/internal/estimate"
)

// Summarize takes means over the trainings.
func (c *Flow) Summarize(_ context.Context, t *claim.Trial, repeats [][]claim.Measurement) error {
	for _, d := range flowDraws {
		places := c.T
		if d.atEnd {
			places = []float64{1}
		}
		measured := func(m claim.Measurement) bool { return m.Metric == d.Name }
		if !slices.ContainsFunc(slices.Concat(repeats...), measured) {
			t.Skip(d.By, math.NaN(), "no training has such points or such directions")
			continue
		}
		for _, at := range places {
			c.summarize(t, d, repeats, at)
		}
	}
	return nil
}

func (c *Flow) summarize(t *claim.Trial, d flowDraw, repeats [][]claim.Measurement, at float64) {
	var got, wants, misses []float64
	for _, r := range repeats {
		for _, m := range r {
			if m.Metric == d.Name && m.At == at && m.Skip == "" {
				got, wants, misses = append(got, m.Got), append(wants, m.Want), append(misses, m.Got-m.Want)
			}
		}
	}
	e, ok := estimate.Of(got)
	want := floats.Sum(wants) / float64(len(wants))
	switch {
	case len(got) == 0:
		t.Skip(d.By, at, "no training has such points or such directions there")
	case !ok:
		t.Skip(d.By, at, estimate.OneRepeat)
	case math.IsNaN(want):
		t.Report(d.By, at, e.Value, e.Half, "the claim says nothing about this number")
	case d.optimal && !c.optimal():
		t.Beside(d.By, at, e.Value, want, e.Half, heavy)
	case d.unjudged != "":
		t.Beside(d.By, at, e.Value, want, e.Half, d.unjudged)
	default:
		miss, _ := estimate.Of(misses)
		t.Expect(d.By, at, e.Value, want, miss.Half)
	}
}
