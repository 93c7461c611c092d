package potential

import (
	"errors"
	"math"
	"slices"
	"strings"
	"testing"

	"gonum.org/v1/gonum/floats"

	"proxflow/theory/catalog"
	"proxflow/theory/random"
)

// masses returns the frequencies of the atoms among n Gaussian points.
func masses(t *testing.T, a *Atoms, n int) []float64 {
	t.Helper()
	rng, share := random.New("masses"), make([]float64, len(a.Points))
	x := make([]float64, a.Dim())
	for range n {
		j, _ := a.best(rng.Normals(x))
		share[j]++
	}
	floats.Scale(1/float64(n), share)
	return share
}

func TestWeightsAreTheMassesOfTheCells(t *testing.T) {
	heptagon, plane := make([]any, 7), make([]any, 5)
	for k := range heptagon {
		s, c := math.Sincos(2*math.Pi*float64(3*k%7)/7 + 0.3) // in any order
		heptagon[k] = list(2*c+5, 2*s-1)
	}
	for k := range plane { // in a plane of R³
		s, c := math.Sincos(2 * math.Pi * float64(k) / 5)
		plane[k] = list(0.6*c, s, 0.8*c)
	}
	for _, c := range []struct {
		points  []any
		weights []any
	}{
		{[]any{list(3, 1)}, list(1)},
		{[]any{list(1, 2, 3), list(0, -1, 3)}, list(0.9, 0.1)},
		{[]any{list(0.5), list(-2), list(4), list(1)}, list(0.25, 0.125, 0.5, 0.125)},
		{[]any{list(1, 1), list(3, 5), list(2, 3)}, list(0.2, 0.3, 0.5)},
		{heptagon, list(1./7, 1./7, 1./7, 1./7, 1./7, 1./7, 1./7)},
		{plane, list(0.2, 0.2, 0.2, 0.2, 0.2)},
	} {
		a := build(t, ref("atoms", "points", c.points, "weights", c.weights)).(*Atoms)
		const n = 40000
		got := masses(t, a, n)
		for j, w := range a.Weights {
			if d := math.Abs(got[j] - w); d > 5*math.Sqrt(w*(1-w)/n) { // five standard errors
				t.Errorf("%v: atom %d has the mass %v, want %v", c.points, j, got[j], w)
			}
		}
	}
}

// The walls between atoms on a line are at the quantiles, exactly.
func TestCellsOfAtomsOnALineEndAtTheQuantiles(t *testing.T) {
	line := []any{list(4), list(-1), list(1)}
	a := build(t, ref("atoms", "points", line, "weights", list(0.3, 0.2, 0.5))).(*Atoms)
	for _, c := range []struct{ wall, left, right float64 }{
		{-0.8416212335729142, -1, 1}, // Φ⁻¹(0.2)
		{0.5244005127080409, 1, 4},   // Φ⁻¹(0.7)
	} {
		y := make([]float64, 1)
		if a.Map(y, []float64{c.wall - 1e-14}); y[0] != c.left {
			t.Errorf("left of %v is %v", c.wall, y[0])
		}
		if a.Map(y, []float64{c.wall + 1e-14}); y[0] != c.right {
			t.Errorf("right of %v is %v", c.wall, y[0])
		}
	}
}

func TestImpossibleAtomsAreRefused(t *testing.T) {
	square := []any{list(1, 0), list(0, 1), list(-1, 0), list(0, -1)}
	skew := append(square[:3:3], list(0.6, -0.8))
	close := []any{list(0, 0), list(1, 0), list(1, 1e-17)}
	quarters := list(0.25, 0.25, 0.25, 0.25)
	for _, c := range []struct {
		ref  any
		path string
	}{
		{ref("atoms", "points", []any{}), "points"},
		{ref("atoms", "points", []any{list()}), "points[0]"},
		{ref("atoms", "points", []any{list(1), list(1, 2)}), "points"},
		{ref("atoms", "points", close, "weights", list(0.2, 0.3, 0.5)), "points"},
		{ref("atoms", "points", square, "offsets", list(1, 2)), "offsets"},
		{ref("atoms", "points", square, "offsets", list(), "weights", list(0.5, 0.5)), "weights"},
		{ref("atoms", "points", square, "offsets", list(0, 0, 0, 0), "weights", quarters), "weights"},
		{ref("atoms", "points", square, "offsets", list(), "weights", list(0.1, 0.2, 0.3, 0.3)), "weights"},
		{ref("atoms", "points", square, "offsets", list(), "weights", list(0.1, 0.2, 0.3, 0.4)), "weights"},
		{ref("atoms", "points", skew, "offsets", list(), "weights", quarters), "weights"},
	} {
		_, _, err := Catalog.Build(c.ref)
		if e, ok := err.(*catalog.Error); !ok || e.Path != c.path {
			t.Errorf("%v: %v", c.ref, err)
		}
	}
}

