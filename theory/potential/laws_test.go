package potential

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"gonum.org/v1/gonum/floats"

	"proxflow/theory/random"
)

// law is a property of all potentials. Laws that speak of the map hold vacuously for potentials that are
// not targets, and those of second order for potentials without such data.
type law struct {
	name  string
	holds func(phi Potential, r *random.Source) error
}

// check applies a law; a panic breaks it too, without hiding what other laws have to say.
func (l law) check(phi Potential, seed string) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v", p)
		}
	}()
	return l.holds(phi, random.New(seed))
}

var lawbook = []law{
	{"prox and T write all of dst and leave their argument alone", proxIsPure},
	{"prox returns φ at its point", proxReturnsValue},
	{"(z-p)/λ is a subgradient at p = prox(z)", proxIsOptimal},
	{"prox is firmly nonexpansive", proxIsFirm},
	{"Fenchel's inequality, equal at p = prox(z) and on the path", fenchelYoung},
	{"prox agrees with a slow solver that knows the map alone", proxAgreesWithOracle},
	{"prox recovers x1 from x1 + λx0", proxRecovers},
	{"T is the gradient of φ*", mapIsGradient},
	{"∇φ is a subgradient of φ", gradientIsSubgradient},
	{"DT is the inverse of H on the tangent space", mapHasSecondOrder},
	{"D prox is (I+λH)⁻¹ on the tangent space", proxHasSecondOrder},
}

func TestLawsHoldOnTheWholeCatalog(t *testing.T) {
	refs := slices.Clone(variants)
	for _, name := range Catalog.Names() {
		refs = append(refs, name)
	}
	for _, c := range knownCases(t) {
		if !slices.ContainsFunc(refs, func(r any) bool { return fmt.Sprint(r) == fmt.Sprint(c.Target) }) {
			refs = append(refs, c.Target)
		}
	}
	for _, ref := range refs {
		phi, canonical, err := Catalog.Build(ref)
		if err != nil {
			t.Errorf("%v: %v", ref, err)
			continue
		}
		t.Run(Catalog.Label(canonical), func(t *testing.T) {
			for _, l := range lawbook {
				if err := l.check(phi, l.name); err != nil {
					t.Errorf("%s: %v", l.name, err)
				}
			}
		})
	}
}

// probe is a random point z with a prox parameter, the prox p there, and v = (z-p)/λ.
type probe struct {
	z, p, v       []float64
	lambda, value float64
	noise         float64 // how far rounding of z and p moves v
}

func newProbe(phi Potential, r *random.Source) probe {
	d := phi.Dim()
	q := probe{z: r.Normals(make([]float64, d)), p: make([]float64, d), v: make([]float64, d)}
	floats.Scale(0.5+2*r.Uniform(), q.z)
	q.lambda = math.Exp(6*r.Uniform() - 3)
	q.value = phi.Prox(q.p, q.z, q.lambda)
	floats.SubTo(q.v, q.z, q.p)
	floats.Scale(1/q.lambda, q.v)
	q.noise = 64 * epsilon * (floats.Norm(q.z, 2) + floats.Norm(q.p, 2)) / q.lambda
	return q
}

// targetOf returns φ as a target, nil if it is not one.
func targetOf(phi Potential) Target {
	t, _ := AsTarget(phi)
	return t
}

func proxIsPure(phi Potential, r *random.Source) error {
	z := r.Normals(make([]float64, phi.Dim()))
	before, first, again := slices.Clone(z), make([]float64, len(z)), make([]float64, len(z))
	floats.AddConst(math.NaN(), first)
	phi.Prox(first, z, 1)
	phi.Prox(again, z, 1)
	if !slices.Equal(z, before) || !slices.Equal(first, again) {
		return fmt.Errorf("z = %v became %v; prox = %v, then %v", before, z, first, again)
	}
	if target := targetOf(phi); target != nil {
		floats.AddConst(math.NaN(), first)
		target.Map(first, z)
		target.Map(again, z)
		if !slices.Equal(z, before) || !slices.Equal(first, again) {
			return fmt.Errorf("x = %v became %v; T = %v, then %v", before, z, first, again)
		}
	}
	return nil
}

