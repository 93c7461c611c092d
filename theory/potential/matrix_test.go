package potential

import (
	"errors"
	"fmt"
	"math"
	"testing"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"

	"proxflow/theory/random"
)

// matrixTargets are all shapes: tall, wide, square, a row, a column, with few and many singular values at a
// kink.
var matrixTargets = []map[string]any{
	{"name": "stiefel", "n": 5, "p": 2},
	{"name": "stiefel", "n": 4, "p": 1},
	{"name": "orthogonal", "n": 1},
	{"name": "orthogonal", "n": 4},
	{"name": "orthogonal", "n": 10},
	{"name": "grassmannian", "k": 1, "n": 2},
	{"name": "grassmannian", "k": 2, "n": 5},
	{"name": "grassmannian", "k": 4, "n": 6},
	{"name": "low-rank", "n": 5, "p": 3, "mu": 1.5, "kappa": 0.5},
	{"name": "low-rank", "n": 3, "p": 5, "mu": 1.5, "kappa": 2.0},
	{"name": "low-rank", "n": 3, "p": 3, "mu": 9.0, "kappa": 2.0},
	{"name": "psd", "n": 1},
	{"name": "psd", "n": 5},
}

// forMatrixTargets runs a test on each of them with random numbers of its own.
func forMatrixTargets(t *testing.T, test func(t *testing.T, phi Target, rnd *random.Source)) {
	for _, ref := range matrixTargets {
		phi := build(t, ref).(Target)
		t.Run(fmt.Sprint(ref), func(t *testing.T) { test(t, phi, random.New(fmt.Sprint(ref))) })
	}
}

func TestMatrixProxRecoversTheTargetToRoundingForEveryLambda(t *testing.T) {
	forMatrixTargets(t, func(t *testing.T, phi Target, rnd *random.Source) {
		d := phi.Dim()
		x0, x1, z, got := make([]float64, d), make([]float64, d), make([]float64, d), make([]float64, d)
		for lambda := 1e-6; lambda < 2e6; lambda *= 10 {
			phi.Map(x1, rnd.Normals(x0))
			floats.AddScaledTo(z, x1, lambda, x0)
			phi.Prox(got, z, lambda)
			if e, limit := floats.Distance(got, x1, 2), 10*0x1p-53*(floats.Norm(x1, 2)+floats.Norm(z, 2)); e > limit {
				t.Errorf("λ = %g: x1 is off by %g, more than %g", lambda, e, limit)
			}
		}
	})
}

// derivative returns the d×d Jacobian of f at x by central differences.
func derivative(f func(dst, x []float64) float64, x []float64) *mat.Dense {
	d, step := len(x), 1e-5
	jacobian := mat.NewDense(d, d, nil)
	plus, minus := make([]float64, d), make([]float64, d)
	for j := range d {
		at := x[j]
		x[j] = at + step
		f(plus, x)
		x[j] = at - step
		f(minus, x)
		x[j] = at
		floats.Sub(plus, minus)
		floats.Scale(1/(2*step), plus)
		jacobian.SetCol(j, plus)
	}
	return jacobian
}

// resolvent returns V (shift·I + H)⁻¹ Vᵀ, zero for m = 0.
func resolvent(t *testing.T, d int, tangent *mat.Dense, hess *mat.SymDense, shift float64) *mat.Dense {
	t.Helper()
	r := mat.NewDense(d, d, nil)
	if tangent == nil {
		return r
	}
	_, m := tangent.Dims()
	shifted := mat.NewDense(m, m, nil)
	shifted.Copy(hess)
	gram := mat.NewDense(m, m, nil)
	gram.Mul(tangent.T(), tangent)
	for i := range m {
		shifted.Set(i, i, shifted.At(i, i)+shift)
		gram.Set(i, i, gram.At(i, i)-1)
	}
	if e := mat.Norm(gram, 2); e > 1e-13 {
		t.Errorf("the tangent basis is not orthonormal: off by %g", e)
	}
	var inverse mat.Dense
	if err := inverse.Inverse(shifted); err != nil {
		t.Fatal(err)
	}
	r.Product(tangent, &inverse, tangent.T())
	return r
}

func TestMatrixHessianInvertsTheDerivativeOfTheMap(t *testing.T) {
	forMatrixTargets(t, func(t *testing.T, phi Target, rnd *random.Source) {
		d := phi.Dim()
		x0, x1 := rnd.Normals(make([]float64, d)), make([]float64, d)
		phi.Map(x1, x0)
		tangent, hess, err := phi.(SecondOrder).SecondOrder(x1, x0)
		if err != nil {
			t.Fatal(err)
		}
		want := derivative(phi.Map, x0)
		got := resolvent(t, d, tangent, hess, 0)
		got.Sub(got, want)
		if e := mat.Norm(got, 2); e > 1e-7*(1+math.Pow(mat.Norm(want, 2), 3)) {
			t.Errorf("V H⁻¹ Vᵀ is off DT by %g of %g", e, mat.Norm(want, 2))
		}
	})
}

