package claim

// Metric is one number that a check measures. A check declares each of its metrics once, as a variable, and
// passes it to the methods of Trial.
type Metric struct {
	Name, Doc string
	// Times is the default tolerance in error budgets, ≥ 1. A spec may set another tolerance.
	Times float64
}

// Metrics are the metrics of a check, in the order of their declaration.
type Metrics []Metric

// Add declares a metric and returns it.
//
//	var metrics claim.Metrics
//	var gap = metrics.Add("spectral-gap", "least tangential minus largest normal eigenvalue", 1)
func (m *Metrics) Add(name, doc string, times float64) Metric {
	added := Metric{Name: name, Doc: doc, Times: times}
	*m = append(*m, added)
	return added
}

// Draw is a metric of which each trial samples one random number, together with the metric of the summary
// that judges it.
type Draw struct {
	Metric
	By Metric
}
