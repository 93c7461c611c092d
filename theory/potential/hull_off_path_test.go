package potential

import (
	"math"
	"testing"

	"gonum.org/v1/gonum/floats"

	"proxflow/theory/manifold"
	"proxflow/theory/random"
)

// Optimality at rounding level, from λ = 1e-6 to 1e6: with w = (z-x)/λ the gap φ(x) + φ*(w) - <w,x> is no more than
// rounding of z and x leaves in it.
func TestProxOffThePathHasNoDualityGap(t *testing.T) {
	for _, ref := range []any{"two-moons", "spiral", "torus", "trefoil", "swiss-roll", "segment", "sphere", "atoms",
		ref("torus", "major", 3.0, "minor", 2.75), ref("spiral", "turns", 5.0, "scale", 0.25), ref("two-moons", "radius", 20.0, "offset", list(20, 10)),
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

// The dual point w = (z-x)/λ is known to rounding of z over λ only. The prox is found nevertheless, its gap is what this
// makes of it, and it is firmly nonexpansive up to rounding and its square over λ².
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
						t.Fatalf("%s: z = %v and %v, λ = %v: %v and %v are too far apart by %.3g", name, z, before, lambda, x, last, excess)
					}
				}
				before, last = z, x
			}
		}
	}
}

// Near the tip of a spiral the prox mixes the tip with a point of the next turn, of a weight like λ: there a step along
// the turn leaves the tie of the two by more than it gains.
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
