package learned

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"proxflow/theory/catalog"
	"proxflow/theory/claim"
)

func TestATrainingTellsItsStepsAndLossAndComesOutTheSame(t *testing.T) {
	const steps = 300
	check := learnedFlow(t, catalog.Ref{"target": "ball", "steps": steps, "batch": 16, "width": 8, "depth": 1, "points": 3, "samples": 5, "t": 0.5})
	quiet, told, last := claim.NewTrial("trial"), claim.NewTrial("trial"), 0
	told.Progress = func(done, total int, note string) {
		var loss float64
		if _, err := fmt.Sscanf(note, "loss %g", &loss); err != nil || !(loss > 0 && loss < 100) || done <= last || total != steps {
			t.Errorf("told of step %d of %d after step %d: %q", done, total, last, note)
		}
		last = done
	}
	for _, trial := range []*claim.Trial{quiet, told} {
		if err := check.Run(context.Background(), trial); err != nil {
			t.Fatal(err)
		}
	}
	if last != steps {
		t.Errorf("the last step told is %d of %d", last, steps)
	}
	if a, b := fmt.Sprint(quiet.Measurements), fmt.Sprint(told.Measurements); a != b || !strings.Contains(a, normal.eigenvalue.Name) {
		t.Errorf("a trial that is listened to measures %s, not %s", b, a)
	}
}
