package response

import (
	"math"
	"strings"
	"testing"

	"gonum.org/v1/gonum/mat"

	"proxflow/theory/catalog"
	"proxflow/theory/ot/semidiscrete"
	"proxflow/theory/potential"
	"proxflow/theory/random"
)

// build makes a target from its name in specs.
func build(t *testing.T, ref any) potential.Target {
	t.Helper()
	phi, _, err := potential.Catalog.Build(ref)
	if err != nil {
		t.Fatal(err)
	}
	target, err := potential.AsTarget(phi)
	if err != nil {
		t.Fatal(err)
	}
	return target
}

// limit fails the test unless a limit has this law, and this value to a relative error and four standard
// errors.
func limit(t *testing.T, what string, got Limit, law Law, want, relative float64) {
	t.Helper()
	switch off := math.Abs(got.Value - want); {
	case got.None != "":
		t.Errorf("%s: %s", what, got.None)
	case got.Law != law || !(off <= relative*want+4*got.Err) || !(got.Err <= 0.05*want):
		t.Errorf("%s: got %+v, want %g by law %d", what, got, want, law)
	}
}

func constants(t *testing.T, ref any) Constants {
	t.Helper()
	c, err := Of(build(t, ref), random.New("response"))
	if err != nil {
		t.Fatalf("%v: %v", ref, err)
	}
	return c
}

// On the line there is one face, of mass ϕ(Φ⁻¹(w)), and the limits are those of the exact laws.
func TestTwoAtomsHaveTheLimitsOfTheirExactLaw(t *testing.T) {
	for _, a := range []float64{0.01, 1, 100} {
		c := constants(t, catalog.Ref{"name": "two-atoms", "a": a})
		limit(t, "bias", c.Bias, Inverse, a*math.Sqrt(2*math.Pi), 1e-9)
		limit(t, "plan", c.Plan, Root, 4*a*a/math.Sqrt(math.Pi), 1e-9)
	}
}

// The cells of a regular k-gon are sectors, so that K is circulant with the eigenvalues 2w(1 - cos(2πj/k)).
func TestPolygonsHaveACirculantLaplacian(t *testing.T) {
	for _, k := range []int{3, 5, 12} {
		points := make([]any, k)
		for j := range k {
			sin, cos := math.Sincos(2 * math.Pi * float64(j) / float64(k))
			points[j] = []any{3 * cos, 3 * sin}
		}
		n, side := float64(k), 6*math.Sin(math.Pi/float64(k))
		w := 1 / (2 * math.Sqrt(2*math.Pi)) / side
		bias, s2 := 0.0, 0.0
		for j := 1; j < k; j++ {
			turn := 1 - math.Cos(2*math.Pi*float64(j)/n)
			kappa := 2 * w * turn
			bias += 2 / n / kappa
			s2 += 2 / n / kappa / kappa * 2 * turn / n
		}
		c := constants(t, catalog.Ref{"name": "atoms", "points": points})
		limit(t, "bias", c.Bias, Inverse, bias, 1e-9)
		limit(t, "plan", c.Plan, Root, math.Sqrt(2/math.Pi)*n*side*side*w*math.Sqrt(s2), 1e-9)
	}
}

