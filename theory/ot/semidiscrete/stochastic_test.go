package semidiscrete

import (
	"math"
	"testing"

	"proxflow/theory/normal"
	"proxflow/theory/random"
)

// The masses of atoms on a line in R³ are known: a test of the stochastic solver.
func TestStochasticSolverKnowsItsError(t *testing.T) {
	r := random.New("stochastic")
	const n, draws = 8, 1 << 17
	w := randomWeights(r, n, 1)
	s, y := make([]float64, n), make([][]float64, n)
	for j := range y {
		s[j] = (float64(j) - 3.5 + 0.5*r.Uniform()) / 2.3
		y[j] = []float64{s[j] / 3, -2 * s[j] / 3, 2 * s[j] / 3}
	}
	b, mass, err := averaged(y, w, draws)
	if err != nil {
		t.Fatal(err)
	}
	left := 0.0
	for j := range n {
		right := 1.0
		if j+1 < n {
			right = normal.CDF((b[j+1] - b[j]) / (s[j+1] - s[j]))
		}
		noise := standardError(w[j], draws)
		if e := mass[j] - (right - left); !(math.Abs(e) <= 5*noise) {
			t.Errorf("the mass of cell %d is estimated as %v, and is %v", j, mass[j], right-left)
		}
		if e := right - left - w[j]; !(math.Abs(e) <= 10*noise) {
			t.Errorf("cell %d has the mass %v, want %v ± %v", j, right-left, w[j], noise)
		}
		left = right
	}
	cube := make([][]float64, 8)
	for j := range cube {
		cube[j] = []float64{float64(j&1) - 0.5, float64(j>>1&1) - 0.5, float64(j>>2) - 0.5}
	}
	solution, err := Tessellate(cube, nil, draws)
	if err != nil {
		t.Fatal(err)
	}
	if s := solution; !(s.Error <= 10*s.StdErr) || !(s.StdErr > 0) || s.Steps != draws {
		t.Errorf("the cube: %+v", s)
	}
	expectOffsets(t, "cube", solution.Offsets, make([]float64, 8), 0.02)
}
