package semidiscrete

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"gonum.org/v1/gonum/floats"

	"proxflow/theory/random"
)

// solve is Tessellate for atoms that have a solution.
func solve(t *testing.T, points [][]float64, weights []float64) *Tessellation {
	t.Helper()
	s, err := Tessellate(points, weights, 1000)
	if err != nil {
		t.Fatal(err)
	}
	if !(s.Error <= 1e-12) || s.StdErr != 0 {
		t.Errorf("masses are off by %g ± %g", s.Error, s.StdErr)
	}
	return s
}

// expectOffsets compares offsets up to a constant.
func expectOffsets(t *testing.T, name string, got, want []float64, tol float64) {
	t.Helper()
	for j := range want {
		if e := (got[j] - got[0]) - (want[j] - want[0]); !(math.Abs(e) <= tol) {
			t.Errorf("%s: offset %d is off by %g", name, j, e)
		}
	}
}

// randomWeights have the sum 1 and differ by factors of up to e^(2·spread).
func randomWeights(r *random.Source, n int, spread float64) []float64 {
	w := make([]float64, n)
	for j := range w {
		w[j] = math.Exp(spread * (2*r.Uniform() - 1))
	}
	floats.Scale(1/floats.Sum(w), w)
	return w
}

// The cells of atoms on a line are slabs, which Newton's method does not know.
func TestAtomsOnALineTieAtQuantiles(t *testing.T) {
	r := random.New("line")
	const n = 12
	w := randomWeights(r, n, 3)
	plane, points := make([][2]float64, n), make([][]float64, n)
	want := make([]float64, n)
	at, below := 0.0, 0.0
	for j := range n {
		gap := r.Uniform() + 0.01
		if j > 0 {
			want[j] = want[j-1] + gap*math.Sqrt2*math.Erfinv(2*below-1)
			at += gap
		}
		below += w[j]
		plane[j] = [2]float64{0.6 * at, 0.8 * at}
		points[j] = []float64{2 * at / 3, 5 - at/3, 2 * at / 3}
	}
	expectOffsets(t, "closed form in R³", solve(t, points, w).Offsets, want, 1e-12)
	expectOffsets(t, "Newton in R²", newtonOffsets(t, plane, w), want, 1e-11)
	one := solve(t, [][]float64{{3, 4}}, nil)
	if j, value := one.Best([]float64{1, 2}); j != 0 || value != 11 {
		t.Errorf("a single atom at (3,4) has T(1,2) = atom %d, φ*(1,2) = %v", j, value)
	}
}

