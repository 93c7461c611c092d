package manifold

import (
	"math"
	"testing"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"

	"proxflow/theory/catalog"
	"proxflow/theory/random"
)

const eps = 0x1p-53

// everyManifold runs a law on every entry with its defaults, and on some with other parameters.
func everyManifold(t *testing.T, law func(t *testing.T, m Manifold, rng *random.Source)) {
	refs := []any{
		catalog.Ref{"name": "two-moons", "radius": 0.5, "offset": []any{0.625, 0.125}},
		catalog.Ref{"name": "torus", "major": 3.0, "minor": 2.75},
		catalog.Ref{"name": "spiral", "turns": 5.5, "scale": 0.25},
		catalog.Ref{"name": "spiral", "turns": 0.125},
		catalog.Ref{"name": "swiss-roll", "begin": 0.0, "turns": 2.5},
		catalog.Ref{"name": "segment", "a": []any{1.0, 2.0, 3.0, 4.0}, "b": []any{0.0, -1.0, 3.5, 0.0}},
		catalog.Ref{"name": "sphere", "d": 7, "radius": 0.25},
	}
	for _, name := range Catalog.Names() {
		refs = append(refs, name)
	}
	for _, ref := range refs {
		m, c, err := Catalog.Build(ref)
		if err != nil {
			t.Fatal(err)
		}
		name := Catalog.Label(c)
		t.Run(name, func(t *testing.T) { law(t, m, random.New(name)) })
	}
}

// size is about the largest norm on M.
func size(m Manifold) (s float64) {
	far, y := make([]float64, m.Dim()), make([]float64, m.Dim())
	for i := range far {
		for _, far[i] = range []float64{-1e3, 1e3} {
			m.Project(y, far)
			s = max(s, floats.Norm(y, 2))
		}
		far[i] = 0
	}
	return s
}

// points returns points around M: most at its own scale, some near M, some far from it.
func points(m Manifold, rng *random.Source, n int) [][]float64 {
	s, xs := size(m), make([][]float64, n)
	for i := range xs {
		xs[i] = rng.Normals(make([]float64, m.Dim()))
		switch i % 8 {
		case 0:
			floats.Scale(100*s, xs[i])
		case 1:
			y := make([]float64, m.Dim())
			m.Project(y, xs[i])
			floats.AddScaledTo(xs[i], y, 1e-3*s, xs[i])
		default:
			floats.Scale(s*0.7, xs[i])
		}
	}
	return xs
}

func project(m Manifold, x []float64) []float64 {
	y := make([]float64, m.Dim())
	m.Project(y, x)
	return y
}

// sensitivity is the norm of DP(x) = (I - II_(x-y))⁻¹ on the tangent space, 0 if that is trivial.
func sensitivity(m Manifold, x, y []float64) float64 {
	ii := m.SecondForm(y, sub(x, y))
	if ii == nil {
		return 0
	}
	var e mat.EigenSym
	e.Factorize(ii, false)
	values := e.Values(nil)
	return 1 / (1 - values[len(values)-1])
}

func sub(a, b []float64) []float64 { return floats.SubTo(make([]float64, len(a)), a, b) }

func TestProjectionIsANearestPointAndIdempotent(t *testing.T) {
	everyManifold(t, func(t *testing.T, m Manifold, rng *random.Source) {
		xs := points(m, rng, 400)
		var sample [][]float64
		for _, x := range xs {
			sample = append(sample, project(m, x))
		}
		for i, x := range xs {
			y := make([]float64, m.Dim())
			dist, scale := m.Project(y, x), floats.Norm(x, 2)+size(m)
			if d := floats.Distance(x, y, 2); math.Abs(d-dist) > 4*eps*scale {
				t.Fatalf("at %v: returned the distance %v, is %v", x, dist, d)
			}
			for _, p := range sample {
				if floats.Distance(x, p, 2) < dist-4*eps*scale {
					t.Fatalf("at %v: %v is at distance %v, but %v at %v", x, y, dist, p, floats.Distance(x, p, 2))
				}
			}
			if again := project(m, y); floats.Distance(again, y, 2) > 8*eps*size(m) {
				t.Fatalf("P(P(x)) - P(x) = %v at %v", sub(again, y), x)
			}
			if p := project(m, x); !floats.Equal(p, sample[i]) {
				t.Fatalf("two projections of %v: %v and %v", x, p, sample[i])
			}
		}
	})
}

// Far away the distances of all points agree in most digits, but the nearest one is still the one that lies
// farthest in the direction of x.
func TestProjectionOfAFarPointIsTheFarthestInItsDirection(t *testing.T) {
	everyManifold(t, func(t *testing.T, m Manifold, rng *random.Source) {
		var sample [][]float64
		for _, x := range points(m, rng, 300) {
			sample = append(sample, project(m, x))
		}
		scale := size(m)
		for _, far := range []float64{1e6, 1e9, 1e12, 1e16, 1e24, 1e60} {
			for range 40 {
				u := rng.Normals(make([]float64, m.Dim()))
				floats.Scale(1/floats.Norm(u, 2), u)
				x := make([]float64, m.Dim())
				floats.ScaleTo(x, far*scale, u)
				y := project(m, x)
				for _, p := range sample {
					if ahead := floats.Dot(u, sub(p, y)); !(ahead <= (8*eps+2/far)*scale) {
						t.Fatalf("from %v: %v is nearest, but %v lies farther ahead by %.2g", x, y, p, ahead)
					}
				}
			}
		}
	})
}

