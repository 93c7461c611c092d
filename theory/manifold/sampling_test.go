package manifold

import (
	"math"
	"testing"

	"gonum.org/v1/gonum/floats"

	"proxflow/theory/random"
)

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
		return []float64{s * (math.Sin(a) + 2*math.Sin(2*a)), s * (math.Cos(a) - 2*math.Cos(2*a)),
			-s * math.Sin(3*a)}
	},
	"swiss-roll": func(m Manifold, u, v float64) []float64 {
		s := m.(*SwissRoll)
		n := s.Begin + s.Turns*u
		return []float64{s.Scale * n * math.Cos(2*math.Pi*n), s.Width * (v - 0.5),
			s.Scale * n * math.Sin(2*math.Pi*n)}
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
