package assignment

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"gonum.org/v1/gonum/floats"

	"proxflow/theory/ot"
	"proxflow/theory/random"
)

// layouts are ways to place n points in dimension d, most of them full of ties.
var layouts = map[string]func(r *random.Source, n, d int) []float64{
	"normal": func(r *random.Source, n, d int) []float64 { return r.Normals(make([]float64, n*d)) },
	"lattice": func(r *random.Source, n, d int) []float64 {
		return fill(n*d, func(int) float64 { return float64(r.Index(4)) })
	},
	"atoms": func(r *random.Source, n, d int) []float64 {
		atoms := r.Normals(make([]float64, 4*d))
		at := 0
		return fill(n*d, func(i int) float64 {
			if i%d == 0 {
				at = r.Index(4)
			}
			return atoms[at*d+i%d]
		})
	},
	"one": func(_ *random.Source, n, d int) []float64 { return fill(n*d, func(int) float64 { return 0.1 }) },
	"line": func(r *random.Source, n, d int) []float64 {
		at := 0.0
		return fill(n*d, func(i int) float64 {
			if i%d == 0 {
				at = float64(r.Index(3 * n))
			}
			return at
		})
	},
	"clusters": func(r *random.Source, n, d int) []float64 {
		at := 0
		return fill(n*d, func(i int) float64 {
			if i%d == 0 {
				at = r.Index(4)
			}
			return float64(3*at) + math.Pow(10, -float64(at))*r.Normal()
		})
	},
}

func fill(n int, value func(i int) float64) []float64 {
	points := make([]float64, n)
	for i := range points {
		points[i] = value(i)
	}
	return points
}

// hungarian is the least sum of costs, by shortest augmenting paths over all pairs in O(n³).
func hungarian(p *ot.Problem) float64 {
	n := p.N()
	// rows and columns count from 1
	u, v, rowOf := make([]float64, n+1), make([]float64, n+1), make([]int, n+1)
	for i := 1; i <= n; i++ {
		rowOf[0] = i
		slack, from, used := make([]float64, n+1), make([]int, n+1), make([]bool, n+1)
		for j := range slack {
			slack[j] = math.Inf(1)
		}
		j := 0
		for rowOf[j] != 0 {
			used[j] = true
			next, least := 0, math.Inf(1)
			for k := 1; k <= n; k++ {
				if used[k] {
					continue
				}
				if c := p.Cost(rowOf[j]-1, k-1) - u[rowOf[j]] - v[k]; c < slack[k] {
					slack[k], from[k] = c, j
				}
				if slack[k] < least {
					next, least = k, slack[k]
				}
			}
			for k := range used {
				if used[k] {
					u[rowOf[k]] += least
					v[k] -= least
				} else {
					slack[k] -= least
				}
			}
			j = next
		}
		for j != 0 {
			rowOf[j] = rowOf[from[j]]
			j = from[j]
		}
	}
	var costs []float64
	for j := 1; j <= n; j++ {
		costs = append(costs, p.Cost(rowOf[j]-1, j-1))
	}
	return floats.SumCompensated(costs)
}

// exhaustive is the least sum of costs over all permutations of the columns from k on.
func exhaustive(p *ot.Problem, columns []int, k int) float64 {
	if k == len(columns) {
		return 0
	}
	best := math.Inf(1)
	for i := k; i < len(columns); i++ {
		columns[k], columns[i] = columns[i], columns[k]
		best = min(best, p.Cost(k, columns[k])+exhaustive(p, columns, k+1))
		columns[k], columns[i] = columns[i], columns[k]
	}
	return best
}

// agrees solves the problem, certifies the result and compares its cost.
func agrees(t *testing.T, name string, p *ot.Problem, want float64) *ot.Coupling {
	t.Helper()
	c, err := ot.Solve(&Solver{}, p)
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	if got := c.Cost * float64(p.N()); math.Abs(got-want) > 1e-12*want {
		t.Errorf("%s: the cost is %.17g, want %.17g", name, got, want)
	}
	return c
}

func TestAssignmentBeatsEveryPermutation(t *testing.T) {
	for source := range layouts {
		for target, place := range layouts {
			for n := range 8 {
				for d := 1; d <= 3; d++ {
					r := random.New(fmt.Sprint(source, target, n, d))
					p := &ot.Problem{Dim: d, X: layouts[source](r, n, d), Y: place(r, n, d)}
					columns := make([]int, n)
					for j := range columns {
						columns[j] = j
					}
					name := fmt.Sprintf("%s to %s, n = %d, d = %d", source, target, n, d)
					agrees(t, name, p, exhaustive(p, columns, 0))
				}
			}
		}
	}
}

func TestAssignmentAgreesWithTheHungarianMethod(t *testing.T) {
	solve := func(d int) {
		for _, source := range []string{"normal", "lattice"} {
			for target, place := range layouts {
				n := 20 + 5*d
				r := random.New(fmt.Sprint(source, target, d))
				p := &ot.Problem{Dim: d, X: layouts[source](r, n, d), Y: place(r, n, d)}
				agrees(t, fmt.Sprintf("%s to %s, n = %d, d = %d", source, target, n, d), p, hungarian(p))
			}
		}
	}
	for d := 1; d <= 16; d++ {
		solve(d)
	}
	defer func(was [treeDim + 1]int) { scanned = was }(scanned)
	scanned = [treeDim + 1]int{} // trees, also of few points
	solve(3)
	solve(4)
}

