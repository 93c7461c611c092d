package potential

import (
	"math"
	"testing"

	"gonum.org/v1/gonum/floats"

	"proxflow/theory/manifold"
	"proxflow/theory/random"
)

// Optimality at rounding level, from λ = 1e-6 to 1e6: with w = (z-x)/λ the gap φ(x) + φ*(w) - <w,x> is no
// more than rounding of z and x leaves in it.
func TestProxOffThePathHasNoDualityGap(t *testing.T) {
	for _, ref := range []any{"two-moons", "spiral", "torus", "trefoil", "swiss-roll", "segment", "sphere",
		"atoms",
		ref("torus", "major", 3.0, "minor", 2.75), ref("spiral", "turns", 5.0, "scale", 0.25),
		ref("two-moons", "radius", 20.0, "offset", list(20, 10)),
		ref("swiss-roll", "begin", 0.0, "turns", 2.0), ref("spiral", "turns", 0.125)} {
		phi := build(t, ref).(Target)
		d := phi.Dim()
		rng := random.New("gap")
		off, reach := 0, 0.0
		for range 200 {
			lambda := math.Pow(10, 12*rng.Uniform()-6)
			x, w, z, y := make([]float64, d), make([]float64, d), make([]float64, d), make([]float64, d)
			phi.Map(x, rng.Normals(w))
			floats.AddScaledTo(z, x, lambda, rng.Normals(w)) // of an independent pair
			if rng.Uniform() < 0.5 {
				floats.Scale(rng.Uniform(), z)
			}
			value := phi.Prox(x, z, lambda)
			floats.SubTo(w, z, x)
			floats.Scale(1/lambda, w)
			conj := phi.Map(y, w)
			if floats.Distance(x, y, 2) > 1e-6 {
				off++
			}
			reach = max(reach, floats.Norm(x, 2), floats.Norm(y, 2)) // coordinates near 0 have no better rounding
			size := 2 * reach
			tol := 64 * epsilon * ((floats.Norm(z, 2)+size)*size/lambda + size*(floats.Norm(w, 2)+size))
			if gap := value + conj - floats.Dot(w, x); !(math.Abs(gap) <= tol) {
				t.Fatalf("%v: z = %v, λ = %v: the gap is %.3g > %.3g", ref, z, lambda, gap, tol)
			}
		}
		if off < 40 && ref != "segment" { // a segment is convex
			t.Errorf("%v: only %d points were off the path", ref, off)
		}
	}
}

// The dual point w = (z-x)/λ is known to rounding of z over λ only. The prox is found nevertheless, its gap
// is what this makes of it, and it is firmly nonexpansive up to rounding and its square over λ².
func TestProxOffThePathTakesAnyLambda(t *testing.T) {
	for _, name := range manifold.Catalog.Names() {
		phi := build(t, name).(Target)
		d := phi.Dim()
		for _, lambda := range []float64{1e-12, 1e-10, 1e-9, 1e-8, 1e-6, 1, 1e6} {
			rng := random.New("λ")
			reach := 0.0 // coordinates near 0 have no better rounding
			for range 100 {
				y := make([]float64, d)
				phi.Map(y, rng.Normals(make([]float64, d)))
				reach = max(reach, floats.Norm(y, 2))
			}
			var before, last []float64
			for i := range 40 {
				x, y, z, w := make([]float64, d), make([]float64, d), make([]float64, d), make([]float64, d)
				phi.Map(x, rng.Normals(w))
				floats.AddScaledTo(z, x, lambda, rng.Normals(w)) // of an independent pair
				if i%2 == 1 {                                    // near the last point
					floats.Scale(0.03, z)
					floats.AddScaled(z, 0.97, before)
				}
				value := phi.Prox(x, z, lambda)
				floats.Scale(1/lambda, floats.SubTo(w, z, x))
				conj := phi.Map(y, w)
				size := 2 * max(reach, floats.Norm(y, 2))
				tol := 64 * epsilon * ((floats.Norm(z, 2)+size)*size/lambda + size*(floats.Norm(w, 2)+size))
				if gap := value + conj - floats.Dot(w, x); !(math.Abs(gap) <= tol) {
					t.Fatalf("%s: z = %v, λ = %v: the gap is %.3g > %.3g", name, z, lambda, gap, tol)
				}
				if i > 0 {
					move, shift := floats.SubTo(y, x, last), floats.SubTo(w, z, before)
					excess := floats.Dot(move, move) - floats.Dot(move, shift)
					r := epsilon * (floats.Norm(z, 2) + floats.Norm(before, 2))
					if !(excess <= 16*(r+(r/lambda)*(r/lambda))*floats.Norm(shift, 2)) {
						t.Fatalf("%s: z = %v and %v, λ = %v: %v and %v are too far apart by %.3g", name, z, before, lambda, x,
							last, excess)
					}
				}
				before, last = z, x
			}
		}
	}
}

