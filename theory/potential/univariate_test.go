package potential

import (
	"errors"
	"math"
	"strings"
	"testing"

	"proxflow/theory/catalog"
	"proxflow/theory/random"
)

func TestUnivariateProxAgreesWithExactBisection(t *testing.T) {
	forLaws(t, func(t *testing.T, law exactLaw, phi Target, rnd *random.Source) {
		dst := make([]float64, 1)
		for lambda := 1e-6; lambda < 2e6; lambda *= 100 {
			for k := range 6 {
				z := law.low + (law.high-law.low)*(1.4*rnd.Uniform()-0.2) // above the support and around it
				if k%2 == 0 {
					z += lambda * rnd.Normal() // as on the path
				}
				value := phi.Prox(dst, []float64{z}, lambda)
				want := exactProx(law, z, lambda)
				if limit := 4 * 0x1p-53 * (math.Abs(z) + math.Abs(law.low) +
					math.Abs(law.high)); math.Abs(dst[0]-want) > limit {
					t.Errorf("λ = %g, z = %v: got %v, want %v, off by more than %g", lambda, z, dst[0], want, limit)
				}
				if value != phi.Value(dst) {
					t.Errorf("prox returns %v, φ is %v", value, phi.Value(dst))
				}
			}
		}
	})
}

func TestUnivariateProxRecoversTheTargetToRoundingForEveryLambda(t *testing.T) {
	forLaws(t, func(t *testing.T, law exactLaw, phi Target, rnd *random.Source) {
		x1, got := make([]float64, 1), make([]float64, 1)
		for lambda := 1e-6; lambda < 2e6; lambda *= 10 {
			for k := range 60 {
				x0 := rnd.Normal()
				if k%10 == 0 {
					x0 = math.Copysign(5+3*rnd.Uniform(), x0)
				}
				phi.Map(x1, []float64{x0})
				z := x1[0] + lambda*x0
				phi.Prox(got, []float64{z}, lambda)
				if e, limit := math.Abs(got[0]-x1[0]),
					4*0x1p-53*(math.Abs(x1[0])+math.Abs(z)+law.high-law.low); e > limit {
					t.Errorf("λ = %g, x0 = %v: x1 is off by %g, more than %g", lambda, x0, e, limit)
				}
			}
		}
	})
}

func TestUnivariatePotentialsAreConjugates(t *testing.T) {
	forLaws(t, func(t *testing.T, law exactLaw, phi Target, rnd *random.Source) {
		scale := 1 + math.Abs(law.low) + math.Abs(law.high)
		at := func(x float64) (y, conjugate float64) {
			dst := make([]float64, 1)
			conjugate = phi.Map(dst, []float64{x})
			return dst[0], conjugate
		}
		for k := range 300 {
			a := 2 * rnd.Normal()
			b := a + []float64{1e-6, 1e-3, 0.1, 2}[k%4]*rnd.Normal()
			ya, ca := at(a)
			yb, cb := at(b)
			tol := 1e-14 * scale * (1 + math.Abs(a) + math.Abs(b))
			if e := phi.Value([]float64{ya}) + ca - a*ya; math.Abs(e) > tol {
				t.Errorf("φ(T(x)) + φ*(x) - xT(x) = %g at %v", e, a)
			}
			// T is a subgradient of φ*, and x one of φ at T(x), in both directions.
			if cb-ca < ya*(b-a)-tol || cb-ca > yb*(b-a)+tol {
				t.Errorf("φ* rises by %v from %v to %v, T is %v and %v", cb-ca, a, b, ya, yb)
			}
			if rise := phi.Value([]float64{yb}) - phi.Value([]float64{ya}); rise < a*(yb-ya)-tol ||
				rise > b*(yb-ya)+tol {
				t.Errorf("φ rises by %v from %v to %v, for x from %v to %v", rise, ya, yb, a, b)
			}
			y := law.low + (law.high-law.low)*rnd.Uniform()
			if e := phi.Value([]float64{y}) + ca - a*y; e < -tol {
				t.Errorf("φ(%v) + φ*(%v) is below the product by %g", y, a, -e)
			}
		}
		if out := law.high + 0.01*scale; !math.IsInf(phi.Value([]float64{out}), 1) ||
			!math.IsInf(phi.Value([]float64{law.low - 0.01*scale}), 1) {
			t.Error("φ is finite outside the support")
		}
	})
}