// With some hundred points the auction uses centroids, and searches pass several levels of the tree.
func TestAssignmentOfManyPointsIsCertified(t *testing.T) {
	for _, source := range []string{"normal", "lattice", "clusters"} {
		for target, place := range layouts {
			for _, size := range [][2]int{{2, 900}, {3, 600}, {6, 300}} {
				d, n := size[0], size[1]
				r := random.New(fmt.Sprint(source, target, n, d))
				p := &ot.Problem{Dim: d, X: layouts[source](r, n, d), Y: place(r, n, d)}
				if _, err := ot.Solve(&Solver{}, p); err != nil {
					t.Errorf("%s to %s, n = %d, d = %d: %v", source, target, n, d, err)
				}
			}
		}
	}
}

func TestAssignmentOfEqualSetsIsFree(t *testing.T) {
	for name, place := range layouts {
		const n, d = 1000, 2
		r := random.New(name)
		p := &ot.Problem{Dim: d, X: place(r, n, d), Y: make([]float64, n*d)}
		for j, i := range r.Permute(n) {
			copy(p.Target(j), p.Source(i))
		}
		agrees(t, name, p, 0)
	}
}

// An auction that is cut short leaves more to the augmenting paths and does not change the result.
func TestAssignmentDoesNotNeedTheAuction(t *testing.T) {
	defer func(was int) { bidsPerRow = was }(bidsPerRow)
	const n = 300
	for name, place := range layouts {
		for _, d := range []int{2, 5} {
			r := random.New(name)
			p := &ot.Problem{Dim: d, X: r.Normals(make([]float64, n*d)), Y: place(r, n, d)}
			want := hungarian(p)
			for _, bidsPerRow = range []int{0, 1, 500} {
				agrees(t, fmt.Sprintf("normal to %s, d = %d, %d bids", name, d, bidsPerRow), p, want)
			}
		}
	}
}

func TestAssignmentFollowsPermutationsMovesAndScales(t *testing.T) {
	const n = 400
	for _, d := range []int{1, 2, 3, 7} {
		r := random.New(fmt.Sprint("moves", d))
		grid := func(int) float64 { return math.Round(r.Normal()*0x1p24) * 0x1p-24 } // moves are exact
		p := &ot.Problem{Dim: d, X: fill(n*d, grid), Y: fill(n*d, grid)}
		c := agrees(t, "as it is", p, hungarian(p))
		pairing := func(name string, q *ot.Problem, scale float64) {
			t.Helper()
			got := agrees(t, fmt.Sprintf("%s, d = %d", name, d), q, c.Cost*n*scale)
			for i, j := range got.Pairing {
				if c.Pairing[i] != j {
					t.Fatalf("%s, d = %d: point %d goes to %d, not %d", name, d, i, j, c.Pairing[i])
				}
			}
		}
		change := func(by func(x float64) float64) *ot.Problem {
			return &ot.Problem{Dim: d, X: fill(n*d, func(i int) float64 { return by(p.X[i]) }),
				Y: fill(n*d, func(i int) float64 { return by(p.Y[i]) })}
		}
		pairing("moved by 1e8", change(func(x float64) float64 { return x + 1e8 }), 1)
		for _, e := range []int{-300, 300} {
			scaled := change(func(x float64) float64 { return math.Ldexp(x, e) })
			pairing(fmt.Sprintf("scaled by 2^%d", e), scaled, math.Ldexp(1, 2*e))
		}

		order := r.Permute(n)
		q := &ot.Problem{Dim: d, X: make([]float64, n*d), Y: p.Y}
		for i, k := range order {
			copy(q.Source(i), p.Source(k))
		}
		got := agrees(t, "permuted", q, c.Cost*n)
		for i, k := range order {
			if got.Pairing[i] != c.Pairing[k] {
				t.Fatalf("permuted, d = %d: point %d goes to %d, not %d", d, i, got.Pairing[i], c.Pairing[k])
			}
		}

		far := &ot.Problem{Dim: d, X: p.X, Y: fill(n*d, func(i int) float64 { return p.Y[i] + 1<<20 })}
		got, err := ot.Solve(&Solver{}, far)
		if err != nil || got.Pairing[0] != c.Pairing[0] || got.Pairing[n-1] != c.Pairing[n-1] {
			t.Errorf("only the target moved, d = %d: another pairing, or %v", d, err)
		}
	}
}

func TestAssignmentSaysWhatItDoesNotTake(t *testing.T) {
	two := []float64{0, 1}
	for says, p := range map[string]*ot.Problem{
		"not 2 with 1":                    {Dim: 1, X: two, Y: []float64{0}, B: []float64{1}},
		"point 1 has 0.75":                {Dim: 1, X: two, Y: two, A: []float64{0.25, 0.75}},
		"coordinate 1 of point 0 is NaN":  {Dim: 2, X: []float64{0, math.NaN()}, Y: []float64{0, 0}},
		"no squared distances in float64": {Dim: 1, X: []float64{1e200}, Y: []float64{0}},
	} {
		_, err := ot.Solve(&Solver{}, p)
		if err == nil || !strings.Contains(err.Error(), says) || strings.Contains(err.Error(), "\n") {
			t.Errorf("want an error with %q, got %v", says, err)
		}
	}
	twos := []float64{2, 2}
	masses := &ot.Problem{Dim: 1, X: []float64{0, 3}, Y: []float64{4, 1}, A: twos, B: twos}
	if _, err := ot.Solve(&Solver{}, masses); err != nil {
		t.Errorf("equal masses: %v", err)
	}
}