func proxReturnsValue(phi Potential, r *random.Source) error {
	for range 8 {
		q := newProbe(phi, r)
		want := phi.Value(q.p)
		tol := 1e-11*(1+math.Abs(want)) + rounding*floats.Norm(q.v, 2)*floats.Norm(q.p, 2)
		if !(math.Abs(q.value-want) <= tol) {
			return fmt.Errorf("z = %v, λ = %v: %v is returned, but φ(%v) = %v", q.z, q.lambda, q.value, q.p, want)
		}
	}
	return nil
}

// proxIsOptimal checks φ(y) ≥ φ(p) + <v,y-p> at points y of the domain: others of the prox and of the map,
// and points on the lines to them, also beyond.
func proxIsOptimal(phi Potential, r *random.Source) error {
	target, y := targetOf(phi), make([]float64, phi.Dim())
	for range 8 {
		q, other := newProbe(phi, r), newProbe(phi, r)
		if target != nil && r.Uniform() < 0.5 {
			target.Map(other.p, other.z)
		}
		for _, s := range []float64{-1, -0.1, 0.5, 1, 1.1, 2} {
			for i := range y {
				y[i] = q.p[i] + s*(other.p[i]-q.p[i])
			}
			value := phi.Value(y)
			excess, apart := value-q.value, floats.Distance(y, q.p, 2)
			for i := range y {
				excess -= q.v[i] * (y[i] - q.p[i])
			}
			size := math.Abs(value) + math.Abs(q.value) + floats.Norm(q.v, 2)*(floats.Norm(y, 2)+floats.Norm(q.p, 2))
			if !(excess >= -q.noise*apart-2*rounding*size) {
				return fmt.Errorf("z = %v, λ = %v: p = %v, but y = %v is better by %v", q.z, q.lambda, q.p, y, -excess)
			}
		}
	}
	return nil
}

func proxIsFirm(phi Potential, r *random.Source) error {
	p, z := make([]float64, phi.Dim()), make([]float64, phi.Dim())
	for _, far := range []float64{1e-3, 0.1, 1, 1, 10, 1000} {
		q := newProbe(phi, r)
		floats.AddScaledTo(z, q.z, far, r.Normals(p))
		phi.Prox(p, z, q.lambda)
		var square, inner float64
		for i := range p {
			square += (p[i] - q.p[i]) * (p[i] - q.p[i])
			inner += (p[i] - q.p[i]) * (z[i] - q.z[i])
		}
		tol := (q.noise*q.lambda + 64*epsilon*floats.Norm(z, 2)) * floats.Distance(z, q.z, 2)
		if !(square <= inner+tol) {
			return fmt.Errorf("λ = %v: %v and %v go to %v and %v", q.lambda, q.z, z, q.p, p)
		}
	}
	return nil
}

func fenchelYoung(phi Potential, r *random.Source) error {
	target := targetOf(phi)
	if target == nil {
		return nil
	}
	d := phi.Dim()
	y, other := make([]float64, d), make([]float64, d)
	for range 8 {
		q := newProbe(phi, r)
		conj := target.Map(y, q.v)
		size := math.Abs(conj) + math.Abs(q.value) + floats.Norm(q.v, 2)*floats.Norm(q.p, 2)
		tol := q.noise*(floats.Norm(q.p, 2)+floats.Norm(y, 2)) + 4*rounding*size
		if gap := q.value + conj - floats.Dot(q.p, q.v); !(math.Abs(gap) <= tol) {
			return fmt.Errorf("z = %v, λ = %v: the gap at p is %v", q.z, q.lambda, gap)
		}
		value := phi.Value(y)
		size = math.Abs(conj) + math.Abs(value) + floats.Norm(q.v, 2)*floats.Norm(y, 2)
		if gap := value + conj - floats.Dot(y, q.v); !(math.Abs(gap) <= 4*rounding*(1+size)) {
			return fmt.Errorf("the gap between x0 = %v and T(x0) = %v is %v", q.v, y, gap)
		}
		conj = target.Map(other, q.z)
		size = math.Abs(conj) + math.Abs(value) + floats.Norm(q.z, 2)*floats.Norm(y, 2)
		if gap := value + conj - floats.Dot(y, q.z); !(gap >= -4*rounding*(1+size)) {
			return fmt.Errorf("the gap between y = %v and x = %v is %v", y, q.z, gap)
		}
	}
	return nil
}

