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

// Far away the distances of all points agree in most digits, but the nearest one is still the one that lies farthest in the
// direction of x.
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

func TestTangentsAndConormalsSpanTheNormalCone(t *testing.T) {
	everyManifold(t, func(t *testing.T, m Manifold, rng *random.Source) {
		for _, x := range points(m, rng, 200) {
			y := project(m, x)
			nu, tol := sub(x, y), 16*eps*(floats.Norm(x, 2)+size(m))
			tangent, conormals := m.Tangent(y), m.Conormals(y)
			if tangent != nil {
				tol *= 1 + mat.Norm(m.SecondForm(y, nu), 2) // y is rounded, and the tangent turns with it
				_, k := tangent.Dims()
				var gram mat.Dense
				gram.Mul(tangent.T(), tangent)
				for i := range k {
					gram.Set(i, i, gram.At(i, i)-1)
					if a := dot(mat.Col(nil, i, tangent), nu); math.Abs(a) > tol {
						t.Fatalf("x - P(x) has the tangential part %.2g at %v", a, x)
					}
				}
				if mat.Norm(&gram, 2) > 16*eps {
					t.Fatalf("the tangent basis at %v is not orthonormal", y)
				}
			}
			if conormals != nil {
				_, k := conormals.Dims()
				for i := range k {
					n := mat.Col(nil, i, conormals)
					if math.Abs(floats.Norm(n, 2)-1) > 16*eps || dot(n, nu) < -tol {
						t.Fatalf("conormal %v at %v with x = %v", n, y, x)
					}
					if tangent != nil {
						var along mat.VecDense
						along.MulVec(tangent.T(), mat.NewVecDense(len(n), n))
						if mat.Norm(&along, 2) > 16*eps {
							t.Fatalf("the conormal %v at %v has a tangential part", n, y)
						}
					}
					inward, back := make([]float64, len(y)), 1e-4*size(m)
					floats.AddScaledTo(inward, y, -back, n)
					if d := floats.Distance(project(m, inward), inward, 2); d > back*back*100/size(m) {
						t.Fatalf("M does not go on against the conormal %v at %v: %v", n, y, d)
					}
				}
			}
		}
	})
}

// The derivative of P by central differences against T (I - II_ν)⁻¹ Tᵀ: it checks the tangent space, the second
// fundamental form and its sign, and the dimension of the stratum.
func TestDerivativeOfTheProjectionIsThatOfTheSecondForm(t *testing.T) {
	everyManifold(t, func(t *testing.T, m Manifold, rng *random.Source) {
		d, checked := m.Dim(), map[int]int{}
		for _, x := range points(m, rng, 400) {
			y := project(m, x)
			nu, reach := sub(x, y), size(m)
			clear, amplified := m.Gap(x) > 1e-2*reach, sensitivity(m, x, y)
			if c := m.Conormals(y); c != nil {
				_, k := c.Dims()
				for i := range k {
					clear = clear && dot(mat.Col(nil, i, c), nu) > 1e-2*reach
				}
			}
			if !clear || amplified > 4 || floats.Norm(x, 2) > 10*reach {
				continue
			}
			want, k := mat.NewDense(d, d, nil), 0
			if tangent := m.Tangent(y); tangent != nil {
				_, k = tangent.Dims()
				h := mat.NewDense(k, k, nil)
				h.Scale(-1, m.SecondForm(y, nu))
				for i := range k {
					h.Set(i, i, 1+h.At(i, i))
				}
				var solved mat.Dense
				if err := solved.Solve(h, tangent.T()); err != nil {
					t.Fatal(err)
				}
				want.Mul(tangent, &solved)
			}
			checked[k]++
			const step = 1e-5
			for j := range d {
				up, down := append([]float64(nil), x...), append([]float64(nil), x...)
				up[j] += step * reach
				down[j] -= step * reach
				col := sub(project(m, up), project(m, down))
				floats.Scale(1/(up[j]-down[j]), col)
				for i := range d {
					if e := math.Abs(col[i] - want.At(i, j)); !(e < 1e-7) {
						t.Fatalf("∂P_%d/∂x_%d = %v, want %v at %v (y = %v)", i, j, col[i], want.At(i, j), x, y)
					}
				}
			}
		}
		for k, n := range checked {
			if n < 3 {
				t.Logf("only %d points on strata of dimension %d", n, k)
			}
		}
		if len(checked) == 0 {
			t.Error("no point was checked")
		}
	})
}

// Between two points with different nearest points, either P moves continuously or it jumps, and where it jumps the
// gap vanishes.
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

