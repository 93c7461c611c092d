package potential

import (
	"encoding/json"
	"errors"
	"math"
	"os"
	"slices"
	"testing"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"
)

// knownCase is one case of testdata/catalog.json, computed apart from this project.
type knownCase struct {
	Target       map[string]any
	X0, X1, H, Z []float64
	Lambda       float64
	Prox         []float64
}

func knownCases(t *testing.T) []knownCase {
	t.Helper()
	text, err := os.ReadFile("testdata/catalog.json")
	if err != nil {
		t.Fatal(err)
	}
	var file struct{ Cases []knownCase }
	if err := json.Unmarshal(text, &file); err != nil {
		t.Fatal(err)
	}
	for _, c := range file.Cases {
		delete(c.Target, "coordinates") // says how symmetric matrices are written; not a parameter
	}
	return file.Cases
}

// build makes a potential from a reference.
func build(t *testing.T, ref any) Potential {
	t.Helper()
	phi, _, err := Catalog.Build(ref)
	if err != nil {
		t.Fatalf("%v: %v", ref, err)
	}
	return phi
}

func TestKnownAnswers(t *testing.T) {
	cases := knownCases(t)
	if len(cases) != 57 {
		t.Fatalf("testdata has %d cases, want 57", len(cases))
	}
	for k, c := range cases {
		phi, err := AsTarget(build(t, c.Target))
		if err != nil {
			t.Fatalf("case %d, %v: %v", k, c.Target, err)
		}
		got := make([]float64, phi.Dim())
		if phi.Map(got, c.X0); floats.Distance(got, c.X1, 2) > 1e-12*max(1, floats.Norm(c.X1, 2)) {
			t.Errorf("case %d, %v: T(x0) = %v, want %v", k, c.Target, got, c.X1)
		}
		if phi.Prox(got, c.Z, c.Lambda); floats.Distance(got, c.Prox, 2) > 1e-12*max(1, floats.Norm(c.Prox, 2)) {
			t.Errorf("case %d, %v: prox = %v, want %v", k, c.Target, got, c.Prox)
		}
		tangent, hess, err := phi.(SecondOrder).SecondOrder(c.X1, c.X0)
		if err != nil {
			t.Errorf("case %d, %v: %v", k, c.Target, err)
			continue
		}
		h := eigenvalues(hess)
		if !slices.EqualFunc(h, c.H, func(a, b float64) bool { return math.Abs(a-b) <= 1e-7*max(1, b) }) {
			t.Errorf("case %d, %v: h = %v, want %v", k, c.Target, h, c.H)
		}
		if _, m := dims(tangent); m != len(c.H) {
			t.Errorf("case %d, %v: m = %d, want %d", k, c.Target, m, len(c.H))
		}
	}
}

// eigenvalues of a symmetric matrix in ascending order; none for nil.
func eigenvalues(s *mat.SymDense) []float64 {
	if s == nil {
		return nil
	}
	var e mat.EigenSym
	if !e.Factorize(s, false) {
		panic("the eigenvalues of a test did not converge")
	}
	return e.Values(nil)
}

// dims is m.Dims, and 0 columns for nil.
func dims(m *mat.Dense) (rows, cols int) {
	if m == nil {
		return 0, 0
	}
	return m.Dims()
}

func TestBrokenAssumptionsAreReported(t *testing.T) {
	for _, c := range []struct {
		ref  map[string]any
		y, v []float64
	}{
		{map[string]any{"name": "ball"}, []float64{0.6, 0.8}, []float64{0, 0}},
		{map[string]any{"name": "ellipsoid"}, []float64{2, 0}, []float64{0, 0}},
		{map[string]any{"name": "box"}, []float64{1, 1}, []float64{0.7, 0}},
		{map[string]any{"name": "linf-ball", "radius": []any{1.0, 3.0}}, []float64{-1, 3}, []float64{0, 0.3}},
		{map[string]any{"name": "l1-ball"}, []float64{1, 0}, []float64{0.5, -0.5}},
		{map[string]any{"name": "simplex"}, []float64{0, 1, 0}, []float64{0.2, 0.5, 0.5}},
		{map[string]any{"name": "soft-threshold"}, []float64{0, 1.5}, []float64{-0.5, 2}},
		{map[string]any{"name": "elastic-net"}, []float64{0, 0}, []float64{0.25, 0}},
		{map[string]any{"name": "group-soft-threshold"}, []float64{0, 0}, []float64{0.3, 0.4}},
		{map[string]any{"name": "box-gaussian"}, []float64{1, 0.5}, []float64{1, 0.5}},
		{map[string]any{"name": "half-space"}, []float64{0.5, 0.5}, []float64{0, 0}},
		{map[string]any{"name": "second-order-cone"}, []float64{0, 0, 0}, []float64{0.6, 0.8, -1}},
		{map[string]any{"name": "second-order-cone"}, []float64{3, 4, 5}, []float64{0, 0, 0}},
		{map[string]any{"name": "product"}, []float64{1, 0, 0, 1}, []float64{2, 0, 0, 0}},
	} {
		_, _, err := build(t, c.ref).(SecondOrder).SecondOrder(c.y, c.v)
		if broken := (*AssumptionError)(nil); !errors.As(err, &broken) || broken.Assumption != "A3" {
			t.Errorf("%v at %v for %v: %v", c.ref, c.y, c.v, err)
		}
	}
}
