package semidiscrete

import (
	"math"
	"testing"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"

	"proxflow/theory/random"
)

// planarClouds are atoms in the plane, most with ties: with offsets 0 or |y|²/2 many cells meet in points.
func planarClouds() map[string][][2]float64 {
	r := random.New("planar clouds")
	clouds := map[string][][2]float64{}
	for range 40 {
		clouds["random"] = append(clouds["random"], [2]float64{r.Normal(), r.Normal()})
		skew := [2]float64{math.Pow(r.Uniform(), 4), 1e-3 * math.Pow(r.Uniform(), 4)}
		clouds["skew"] = append(clouds["skew"], skew)
	}
	for i := range 7 {
		for j := range 6 {
			clouds["lattice"] = append(clouds["lattice"], [2]float64{float64(i) - 3, float64(j) - 2.5})
		}
	}
	for k := range 36 {
		s, c := math.Sincos(2 * math.Pi * float64(k) / 36)
		clouds["circle"] = append(clouds["circle"], [2]float64{c, s})
		clouds["line"] = append(clouds["line"], [2]float64{0.3 * float64(k-18), 0.1 * float64(k-18)})
	}
	clouds["hub"] = append([][2]float64{{0.1, 0.1}}, clouds["circle"]...)
	clouds["two"] = [][2]float64{{-1, 0}, {1, 0.5}}
	return clouds
}

// offsetsOf are three offsets for atoms: 0, |y|²/2, and random ones, with which some cells are empty.
func offsetsOf(y [][2]float64) (all [][]float64) {
	r := random.New("offsets")
	zero, half, any := make([]float64, len(y)), make([]float64, len(y)), make([]float64, len(y))
	for j, p := range y {
		half[j] = (p[0]*p[0] + p[1]*p[1]) / 2
		any[j] = half[j] + 0.1*r.Normal()
	}
	return [][]float64{zero, half, any}
}

func TestCellsAreWhatAllHalfPlanesLeave(t *testing.T) {
	for name, y := range planarClouds() {
		l, slow := newLaguerre(y), newLaguerre(y)
		for k, b := range offsetsOf(y) {
			mass, _ := l.measure(b)
			if sum := floats.Sum(mass); !(math.Abs(sum-1) <= 1e-13) {
				t.Errorf("%s, offsets %d: the masses sum to 1 + %g", name, k, sum-1)
			}
			slow.fit(b)
			for j := range y {
				slow.polygon = rectangle(-reach, -reach, reach, reach)
				for i := range y {
					if i != j {
						slow.cut(j, i)
					}
				}
				if want := polygonMass(slow.polygon); !(math.Abs(mass[j]-want) <= 1e-13) {
					t.Errorf("%s, offsets %d: cell %d has the mass %v, want %v", name, k, j, mass[j], want)
				}
			}
		}
	}
}

func TestTreeFindsTheFirstMaximiser(t *testing.T) {
	r := random.New("queries")
	for name, y := range planarClouds() {
		points := make([][]float64, len(y))
		for j, p := range y {
			points[j] = p[:]
		}
		e := newEnvelope(y)
		for k, b := range offsetsOf(y) {
			e.fit(b)
			queries := [][2]float64{{0, 0}, {0, 1}, {1, 1}, {1e6, 0}, {0.5, 0}, {0.5, -0.5}}
			for range 200 {
				queries = append(queries, [2]float64{2 * r.Normal(), 2 * r.Normal()})
			}
			for _, x := range queries {
				j, value := e.best(x)
				want, highest := bestOf(points, b, x[:])
				if j != want && value != highest || math.Abs(value-highest) > 1e-15*(1+math.Abs(value)) {
					t.Errorf("%s, offsets %d: at %v atom %d with %v, want %d with %v",
						name, k, x, j, value, want, highest)
				}
			}
		}
	}
}

func TestLinksAreTheDerivativesOfTheMasses(t *testing.T) {
	y := planarClouds()["random"]
	b := offsetsOf(y)[1]
	l := newLaguerre(y)
	_, links := l.measure(b)
	derivative := mat.NewDense(len(y), len(y), nil)
	for j, row := range symmetric(links) {
		for _, e := range row {
			derivative.Set(j, int(e.to), e.weight)
			derivative.Set(j, j, derivative.At(j, j)-e.weight)
		}
	}
	const h = 1e-4
	for k := range y {
		moved := append([]float64(nil), b...)
		moved[k] = b[k] + h
		up, _ := l.measure(moved)
		moved[k] = b[k] - h
		down, _ := l.measure(moved)
		for j := range y {
			if got := (up[j] - down[j]) / (2 * h); !(math.Abs(got-derivative.At(j, k)) <= 1e-5) {
				t.Errorf("∂m_%d/∂b_%d = %v, by differences %v", j, k, derivative.At(j, k), got)
			}
		}
	}
}

func TestLaplacianIsSolved(t *testing.T) {
	r := random.New("graphs")
	for _, n := range []int{1, 2, 3, 10, 60} {
		links := make([][]link, n)
		for j := 1; j < n; j++ { // a tree, so that the graph is connected, and some more
			links[j] = append(links[j], link{int32(r.Index(j)), math.Exp(2 * r.Normal())})
			i := r.Index(j)
			links[i] = append(links[i], link{int32(j), r.Uniform()})
		}
		right := r.Normals(make([]float64, n))
		floats.AddConst(-floats.Sum(right)/float64(n), right)
		x := solveLaplacian(links, right)
		if len(x) != n {
			t.Fatalf("n = %d: no solution", n)
		}
		for j, row := range symmetric(links) {
			rest, size := right[j], math.Abs(right[j])
			for _, e := range row {
				flow := e.weight * (x[j] - x[e.to])
				rest -= flow
				size += math.Abs(flow) + e.weight*(math.Abs(x[j])+math.Abs(x[e.to]))
			}
			if !(math.Abs(rest) <= 1e-13*size) {
				t.Errorf("n = %d: equation %d is off by %g of %g", n, j, rest, size)
			}
		}
	}
	parts := [][]link{{{1, 1}}, {{0, 1}}, {{3, 1}}, {{2, 1}}}
	if x := solveLaplacian(parts, []float64{1, -1, 1, -1}); x != nil {
		t.Errorf("a graph of two parts has the solution %v", x)
	}
}