func proxAgreesWithOracle(phi Potential, r *random.Source) error {
	target, d := targetOf(phi), phi.Dim()
	if target == nil || d > 12 { // the oracle takes O(d⁴)
		return nil
	}
	want := make([]float64, d)
	for range 2 {
		q := newProbe(phi, r)
		radius := slowProx(target, want, q.z, q.lambda)
		if radius > 1e-4 {
			return fmt.Errorf("the oracle is too coarse: it knows the prox of %v to within %v", q.z, radius)
		}
		if e := floats.Distance(q.p, want, 2); !(e <= radius+q.noise*q.lambda) {
			return fmt.Errorf("z = %v, λ = %v: %v, but the oracle finds %v within %v", q.z, q.lambda, q.p, want,
				radius)
		}
	}
	return nil
}

func proxRecovers(phi Potential, r *random.Source) error {
	target, d := targetOf(phi), phi.Dim()
	if target == nil {
		return nil
	}
	x0, x1, z, p := make([]float64, d), make([]float64, d), make([]float64, d), make([]float64, d)
	wide0, wide1 := 0.0, 0.0 // the largest |x0| and |x1| seen: a point near 0 has no finer rounding
	for range 8 {
		target.Map(x1, r.Normals(x0))
		wide0, wide1 = max(wide0, floats.Norm(x0, 2)), max(wide1, floats.Norm(x1, 2))
		for _, lambda := range []float64{1e-6, 1e-3, 1, 1e3, 1e6} {
			floats.AddScaledTo(z, x1, lambda, x0)
			phi.Prox(p, z, lambda)
			if e, unit := floats.Distance(p, x1, 2), epsilon*(wide1+lambda*wide0); !(e <= 16*unit) {
				return fmt.Errorf("x0 = %v, x1 = %v, λ = %v: |prox - x1| = %.3g, %.1f units of rounding", x0, x1,
					lambda, e, e/unit)
			}
		}
	}
	return nil
}

// mapIsGradient checks 0 ≤ φ*(x') - φ*(x) - <T(x),x'-x> ≤ <T(x')-T(x),x'-x>, which needs no smoothness.
// Near by, the right-hand side is as small as the error of a finite difference.
func mapIsGradient(phi Potential, r *random.Source) error {
	target, d := targetOf(phi), phi.Dim()
	if target == nil {
		return nil
	}
	x, other, y, next := make([]float64, d), make([]float64, d), make([]float64, d), make([]float64, d)
	for _, far := range []float64{1e-6, 1e-5, 1e-4, 1e-3, 0.1, 1, 3} {
		conj := target.Map(y, r.Normals(x))
		floats.AddScaledTo(other, x, far, r.Normals(next))
		after := target.Map(next, other)
		bregman, bound := after-conj, 0.0
		for i := range x {
			bregman -= y[i] * (other[i] - x[i])
			bound += (next[i] - y[i]) * (other[i] - x[i])
		}
		tol := rounding * (math.Abs(conj) + math.Abs(after) + floats.Norm(x, 2)*(1+floats.Norm(y, 2)))
		if !(bregman >= -tol && bregman <= bound+tol) {
			return fmt.Errorf("from %v to %v φ* bends by %v, want 0 … %v", x, other, bregman, bound)
		}
	}
	return nil
}

// gradientIsSubgradient: for potentials that are finite everywhere.
func gradientIsSubgradient(phi Potential, r *random.Source) error {
	f, err := asFinite(phi)
	if err != nil {
		return nil
	}
	d := phi.Dim()
	y, g, other := make([]float64, d), make([]float64, d), make([]float64, d)
	for _, far := range []float64{1e-6, 1e-3, 0.1, 1, 10} {
		value := f.Gradient(g, r.Normals(y))
		if want := phi.Value(y); !(math.Abs(value-want) <= rounding*(1+math.Abs(want))) {
			return fmt.Errorf("Gradient returns %v, but φ(%v) = %v", value, y, want)
		}
		floats.AddScaledTo(other, y, far, r.Normals(other))
		after := phi.Value(other)
		excess, size := after-value, math.Abs(after)+math.Abs(value)
		for i := range y {
			excess -= g[i] * (other[i] - y[i])
			size += math.Abs(g[i] * y[i])
		}
		if !(excess >= -rounding*(1+size)) {
			return fmt.Errorf("from %v to %v φ is below its tangent by %v", y, other, -excess)
		}
	}
	return nil
}
