package claim

import (
	"math"
	"testing"
)

// TestACoarseMeasurementIsSkippedWithItsReason: a tolerance above a tenth of the scale decides nothing,
// unless the error exceeds even that tolerance.
func TestACoarseMeasurementIsSkippedWithItsReason(t *testing.T) {
	var metrics Metrics
	unstated := metrics.Add("unstated", "", 2)
	one := metrics.Add("one", "", 2, 1)
	ofWant := metrics.Add("of-want", "", 2, OfWant)
	sampled := metrics.AddSampled("sampled", "", OfWant) // three half intervals may be as large as the number
	calibrated := Metric{Name: "calibrated", Times: 2, Scale: 1, Resolution: Calibrated}
	nan, inf := math.NaN(), math.Inf(1)
	const beyond, size = "not resolved: the tolerance, ", "exceeds a tenth of the size of the claim, 1"
	for _, c := range []struct {
		metric            Metric
		got, want, budget float64
		skip              string
	}{
		{unstated, 0, 0, 1e9, ""},
		{unstated, 0, 0, inf, ""},
		{one, 0.03, 0, 0.05, ""}, // the tolerance is 0.1
		{one, 0.03, 0, 0.051, beyond + "0.1, " + size},
		{one, 0.03, 0, inf, beyond + "+Inf, " + size},
		{one, 5, 0, 2, ""}, // a failure
		{one, nan, 0, inf, ""},
		{one, 0, 0, nan, ""},
		{ofWant, -3.1, -3, 0.15, ""},
		{ofWant, -3.1, -3, 0.16, beyond + "0.32, exceeds a tenth of the number wanted, 3"},
		{sampled, 2.5, 3, 0.99, ""},
		{sampled, 2.5, 3, 1.01, beyond + "3, exceeds the number wanted, 3"},
		{sampled, 2.5, 3, inf, ""}, // inconclusive by itself
		{sampled, -1, 3, 1.01, ""}, // a failure
		{calibrated, 0, 3, 2, ""},
		{ofWant, 0, 0, 0, ""},
		{ofWant, 0, 0, 1e-300, beyond + "2e-300, exceeds a tenth of the number wanted, 0"},
	} {
		trial := NewTrial("coarse")
		trial.Expect(c.metric, 0.5, c.got, c.want, c.budget)
		m := trial.Measurements[0]
		kept := math.Float64bits(m.Got) == math.Float64bits(c.got)
		if m.Skip != c.skip || (m.Skip == "") != kept {
			t.Errorf("%s: got %g, want %g ± %g is recorded as %+v, want the reason %q",
				c.metric.Name, c.got, c.want, c.budget, m, c.skip)
		}
		if why := c.metric.Coarse(c.got, c.want, c.budget); why != c.skip {
			t.Errorf("%s: %q", c.metric.Name, why)
		}
	}
}
