package potential

import (
	"errors"
	"math"
	"slices"
	"strings"
	"testing"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"

	"proxflow/theory/catalog"
	"proxflow/theory/random"
)

// rule is short for a reference to a rule and its part.
func rule(name string, of any, params ...any) any {
	return ref(name, append(params, "of", of)...)
}

func TestPotentialsWithTwoNamesAreEqual(t *testing.T) {
	a, c := 1.5, math.Cos(0.7)
	s := math.Sin(0.7)
	turned := []any{list(2*c*c+s*s/2, a*c*s), list(a*c*s, 2*s*s+c*c/2)} // Q diag(2, ½) Qᵀ
	for _, pair := range [][2]any{
		{ref("linf-ball", "d", 3, "radius", 0.5), ref("box", "d", 3, "half-width", 0.5)},
		{ref("elastic-net", "d", 3, "mu", 0.5, "kappa", 2.0),
			ref("soft-threshold", "d", 3, "mu", 0.5, "kappa", 2.0)},
		{ref("ellipsoid", "axes", list(2, 2, 2)), ref("ball", "d", 3, "radius", 2.0)},
		{ref("group-soft-threshold", "d", 1), ref("soft-threshold", "d", 1)},
		{ref("product", "blocks", []any{"box", ref("box", "d", 1)}), ref("box", "d", 3)},
		{rule("translation", ref("gaussian", "sd", list(2, 0)), "by", list(1, -1)),
			ref("gaussian", "sd", list(2, 0), "b", list(1, -1))},
		{rule("translation", ref("box-gaussian", "low", -1.0, "high", 2.0), "by", 0.0),
			ref("box-gaussian", "low", -1.0, "high", 2.0)},
		{rule("scaling", "ball", "factor", 3.0), ref("ball", "radius", 3.0)},
		{rule("scaling", "soft-threshold", "factor", 4.0), ref("soft-threshold", "kappa", 0.25)},
		{rule("scaling", "gaussian", "factor", 2.0), ref("gaussian", "sd", list(2, 1))},
		{rule("plus-quadratic", "box", "kappa", 2.0), ref("box-gaussian", "kappa", 2.0)},
		{rule("plus-quadratic", rule("tilt", ref("half-space", "normal", list(-1), "offset", 0.0), "slope", 1.0),
			"kappa", 3.0),
			rule("tilt", rule("plus-quadratic", ref("half-space", "normal", list(-2), "offset", 0.0), "kappa", 3.0),
				"slope", 1.0)},
		{rule("plus-quadratic", "soft-threshold", "kappa", 2.0), ref("soft-threshold", "kappa", 3.0)},
		{rule("rotation", ref("gaussian", "sd", list(2, 0.5)), "angle", 0.7), ref("gaussian", "a", turned)},
		{rule("rotation", ref("gaussian", "sd", list(2, 0.5)), "q", []any{list(0, 1), list(-1, 0)}),
			ref("gaussian", "sd", list(0.5, 2))},
		{rule("rotation", "group-soft-threshold", "angle", 1.0), "group-soft-threshold"},
		{rule("conjugate", ref("gaussian", "sd", list(4, 0.5))), ref("gaussian", "sd", list(0.25, 2))},
		{rule("conjugate", rule("conjugate", "soft-threshold")), "soft-threshold"},
		{rule("conjugate", rule("moreau-envelope", "soft-threshold", "lambda", 2.0)),
			rule("plus-quadratic", rule("conjugate", "soft-threshold"), "kappa", 2.0)},
		{rule("moreau-envelope", ref("gaussian", "sd", list(1, 0)), "lambda", 0.5),
			ref("gaussian", "sd", list(1.5, 0.5))},
		{rule("moreau-envelope", rule("moreau-envelope", "ball", "lambda", 1.0), "lambda", 0.5),
			rule("moreau-envelope", "ball", "lambda", 1.5)},
	} {
		one, two := build(t, pair[0]).(Target), build(t, pair[1]).(Target)
		if err := equal(one, two, random.New("equal")); err != nil {
			t.Errorf("%v and %v: %v", pair[0], pair[1], err)
		}
	}
}

// equal compares all methods of two targets.
func equal(one, two Target, r *random.Source) error {
	d := one.Dim()
	a, b := make([]float64, d), make([]float64, d)
	same := func() bool { return floats.EqualApprox(a, b, 1e-12) }
	close := func(x, y float64) bool { return math.Abs(x-y) <= 1e-12*(1+math.Abs(y)) }
	for range 8 {
		q := newProbe(one, r)
		if u, v := q.value, two.Prox(b, q.z, q.lambda); !floats.EqualApprox(q.p, b, 1e-12) || !close(u, v) ||
			!close(two.Value(b), v) {
			return errors.New("their proxes differ")
		}
		if u, v := one.Map(a, q.z), two.Map(b, q.z); !same() || !close(u, v) {
			return errors.New("their maps differ")
		}
		tangent1, hess1, err1 := one.(SecondOrder).SecondOrder(a, q.z)
		tangent2, hess2, err2 := two.(SecondOrder).SecondOrder(b, q.z)
		if err := errors.Join(err1, err2); err != nil {
			return err
		}
		keep := func(h float64) float64 { return 1 + h }
		m1, err1 := onTangent(d, tangent1, hess1, keep)
		m2, err2 := onTangent(d, tangent2, hess2, keep)
		if err := errors.Join(err1, err2); err != nil {
			return err
		}
		if !mat.EqualApprox(m1, m2, 1e-10) {
			return errors.New("their second-order data differ")
		}
	}
	return nil
}

