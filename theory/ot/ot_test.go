package ot

import (
	"math"
	"slices"
	"strings"
	"testing"

	"proxflow/theory/random"
)

// cheapest is the least mean cost over all permutations.
func cheapest(p *Problem) float64 {
	n := p.N()
	least, used := math.Inf(1), make([]bool, n)
	var place func(i int, cost float64)
	place = func(i int, cost float64) {
		if i == n {
			least = min(least, cost/float64(n))
			return
		}
		for j := range n {
			if !used[j] {
				used[j] = true
				place(i+1, cost+p.Cost(i, j))
				used[j] = false
			}
		}
	}
	place(0, 0)
	return least
}

func TestUnivariateCostsNoMoreThanAnyPlanOfUnequalMasses(t *testing.T) {
	r := random.New("univariate")
	for trial := range 300 {
		// Whole masses that sum to 6 are 6 points of mass 1, some of which coincide: all permutations are
		// tried.
		n, m := 1+r.Index(6), 1+r.Index(6)
		p, whole := &Problem{Dim: 1, A: split(r, 6, n), B: split(r, 6, m)}, &Problem{Dim: 1}
		for i := range n {
			p.X = append(p.X, math.Round(8*r.Normal())/4) // with ties
			whole.X = append(whole.X, slices.Repeat(p.X[i:], int(p.A[i]))...)
		}
		for j := range m {
			p.Y = append(p.Y, math.Round(8*r.Normal())/4)
			whole.Y = append(whole.Y, slices.Repeat(p.Y[j:], int(p.B[j]))...)
		}
		got, err := Solve(&Univariate{}, p)
		if err != nil {
			t.Fatalf("trial %d: %v", trial, err)
		}
		if want := 6 * cheapest(whole); math.Abs(got.Cost-want) > 1e-12*(1+want) {
			t.Fatalf("trial %d: the cost is %v, want %v", trial, got.Cost, want)
		}
	}
}

// split cuts a whole mass into n positive whole parts.
func split(r *random.Source, total, n int) []float64 {
	parts := slices.Repeat([]float64{1}, n)
	for range total - n {
		parts[r.Index(n)]++
	}
	return parts
}

func TestUnivariateKeepsItsCertificateOnLongAndAwkwardProblems(t *testing.T) {
	r := random.New("univariate/long")
	normals := func(n int, shift, scale float64) []float64 {
		x := r.Normals(make([]float64, n))
		for i := range x {
			x[i] = shift + scale*x[i]
		}
		return x
	}
	for name, p := range map[string]*Problem{
		"none":            {Dim: 1},
		"one":             {Dim: 1, X: []float64{3}, Y: []float64{-2}},
		"long":            {Dim: 1, X: normals(20000, 0, 1), Y: normals(20000, 0, 1)},
		"unequal numbers": {Dim: 1, X: normals(3000, 0, 1), Y: normals(7001, 1, 2)},
		"all the same":    {Dim: 1, X: make([]float64, 100), Y: make([]float64, 100)},
		"tiny":            {Dim: 1, X: normals(500, 0, 1e-140), Y: normals(500, 0, 1e-140)},
		"huge":            {Dim: 1, X: normals(500, 0, 1e140), Y: normals(500, 0, 1e140)},
		"far apart":       {Dim: 1, X: normals(500, -1e8, 1), Y: normals(500, 1e8, 1)},
		"uneven masses": {Dim: 1, X: normals(3, 0, 1), Y: normals(2, 0, 1),
			A: []float64{1e-9, 1, 1e9}, B: []float64{1, 1000000000.000000001}},
	} {
		c, err := Solve(&Univariate{}, p)
		if err != nil {
			t.Errorf("%s: %v", name, err)
		} else if got := Certify(p, c); math.Abs(got.Cost-c.Cost) > 1e-13*got.Scale*max(1, got.Mass) {
			t.Errorf("%s: the cost is %v, summed anew %v", name, c.Cost, got.Cost)
		}
	}
}

func TestBadProblemsAreRefusedInOneLine(t *testing.T) {
	two := []float64{0, 1}
	for want, p := range map[string]*Problem{
		"not make points of dimension 2": {Dim: 2, X: []float64{1, 2, 3}, Y: two},
		"not make points of dimension 0": {},
		"0 source points":                {Dim: 1, Y: two},
		"coordinate 0 of point 1 is N":   {Dim: 1, X: []float64{0, math.NaN()}, Y: two},
		"coordinate 0 of point 0 is +":   {Dim: 1, X: []float64{math.Inf(1), 0}, Y: two},
		"no squared distances":           {Dim: 1, X: []float64{1e155, 0}, Y: two},
		"1 masses for 2 points":          {Dim: 1, X: two, Y: two, A: []float64{1}},
		"the mass of point 1 is 0":       {Dim: 1, X: two, Y: two, A: []float64{1, 0}},
		"the masses of the source":       {Dim: 1, X: two, Y: two, A: []float64{1, 1}},
	} {
		_, err := Solve(&Univariate{}, p)
		if err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "\n") {
			t.Errorf("want an error with %q, got %v", want, err)
		}
	}
	if _, err := Solve(&Univariate{}, &Problem{Dim: 2, X: two, Y: two}); err == nil {
		t.Error("univariate takes points of the plane")
	}
}

// A coupling that is not optimal, or not a coupling at all, gets no certificate.
func TestTheCertificateRefusesWhatIsNotOptimal(t *testing.T) {
	p := &Problem{Dim: 1, X: []float64{0, 1, 2}, Y: []float64{0.5, 1.5, 3}}
	good, err := Solve(&Univariate{}, p)
	if err != nil {
		t.Fatal(err)
	}
	plan := []Flow{{0, 0, 1. / 3}, {1, 1, 1. / 3}, {2, 2, 1. / 3}}
	if err := Certify(p, &Coupling{Plan: plan, U: good.U, V: good.V}).Err(); err != nil {
		t.Errorf("the optimal plan gets no certificate: %v", err)
	}
	raised := slices.Clone(good.U)
	raised[1] += 1e-9
	for name, c := range map[string]*Coupling{
		"two pairs swapped":      {Pairing: []int{1, 0, 2}, U: good.U, V: good.V},
		"a column taken twice":   {Pairing: []int{0, 0, 2}, U: good.U, V: good.V},
		"a column out of range":  {Pairing: []int{0, 1, 3}, U: good.U, V: good.V},
		"a dual that is too big": {Pairing: good.Pairing, U: raised, V: good.V},
		"duals that are small":   {Pairing: good.Pairing, U: []float64{-1, -1, -1}, V: []float64{0, 0, 0}},
		"a dual that is NaN":     {Pairing: good.Pairing, U: []float64{math.NaN(), 0, 0}, V: good.V},
		"mass that is lost":      {Plan: plan[:2], U: good.U, V: good.V},
		"mass that is moved":     {Plan: []Flow{{0, 0, 2. / 3}, {2, 2, 1. / 3}}, U: good.U, V: good.V},
	} {
		if Certify(p, c).Err() == nil {
			t.Errorf("%s: certified", name)
		}
	}
}
