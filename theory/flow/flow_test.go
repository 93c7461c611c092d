package flow

import (
	"context"
	"math"
	"testing"

	"gonum.org/v1/gonum/floats"

	"proxflow/theory/potential"
	"proxflow/theory/random"
	"proxflow/theory/schedule"
)

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

func TestIntegratorHasOrderFive(t *testing.T) {
	// x' = -x + cos s has the solution (cos s + sin s)/2 + c exp(-s).
	f := func(dx []float64, s float64, x []float64) { dx[0] = -x[0] + math.Cos(s) }
	exact := func(s float64) float64 { return (math.Cos(s)+math.Sin(s))/2 + 0.5*math.Exp(-s) }
	var errs []float64
	for _, tol := range []float64{1e-5, 1e-10} {
		x, count := []float64{1}, 0
		err := Integrator{Tol: tol}.Solve(context.Background(), f, x, 0, 10, func(float64, []float64) { count++ })
		if err != nil {
			t.Fatal(err)
		}
		if e := math.Abs(x[0] - exact(10)); e > 20*tol {
			t.Errorf("tolerance %g: error %g", tol, e)
		}
		errs = append(errs, float64(count))
	}
	// Five decades of tolerance cost 10^(5/5) = 10 times the steps for a method whose local error is h⁵.
	if ratio := errs[1] / errs[0]; ratio < 5 || ratio > 15 {
		t.Errorf("steps grow by %g", ratio)
	}
}

func TestIntegratorTakesShorterStepsWhereALongOneIsNotDefined(t *testing.T) {
	// x' = -x/2√(1-s) … of the solution x = √(1-s), which a long step continues past 1, where it is not a
	// number.
	f := func(dx []float64, s float64, x []float64) { dx[0] = -0.5 / math.Sqrt(1-s-(x[0]-math.Sqrt(1-s))*1e-3) }
	x := []float64{1}
	if err := (Integrator{Tol: 1e-4}).Solve(context.Background(), f, x, 0, 1-1e-8, nil); err != nil ||
		math.Abs(x[0]-1e-4) > 1e-2 {
		t.Errorf("got %g, %v", x[0], err)
	}
}

func TestIntegratorWithAFixedStepHasOrderFive(t *testing.T) {
	f := func(dx []float64, s float64, x []float64) { dx[0] = x[0] * math.Cos(s) }
	var errs []float64
	for _, step := range []float64{0.2, 0.1} {
		x := []float64{1}
		if err := (Integrator{Step: step}).Solve(context.Background(), f, x, 0, 2, nil); err != nil {
			t.Fatal(err)
		}
		errs = append(errs, math.Abs(x[0]-math.Exp(math.Sin(2))))
	}
	if ratio := errs[0] / errs[1]; ratio < 20 || ratio > 50 { // 2⁵ = 32
		t.Errorf("halving the step divides the error by %g", ratio)
	}
}

func TestIntegratorStopsWithItsContextAndReportsABreakdown(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	grow := func(dx []float64, s float64, x []float64) { dx[0] = x[0] * x[0] }
	if err := (Integrator{}).Solve(ctx, grow, []float64{1}, 0, 2, nil); err != context.Canceled {
		t.Errorf("got %v", err)
	}
	if err := (Integrator{}).Solve(context.Background(), grow, []float64{1}, 0, 2, nil); err == nil {
		t.Error("the solution 1/(1-s) is continued past its pole")
	}
}

// rough is a monotone map that jumps and is not a gradient: S(x) = Q sign(x) + x/10 with a rotation Q by
// less than 90°.
func rough(dst, x []float64) {
	c, s := math.Cos(0.5), math.Sin(0.5)
	a, b := math.Copysign(1, x[0]), math.Copysign(1, x[1])
	dst[0], dst[1] = c*a-s*b+x[0]/10, s*a+c*b+x[1]/10
}

func TestInvertFindsTheRoot(t *testing.T) {
	r := random.New("invert")
	maps := map[string]func(dst, x []float64){"rough": rough}
	dims := map[string]int{"rough": 2}
	for name, ref := range map[string]any{
		"ball": map[string]any{"name": "ball", "d": int64(4), "radius": 2.0},
		"cube": map[string]any{"name": "ball", "d": int64(1)},
	} {
		phi := build(t, ref)
		maps[name] = func(dst, x []float64) { phi.Map(dst, x) }
		dims[name] = phi.Dim()
	}
	for name, s := range maps {
		d := dims[name]
		for range 50 {
			for _, alpha := range []float64{1e-6, 1e-2, 0.5, 1} {
				beta := 1 - alpha + 1e-6
				x0 := r.Normals(make([]float64, d))
				x1, x, w, y := make([]float64, d), make([]float64, d), make([]float64, d), make([]float64, d)
				s(x1, x0)
				for i := range x {
					x[i] = alpha*x0[i] + beta*x1[i]
				}
				if err := Invert(w, s, alpha, beta, x); err != nil {
					t.Fatalf("%s, α = %g: %v", name, alpha, err)
				}
				floats.AddScaledTo(y, x, -alpha, w)
				floats.Scale(1/beta, y)
				size := alpha*floats.Norm(x0, 2) + beta*floats.Norm(x1, 2)
				if e := floats.Distance(y, x1, 2); e > 64*unit*size/beta {
					t.Errorf("%s, α = %g: x1 is missed by %g", name, alpha, e)
				}
			}
		}
	}
}