func TestRepeatedPointsAreOneAtom(t *testing.T) {
	for _, c := range []struct{ repeated, merged any }{
		{ref("atoms", "points", []any{list(1, 0), list(0, 2), list(1, 0), list(0, 2), list(-3, 0)}),
			ref("atoms", "points", []any{list(1, 0), list(0, 2), list(-3, 0)})},
		{ref("atoms", "points", []any{list(1, 0), list(0, 2), list(1, 0), list(-3, 0)},
			"offsets", list(0.5, 0.2, 0.1, 0)),
			ref("atoms", "points", []any{list(1, 0), list(0, 2), list(-3, 0)}, "offsets", list(0.1, 0.2, 0))},
		{ref("atoms", "points", []any{list(1), list(0), list(1), list(-0.5)},
			"weights", list(0.25, 0.25, 0.25, 0.25)),
			ref("atoms", "points", []any{list(1), list(0), list(-0.5)}, "weights", list(0.5, 0.25, 0.25))},
		{ref("atoms", "points", []any{list(1), list(1)}, "weights", list(0.25, 0.75)),
			ref("atoms", "points", []any{list(1)}, "weights", list(1))},
	} {
		phi, want := build(t, c.repeated).(*Atoms), build(t, c.merged).(*Atoms)
		d := phi.Dim()
		r := random.New("repeated points")
		x, y, other := make([]float64, d), make([]float64, d), make([]float64, d)
		for range 50 {
			conj, wanted := phi.Map(y, r.Normals(x)), want.Map(other, x)
			if conj != wanted || !slices.Equal(y, other) {
				t.Errorf("%v: T(%v) = %v and φ* = %v, not %v and %v", c.repeated, x, y, conj, other, wanted)
			}
			if _, _, err := phi.SecondOrder(y, x); err != nil {
				t.Errorf("%v: second order at T(%v): %v", c.repeated, x, err)
			}
			if got, want := phi.Value(y), want.Value(y); got != want {
				t.Errorf("%v: φ(%v) = %v, not %v", c.repeated, y, got, want)
			}
		}
	}
}

func TestEqualOffsetsThatNobodyAskedForHaveACaveat(t *testing.T) {
	points := []any{list(1), list(0), list(-2)}
	for _, c := range []struct {
		ref  any
		want bool
	}{
		{"atoms", true},
		{ref("atoms", "points", points), true},
		{ref("atoms", "points", points, "offsets", list(0, 0, 0)), false},
		{ref("atoms", "points", points, "weights", list(0.2, 0.3, 0.5)), false},
		{rule("translation", rule("scaling", "atoms")), true},
		{ref("product", "blocks", []any{"ball", "atoms"}), true},
		{rule("translation", "ball"), false},
	} {
		if got := Caveat(build(t, c.ref)); (got != "") != c.want || strings.Contains(got, "\n") {
			t.Errorf("%v: caveat %q", c.ref, got)
		}
	}
}

// On the path the prox is the atom itself, also of dense atoms and small λ.
func TestProxOfDenseAtomsOnThePathIsTheAtom(t *testing.T) {
	const n = 1000
	points, weights := make([]any, n), make([]any, n)
	r := random.New("dense atoms")
	for j := range points {
		points[j], weights[j] = list(r.Normal()), 1./n
	}
	phi := build(t, ref("atoms", "points", points, "weights", weights)).(*Atoms)
	x, y, z, p := make([]float64, 1), make([]float64, 1), make([]float64, 1), make([]float64, 1)
	for _, lambda := range []float64{1, 1e-3, 1e-6, 1e-9, 1e-12, 1e-13, 1e-15} {
		for range 200 {
			phi.Map(y, r.Normals(x))
			floats.AddScaledTo(z, y, lambda, x)
			if phi.Prox(p, z, lambda); p[0] != y[0] {
				t.Errorf("λ = %g: the prox on the path is %v, not %v", lambda, p[0], y[0])
			}
		}
	}
}