func TestProjectionIsConstantAlongNormals(t *testing.T) {
	everyManifold(t, func(t *testing.T, m Manifold, rng *random.Source) {
		for _, x := range points(m, rng, 200) {
			y := project(m, x)
			for _, s := range []float64{1e-9, 1e-3, 0.25, 0.5, 0.75} {
				z := make([]float64, m.Dim())
				floats.AddScaledTo(z, y, s, sub(x, y))
				tol := 8 * eps * (floats.Norm(x, 2) + size(m)) * max(1, sensitivity(m, x, y))
				if d := floats.Distance(project(m, z), y, 2); d > tol {
					t.Errorf("P moves by %.2g > %.2g at %v of the way from %v to %v", d, tol, s, y, x)
				}
			}
		}
	})
}

// Between two points with different nearest points, either P moves continuously or it jumps, and where it
// jumps the gap vanishes.
func TestGapVanishesWhereTheProjectionJumps(t *testing.T) {
	everyManifold(t, func(t *testing.T, m Manifold, rng *random.Source) {
		xs, jumps, scale := points(m, rng, 200), 0, size(m)
		for i := 1; i < len(xs); i++ {
			a, b := xs[i-1], xs[i]
			pa, pb := project(m, a), project(m, b)
			if m.Gap(a) <= 0 {
				t.Fatalf("no gap at %v", a)
			}
			for range 70 {
				mid := make([]float64, m.Dim())
				floats.AddTo(mid, a, b)
				floats.Scale(0.5, mid)
				if p := project(m, mid); floats.Distance(p, pa, 2) > floats.Distance(p, pb, 2) {
					b, pb = mid, p
				} else {
					a, pa = mid, p
				}
			}
			if floats.Distance(pa, pb, 2) > 1e-3*scale {
				jumps++
				if g := m.Gap(a); g < 0 || g > 1e-13*(scale+floats.Norm(a, 2)) {
					t.Fatalf("P jumps from %v to %v at %v, but the gap is %v", pa, pb, a, g)
				}
			}
		}
		if _, convex := m.(*Segment); jumps == 0 && !convex {
			t.Log("no jump was met")
		}
	})
}

// Where a closed curve's parameter starts again, rounding of f' must neither hide the foot nor count it
// twice.
func TestTheSeamOfAClosedCurveIsNotSpecial(t *testing.T) {
	k := &Trefoil{Scale: 1}
	// γ(0), and normals: γ'(0) = (5,0,-3)
	start, u, v := []float64{0, -1, 0}, []float64{3, 0, 5}, []float64{0, 1, 0}
	rng := random.New("seam")
	for range 1000 {
		x := append([]float64(nil), start...)
		floats.AddScaled(x, 0.02*rng.Normal(), u)
		floats.AddScaled(x, 0.1*rng.Normal(), v)
		if e := floats.Distance(project(k, x), start, 2); e > 16*eps {
			t.Fatalf("P(%v) is off by %.2g", x, e)
		}
		if g := k.Gap(x); g < 0.1 {
			t.Fatalf("the gap at %v is %v", x, g)
		}
	}
}

func TestImpossibleShapesAreRefused(t *testing.T) {
	for _, c := range []struct {
		ref  catalog.Ref
		path string
	}{
		{catalog.Ref{"name": "segment", "a": []any{1.0, 2.0}, "b": []any{1.0, 2.0}}, "b"},
		{catalog.Ref{"name": "segment", "a": []any{1.0, 2.0, 3.0}}, "b"},
		{catalog.Ref{"name": "torus", "major": 1.0, "minor": 1.0}, "minor"},
		{catalog.Ref{"name": "two-moons", "offset": []any{1.0, 0.5, 0.0}}, "offset"},
		{catalog.Ref{"name": "two-moons", "offset": []any{0.0, 0.0}}, "offset"},
		{catalog.Ref{"name": "two-moons", "offset": []any{2.0, 0.0}}, "offset"},
		{catalog.Ref{"name": "two-moons", "offset": []any{0.0, 1.0}}, "offset"},
	} {
		_, _, err := Catalog.Build(c.ref)
		if e, ok := err.(*catalog.Error); !ok || e.Path != c.path {
			t.Errorf("%v: %v", c.ref, err)
		}
	}
}

func BenchmarkProject(b *testing.B) {
	for _, name := range Catalog.Names() {
		b.Run(name, func(b *testing.B) {
			m, err := Catalog.New(name)
			if err != nil {
				b.Fatal(err)
			}
			xs, y := points(m, random.New(name), 64), make([]float64, m.Dim())
			b.ReportAllocs()
			for i := range b.N {
				m.Project(y, xs[i%len(xs)])
			}
		})
	}
}