// TestMatrixHessianOnEveryStratum takes points off the target as well, singular values strictly inside the
// unit ball or eigenvalues inside the Fantope: sums of φ and smooth functions have them on their targets.
func TestMatrixHessianOnEveryStratum(t *testing.T) {
	forMatrixTargets(t, func(t *testing.T, phi Target, rnd *random.Source) {
		d := phi.Dim()
		z, y, v := make([]float64, d), make([]float64, d), make([]float64, d)
		prox := func(dst, z []float64) float64 { return phi.Prox(dst, z, 1) }
		for range 4 {
			floats.Scale(2*rnd.Uniform(), rnd.Normals(z))
			prox(y, z)
			floats.SubTo(v, z, y)
			tangent, hess, err := phi.(SecondOrder).SecondOrder(y, v)
			if err != nil {
				t.Fatal(err)
			}
			got := resolvent(t, d, tangent, hess, 1)
			got.Sub(got, derivative(prox, z))
			if e := mat.Norm(got, 2); e > 1e-7 {
				t.Errorf("V (I+H)⁻¹ Vᵀ is off the derivative of the prox by %g", e)
			}
		}
	})
}

func TestMatrixAssumptionsThatFailAreReported(t *testing.T) {
	r := math.Sqrt2
	for _, c := range []struct {
		why  string
		ref  map[string]any
		y, v []float64
	}{
		{"a singular matrix has no one polar factor", map[string]any{"name": "orthogonal", "n": 2},
			[]float64{1, 0, 0, 1}, []float64{1, 1, 1, 1}},
		{"the zero matrix", map[string]any{"name": "stiefel", "n": 2, "p": 1}, []float64{1, 0}, []float64{0, 0}},
		{"no gap", map[string]any{"name": "grassmannian", "k": 1, "n": 2}, []float64{1, 0, 0}, []float64{3, 0, 3}},
		{"s = μ", map[string]any{"name": "low-rank", "n": 2, "p": 2, "mu": 1.0, "kappa": 1.0},
			[]float64{1, 0, 0, 0}, []float64{2, 0, 0, 1}},
		{"eigenvalue 0", map[string]any{"name": "psd", "n": 2}, []float64{1, r, 1}, []float64{1, r, 1}},
	} {
		_, _, err := build(t, c.ref).(SecondOrder).SecondOrder(c.y, c.v)
		if broken := (*AssumptionError)(nil); !errors.As(err, &broken) || broken.Assumption != "A3" {
			t.Errorf("%s: %v", c.why, err)
		}
	}
}

func TestCappedSimplexProjectionIsOptimal(t *testing.T) {
	rnd := random.New("capped simplex")
	for trial := range 400 {
		n := 2 + rnd.Index(9)
		k := 1 + rnd.Index(n-1)
		w := rnd.Normals(make([]float64, n))
		floats.Scale([]float64{0.01, 0.5, 1, 100}[trial%4], w)
		if trial%5 == 0 { // ties
			for i := range w {
				w[i] = math.Round(w[i])
			}
		}
		floats.AddConst([]float64{0, 1e6}[trial%2], w)
		floats.Argsort(w, make([]int, n))
		got := append([]float64(nil), w...)
		cappedSimplex(got, k)
		// The optimum is clip(w-θ, 0, 1) for the θ that makes the sum k; bisection is slow and certain.
		low, high := w[0]-2, w[n-1]+1
		for range 200 {
			theta, sum := (low+high)/2, 0.0
			for _, x := range w {
				sum += min(max(x-theta, 0), 1)
			}
			if sum > float64(k) {
				low = theta
			} else {
				high = theta
			}
		}
		if s := floats.Sum(got); math.Abs(s-float64(k)) > 1e-14*float64(n) {
			t.Fatalf("n = %d, k = %d: the sum is %v", n, k, s)
		}
		for i, x := range w {
			if want := min(max(x-low, 0), 1); math.Abs(got[i]-want) > 1e-14*(10+math.Abs(x)) {
				t.Fatalf("n = %d, k = %d, w = %v: got %v, want %g at %d", n, k, w, got, want, i)
			}
		}
	}
}

func TestMatrixPotentialsAreNaNWithoutADecomposition(t *testing.T) {
	forMatrixTargets(t, func(t *testing.T, phi Target, rnd *random.Source) {
		z, dst := rnd.Normals(make([]float64, phi.Dim())), make([]float64, phi.Dim())
		z[0] = math.NaN()
		if value := phi.Prox(dst, z, 1); !math.IsNaN(value) || !floats.HasNaN(dst) {
			t.Errorf("prox: %v %v", dst, value)
		}
		if value := phi.Map(dst, z); !math.IsNaN(value) || !floats.HasNaN(dst) {
			t.Errorf("map: %v %v", dst, value)
		}
	})
}

func BenchmarkOrthogonalProx(b *testing.B) {
	for _, n := range []int{3, 10} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			phi := &Orthogonal{N: n}
			z, dst := random.New("bench").Normals(make([]float64, n*n)), make([]float64, n*n)
			b.ReportAllocs()
			for b.Loop() {
				phi.Prox(dst, z, 1)
			}
		})
	}
}

func BenchmarkPSDProx(b *testing.B) {
	phi := &PSD{N: 5}
	z, dst := random.New("bench").Normals(make([]float64, 15)), make([]float64, 15)
	b.ReportAllocs()
	for b.Loop() {
		phi.Prox(dst, z, 1)
	}
}
