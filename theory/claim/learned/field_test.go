package learned

import (
	"context"
	"math"
	"testing"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"

	"proxflow/theory/catalog"
	"proxflow/theory/learn"
	"proxflow/theory/schedule"
)

// affineNetwork returns x ↦ Ax + b as a network without hidden layers.
func affineNetwork(a *mat.Dense, b []float64) *network {
	d := len(b)
	net := learn.Network{Dim: d}
	weights, exact := make([]float32, net.Size()), make([]float64, net.Size())
	for i := range d {
		for j := range d {
			exact[j*d+i] = a.At(i, j)
		}
		exact[net.Size()-d+i] = b[i]
	}
	for k, w := range exact {
		weights[k] = float32(w)
	}
	return &network{&learn.Field{Network: net, Weights: exact}, weights}
}

// TestADenoiserIsTheVelocityOfItsPaths: if X1 = x̂(x) at X_t = x, then X0 = (x-βx̂)/α and v = α̇X0 + β̇X1.
func TestADenoiserIsTheVelocityOfItsPaths(t *testing.T) {
	a, b := mat.NewDense(2, 2, []float64{0.5, 0.25, -0.75, 1.5}), []float64{0.125, -2}
	predict := func(x []float64) []float64 {
		return []float64{0.5*x[0] + 0.25*x[1] + 0.125, -0.75*x[0] + 1.5*x[1] - 2}
	}
	for _, name := range schedule.Catalog.Names() {
		sch, err := schedule.Catalog.New(name)
		if err != nil {
			t.Fatal(err)
		}
		f, time := &denoiser{affineNetwork(a, b), sch}, 0.7
		p := sch.At(time)
		velocity := func(x []float64) []float64 {
			v, x1 := make([]float64, 2), predict(x)
			for i := range v {
				v[i] = p.DA*(x[i]-p.B*x1[i])/p.A + p.DB*x1[i]
			}
			return v
		}
		x, y, got := []float64{0.3, -0.8}, []float64{1.1, 0.4}, make([]float64, 2)
		want, size := velocity(x), math.Abs(p.DA)/p.A+math.Abs(p.DB)
		if f.At(got, x, time); floats.Distance(got, want, 2) > 1e-12*size {
			t.Errorf("%s: v is %v, not %v", name, got, want)
		}
		var rise mat.VecDense // v is affine
		rise.MulVec(f.Jacobian(x, time), mat.NewVecDense(2, floats.SubTo(make([]float64, 2), y, x)))
		change := floats.SubTo(make([]float64, 2), velocity(y), want)
		if floats.Distance(rise.RawVector().Data, change, 2) > 1e-12*size {
			const text = "%s: from %v to %v v changes by %v, but by %v according to its Jacobian"
			t.Errorf(text, name, x, y, change, rise)
		}
		both := make([]float64, 4)
		f.bulk(2)(both, append(append([]float64(nil), x...), y...), time)
		if exact := append(want, velocity(y)...); floats.Distance(both, exact, 2) > 1e-5*size {
			t.Errorf("%s: in bulk v is %v, not %v", name, both, exact)
		}
	}
}

func TestPathsOfADenoiserEndWhereItPredicts(t *testing.T) {
	end := []float64{0.5, -1.5}
	c := learnedFlow(t, catalog.Ref{"target": "ball", "predict": "data"})
	f := &denoiser{affineNetwork(mat.NewDense(2, 2, nil), end), c.Schedule}
	p, err := c.integrate(context.Background(), f, []float64{2, 1})
	if err != nil {
		t.Fatal(err)
	}
	x := make([]float64, 2)
	if p.at(x, 0.5); !floats.EqualApprox(x, []float64{1.25, -0.25}, 1e-5) || !floats.Equal(p.x1, end) {
		t.Errorf("at t = 0.5 the path is at %v, and it ends at %v", x, p.x1)
	}
	if math.Abs(p.straight) > 1e-4 || math.Abs(p.energy-0.999*8.5) > 1e-4 {
		t.Errorf("a straight path of length √8.5 has energy %g and bends by %g", p.energy, p.straight)
	}
}