func TestOnlyTargetsAreAccepted(t *testing.T) {
	for _, r := range []any{
		"half-space", "second-order-cone",
		ref("product", "blocks", []any{"ball", "half-space"}),
		rule("translation", "half-space"), rule("scaling", "half-space"), rule("tilt", "second-order-cone"),
		rule("rotation", "half-space"), rule("moreau-envelope", "second-order-cone"),
		rule("translation", rule("scaling", "half-space")),
		rule("conjugate", "ball"), rule("conjugate", ref("gaussian", "sd", list(1, 0))),
		rule("conjugate", rule("translation", "ball")),
	} {
		if _, err := AsTarget(build(t, r)); err == nil || !strings.Contains(err.Error(), "finite") {
			t.Errorf("%v: %v", r, err)
		}
	}
	for _, r := range []any{
		"ball", rule("plus-quadratic", "half-space"),
		rule("translation", rule("plus-quadratic", "second-order-cone")),
		rule("conjugate", "soft-threshold"), rule("conjugate", "gaussian"),
		rule("conjugate", rule("translation", "soft-threshold")),
		ref("product", "blocks", []any{"ball", rule("plus-quadratic", "half-space")}),
	} {
		if _, err := AsTarget(build(t, r)); err != nil {
			t.Errorf("%v: %v", r, err)
		}
	}
}

func TestBadParametersAreReportedByTheirKey(t *testing.T) {
	for _, c := range []struct {
		ref       any
		path, say string
	}{
		{ref("gaussian", "a", []any{list(1, 2), list(0, 1)}), "a", "symmetric"},
		{ref("gaussian", "a", []any{list(1, 2)}), "a", "square"},
		{ref("gaussian", "a", []any{list(1, 2), list(2, 1)}), "a", "semidefinite"},
		{ref("gaussian", "a", []any{list(1)}, "sd", list(2)), "a", "not both"},
		{ref("gaussian", "b", list(1)), "b", "2 elements"},
		{ref("box-gaussian", "low", 2.0), "low", "< high"},
		{ref("linf-ball", "d", 3, "radius", list(1, 2)), "radius", "each of the 3"},
		{ref("elastic-net", "d", 3), "mu", "each of the 3"},
		{ref("half-space", "normal", list(0, 0)), "normal", "not be 0"},
		{rule("translation", "ball", "by", list(1, 2, 3)), "by", "each of the 2"},
		{rule("tilt", "ball", "slope", list(1, 2, 3)), "slope", "each of the 2"},
		{rule("rotation", ref("ball", "d", 1)), "of", "at least 2"},
		{rule("rotation", "ball", "q", []any{list(1, 0), list(1, 1)}), "q", "orthogonal"},
		{rule("rotation", "ball", "q", []any{list(1)}), "q", "2 rows"},
		{rule("rotation", "ball", "q", []any{list(1, 0), list(0, 1)}, "angle", 1.0), "q", "not both"},
		{rule("conjugate", "half-space"), "of", "target"},
		{rule("scaling", ref("ball", "radius", 0.0)), "of.radius", "> 0"},
	} {
		_, _, err := Catalog.Build(c.ref)
		if e := (*catalog.Error)(nil); !errors.As(err, &e) || e.Path != c.path || !strings.Contains(e.Msg, c.say) {
			t.Errorf("%v: %v, want the path %q and %q", c.ref, err, c.path, c.say)
		}
	}
}

func TestProxIsAccurateFarAway(t *testing.T) {
	y := make([]float64, 2)
	(&Simplex{2, 1}).Prox(y, []float64{1e12 + 0.5, 1e12}, 1)
	if !slices.Equal(y, []float64{0.75, 0.25}) {
		t.Errorf("the projection on the simplex is %v", y)
	}
	(&L1Ball{2, 1}).Prox(y, []float64{-1e12 - 0.5, 1e12}, 1)
	if !slices.Equal(y, []float64{-0.75, 0.25}) {
		t.Errorf("the projection on the l1 ball is %v", y)
	}
	(&Ellipsoid{[]float64{1e4, 1}}).Prox(y, []float64{0, 1e150}, 1)
	if !floats.EqualApprox(y, []float64{0, 1}, 1e-15) {
		t.Errorf("the projection on the ellipsoid is %v", y)
	}
	(&LogBarrier{2, 1}).Prox(y, []float64{-1e200, 1e200}, 1) // λμ/|z| and z/(1+λ)
	if !floats.EqualFunc(y, []float64{1e-200, 5e199}, nearly) {
		t.Errorf("the prox of the log barrier is %v", y)
	}
	for _, lambda := range []float64{1e-12, 1e-6, 1, 1e6, 1e12} {
		for _, want := range []float64{1e-300, 1e-20, 1e-3, 1, 3, 1e6, 1e200} {
			z := want + lambda*math.Log(want)
			// z is off by ε|z|, and y by as much, times dy/dz = y/(y+λ)
			unit := epsilon * (1 + (want+lambda*math.Abs(math.Log(want)))/(want+lambda)) * want
			if got := entropyProx(z, lambda); !(math.Abs(got-want) <= 4*unit) {
				t.Errorf("y + %v log y = %v: got %v, want %v", lambda, z, got, want)
			}
		}
	}
}

func nearly(a, b float64) bool { return math.Abs(a-b) <= 1e-15*math.Abs(b) }
