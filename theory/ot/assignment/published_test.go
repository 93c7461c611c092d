package assignment

import (
	"encoding/json"
	"math"
	"os"
	"slices"
	"testing"

	"proxflow/theory/ot"
)

func TestAssignmentReachesTheKnownCosts(t *testing.T) { solvesInstances(t, &Solver{}, 0) }

func TestUnivariateSolvesThePublishedProblems(t *testing.T) {
	solvesInstances(t, &ot.Univariate{}, 1)
}

// instance is a published problem with its optimal sum of squared distances.
type instance struct {
	Name string
	D    int
	X, Y [][]float64
	Cost float64
}

// instances returns the published problems of dimension d, all of them for d = 0.
func instances(t *testing.T, d int) (found []instance) {
	t.Helper()
	text, err := os.ReadFile("testdata/assignment.json")
	if err != nil {
		t.Fatal(err)
	}
	var file struct{ Cases []instance }
	if err := json.Unmarshal(text, &file); err != nil {
		t.Fatal(err)
	}
	for _, c := range file.Cases {
		if d == 0 || c.D == d {
			found = append(found, c)
		}
	}
	if len(found) == 0 {
		t.Fatalf("no instance of dimension %d", d)
	}
	return found
}

func (c instance) problem() *ot.Problem {
	return &ot.Problem{Dim: c.D, X: slices.Concat(c.X...), Y: slices.Concat(c.Y...)}
}

// solvesInstances checks a solver on the published problems of dimension d.
func solvesInstances(t *testing.T, s ot.Solver, d int) {
	t.Helper()
	for _, c := range instances(t, d) {
		got, err := ot.Solve(s, c.problem())
		if err != nil {
			t.Errorf("%s: %v", c.Name, err)
			continue
		}
		want := c.Cost / float64(len(c.X))
		if math.Abs(got.Cost-want) > 1e-10*want+5e-13 { // the file has 12 digits after the point
			t.Errorf("%s: the cost is %.15g, want %.15g", c.Name, got.Cost, want)
		}
	}
}
