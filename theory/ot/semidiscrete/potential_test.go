package semidiscrete

import (
	"errors"
	"fmt"
	"math"
	"testing"

	"gonum.org/v1/gonum/floats"

	"proxflow/theory/potential"
	"proxflow/theory/random"
)

// targets are semidiscrete potentials with few and many atoms, in the plane and elsewhere.
func targets(t *testing.T) map[string]*Potential {
	t.Helper()
	r := random.New("targets")
	ref := func(params ...any) map[string]any {
		m := map[string]any{}
		for i := 0; i < len(params); i += 2 {
			m[params[i].(string)] = params[i+1]
		}
		return m
	}
	var solid []any
	for range 12 {
		solid = append(solid, []any{r.Normal(), r.Normal(), r.Normal()})
	}
	all := map[string]*Potential{}
	for _, cloud := range []any{
		"moons", "eight-gaussians", "checkerboard",
		ref("name", "moons", "n", 1000, "noise", 0.1),
		ref("name", "points", "at", []any{[]any{1.0, 0.0}, []any{-2.0, 0.5}, []any{0.0, -3.0}}),
		ref("name", "points", "at", []any{[]any{1.0}, []any{-2.0}, []any{0.3}}),
		ref("name", "points", "at", []any{[]any{1.0, 2.0, 3.0}}),
		ref("name", "points", "at", solid),
	} {
		phi, _, err := potential.Catalog.Build(ref("name", "semidiscrete", "cloud", cloud, "draws", 1<<16))
		if err != nil {
			t.Fatal(err)
		}
		all[fmt.Sprintf("%.60s", fmt.Sprint(cloud))] = phi.(*Potential)
	}
	return all
}

func TestSemidiscretePotentialsKeepTheLaws(t *testing.T) {
	const unit = 0x1p-53
	for name, phi := range targets(t) {
		r, d := random.New(name), phi.Dim()
		vector := func() []float64 { return make([]float64, d) }
		x, y, z, p, q, v := vector(), vector(), vector(), vector(), vector(), vector()
		for range 20 {
			for _, lambda := range []float64{1e-12, 1e-6, 1e-3, 0.1, 1, 10, 1e3, 1e6} {
				// on the path the prox recovers the atom, and Fenchel's inequality is an equality
				conj := phi.Map(y, r.Normals(x))
				floats.AddScaledTo(z, y, lambda, x)
				value := phi.Prox(p, z, lambda)
				size := floats.Norm(y, 2) + lambda*floats.Norm(x, 2)
				if e := floats.Distance(p, y, 2); !(e <= 16*unit*size) {
					t.Errorf("%s, λ = %g: prox(x1 + λx0) is off by %g", name, lambda, e)
				}
				gap := value + conj - floats.Dot(x, y)
				if !(math.Abs(gap) <= 1e-13*(1+math.Abs(value)+math.Abs(conj))) {
					t.Errorf("%s: the gap between x0 and T(x0) is %g", name, gap)
				}
				// off the path v = (z-p)/λ is a subgradient at p, which holds for p = prox(z) alone
				r.Normals(z)
				value = phi.Prox(p, z, lambda)
				for i := range v {
					v[i] = (z[i] - p[i]) / lambda
				}
				conj = phi.Map(y, v)
				noise := 64 * unit * (floats.Norm(z, 2) + floats.Norm(p, 2)) / lambda
				tol := noise * (floats.Norm(p, 2) + floats.Norm(y, 2))
				tol += 1e-12 * (math.Abs(value) + math.Abs(conj) + floats.Norm(v, 2))
				if gap := value + conj - floats.Dot(p, v); !(math.Abs(gap) <= tol) {
					t.Errorf("%s, λ = %g: the gap at prox(%v) is %g", name, lambda, z, gap)
				}
				// firmly nonexpansive, and T monotone
				floats.AddScaledTo(x, z, 0.1, r.Normals(x))
				phi.Prox(q, x, lambda)
				var square, inner, monotone float64
				phi.Map(v, x)
				phi.Map(y, z)
				for i := range p {
					square += (p[i] - q[i]) * (p[i] - q[i])
					inner += (p[i] - q[i]) * (z[i] - x[i])
					monotone += (v[i] - y[i]) * (x[i] - z[i])
				}
				rounding := 128 * unit * (1 + floats.Norm(z, 2) + floats.Norm(p, 2))
				if !(square <= inner+rounding) || !(monotone >= -rounding) {
					t.Errorf("%s, λ = %g: |p-q|² = %g, <p-q,z-x> = %g, <T(z)-T(x),z-x> = %g",
						name, lambda, square, inner, monotone)
				}
			}
			value := phi.Prox(p, z, 1)
			if want := phi.Value(p); !(math.Abs(value-want) <= 1e-11*(1+math.Abs(want))) {
				t.Errorf("%s: prox returns %v, φ there is %v", name, value, want)
			}
		}
	}
}

