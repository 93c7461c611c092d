package claim

import (
	"fmt"
	"math"
)

// Metric is one number that a check measures. A check declares each of its metrics once, as a variable, and
// passes it to the methods of Trial.
type Metric struct {
	Name, Doc string
	// Times is the default tolerance in error budgets, ≥ 1. A spec may set another tolerance.
	Times float64
	// Scale is the size of what the claim says about this number: a tolerance must be small beside it. 0: not
	// stated.
	Scale Scale
}

// Scale is the size of a claim: a number > 0, or OfWant.
type Scale float64

// OfWant is the scale of a metric whose every wanted number is its own scale.
const OfWant Scale = -1

// resolution is the largest default tolerance, in scales, with which a measurement still decides something.
const resolution = 0.1

// Coarse says why a measurement decides nothing: it is within its default tolerance, but that is not small
// beside the scale of the metric. Otherwise it is "".
func (m Metric) Coarse(got, want, budget float64) string {
	scale, of := float64(m.Scale), "the size of the claim"
	if m.Scale == OfWant {
		scale, of = math.Abs(want), "the number wanted"
	}
	tol := m.Times * budget
	if m.Scale == 0 || !(tol > resolution*scale) || !(math.Abs(got-want) <= tol) {
		return ""
	}
	const why = "the tolerance, %.2g, exceeds a tenth of %s, %.2g: this is not resolved here"
	return fmt.Sprintf(why, tol, of, scale)
}

// Metrics are the metrics of a check, in the order of their declaration.
type Metrics []Metric

// Add declares a metric and returns it. The scale may be left out: then a tolerance of any size counts.
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

// Draw is a metric of which each trial samples one random number, together with the metric of the summary
// that judges it.
type Draw struct {
	Metric
	By Metric
}
