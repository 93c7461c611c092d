package learned

import (
	"context"
	"math"
	"testing"

	"proxflow/theory/catalog"
	"proxflow/theory/claim"
)

// Three trainings measure 1, 2 and 3 where -1 is expected. The wide interval is no reason to skip: the
// tolerance of a spec is a number.
func TestMeansOverTrainingsAreJudgedWhereTheClaimSaysSomething(t *testing.T) {
	for _, coupling := range []string{"optimal", "independent"} {
		c := learnedFlow(t, catalog.Ref{"target": "ball", "coupling": coupling, "t": 0.5})
		var repeats [][]claim.Measurement
		for r := range 3 {
			trial := claim.NewTrial("")
			for _, d := range []claim.Draw{normal.eigenvalue, normal.spread, normal.error, tangential.eigenvalue} {
				trial.Sample(d, 0.5, float64(r+1), -1)
			}
			trial.Sample(straightness, 1, float64(r+1), math.NaN())
			repeats = append(repeats, trial.Measurements)
		}
		summary := claim.NewTrial("")
		if err := c.Summarize(context.Background(), summary, repeats); err != nil {
			t.Fatal(err)
		}
		const half = 4.302652729911275 / 1.7320508075688772 // Student's t with 2 degrees of freedom
		for _, want := range []struct {
			metric claim.Metric
			at     float64
			want   float64
			judged bool
		}{
			{normal.eigenvalue.By, 0.5, -1, coupling == "optimal"},
			{normal.spread.By, 0.5, -1, false},
			{normal.error.By, 0.5, -1, true},
			{tangential.eigenvalue.By, 0.5, -1, false},
			{straightness.By, 1, math.NaN(), false},
		} {
			m := got(t, summary, want.metric, want.at)
			sameWant := m.Want == want.want || math.IsNaN(m.Want) && math.IsNaN(want.want)
			if m.Got != 2 || !sameWant || math.Abs(m.Budget-half) > 1e-9 || (m.Skip == "") != want.judged {
				t.Errorf("%s coupling: %+v", coupling, m)
			}
		}
	}
}