// Near the tip of a spiral the prox mixes the tip with a point of the next turn, of a weight like λ: there
// a step along the turn leaves the tie of the two by more than it gains.
func TestProxNearTheTipOfASpiralHasNoDualityGap(t *testing.T) {
	phi := build(t, "spiral").(Target)
	for _, lambda := range []float64{1e-9, 1e-7, 6e-7, 1e-6, 2e-6, 1e-4} {
		rng := random.New("tip")
		for range 120 {
			x, y, z, w := make([]float64, 2), make([]float64, 2), make([]float64, 2), make([]float64, 2)
			floats.ScaleTo(z, lambda, rng.Normals(w))
			value := phi.Prox(x, z, lambda)
			floats.Scale(1/lambda, floats.SubTo(w, z, x))
			conj := phi.Map(y, w)
			tol := 64 * epsilon * ((floats.Norm(z, 2)+2)*2/lambda + 2*(floats.Norm(w, 2)+2))
			if gap := value + conj - floats.Dot(w, x); !(math.Abs(gap) <= tol) {
				t.Fatalf("z = %v, λ = %v: the gap is %.3g > %.3g", z, lambda, gap, tol)
			}
		}
	}
}

// A λ that vanishes beside rounding leaves the projection onto conv M. Three inequalities check it without
// another solver: the prox lies in conv M; of points in conv M it is the nearest, up to λ times the
// oscillation of φ; and it is firmly nonexpansive. Points on chords have duals of moderate size, and those
// beyond their ends duals of size 1/λ.
func TestProxOffThePathTakesTheTiniestLambda(t *testing.T) {
	for _, r := range []any{"two-moons", "spiral", "torus", "trefoil", "swiss-roll", "segment", "sphere",
		ref("trefoil", "scale", 1e6), ref("torus", "major", 2e6, "minor", 5e5),
		ref("two-moons", "radius", 1e-6, "offset", list(1e-6, 5e-7))} {
		phi := build(t, r).(*onto)
		d := phi.Dim()
		rng := random.New("tiny")
		scale := extent(phi.Manifold) / 2
		source := func() []float64 {
			w := rng.Normals(make([]float64, d))
			floats.Scale(scale, w)
			return w
		}
		var sample [][]float64
		size := 0.0
		for range 200 {
			y := make([]float64, d)
			phi.Map(y, source())
			sample, size = append(sample, y), max(size, floats.Norm(y, 2))
		}
		for _, lambda := range []float64{1e-13, 1e-16, 1e-20, 1e-24, 1e-30} {
			var before, last []float64
			for i := range 40 {
				x, z := make([]float64, d), make([]float64, d)
				part := []float64{0.03, 0.5, -0.4, 1.3}[i%4]
				a, b := sample[rng.Index(len(sample))], sample[rng.Index(len(sample))]
				for k := range z {
					z[k] = a[k] + part*(b[k]-a[k])
				}
				value := phi.Prox(x, z, lambda)
				away := floats.SubTo(make([]float64, d), z, x)
				out, wide := floats.Norm(away, 2), size+floats.Norm(z, 2)
				rounding := 64*epsilon*wide*(out+wide) + 2*lambda*size*size
				if !(value >= 0 && value <= size*size) {
					t.Fatalf("%v, λ = %v: φ = %v at the prox %v of %v", r, lambda, value, x, z)
				}
				for _, y := range sample {
					if along := floats.Dot(away, y) - floats.Dot(away, x); !(along <= rounding) {
						t.Fatalf("%v, λ = %v: the prox of %v is %v, but %v is nearer, by %.3g", r, lambda, z, x, y, along)
					}
				}
				top, far := make([]float64, d), make([]float64, d)
				for range 20 { // no half-space that holds M excludes the prox
					phi.Map(top, floats.ScaleTo(far, 1e9, source()))
					beyond := floats.Dot(far, x) - floats.Dot(far, top)
					if !(beyond <= floats.Norm(far, 2)*(64*epsilon*wide+1e-8*size)) {
						t.Fatalf("%v, λ = %v: the prox of %v is %v, outside the hull by %.3g", r, lambda, z, x,
							beyond/floats.Norm(far, 2))
					}
				}
				if i > 0 {
					move, shift := floats.SubTo(top, x, last), floats.SubTo(far, z, before)
					excess := floats.Dot(move, move) - floats.Dot(move, shift)
					if r := 64 * epsilon * (wide + floats.Norm(before, 2)); !(excess <= r*(floats.Norm(shift, 2)+r)) {
						t.Fatalf("%v, λ = %v: %v and %v go to %v and %v, too far apart by %.3g", r, lambda, z, before, x,
							last, excess)
					}
				}
				before, last = z, x
			}
		}
	}
}

