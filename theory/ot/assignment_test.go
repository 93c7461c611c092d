package ot

import (
	"encoding/json"
	"math"
	"os"
	"testing"
)

func TestAssignmentReachesTheKnownCosts(t *testing.T) {
	var file struct {
		Cases []struct {
			Name string
			N, D int
			X, Y [][]float64
			Cost float64
		}
	}
	b, err := os.ReadFile("testdata/assignment.json")
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(b, &file); err != nil {
		t.Fatal(err)
	}
	for _, c := range file.Cases {
		p := &Problem{Dim: c.D}
		for i := range c.X {
			p.X, p.Y = append(p.X, c.X[i]...), append(p.Y, c.Y[i]...)
		}
		got, err := Solve(&Assignment{}, p)
		if err != nil {
			t.Errorf("%s: %v", c.Name, err)
			continue
		}
		if cost := got.Cost * float64(c.N); math.Abs(cost-c.Cost) > 1e-12*c.Cost+1e-12 {
			t.Errorf("%s: got %v, want %v", c.Name, cost, c.Cost)
		}
	}
}
