package potential

import (
	"errors"
	"math"
	"testing"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"

	"proxflow/theory/catalog"
	"proxflow/theory/manifold"
	"proxflow/theory/random"
)

func TestEveryManifoldIsATargetOfItsOwnName(t *testing.T) {
	for _, name := range manifold.Catalog.Names() {
		named, _, err := Catalog.Build(name)
		if err != nil {
			t.Fatal(err)
		}
		wrapped, canonical, err := Catalog.Build(ref("projection", "manifold", name))
		if err != nil {
			t.Fatal(err)
		}
		if m := canonical["manifold"].(catalog.Ref)["name"]; m != name {
			t.Errorf("the canonical form of the projection onto %s names %v", name, m)
		}
		d := named.Dim()
		x, y, z := random.New(name).Normals(make([]float64, d)), make([]float64, d), make([]float64, d)
		if a, b := named.(Target).Map(y, x), wrapped.(Target).Map(z, x); a != b || !floats.Equal(y, z) {
			t.Errorf("%s: T = %v, as a projection %v", name, y, z)
		}
		manifold, err := manifold.Catalog.New(name)
		if err != nil {
			t.Fatal(err)
		}
		if dist := manifold.Project(z, x); !floats.Equal(y, z) ||
			math.Abs(floats.Distance(x, y, 2)-dist) > 1e-15*dist {
			t.Errorf("%s: T = %v, but the nearest point is %v", name, y, z)
		}
	}
}

func TestATargetHasTheParametersOfItsManifold(t *testing.T) {
	phi := build(t, ref("torus", "major", 3.0))
	y := make([]float64, 3)
	if phi.(Target).Map(y, []float64{5, 0, 0}); y[0] != 3.5 {
		t.Errorf("T(5,0,0) = %v on the torus with R = 3, r = ½", y)
	}
	for _, c := range []struct {
		ref  any
		path string
	}{
		{ref("torus", "major", 1.0, "minor", 2.0), "minor"},
		{ref("torus", "manifold", "sphere"), "manifold"},
		{ref("projection", "manifold", ref("torus", "minor", 2.0)), "manifold.minor"},
		{ref("projection", "manifold", "tours"), "manifold"},
	} {
		_, _, err := Catalog.Build(c.ref)
		if e, ok := err.(*catalog.Error); !ok || e.Path != c.path {
			t.Errorf("%v: %v", c.ref, err)
		}
	}
}

// φ is ½|y|² on M, the mean of such values on a chord whose ends are nearest to one point, and +∞ off conv M.
func TestValueIsTheConvexEnvelope(t *testing.T) {
	inf := math.Inf(1)
	for _, c := range []struct {
		ref  any
		y    []float64
		want float64
	}{
		{"two-moons", []float64{0.6, 0.8}, 0.5},
		{"two-moons", []float64{0.4, -0.3}, 0.125},
		{"two-moons", []float64{0.5, 1.2}, inf},
		{"two-moons", []float64{-1.001, 0}, inf},
		{"segment", []float64{0.3, 0}, 0.045},
		{"segment", []float64{0.3, 1e-6}, inf},
		{"segment", []float64{1.1, 0}, inf},
		{"sphere", []float64{0.1, 0.2}, 0.5},
		{"sphere", []float64{1.1, 0}, inf},
		{"torus", []float64{2, 0, 0}, 2.125},             // the core, in the middle of a disc of radius ½
		{"torus", []float64{2.3, 0, 0.1}, 2*2.3 - 1.875}, // in that disc: <w,y> - (|w|² - ¼ - …)/2, w = (2,0,0)
		// in the hole: between points (1.6 u, 0.3) of the inner side
		{"torus", []float64{0, 0, 0.3}, 1.325},
		{"torus", []float64{1, -0.5, 0.3}, 1.325},
		{"torus", []float64{0, 0, 0.51}, inf},
	} {
		phi := build(t, c.ref)
		if got := phi.Value(c.y); !(math.Abs(got-c.want) <= 1e-11*(1+math.Abs(c.want))) && got != c.want {
			t.Errorf("%v: φ(%v) = %v, want %v", c.ref, c.y, got, c.want)
		}
	}
}

