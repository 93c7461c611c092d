package potential

import (
	"math"
	"slices"
	"testing"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"

	"proxflow/theory/random"
)

// hard returns an n×p matrix of one of the kinds that break careless decompositions.
func hard(kind, n, p int, rnd *random.Source) []float64 {
	z := rnd.Normals(make([]float64, n*p))
	switch kind {
	case 1: // rank 1
		a, b := rnd.Normals(make([]float64, n)), rnd.Normals(make([]float64, p))
		clear(z)
		addOuter(z, 1, a, b)
	case 2: // graded over 30 decades
		for i := range z {
			z[i] *= math.Pow(10, -30*rnd.Uniform())
		}
	case 3: // ties
		for i := range z {
			z[i] = math.Round(z[i])
		}
	case 4:
		floats.Scale(1e-300, z)
	case 5:
		floats.Scale(1e300, z)
	case 6:
		clear(z)
	case 7: // a multiple of an isometry: all singular values equal
		clear(z)
		for i := range min(n, p) {
			z[i*p+i] = -3
		}
	}
	return z
}

// residual is |z - Σ c_k a_k b_kᵀ| in units of 2⁻⁵³ |z|, the sum in coordinates of symmetric matrices or by
// rows.
func residual(z, c []float64, a, b [][]float64,
	add func(dst []float64, c float64, a, b []float64) []float64) float64 {
	got := make([]float64, len(z))
	for k := range c {
		add(got, c[k], a[k], b[k])
	}
	if size := floats.Norm(z, math.Inf(1)); size > 0 { // norms of matrices of any scale
		z = slices.Clone(z)
		floats.Scale(1/size, z)
		floats.Scale(1/size, got)
	}
	return floats.Distance(got, z, 2) / max(floats.Norm(z, 2), 1) / 0x1p-53
}

// skewness is the largest |<a_i, a_j> - δ_ij| of the vectors that are not zero, in units of 2⁻⁵³.
func skewness(a [][]float64) (worst float64) {
	for i := range a {
		for j := range i + 1 {
			if g := floats.Dot(a[i], a[j]); i != j {
				worst = max(worst, math.Abs(g))
			} else if g != 0 {
				worst = max(worst, math.Abs(g-1))
			}
		}
	}
	return worst / 0x1p-53
}

func TestJacobiDecompositionsAreBackwardStable(t *testing.T) {
	rnd := random.New("jacobi")
	for trial := range 640 {
		kind, n, p := trial%8, 1+rnd.Index(8), 1+rnd.Index(8)
		z := hard(kind, n, p, rnd)
		u, v, s, ok := jacobiSVD(z, n, p)
		if e := residual(z, s, u, v, addOuter); !ok || e > 12 || skewness(u) > 60 || skewness(v) > 60 {
			t.Errorf("kind %d, %d×%d: ok = %t, residual %.1f, skewness %.1f and %.1f", kind, n, p, ok, e,
				skewness(u), skewness(v))
		}
		var svd mat.SVD
		svd.Factorize(mat.NewDense(n, p, z), mat.SVDNone)
		slices.Sort(s)
		slices.Reverse(s)
		if want := svd.Values(nil); !floats.EqualApprox(s, want, 200*0x1p-53*want[0]) {
			t.Errorf("kind %d, %d×%d: singular values %v, want %v", kind, n, p, s, want)
		}

		z = make([]float64, n*(n+1)/2)
		square := hard(kind, n, n, rnd)
		for i := range n {
			e := make([]float64, n)
			e[i] = 1
			addSymmetric(z, 1, square[i*n:(i+1)*n], e)
		}
		q, w, ok := jacobiEigen(z, n)
		if e := residual(z, w, q, q, addSymmetric); !ok || e > 15 || skewness(q) > 60 || !slices.IsSorted(w) {
			t.Errorf("kind %d, order %d: ok = %t, residual %.1f, skewness %.1f, %v", kind, n, ok, e, skewness(q), w)
		}
	}
}

// The product of these columns, once rotated, is 2.9 roundings of their lengths, with either sign in turn.
func TestJacobiRotationsEndWhereRoundingTurnsThemBack(t *testing.T) {
	z := []float64{-5737361722496869 * 0x1p-54, 4542132770860881 * 0x1p-53, 5163594514568265 * 0x1p-53,
		-6132213483143709 * 0x1p-56}
	if _, _, _, ok := jacobiSVD(z, 2, 2); !ok {
		t.Error("the rotations did not converge")
	}
	r := random.New("jacobi")
	for n := 2; n <= 6; n++ {
		z := make([]float64, n*n)
		for range 200000 / (n * n) {
			if _, _, _, ok := jacobiSVD(r.Normals(z), n, n); !ok {
				t.Fatalf("the rotations of %v did not converge", z)
			}
		}
	}
}
