package potential

import (
	"math"
	"testing"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"

	"proxflow/theory/manifold"
	"proxflow/theory/random"
)

// bruteProx minimises Σ p_j c_j + |Σ p_j y_j - z|²/(2λ) over the simplex by the minima on the affine hulls
// of all subsets of at most d+1 atoms: one of those with p ≥ 0 is the solution.
func bruteProx(points [][]float64, costs, z []float64, lambda float64) (x []float64, value float64) {
	d, best := len(z), math.Inf(1)
	for set := 1; set < 1<<len(points); set++ {
		var in []int
		for j := range points {
			if set>>j&1 == 1 {
				in = append(in, j)
			}
		}
		k := len(in)
		if k > d+1 {
			continue
		}
		// stationarity in p with the multiplier of Σ p = 1
		system, right := mat.NewDense(k+1, k+1, nil), mat.NewVecDense(k+1, nil)
		for r, i := range in {
			for c, j := range in {
				system.Set(r, c, floats.Dot(points[i], points[j]))
			}
			system.Set(r, k, 1)
			system.Set(k, r, 1)
			right.SetVec(r, floats.Dot(points[i], z)-lambda*costs[i])
		}
		right.SetVec(k, 1)
		var p mat.VecDense
		if p.SolveVec(system, right) != nil || mat.Min(p.SliceVec(0, k)) < 0 {
			continue
		}
		y, phi := make([]float64, d), 0.0
		for r, i := range in {
			floats.AddScaled(y, p.AtVec(r), points[i])
			phi += p.AtVec(r) * costs[i]
		}
		away := floats.Distance(y, z, 2)
		if f := phi + away*away/(2*lambda); f < best {
			best, x, value = f, y, phi
		}
	}
	return x, value
}

func TestProxOfAHullAgreesWithTheEnumerationOfItsFaces(t *testing.T) {
	rng := random.New("faces")
	for trial := range 600 {
		d, n := 1+rng.Index(4), 1+rng.Index(6)
		phi := &Atoms{Offsets: rng.Normals(make([]float64, n))}
		for range n {
			phi.Points = append(phi.Points, rng.Normals(make([]float64, d)))
		}
		lambda := math.Exp(6*rng.Uniform() - 3)
		z, got := rng.Normals(make([]float64, d)), make([]float64, d)
		floats.Scale(1+lambda, z)
		value := phi.Prox(got, z, lambda)
		want, best := bruteProx(phi.Points, phi.Offsets, z, lambda)
		if e := floats.Distance(got, want, 2); !(e <= 1e-10*(1+floats.Norm(z, 2))) ||
			!(math.Abs(value-best) <= 1e-9*(1+lambda)) {
			t.Fatalf("trial %d: z = %v, λ = %v: prox %v with φ = %v, want %v with %v", trial, z, lambda, got, value,
				want, best)
		}
		if again := phi.Value(want); !(math.Abs(again-best) <= 1e-9*(1+math.Abs(best))) {
			t.Fatalf("trial %d: φ(%v) = %v, want %v", trial, want, again, best)
		}
	}
}

// Equal offsets make φ the indicator of the hull, up to a constant: the prox is the projection onto it.
func TestProxOfAHullIsTheProjectionOnKnownPolytopes(t *testing.T) {
	corner := func(bits, d int) []float64 {
		y := make([]float64, d)
		for i := range y {
			y[i] = float64(bits>>i&1)*2 - 1
		}
		return y
	}
	for _, d := range []int{2, 3, 5, 8} {
		box, simplex, cross := &Atoms{}, &Atoms{}, &Atoms{}
		for b := range 1 << d {
			box.Points = append(box.Points, corner(b, d))
		}
		for i := range d {
			e, f := make([]float64, d), make([]float64, d)
			e[i], f[i] = 1, -1
			simplex.Points = append(simplex.Points, e)
			cross.Points = append(cross.Points, e, f)
		}
		for _, c := range []struct {
			name  string
			atoms *Atoms
			known Potential
		}{
			{"box", box, &Box{D: d, HalfWidth: 1}},
			{"simplex", simplex, build(t, ref("simplex", "d", d))},
			{"l1-ball", cross, build(t, ref("l1-ball", "d", d))},
		} {
			rng := random.New(c.name)
			for _, offset := range []float64{0, 0.75} {
				c.atoms.Offsets = make([]float64, len(c.atoms.Points))
				floats.AddConst(offset, c.atoms.Offsets)
				for range 40 {
					z := rng.Normals(make([]float64, d))
					floats.Scale(2*rng.Uniform(), z)
					got, want := make([]float64, d), make([]float64, d)
					lambda := math.Exp(20*rng.Uniform() - 10)
					value := c.atoms.Prox(got, z, lambda)
					c.known.Prox(want, z, lambda)
					if e := floats.Distance(got, want, 2); !(e <= 1e-13*(1+lambda)) || math.Abs(value-offset) > 1e-13 {
						t.Fatalf("%s in R^%d: z = %v, λ = %v: %v with φ = %v, want %v", c.name, d, z, lambda, got, value, want)
					}
				}
			}
		}
	}
}