func newtonOffsets(t *testing.T, y [][2]float64, w []float64) []float64 {
	t.Helper()
	var mean [2]float64
	for _, p := range y {
		mean[0], mean[1] = mean[0]+p[0]/float64(len(y)), mean[1]+p[1]/float64(len(y))
	}
	for j, p := range y {
		y[j] = [2]float64{p[0] - mean[0], p[1] - mean[1]}
	}
	b, _, _, err := newton(y, w)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestRegularPolygonsHaveEqualOffsets(t *testing.T) {
	for _, n := range []int{3, 4, 5, 12, 100, 501} {
		points := make([][]float64, n)
		for j := range points {
			s, c := math.Sincos(2*math.Pi*float64(j)/float64(n) + 0.3)
			points[j] = []float64{100 + 7*c, 7*s - 3}
		}
		s := solve(t, points, nil)
		expectOffsets(t, fmt.Sprint(n, " vertices"), s.Offsets, make([]float64, n), 1e-11)
	}
}

// The transport to a product of laws is the product of the transports: the offsets of a grid with product
// weights are sums.
func TestGridsWithProductWeightsHaveOffsetsOfTheLine(t *testing.T) {
	r := random.New("grid")
	line := func(n int) (s, w, b []float64) {
		s, w, b = make([]float64, n), randomWeights(r, n, 2), make([]float64, n)
		below := 0.0
		for j := 1; j < n; j++ {
			s[j] = s[j-1] + 0.1 + r.Uniform()
			below += w[j-1]
			b[j] = b[j-1] + (s[j]-s[j-1])*math.Sqrt2*math.Erfinv(2*below-1)
		}
		return s, w, b
	}
	sx, wx, bx := line(9)
	sy, wy, by := line(7)
	var points [][]float64
	var weights, want []float64
	for i := range sx {
		for j := range sy {
			points = append(points, []float64{sx[i], sy[j]})
			weights = append(weights, wx[i]*wy[j])
			want = append(want, bx[i]+by[j])
		}
	}
	expectOffsets(t, "grid", solve(t, points, weights).Offsets, want, 1e-10)
}

func TestRandomCellsHaveTheirMassesByAnotherQuadrature(t *testing.T) {
	r := random.New("instance")
	const n = 200
	points := make([][]float64, n)
	for j := range points {
		points[j] = []float64{3 * r.Uniform() * r.Normal(), r.Normal() - 2}
	}
	w := randomWeights(r, n, 2)
	s := solve(t, points, w)
	total := 0.0
	for j, cell := range s.Cells(reach) {
		// no other atom is better at a corner, so none is inside; beyond each side another one is
		for i, a := range cell {
			c := cell[(i+1)%len(cell)]
			in := floats.Dot(a[:], points[j]) - s.Offsets[j]
			if _, best := bestOf(points, s.Offsets, a[:]); best-in > 1e-12 {
				t.Errorf("cell %d: an atom is better by %g at the corner %v", j, best-in, a)
			}
			length := math.Hypot(c[0]-a[0], c[1]-a[1])
			out := [2]float64{(a[0] + c[0]) / 2, (a[1] + c[1]) / 2}
			out[0], out[1] = out[0]+1e-6*(c[1]-a[1])/length, out[1]-1e-6*(c[0]-a[0])/length
			inside := max(math.Abs(out[0]), math.Abs(out[1])) < reach
			if k, _ := bestOf(points, s.Offsets, out[:]); k == j && length > 1e-9 && inside {
				t.Errorf("cell %d goes on beyond the side from %v to %v", j, a, c)
			}
		}
		mass := massByLines(cell)
		total += mass
		if !(math.Abs(mass-w[j]) <= 1e-12) {
			t.Errorf("cell %d has the mass %v, want %v", j, mass, w[j])
		}
	}
	if !(math.Abs(total-1) <= 1e-12) {
		t.Errorf("the masses sum to %v", total)
	}
}

func TestOffsetsTurnAndGrowWithTheAtoms(t *testing.T) {
	points := (&Checkerboard{N: 96, Cells: 4, HalfWidth: 2}).Points()
	w := randomWeights(random.New("turn"), len(points), 1)
	want := solve(t, points, w).Offsets
	for _, scale := range []float64{1e-6, 1, 1e6} {
		turned, space := make([][]float64, len(points)), make([][]float64, len(points))
		for j, p := range points {
			turned[j] = []float64{scale * (0.6*p[0] - 0.8*p[1]), scale * (0.8*p[0] + 0.6*p[1])}
			space[j] = []float64{(2*p[0] - p[1]) / 3, (2*p[0] + 2*p[1]) / 3, (2*p[1] - p[0]) / 3}
			floats.Scale(scale, space[j])
		}
		for name, y := range map[string][][]float64{"turned": turned, "in a plane of R³": space} {
			got := solve(t, y, w).Offsets
			floats.Scale(1/scale, got)
			expectOffsets(t, fmt.Sprint(name, " times ", scale), got, want, 1e-10)
			floats.Scale(scale, got) // the result is shared
		}
	}
}

func TestBadAtomsAreRefused(t *testing.T) {
	three := [][]float64{{0, 0}, {1, 0}, {0, 1}}
	thousand := make([][]float64, 300)
	for j := range thousand {
		thousand[j] = random.New(fmt.Sprint(j)).Normals(make([]float64, 4))
	}
	for _, c := range []struct {
		points  [][]float64
		weights []float64
		says    string
	}{
		{nil, nil, "no atoms"},
		{[][]float64{{0, 0}, {1, 0}, {1, 1e-17}}, nil, "too close"},
		{[][]float64{{0, 0}, {1}}, nil, "has 1 coordinates"},
		{[][]float64{{0, 0}, {1, math.NaN()}}, nil, "atom 1 is at"},
		{[][]float64{{0, 0}, {1, math.Inf(1)}}, nil, "atom 1 is at"},
		{three, []float64{0.5, 0.5}, "2 weights for 3 atoms"},
		{three, []float64{0.5, 0.5, 0}, "not > 0"},
		{three, []float64{0.5, 0.5, math.NaN()}, "not > 0"},
		{three, []float64{0.5, 0.5, 0.5}, "sum to 1.5"},
		{[][]float64{{0, 0}, {1, 0}, {0, 1}, {1e-17, 1}}, nil, "too near"},
		{thousand, nil, "give more draws"},
	} {
		s, err := Tessellate(c.points, c.weights, 1000)
		if err == nil || s != nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%v with %v: %v, want %q", c.points, c.weights, err, c.says)
		}
	}
}