// extent is the length of the diagonal of the bounding box of M.
func extent(m manifold.Manifold) float64 {
	far, y, low := make([]float64, m.Dim()), make([]float64, m.Dim()), make([]float64, m.Dim())
	square := 0.0
	for i := range far {
		far[i] = -1e12
		m.Project(low, far)
		far[i] = 1e12
		m.Project(y, far)
		square += (y[i] - low[i]) * (y[i] - low[i])
		far[i] = 0
	}
	return math.Sqrt(square)
}

// Where w is at the edge of a normal cone, an end point of an arc is about to leave for the arc: Θ bends by
// λ on one side and by the curvature of the arc on the other one.
func TestProxNearTheEndsOfArcsHasNoDualityGap(t *testing.T) {
	for _, c := range []struct {
		name  string
		draws int
		ends  [][]float64
	}{
		{"two-moons", 2000, [][]float64{{1, 0}, {-1, 0}, {0, 0.5}, {2, 0.5}}},
		{"spiral", 40, [][]float64{{0, 0}, {2, 0}}},
		{"swiss-roll", 40, [][]float64{{0, -1, -0.75}, {0, 1, -0.75}, {0, -1, 2.25}, {0, 0.3, -0.75},
			{0.4, 1, 0.9}}},
	} {
		phi := build(t, c.name).(Target)
		d := phi.Dim()
		for _, lambda := range []float64{1e-10, 1e-8, 1e-6} {
			rng := random.New("ends")
			for range c.draws {
				x, y, z, w := make([]float64, d), make([]float64, d), make([]float64, d), make([]float64, d)
				floats.AddScaledTo(z, c.ends[rng.Index(len(c.ends))], lambda, rng.Normals(w))
				value := phi.Prox(x, z, lambda)
				floats.Scale(1/lambda, floats.SubTo(w, z, x))
				conj := phi.Map(y, w)
				tol := 64 * epsilon * ((floats.Norm(z, 2)+3)*3/lambda + 3*(floats.Norm(w, 2)+3))
				if gap := value + conj - floats.Dot(w, x); !(math.Abs(gap) <= tol) {
					t.Fatalf("%s: z = %v, λ = %v: the gap is %.3g > %.3g", c.name, z, lambda, gap, tol)
				}
			}
		}
	}
}
