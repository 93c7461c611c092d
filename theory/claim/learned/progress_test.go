package learned

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"proxflow/theory/catalog"
	"proxflow/theory/claim"
)

func TestReportingProgressDoesNotChangeATraining(t *testing.T) {
	const steps = 300
	check := learnedFlow(t, catalog.Ref{
		"target": "ball", "steps": steps, "batch": 16, "width": 8, "depth": 1,
		"points": 3, "samples": 5, "t": 0.5})
	quiet, told, last := claim.NewTrial("trial"), claim.NewTrial("trial"), 0
	told.Progress = func(done, total int, note string) {
		var loss float64
		_, err := fmt.Sscanf(note, "loss %g", &loss)
		if err != nil || !(loss > 0 && loss < 100) || done <= last || total != steps {
			t.Errorf("step %d of %d is reported after step %d: %q", done, total, last, note)
		}
		last = done
	}
	for _, trial := range []*claim.Trial{quiet, told} {
		if err := check.Run(context.Background(), trial); err != nil {
			t.Fatal(err)
		}
	}
	if last != steps {
		t.Errorf("the last step reported is %d of %d", last, steps)
	}
	a, b := fmt.Sprint(quiet.Measurements), fmt.Sprint(told.Measurements)
	if a != b || !strings.Contains(a, normal.eigenvalue.Name) {
		t.Errorf("a trial that reports its progress measures %s, not %s", b, a)
	}
}