func TestAtomsReportWhereTheAssumptionsFail(t *testing.T) {
	points := []any{list(1, 0), list(-1, 0), list(0, 1)}
	a := build(t, ref("atoms", "points", points, "offsets", list(0, 0, 0.5))).(SecondOrder)
	for _, c := range []struct {
		y, v []float64
		want string
	}{
		{[]float64{1, 0}, []float64{0.3, -1}, ""},
		{[]float64{0, 1}, []float64{0.1, 2}, ""},
		{[]float64{1, 0}, []float64{0, -1}, "A3"},      // the wall to (-1,0)
		{[]float64{0, 1}, []float64{0.25, 0.75}, "A3"}, // the wall to (1,0)
		{[]float64{0, 1}, []float64{1, 0}, "A3"},       // not in the cell at all
		{[]float64{0.5, 0}, []float64{0, -1}, "A1"},    // on an edge of the hull
	} {
		tangent, hess, err := a.SecondOrder(c.y, c.v)
		broken := (*AssumptionError)(nil)
		switch {
		case c.want == "" && (err != nil || tangent != nil || hess != nil):
			t.Errorf("at %v for %v: %v, %v, %v", c.y, c.v, tangent, hess, err)
		case c.want != "" && (!errors.As(err, &broken) || broken.Assumption != c.want):
			t.Errorf("at %v for %v: %v, want %s", c.y, c.v, err, c.want)
		}
	}
}

func TestValueOfAtomsIsTheirLowerEnvelope(t *testing.T) {
	// on the line: (0,0), (1,3), (2,1); the middle atom lies above the chord
	a := &Atoms{Points: [][]float64{{0}, {1}, {2}}, Offsets: []float64{0, 3, 1}}
	infinite := math.Inf(1)
	for y, want := range map[float64]float64{0: 0, 0.5: 0.25, 1: 0.5, 2: 1, -1e-6: infinite, 2.1: infinite} {
		if got := a.Value([]float64{y}); !(math.Abs(got-want) <= 1e-13) && got != want {
			t.Errorf("φ(%v) = %v, want %v", y, got, want)
		}
	}
	// on a segment in the plane φ is +∞ off the line
	b := &Atoms{Points: [][]float64{{0, 0}, {2, 2}}, Offsets: []float64{1, 3}}
	if got := b.Value([]float64{0.5, 0.5}); math.Abs(got-1.5) > 1e-13 {
		t.Errorf("φ = %v, want 1.5", got)
	}
	if got := b.Value([]float64{0.5, 0.6}); !math.IsInf(got, 1) {
		t.Errorf("φ = %v off the line", got)
	}
	floats.Scale(1e3, b.Points[1])
	if got := b.Value([]float64{500, 500}); math.Abs(got-1.5) > 1e-12 {
		t.Errorf("φ = %v, want 1.5", got)
	}
}

// Near 0 the prox mixes atoms that cancel: it has their rounding, not its own.
func TestProxOfAtomsThatCancelIsFoundToTheirRounding(t *testing.T) {
	phi := &Atoms{Points: [][]float64{{1, 0}, {-1, 0.5}, {0, -1}}}
	for _, z := range [][]float64{{1e-6, 2e-6}, {0, -1e-12}, {1e-30, 0}} {
		for _, lambda := range []float64{1, 1e-3, 1e-8} { // equal offsets: z lies in the hull, and is its own prox
			got := make([]float64, 2)
			if value := phi.Prox(got, z, lambda); !(math.Abs(value) <= 1e-15) ||
				!(floats.Distance(got, z, 2) <= 8*epsilon) {
				t.Errorf("z = %v, λ = %v: %v with φ = %v", z, lambda, got, value)
			}
		}
	}
}

// Two close atoms, with z far from both: the prox on the segment between them has a closed form, also where
// one atom has hardly any weight.
func TestProxBetweenCloseAtomsIsThatOfTheirSegment(t *testing.T) {
	rng := random.New("close atoms")
	draw := func(size float64) []float64 {
		x := rng.Normals(make([]float64, 2))
		floats.Scale(size, x)
		return x
	}
	for range 20000 {
		y, e := draw(1), draw(math.Pow(10, -4*rng.Uniform()))
		other := floats.AddTo(make([]float64, 2), y, e)
		floats.SubTo(e, other, y)
		z, lambda := draw(1), math.Pow(10, 2*rng.Uniform()-1)
		p := math.Pow(10, -4*rng.Uniform())
		// The offset for which the weight of the other atom is p.
		l := (floats.Dot(e, floats.SubTo(make([]float64, 2), z, y)) - p*floats.Dot(e, e)) / lambda
		a := build(t, ref("atoms", "points", []any{list(y[0], y[1]), list(other[0], other[1])},
			"offsets", list(0, l))).(*Atoms)
		want := slices.Clone(y)
		floats.AddScaled(want, p, e)
		got := make([]float64, 2)
		a.Prox(got, z, lambda)
		// A rounding of z moves x by as much.
		if d := floats.Distance(got, want, 2); !(d <= 100*epsilon*(1+floats.Norm(z, 2)+floats.Norm(y, 2))) {
			t.Fatalf("%v, %v, offset %v, z = %v, λ = %v: got %v, want %v", y, other, l, z, lambda, got, want)
		}
	}
}