func TestUnivariateHessianInvertsTheDerivativeOfTheMap(t *testing.T) {
	forLaws(t, func(t *testing.T, law exactLaw, phi Target, rnd *random.Source) {
		for range 40 {
			x := []float64{rnd.Normal()}
			y := make([]float64, 1)
			phi.Map(y, x)
			tangent, hess, err := phi.(SecondOrder).SecondOrder(y, x)
			if law.ref["name"] == "cantor" {
				if broken := (*AssumptionError)(nil); !errors.As(err, &broken) || broken.Assumption != "A1" {
					t.Fatalf("the Cantor set passes for a manifold: %v", err)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			want := derivative(phi.Map, x).At(0, 0)
			if got := resolvent(t, 1, tangent, hess, 0).At(0, 0); math.Abs(got-want) > 1e-7*(law.high-law.low) {
				t.Errorf("1/h = %v, T' = %v at %v", got, want, x[0])
			}
		}
	})
}

func TestUniformLawHasItsMoments(t *testing.T) {
	phi, y := &Uniform{Low: 1, High: 4}, make([]float64, 1)
	var moments [4]float64
	const step = 1.0 / 16 // the trapezoidal rule converges faster than any power for such integrands
	for x := -9.0; x <= 9; x += step {
		phi.Map(y, []float64{x})
		weight := step * math.Exp(-x*x/2) / math.Sqrt(2*math.Pi)
		for k := range moments {
			moments[k] += weight * math.Pow(y[0], float64(k))
		}
	}
	for k, want := range []float64{1, 2.5, 7, 21.25} { // (4^(k+1) - 1)/(3(k+1))
		if math.Abs(moments[k]-want) > 1e-13*want {
			t.Errorf("moment %d is %v, want %v", k, moments[k], want)
		}
	}
}

func TestQuantileReportsTheKnotsWhereAssumptionsFail(t *testing.T) {
	phi := build(t, "quantile").(*Quantile)
	for _, c := range []struct{ y, v float64 }{
		{-1, phi.x[1]},  // the end of the atom
		{0, phi.x[2]},   // a jump
		{0.5, phi.x[3]}, // the same jump from above
		{1, phi.x[4]},   // a kink
	} {
		_, _, err := phi.SecondOrder([]float64{c.y}, []float64{c.v})
		want := "A1"
		if c.y == -1 {
			want = "A3"
		}
		if broken := (*AssumptionError)(nil); !errors.As(err, &broken) || broken.Assumption != want {
			t.Errorf("y = %v, v = %v: %v", c.y, c.v, err)
		}
	}
	// In the gap φ is affine: H = 0 on the one direction, whatever rounding does to v.
	if _, hess, err := phi.SecondOrder([]float64{0.25}, []float64{1e-17}); err != nil || hess.At(0, 0) != 0 {
		t.Errorf("in the gap: %v %v", hess, err)
	}
}

func TestParametersThatMakeNoLawAreRejected(t *testing.T) {
	list := func(x ...any) []any { return x }
	for _, c := range []struct {
		ref       map[string]any
		path, say string
	}{
		{map[string]any{"name": "quantile", "p": list(0.0, 1.0), "q": list(0.0, 1.0, 2.0)}, "q", "2 probabilities"},
		{map[string]any{"name": "quantile", "p": list(0.0, 0.9), "q": list(0.0, 1.0)}, "p", "from 0 to 1"},
		{map[string]any{"name": "quantile", "p": list(0.0, 0.6, 0.5, 1.0), "q": list(0.0, 1.0, 2.0, 3.0)}, "p",
			"ascend"},
		{map[string]any{"name": "quantile", "p": list(0.0, 0.6, 1.0), "q": list(0.0, 3.0, 2.0)}, "q", "ascend"},
		{map[string]any{"name": "quantile", "p": list(0.0, 0.6, 0.6, 1.0), "q": list(0.0, 1.0, 1.0, 2.0)}, "q",
			"repeated"},
		{map[string]any{"name": "quantile", "p": list(0.0, 0.0, 1.0), "q": list(0.0, 1.0, 2.0)}, "p",
			"outside the law"},
		{map[string]any{"name": "quantile", "p": list(0.0, 1.0), "q": list(-1e308, 1e308)}, "q", "finite"},
		{map[string]any{"name": "uniform", "low": 1.0, "high": 1.0}, "high", "above low"},
		{map[string]any{"name": "cantor", "low": 1.0, "high": 0.0}, "high", "above low"},
		{map[string]any{"name": "two-atoms", "a": 0.0}, "a", "> 0"},
		{map[string]any{"name": "stiefel", "n": 2.0, "p": 3.0}, "p", "≤ n"},
		{map[string]any{"name": "grassmannian", "n": 3.0, "k": 3.0}, "k", "< n"},
	} {
		_, _, err := Catalog.Build(c.ref)
		if e := (*catalog.Error)(nil); !errors.As(err, &e) || e.Path != c.path || !strings.Contains(e.Msg, c.say) {
			t.Errorf("%v: %v", c.ref, err)
		}
	}
}