// The envelope of ½|y|² on a sphere is constant on the ball: infinitely many atoms with a known prox, in
// which whole spheres are nearest.
func TestProxOfTheHullOfASphereIsTheProjectionOnTheBall(t *testing.T) {
	for _, d := range []int{2, 3, 10} {
		phi, ball := &Projection{&manifold.Sphere{D: d, Radius: 1.5}}, &Ball{D: d, Radius: 1.5}
		rng := random.New("ball")
		for range 300 {
			z := rng.Normals(make([]float64, d))
			floats.Scale(2*rng.Uniform()/math.Sqrt(float64(d)), z)
			got, want := make([]float64, d), make([]float64, d)
			lambda := math.Exp(12*rng.Uniform() - 6)
			value := phi.Prox(got, z, lambda)
			ball.Prox(want, z, lambda)
			if e := floats.Distance(got, want, 2); !(e <= 1e-14*(1+lambda)) || !(math.Abs(value-1.125) <= 1e-14) {
				t.Fatalf("z = %v, λ = %v: off by %v, φ = %v", z, lambda, e, value)
			}
		}
	}
}

// Many atoms on a manifold approximate its envelope from above: the two solvers, one with curvature and one
// without, meet.
func TestProxOfAManifoldIsTheLimitOfThatOfItsPoints(t *testing.T) {
	moons := &manifold.TwoMoons{Radius: 1, Offset: []float64{1, 0.5}}
	phi, atoms := &Projection{moons}, &Atoms{}
	const n = 4000
	for i := range n + 1 {
		s, c := math.Sincos(math.Pi * float64(i) / n)
		atoms.Points = append(atoms.Points, []float64{c, s}, []float64{1 - c, 0.5 - s})
	}
	for _, p := range atoms.Points {
		atoms.Offsets = append(atoms.Offsets, floats.Dot(p, p)/2)
	}
	rng := random.New("moons")
	for range 100 {
		z := rng.Normals(make([]float64, 2))
		got, want := make([]float64, 2), make([]float64, 2)
		lambda := math.Exp(6*rng.Uniform() - 5)
		value, above := phi.Prox(got, z, lambda), atoms.Prox(want, z, lambda)
		// With h = π/n/2, half the distance of neighbours, φ* at w differs by (1+|w-y|)h²/2 at most, and so do the
		// objectives, which are 1/λ-strongly convex.
		h, force := math.Pi/n/2, floats.Distance(z, got, 2)/lambda
		e := floats.Distance(got, want, 2)
		if !(e <= h*math.Sqrt(lambda*(4+force))) || !(math.Abs(value-above) <= h*h*(4+force)+2*e*force) {
			t.Fatalf("z = %v, λ = %v: %v with %v, among the points %v with %v", z, lambda, got, value, want, above)
		}
	}
}

// A cube has 2^d vertices of which 4 and more tie in every face: a degenerate program for the active set.
func TestWeightsOfTheSimplexProgramAreOptimalWhenColumnsAreDependent(t *testing.T) {
	rng := random.New("degenerate")
	for range 300 {
		d, n := 1+rng.Index(3), 2+rng.Index(8)
		a, l, b := make([][]float64, n), make([]float64, n), rng.Normals(make([]float64, d))
		for j := range a {
			a[j] = make([]float64, d)
			for i := range a[j] { // small integers: many coincide and are dependent
				a[j][i] = float64(rng.Index(3) - 1)
			}
			l[j] = float64(rng.Index(3)) / 4
		}
		p := simplexWeights(a, b, l)
		x, mean := make([]float64, d), floats.Dot(p, l)
		for j := range a {
			floats.AddScaled(x, p[j], a[j])
		}
		if math.Abs(floats.Sum(p)-1) > 1e-12 || floats.Min(p) < 0 {
			t.Fatalf("weights %v", p)
		}
		for j := range a {
			cost := l[j] - mean
			for i := range x {
				cost += (a[j][i] - x[i]) * (x[i] - b[i])
			}
			if cost < -1e-12 {
				t.Fatalf("a = %v, l = %v, b = %v: p = %v, but index %d is better by %v", a, l, b, p, j, -cost)
			}
		}
	}
}