// With small λ the cells of dense atoms are hard to tell apart. The prox is exact to the rounding of z all
// the same: on the path it is the atom, and beside it (z-p)/λ is a subgradient at p.
func TestProxOfDenseAtomsIsExactForSmallLambda(t *testing.T) {
	const unit = 0x1p-53
	line := &PointCloud{}
	r := random.New("dense line")
	for range 1000 {
		line.At = append(line.At, []float64{r.Normal()})
	}
	moons := &Moons{N: 1000, Radius: 1, Offset: []float64{1, 0.5}}
	for name, cloud := range map[string]Cloud{"line": line, "moons": moons} {
		phi := &Potential{Cloud: cloud}
		if err := phi.Init(); err != nil {
			t.Fatal(err)
		}
		d := phi.Dim()
		x, y, z, p := make([]float64, d), make([]float64, d), make([]float64, d), make([]float64, d)
		for _, lambda := range []float64{1, 1e-3, 1e-6, 1e-9, 1e-11, 1e-13, 1e-15} {
			for range 100 {
				phi.Map(y, r.Normals(x))
				floats.AddScaledTo(z, y, lambda, x)
				phi.Prox(p, z, lambda)
				if off := floats.Distance(p, y, 2); off > 0 {
					t.Errorf("%s, λ = %g: the prox on the path misses %v by %g", name, lambda, y, off)
				}
				floats.AddScaledTo(z, y, lambda, r.Normals(x)) // of another pair
				value := phi.Prox(p, z, lambda)
				floats.Scale(1/lambda, floats.SubTo(x, z, p))
				conj := phi.Map(y, x)
				gap := value + conj - floats.Dot(p, x)
				noise := (floats.Norm(z, 2) + floats.Norm(p, 2)) / lambda * floats.Distance(p, y, 2)
				noise += math.Abs(value) + math.Abs(conj) + floats.Norm(x, 2)*floats.Norm(p, 2)
				if !(math.Abs(gap) <= 16*unit*noise) {
					t.Errorf("%s, λ = %g: the gap at prox(%v) is %g, rounding errors are %g",
						name, lambda, z, gap, unit*noise)
				}
			}
		}
	}
}

func TestAtomsAreStrataOfDimensionZero(t *testing.T) {
	for name, phi := range targets(t) {
		x, y := make([]float64, phi.Dim()), make([]float64, phi.Dim())
		r := random.New(name)
		for range 5 {
			phi.Map(y, r.Normals(x))
			if tangent, hess, err := phi.SecondOrder(y, x); tangent != nil || hess != nil || err != nil {
				t.Errorf("%s: second order at an atom: %v, %v, %v", name, tangent, hess, err)
			}
		}
		y[0] += 0.01
		_, _, err := phi.SecondOrder(y, x)
		if broken := (*potential.AssumptionError)(nil); !errors.As(err, &broken) {
			t.Errorf("%s: beside an atom A1 should not hold", name)
		}
	}
}