// Newton's method in the plane knows how offsets answer a change of masses: db = -K⁺ dw.
func TestAtomsInThePlaneAnswerAsNewtonsMethodSays(t *testing.T) {
	r := random.New("plane")
	const n = 7
	points := make([][]float64, n)
	for i := range points {
		points[i] = r.Normals(make([]float64, 2))
	}
	const h = 1e-5
	solve := func(i int, by float64) []float64 {
		weights := make([]float64, n)
		for j := range weights {
			weights[j] = (1 - by) / n
		}
		weights[i] += by
		s, err := semidiscrete.Tessellate(points, weights, 0)
		if err != nil {
			t.Fatal(err)
		}
		return s.Offsets
	}
	inverse := mat.NewDense(n, n, nil) // of K on vectors of sum 0
	for i := range n {
		up, down := solve(i, h), solve(i, -h)
		for j := range n {
			inverse.Set(j, i, -(up[j]-down[j])/(2*h)) // dw = e_i - 1/n
		}
	}
	sum := 0.0 // tr(K⁺Σ), Σ = (I - 11ᵀ/n)/n; an offset is known up to a constant
	for i := range n {
		mean := 0.0
		for j := range n {
			mean += inverse.At(j, i) / n
		}
		sum += (inverse.At(i, i) - mean) / n
	}
	s, err := semidiscrete.Tessellate(points, nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	phi := &potential.Atoms{Points: s.Points, Offsets: s.Offsets}
	if err := phi.Init(); err != nil {
		t.Fatal(err)
	}
	c, err := Of(phi, random.New("plane"))
	if err != nil {
		t.Fatal(err)
	}
	limit(t, "bias", c.Bias, Inverse, 2*sum, 1e-5)
}

func TestClosedCurvesAreIntegratedAround(t *testing.T) {
	for _, radius := range []float64{0.1, 1, 10} {
		c := constants(t, catalog.Ref{"name": "ball", "radius": radius})
		limit(t, "circle, bias", c.Bias, Inverse, radius*2*math.Pi*math.Pi/3/math.Sqrt(math.Pi/2), 1e-4)
		limit(t, "circle, plan", c.Plan, Logarithmic, radius*radius*2*math.Pi/3, 1e-4)
	}
	c := constants(t, catalog.Ref{"name": "ellipsoid", "axes": []any{2.0, 1.0}})
	limit(t, "ellipse, bias", c.Bias, Inverse, 7.799, 1e-3) // computed elsewhere, along the ellipse
	limit(t, "ellipse, plan", c.Plan, Logarithmic, 7.088, 1e-3)
}

// The exact law of a uniform target of width w is w²/(3(n+1)); T' = wϕ makes the bias w∫ 2Φ(1-Φ) dx.
func TestAnOpenLineIsIntegratedAlong(t *testing.T) {
	for _, w := range []float64{0.02, 2, 200} {
		c := constants(t, catalog.Ref{"name": "uniform", "low": -1.0, "high": w - 1})
		limit(t, "bias", c.Bias, Inverse, 2*w/math.Sqrt(math.Pi), 1e-5)
		limit(t, "plan", c.Plan, Inverse, w*w/3, 1e-5)
	}
}

func TestSurfacesHaveTheSlopesOfTheirAreas(t *testing.T) {
	for _, radius := range []float64{0.1, 1, 10} {
		c := constants(t, catalog.Ref{"name": "ball", "d": 3, "radius": radius})
		limit(t, "sphere, bias", c.Bias, Logarithmic, 2*radius/math.Sqrt(2/math.Pi), 1e-6)
		limit(t, "sphere, plan", c.Plan, Logarithmic, radius*radius*math.Pi, 1e-6)
	}
	// ∫√T' = √2 (2π)^-¼ √(4π) and ∫T'^(3/2) = 2^(3/2) (2π)^-¾ √(4π/3) for T' = 2ϕ.
	root := math.Sqrt2 * math.Pow(2*math.Pi, -0.25) * math.Sqrt(4*math.Pi)
	other := math.Pow(2, 1.5) * math.Pow(2*math.Pi, -0.75) * math.Sqrt(4*math.Pi/3)
	c := constants(t, catalog.Ref{"name": "product", "blocks": []any{"uniform", "uniform"}})
	limit(t, "square, bias", c.Bias, Logarithmic, root*root/(2*math.Pi), 1e-6)
	limit(t, "square, plan", c.Plan, Logarithmic, root*other/(2*math.Pi), 1e-6)
	c = constants(t, "product")
	limit(t, "Clifford torus, bias", c.Bias, Logarithmic, 2*math.Pi/math.Sqrt(math.Pi/2), 0.01)
	if !strings.Contains(c.Plan.None, "vortices") {
		t.Errorf("the plan error of the Clifford torus: %+v", c.Plan)
	}
}

func TestTheSpaceAroundTheSupportDoesNotMatter(t *testing.T) {
	flat := catalog.Ref{"name": "gaussian", "sd": []any{0.0, 0.0, 0.0, 0.0}, "b": []any{5.0, 0.0, 0.0, 1.0}}
	for _, block := range []any{"ball", catalog.Ref{"name": "ball", "d": 3}, "box", "uniform"} {
		alone := constants(t, block)
		c := constants(t, catalog.Ref{"name": "product", "blocks": []any{flat, block}})
		if c.M != alone.M {
			t.Errorf("%v: dimension %d becomes %d", block, alone.M, c.M)
		}
		limit(t, "bias", c.Bias, alone.Bias.Law, alone.Bias.Value, 1e-4)
		limit(t, "plan", c.Plan, alone.Plan.Law, alone.Plan.Value, 1e-4)
	}
}

func TestWhatHasNoFormulaSaysWhy(t *testing.T) {
	for _, c := range []struct {
		target any
		why    string
	}{
		{catalog.Ref{"name": "gaussian", "sd": []any{1.0, 1.0}}, "unbounded"},
		{"log-normal", "unbounded"},
		{catalog.Ref{"name": "orthogonal", "n": 2}, "jumps"},
		{"trefoil", "jumps"},
		{catalog.Ref{"name": "ball", "d": 4}, "dimension 3"},
	} {
		got := constants(t, c.target)
		if !strings.Contains(got.Bias.None, c.why) || !strings.Contains(got.Plan.None, c.why) {
			t.Errorf("%v: %+v, want %q", c.target, got, c.why)
		}
	}
	for target, why := range map[string]string{"two-moons": "parts of dimensions", "cantor": "assumption"} {
		_, err := Of(build(t, target), random.New(target))
		if err == nil || !strings.Contains(err.Error(), why) {
			t.Errorf("%s: %v, want %q", target, err, why)
		}
	}
}
