package claim

import (
	"fmt"
	"math"
)

// Metric describes a number that a check measures. A check declares each of its metrics once, as a variable,
// and passes it to the methods of Trial.
type Metric struct {
	Name, Doc string
	// Times is the default tolerance in error budgets, ≥ 1. A spec may set another tolerance.
	Times float64
	// Scale is the size of the effect that the claim predicts; a tolerance must be small compared with it.
	// 0 means that no scale is stated.
	Scale Scale
	// Resolution says how large a tolerance may be, beside the scale, for a measurement to be conclusive.
	Resolution Resolution
	// Unjudged says why the metric is never judged by itself. "": it is judged.
	Unjudged string
}

// Resolution is the kind of a tolerance.
type Resolution int

const (
	// Exact is that of rounding and truncation: a tenth of the scale at most.
	Exact Resolution = iota
	// Sampled is some halves of a 95 % interval over repeats. Only more repeats narrow it, so that it may be as
	// large as the scale: a number that differs by more than the effect itself still fails.
	Sampled
	// Calibrated is a number in the spec, which none above the scale may be. The default tolerance decides
	// nothing.
	Calibrated
)

// Scale is the size of a claim: a number > 0, or OfWant.
type Scale float64

// OfWant is the scale of a metric for which the absolute value of each predicted number is the scale.
const OfWant Scale = -1

// resolution is the largest default tolerance of an exact metric, in units of the scale.
const resolution = 0.1

// Coarse returns the reason why a measurement decides nothing: it is within its default tolerance, but that
// tolerance is too large for the scale of the metric. Otherwise it returns "". An infinite interval of a
// sampled metric is inconclusive, and no such reason.
func (m Metric) Coarse(got, want, budget float64) string {
	scale, of := float64(m.Scale), "the size of the claim"
	if m.Scale == OfWant {
		scale, of = math.Abs(want), "the number wanted"
	}
	tol, largest, part := m.Times*budget, resolution*scale, "a tenth of "
	if m.Resolution == Sampled {
		largest, part = scale, ""
	}
	decides := m.Scale == 0 || m.Resolution == Calibrated || m.Resolution == Sampled && math.IsInf(tol, 1)
	if decides || !(tol > largest) || !(math.Abs(got-want) <= tol) {
		return ""
	}
	const why = "not resolved: the tolerance, %.2g, exceeds %s%s, %.2g"
	return fmt.Sprintf(why, tol, part, of, scale)
}

// Metrics are the metrics of a check, in the order of their declaration.
type Metrics []Metric

// Add declares a metric and returns it. Without a scale, a tolerance of any size is accepted.
//
//	var metrics claim.Metrics
//	var gap = metrics.Add("spectral-gap", "least tangential minus largest normal eigenvalue",
//		1, claim.OfWant)
func (m *Metrics) Add(name, doc string, times float64, scale ...Scale) Metric {
	added := Metric{Name: name, Doc: doc, Times: times}
	if len(scale) > 0 {
		added.Scale = scale[0]
	}
	*m = append(*m, added)
	return added
}

// AddSampled declares a metric whose budget is half a 95 % interval, with a tolerance of three of them.
func (m *Metrics) AddSampled(name, doc string, scale Scale) Metric {
	added := Metric{Name: name, Doc: doc, Times: 3, Scale: scale, Resolution: Sampled}
	*m = append(*m, added)
	return added
}

// Draw is a metric that each trial samples once, together with the summary's metric that judges it.
type Draw struct {
	Metric
	By Metric
}
