package claim

// Metric is one number that a check measures. A check declares each of its metrics once, as a variable, and passes it to
// the methods of the Trial.
type Metric struct {
	Name, Doc string
	// Times is the default tolerance in error budgets, ≥ 1; a spec may set another one.
	Times float64
}

// Metrics are those of a check.
type Metrics []Metric

// Add declares a metric.
//
//	var metrics claim.Metrics
//	var gap = metrics.Add("spectral-gap", "least tangential minus largest normal eigenvalue", 1)
func (m *Metrics) Add(name, doc string, times float64) Metric {
	added := Metric{Name: name, Doc: doc, Times: times}
	*m = append(*m, added)
	return added
}

// Draw is a metric of which each trial records one random number, and the metric of the summary that judges it.
type Draw struct {
	Metric
	By Metric
}