// Each manifold by its parametrisation, written down apart from the code: u, v in [0,1].
var parametrised = map[string]func(m Manifold, u, v float64) []float64{
	"segment": func(m Manifold, u, _ float64) []float64 {
		s := m.(*Segment)
		p := make([]float64, len(s.A))
		for i := range p {
			p[i] = (1-u)*s.A[i] + u*s.B[i]
		}
		return p
	},
	"sphere": func(m Manifold, u, _ float64) []float64 { // d = 2
		r := m.(*Sphere).Radius
		return []float64{r * math.Cos(2*math.Pi*u), r * math.Sin(2*math.Pi*u)}
	},
	"two-moons": func(m Manifold, u, _ float64) []float64 { // scikit-learn's with the defaults
		if u < 0.5 {
			return []float64{math.Cos(2 * math.Pi * u), math.Sin(2 * math.Pi * u)}
		}
		return []float64{1 - math.Cos(2*math.Pi*(u-0.5)), 0.5 - math.Sin(2*math.Pi*(u-0.5))}
	},
	"spiral": func(m Manifold, u, _ float64) []float64 {
		s := m.(*Spiral)
		n := s.Turns * u
		return []float64{s.Scale * n * math.Cos(2*math.Pi*n), s.Scale * n * math.Sin(2*math.Pi*n)}
	},
	"torus": func(m Manifold, u, v float64) []float64 {
		s := m.(*Torus)
		rho := s.Major + s.Minor*math.Cos(2*math.Pi*v)
		return []float64{rho * math.Cos(2*math.Pi*u), rho * math.Sin(2*math.Pi*u), s.Minor * math.Sin(2*math.Pi*v)}
	},
	"trefoil": func(m Manifold, u, _ float64) []float64 {
		s, a := m.(*Trefoil).Scale, 2*math.Pi*u
		return []float64{s * (math.Sin(a) + 2*math.Sin(2*a)), s * (math.Cos(a) - 2*math.Cos(2*a)), -s * math.Sin(3*a)}
	},
	"swiss-roll": func(m Manifold, u, v float64) []float64 {
		s := m.(*SwissRoll)
		n := s.Begin + s.Turns*u
		return []float64{s.Scale * n * math.Cos(2*math.Pi*n), s.Width * (v - 0.5), s.Scale * n * math.Sin(2*math.Pi*n)}
	},
}

// A search on a fine grid of the parametrisation finds no nearer point, and one almost as near.
func TestProjectionAgreesWithDenseSampling(t *testing.T) {
	for name, at := range parametrised {
		m, err := Catalog.New(name)
		if err != nil {
			t.Fatal(err)
		}
		var grid [][]float64
		switch m.(type) {
		case *Torus, *SwissRoll:
			for i := range 301 {
				for j := range 101 {
					grid = append(grid, at(m, float64(i)/300, float64(j)/100))
				}
			}
		default:
			for i := range 4001 {
				grid = append(grid, at(m, float64(i)/4000, 0))
			}
		}
		rng := random.New(name)
		xs := points(m, rng, 200)
		for _, x := range xs {
			best := math.Inf(1)
			for _, p := range grid {
				best = min(best, floats.Distance(x, p, 2))
			}
			y := make([]float64, m.Dim())
			if got := m.Project(y, x); got > best+1e-13*best || got < best-0.06 {
				t.Errorf("%s: the distance of %v is %v, on the grid %v", name, x, got, best)
			}
		}
		for range 100 {
			p := at(m, rng.Uniform(), rng.Uniform())
			if d := floats.Distance(project(m, p), p, 2); d > 8*eps*size(m) {
				t.Errorf("%s: the point %v of M is moved by %.2g", name, p, d)
			}
		}
	}
}

// The rivals by brute force: every local minimum of the distance on a fine grid, piece by piece.
func TestGapOfACurveAgreesWithDenseSampling(t *testing.T) {
	whole := func(m Manifold, name string) []func(u float64) []float64 {
		return []func(float64) []float64{func(u float64) []float64 { return parametrised[name](m, u, 0) }}
	}
	moons := []func(u float64) []float64{
		func(u float64) []float64 { return []float64{math.Cos(math.Pi * u), math.Sin(math.Pi * u)} },
		func(u float64) []float64 { return []float64{1 - math.Cos(math.Pi*u), 0.5 - math.Sin(math.Pi*u)} },
	}
	spiral, trefoil := &Spiral{Turns: 2.3, Scale: 0.8}, &Trefoil{Scale: 0.6}
	for _, c := range []struct {
		m      Manifold
		pieces []func(u float64) []float64
		closed bool
	}{
		{spiral, whole(spiral, "spiral"), false},
		{trefoil, whole(trefoil, "trefoil"), true},
		{&TwoMoons{Radius: 1, Offset: []float64{1, 0.5}}, moons, false},
	} {
		const n = 4000
		rng := random.New("gap")
		for range 100 {
			x := rng.Normals(make([]float64, c.m.Dim()))
			first, second := math.Inf(1), math.Inf(1)
			for _, piece := range c.pieces {
				f := func(i float64) float64 {
					if c.closed {
						i = math.Mod(i+n, n)
					}
					return floats.Distance(x, piece(max(0, min(i/n, 1))), 2)
				}
				last := n
				if c.closed {
					last = n - 1
				}
				for i := range last + 1 {
					l, r := float64(i)-1, float64(i)+1
					if here := f(float64(i)); f(l) < here || f(r) < here || f(r) == here && i < last {
						continue
					}
					for range 60 { // ternary search
						if p, q := l+(r-l)/3, r-(r-l)/3; f(p) < f(q) {
							r = q
						} else {
							l = p
						}
					}
					d := f(l)
					first, second = min(first, d), min(second, max(first, d))
				}
			}
			// the arcs' opposite points are rivals too, farther than any of these
			if got := c.m.Gap(x); math.Abs(got-(second-first)) > 1e-9 && second < math.Inf(1) {
				t.Errorf("%T: the gap at %v is %v, by sampling %v", c.m, x, got, second-first)
			}
		}
	}
}

// Where a closed curve's parameter starts again, rounding of f' must neither hide the foot nor count it twice.
func TestSeamOfAClosedCurveIsNoSpecialPlace(t *testing.T) {
	k := &Trefoil{Scale: 1}
	start, u, v := []float64{0, -1, 0}, []float64{3, 0, 5}, []float64{0, 1, 0} // γ(0), and normals: γ'(0) = (5,0,-3)
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