func TestProjectionReportsWhereTheAssumptionsFail(t *testing.T) {
	corner := func(begin float64) []float64 { // of the default Swiss roll, at its inner end
		return []float64{0, 1, -begin}
	}
	for _, c := range []struct {
		ref  any
		y, v []float64
		want string
		m    int
	}{
		{"two-moons", []float64{0, 1}, []float64{0, 2}, "", 1},
		{"two-moons", []float64{-1, 0}, []float64{-1.5, -0.25}, "", 0}, // an end point is a stratum of dimension 0
		{"two-moons", []float64{-1, 0}, []float64{-1.5, 0}, "A3", 0},   // on the boundary of its normal cone
		{"two-moons", []float64{-1, 0}, []float64{-1, 0}, "A3", 0},     // v = y
		{"two-moons", []float64{0, 1}, []float64{0, 0}, "A3", 0},       // the centre of the arc
		{"two-moons", []float64{0.5, 0.5}, []float64{0, 0}, "A1", 0},   // not on the moons
		{"sphere", []float64{0, 1}, []float64{0, 0}, "A3", 0},
		{"segment", []float64{1, 0}, []float64{1, 5}, "A3", 0},
		{"segment", []float64{1, 0}, []float64{1.1, 5}, "", 0},
		{"segment", []float64{0.5, 0}, []float64{0.5, 5}, "", 1},
		{"torus", []float64{2.5, 0, 0}, []float64{2, 0, 0}, "A3", 0}, // the core
		{"torus", []float64{1.5, 0, 0}, []float64{0, 0, 0}, "A3", 0}, // the axis
		{"torus", []float64{1.5, 0, 0}, []float64{0.1, 0, 0}, "", 2},
		{"swiss-roll", corner(0.75), []float64{-0.1, 1.2, -0.75}, "", 0},
		{"swiss-roll", corner(0.75), []float64{-0.1, 1, -0.75}, "A3", 0},
		{"swiss-roll", []float64{0, 0.5, -0.75}, []float64{-0.1, 0.5, -0.75}, "", 1},
		{"swiss-roll", []float64{0, 0.5, -0.75}, []float64{0, 0.5, -0.75}, "A3", 0},
	} {
		tangent, hess, err := build(t, c.ref).(SecondOrder).SecondOrder(c.y, c.v)
		_, m := dims(tangent)
		broken := (*AssumptionError)(nil)
		switch {
		case c.want == "" && (err != nil || m != c.m || hess == nil != (m == 0)):
			t.Errorf("%v at %v for %v: m = %d, want %d; %v", c.ref, c.y, c.v, m, c.m, err)
		case c.want != "" && (!errors.As(err, &broken) || broken.Assumption != c.want):
			t.Errorf("%v at %v for %v: %v, want %s", c.ref, c.y, c.v, err, c.want)
		}
	}
}

// h by hand: on a circle of radius R from inside and outside |v|/R; on the torus, outward at (R+r,0,0), the
// principal curvatures 1/(R+r) and 1/r; on a curve's end nothing.
func TestSecondOrderOfKnownSurfaces(t *testing.T) {
	for _, c := range []struct {
		ref  any
		y, v []float64
		want []float64
	}{
		{"two-moons", []float64{0, 1}, []float64{0, 1.75}, []float64{1.75}},
		{"two-moons", []float64{1, -0.5}, []float64{1, 0.25}, []float64{0.25}},
		{"torus", []float64{2.5, 0, 0}, []float64{3, 0, 0}, []float64{1.2, 2}},
		{"torus", []float64{1.5, 0, 0}, []float64{1.2, 0, 0}, []float64{0.8, 1.6}},
		{"torus", []float64{2, 0, 0.5}, []float64{2, 0, 0.4}, []float64{0.8, 1}},
		{"segment", []float64{0.5, 0}, []float64{0.5, 3}, []float64{1}},
		{ref("sphere", "d", 3, "radius", 2.0), []float64{0, 2, 0}, []float64{0, 3, 0}, []float64{1.5, 1.5}},
	} {
		_, hess, err := build(t, c.ref).(SecondOrder).SecondOrder(c.y, c.v)
		if err != nil {
			t.Errorf("%v: %v", c.ref, err)
			continue
		}
		got := make([]float64, hess.SymmetricDim())
		var e mat.EigenSym
		if e.Factorize(hess, false); !floats.EqualApprox(e.Values(got), c.want, 1e-14) {
			t.Errorf("%v at %v: h = %v, want %v", c.ref, c.y, got, c.want)
		}
	}
}

// Whatever goes in, only numbers and NaN come out, and nothing hangs.
func TestProxOfAProjectionTakesExtremeArguments(t *testing.T) {
	for _, name := range append(manifold.Catalog.Names(), "atoms") {
		phi := build(t, name)
		d := phi.Dim()
		z, x := make([]float64, d), make([]float64, d)
		for _, c := range []struct{ z, lambda float64 }{{0, 1}, {0, 1e-12}, {0, 1e12}, {1e-300, 1}, {1e12, 1e-6},
			{1e12, 1e12}, {-1, 1e-9}} {
			floats.Scale(0, z)
			floats.AddConst(c.z, z)
			if v := phi.Prox(x, z, c.lambda); math.IsInf(v, 0) {
				t.Errorf("%s: z = %v, λ = %v: φ = %v at %v", name, c.z, c.lambda, v, x)
			}
		}
		for _, bad := range []float64{math.NaN(), math.Inf(1)} {
			z[0] = bad
			if v := phi.Prox(x, z, 1); !math.IsNaN(v) || !math.IsNaN(x[0]) {
				t.Errorf("%s: prox at %v is %v with φ = %v", name, z, x, v)
			}
		}
	}
}

func TestProxOnThePathDoesNotAllocate(t *testing.T) {
	for _, name := range manifold.Catalog.Names() {
		phi := build(t, name).(Target)
		d := phi.Dim()
		x0, x1, z := random.New(name).Normals(make([]float64, d)), make([]float64, d), make([]float64, d)
		phi.Map(x1, x0)
		floats.AddScaledTo(z, x1, 0.5, x0)
		if n := testing.AllocsPerRun(200, func() { phi.Prox(x1, z, 0.5) }); n > 0 {
			t.Errorf("%s: %v allocations", name, n)
		}
	}
}

func BenchmarkProxOffThePath(b *testing.B) {
	for _, name := range append(manifold.Catalog.Names(), "atoms") {
		b.Run(name, func(b *testing.B) {
			phi, err := Catalog.New(name)
			if err != nil {
				b.Fatal(err)
			}
			rng, zs, x := random.New(name), make([][]float64, 64), make([]float64, phi.Dim())
			for i := range zs {
				zs[i] = rng.Normals(make([]float64, len(x)))
			}
			for i := range b.N {
				phi.Prox(x, zs[i%len(zs)], 0.1)
			}
		})
	}
}