func TestInvertFindsTheRootBehindFlatPieces(t *testing.T) {
	// Next to t = 1 a Newton step from a flat piece of the soft threshold goes off to 1/α.
	r := random.New("flat")
	for _, d := range []int{1, 2, 3} {
		phi := build(t, map[string]any{"name": "soft-threshold", "d": int64(d), "mu": 0.5})
		for _, alpha := range []float64{1e-6, 1e-12, 1e-18} {
			for range 50 {
				x0, x1, x, w := r.Normals(make([]float64, d)), make([]float64, d), make([]float64, d), make([]float64, d)
				phi.Map(x1, x0)
				floats.AddScaledTo(x, x1, alpha, x0)
				if err := Invert(w, func(dst, x []float64) { phi.Map(dst, x) }, alpha, 1, x); err != nil {
					t.Fatalf("d = %d, α = %g: %v", d, alpha, err)
				}
				phi.Map(x, w)
				if e := floats.Distance(x, x1, 2); e > 64*unit*(1+floats.Norm(x1, 2)) {
					t.Fatalf("d = %d, α = %g: x1 is missed by %g", d, alpha, e)
				}
			}
		}
	}
}

func TestInvertTakesTheNearerEndOfAJump(t *testing.T) {
	// The Cantor map jumps wherever it moves: rounding puts the root on a jump that starts or ends at x1.
	phi, r := build(t, "cantor"), random.New("cantor")
	for range 200 {
		x0, x1, x, w, y := []float64{r.Normal()}, make([]float64, 1), make([]float64, 1), make([]float64, 1),
			make([]float64, 1)
		phi.Map(x1, x0)
		const alpha, beta = 1e-10, 1 - 1e-10
		x[0] = alpha*x0[0] + beta*x1[0]
		if err := Invert(w, func(dst, x []float64) { phi.Map(dst, x) }, alpha, beta, x); err != nil {
			t.Fatal(err)
		}
		phi.Map(y, w)
		if e := math.Abs(y[0] - x1[0]); e > 8*unit {
			t.Errorf("x0 = %g: x1 is missed by %g", x0[0], e)
		}
	}
}

// Where S jumps or turns by much more than α, w may be known to rounding over α only, but S(w) is known to
// rounding.
func TestInvertFindsTheValueWhereTheRootIsHardToTell(t *testing.T) {
	dust := map[string]any{"name": "product", "blocks": []any{"cantor", "cantor"}}
	for _, c := range []struct {
		ref   map[string]any
		alpha float64
		draws int
	}{
		{dust, 1e-10, 2},
		{map[string]any{"name": "rotation", "of": dust}, 1e-12, 2},
		{map[string]any{"name": "scaling", "of": "torus", "factor": 1e6}, 1e-12, 100},
		{map[string]any{"name": "scaling", "of": "two-moons", "factor": 1e6}, 1e-12, 100},
		{map[string]any{"name": "trefoil", "scale": 1e6}, 1e-14, 100},
	} {
		phi := build(t, c.ref)
		d, r := phi.Dim(), random.New("hard")
		for range c.draws {
			x0, x1, x, w, y := r.Normals(make([]float64, d)), make([]float64, d), make([]float64, d),
				make([]float64, d), make([]float64, d)
			phi.Map(x1, x0)
			floats.AddScaledTo(x, x1, c.alpha, x0)
			if err := Invert(w, func(dst, x []float64) { phi.Map(dst, x) }, c.alpha, 1, x); err != nil {
				t.Fatal(err)
			}
			phi.Map(y, w)
			if e := floats.Distance(y, x1, 2); e > 64*unit*floats.Norm(x, 2) {
				t.Errorf("%v, α = %g: x1 = %v is missed by %g", c.ref, c.alpha, x1, e)
			}
		}
	}
}

func TestInvertFindsARootOnAJump(t *testing.T) {
	// α w + β ∂|w|₁ ∋ x has the root soft(x, β)/α, which is 0 in the second coordinate.
	sign := func(dst, x []float64) {
		for i, v := range x {
			dst[i] = math.Copysign(1, v)
		}
	}
	for _, x := range [][]float64{{2, 0.3}, {-0.2, 0.1}, {1.7, -3}} {
		w := make([]float64, 2)
		if err := Invert(w, sign, 0.5, 0.9, x); err != nil {
			t.Fatal(err)
		}
		for i := range x {
			want := math.Copysign(max(0, math.Abs(x[i])-0.9), x[i]) / 0.5
			if math.Abs(w[i]-want) > 1e-13 {
				t.Errorf("x = %v: w = %v, want %g at %d", x, w, want, i)
			}
		}
	}
}

func TestTrajectoryEndsAtTheImageOfItsStart(t *testing.T) {
	phi := build(t, map[string]any{"name": "ball", "d": int64(3), "radius": 1.5})
	for _, name := range schedule.Catalog.Names() {
		s, err := schedule.Catalog.New(name)
		if err != nil {
			t.Fatal(err)
		}
		f := &Field{phi, s}
		x0 := []float64{0.3, -1.2, 0.4}
		x, x1 := append([]float64(nil), x0...), make([]float64, 3)
		phi.Map(x1, x0)
		sp := f.Span()
		if err := f.Trajectory(context.Background(), Integrator{}, x, sp, nil); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		end := s.At(sp.End)
		for i := range x { // the closed form of the path at the end of the span
			x1[i] = end.A*x0[i] + end.B*x1[i]
		}
		if e := floats.Distance(x, x1, 2); e > 1e-8 {
			t.Errorf("%s: the end is missed by %g", name, e)
		}
	}
}