func TestRepeatedAtomsAddUpTheirMasses(t *testing.T) {
	r := random.New("repeated")
	points := make([][]float64, 20)
	for j := range points {
		points[j] = []float64{r.Normal(), r.Normal()}
	}
	w := randomWeights(r, len(points), 1)
	halves := []float64{0.3 * w[2], 0.7 * w[2]}
	repeated := slices.Insert(slices.Clone(points), 11, points[2])
	all := slices.Insert(slices.Clone(w), 11, halves[1])
	all[2] = halves[0]
	for _, c := range []struct {
		name         string
		points       [][]float64
		weights, sum []float64
	}{
		{name: "weights", points: repeated, weights: all, sum: w},
		{name: "equal", points: [][]float64{{0, 3}, {1, 0}, {0, 3}, {-1, 0}, {math.Copysign(0, -1), 3}},
			sum: []float64{0.6, 0.2, 0.2}},
		{name: "line", points: [][]float64{{2}, {1}, {2}, {2}}, sum: []float64{0.75, 0.25}},
		{name: "one", points: [][]float64{{2, 5}, {2, 5}}, sum: []float64{1}},
	} {
		got := solve(t, c.points, c.weights)
		if len(got.Points) != len(c.sum) || !floats.EqualApprox(got.Weights, c.sum, 1e-15) {
			t.Errorf("%s: %d atoms with masses %v, want %v", c.name, len(got.Points), got.Weights, c.sum)
			continue
		}
		expectOffsets(t, c.name, got.Offsets, solve(t, got.Points, c.sum).Offsets, 1e-12)
	}
}

func TestASolutionIsKept(t *testing.T) {
	first := solve(t, (&Moons{N: 30, Radius: 1, Offset: []float64{1, 0.5}}).Points(), nil)
	again := solve(t, (&Moons{N: 30, Radius: 1, Offset: []float64{1, 0.5}}).Points(), nil)
	other := solve(t, (&Moons{N: 30, Radius: 1, Offset: []float64{1, 0.4}}).Points(), nil)
	if first != again || first == other {
		t.Error("the same atoms are solved twice, or others taken for them")
	}
}

func BenchmarkTessellate(b *testing.B) {
	moons := func(n int) Cloud { return &Moons{N: n, Radius: 1, Offset: []float64{1, 0.5}} }
	board := func(n int) Cloud { return &Checkerboard{N: n, Cells: 4, HalfWidth: 2} }
	for name, cloud := range map[string]Cloud{"moons-1000": moons(1000), "moons-10000": moons(10000),
		"checkerboard-1000": board(1000), "checkerboard-10000": board(10000)} {
		b.Run(name, func(b *testing.B) {
			points := cloud.Points()
			for b.Loop() {
				s, err := tessellate(points, nil, 1000)
				if err != nil {
					b.Fatal(err)
				}
				b.ReportMetric(s.Error, "mass-error")
			}
		})
	}
}
