package learn

import (
	"math"
	"slices"
	"testing"

	"proxflow/theory/ot"
	"proxflow/theory/ot/assignment"
	"proxflow/theory/random"
)

// TestPairsAreOptimalWhateverCoordinatesAreTheSame: with all coordinates, no pairing costs less.
func TestPairsAreOptimalWhateverCoordinatesAreTheSame(t *testing.T) {
	const n, d = 40, 5
	r := random.New("pairs")
	for _, same := range [][]int{nil, {0}, {1, 4}, {0, 2, 3}, {0, 1, 2, 3, 4}} {
		x0, x1 := r.Normals(make([]float64, n*d)), r.Normals(make([]float64, n*d))
		for i := range n {
			for _, k := range same {
				x1[i*d+k] = -0.3
			}
		}
		before := slices.Concat(x0, x1)
		got, err := Optimal(&assignment.Solver{}, d)(x0, x1)
		if err != nil {
			t.Fatal(err)
		}
		p := &ot.Problem{Dim: d, X: x0, Y: x1}
		want, err := ot.Solve(&assignment.Solver{}, p)
		if err != nil {
			t.Fatal(err)
		}
		cost, seen := 0.0, map[int]bool{}
		for i, j := range got {
			cost += p.Cost(i, j) / n
			seen[j] = true
		}
		if len(seen) != n || math.Abs(cost-want.Cost) > 1e-12*want.Cost {
			t.Errorf("coordinates %v are equal: %d targets at the cost %.15g, want %.15g",
				same, len(seen), cost, want.Cost)
		}
		if !slices.Equal(before, slices.Concat(x0, x1)) {
			t.Error("the pairing changes the points")
		}
	}
}

func TestOptimalPairingOnTheLineSorts(t *testing.T) {
	solver, err := ot.Catalog.New("univariate")
	if err != nil {
		t.Fatal(err)
	}
	r := random.New("line")
	x0, x1 := normals(r, 50), normals(r, 50)
	got, err := Optimal(solver, 1)(x0, x1)
	want, _ := sorted(x0, x1)
	if err != nil || !slices.Equal(got, want) {
		t.Errorf("got %v, %v, want %v", got, err, want)
	}
	x1[7] = math.Inf(1)
	if _, err := Optimal(solver, 1)(x0, x1); err == nil {
		t.Error("an infinite point is paired")
	}
}
