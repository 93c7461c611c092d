package learn

import (
	"math"
	"testing"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"

	"proxflow/theory/random"
)

// networks of different shapes, one for each activation and more.
func networks() map[string]Network {
	all := map[string]Network{
		"affine":  {Dim: 3},
		"fourier": {Dim: 2, Widths: []int{5}, Activation: &SiLU{}, Frequencies: 2},
		"pyramid": {Dim: 17, Widths: []int{33, 20, 7}, Activation: &SELU{}},
	}
	for _, name := range Activations.Names() {
		a, err := Activations.New(name)
		if err != nil {
			panic(err)
		}
		all[name] = MLP(2, 16, 3, a)
	}
	return all
}

// field has random weights, biases included.
func field(net Network, r *random.Source) *Field {
	f := NewField(net, net.Init(r))
	for i := range f.Weights {
		f.Weights[i] += 0.1 * r.Normal()
	}
	return f
}

func normals(r *random.Source, n int) []float64 { return r.Normals(make([]float64, n)) }

// slope is the derivative of f at 0 by central differences with Richardson's extrapolation: accurate to h⁴.
func slope(f func(h float64) float64) float64 {
	const h = 1e-4 // short, for SELU has a kink
	return (8*(f(h/2)-f(-h/2)) - (f(h) - f(-h))) / (6 * h)
}

func near(t *testing.T, what string, got, want, tol float64) {
	t.Helper()
	if !(math.Abs(got-want) <= tol*max(1, math.Abs(want))) {
		t.Errorf("%s: got %.12g, want %.12g", what, got, want)
	}
}

func TestFieldIsTheFormula(t *testing.T) {
	// One hidden unit with softplus, by hand: v = c log(1+exp(a·x + b t + s sin 2πt + k cos 2πt + e)) + o.
	net := Network{Dim: 1, Widths: []int{1}, Activation: &Softplus{}, Frequencies: 1}
	f := &Field{net, []float64{0.3, -1.1, 0.7, 0.2, 0.5, 1.7, -0.4}}
	dst := make([]float64, 1)
	for _, p := range [][2]float64{{0.2, 0.3}, {-5, 0.9}} {
		x, t0 := p[0], p[1]
		f.At(dst, []float64{x}, t0)
		z := 0.3*x - 1.1*t0 + 0.7*math.Sin(2*math.Pi*t0) + 0.2*math.Cos(2*math.Pi*t0) + 0.5
		near(t, "v", dst[0], 1.7*math.Log(1+math.Exp(z))-0.4, 1e-14)
	}
	if n := MLP(2, 64, 3, &SELU{}); n.Size() != 3*64+64+2*(64*64+64)+64*2+2 {
		t.Errorf("3-64-64-64-2 has %d weights", n.Size())
	}
}

func TestFieldIsTheProductOfItsMatrices(t *testing.T) {
	for name, net := range networks() {
		r := random.New("product/" + name)
		f := field(net, r)
		x, dst := normals(r, net.Dim), make([]float64, net.Dim)
		f.At(dst, x, 0.3)
		in := make([]float64, net.Inputs())
		net.features(in, x, 0.3)
		h := mat.NewVecDense(len(in), in)
		at := 0
		for l := range len(net.Widths) + 1 {
			out := net.Dim
			if l < len(net.Widths) {
				out = net.Widths[l]
			}
			w := mat.NewDense(h.Len(), out, f.Weights[at:at+h.Len()*out])
			b := mat.NewVecDense(out, f.Weights[at+h.Len()*out:at+h.Len()*out+out])
			at += h.Len()*out + out
			var z mat.VecDense
			z.MulVec(w.T(), h)
			z.AddVec(&z, b)
			if l < len(net.Widths) {
				for i := range out {
					value, _ := net.Activation.At(z.AtVec(i))
					z.SetVec(i, value)
				}
			}
			h = &z
		}
		for i := range dst {
			near(t, name, dst[i], h.AtVec(i), 1e-12)
		}
	}
}

func TestDerivativesOfTheFieldAgreeWithDifferences(t *testing.T) {
	for name, net := range networks() {
		r := random.New("derivatives/" + name)
		f, d := field(net, r), net.Dim
		x, w, dx, t0, dt := normals(r, d), normals(r, d), normals(r, d), 0.4, 0.8
		moved, dst := make([]float64, d), make([]float64, d)
		jac := f.Jacobian(x, t0)

		f.JVP(dst, x, t0, dx, dt)
		v := make([]float64, d)
		for i := range d {
			near(t, name+" JVP", dst[i], slope(func(h float64) float64 {
				floats.AddScaledTo(moved, x, h, dx)
				f.At(v, moved, t0+h*dt)
				return v[i]
			}), 1e-8)
			for j := range d {
				near(t, name+" Jacobian", jac.At(i, j), slope(func(h float64) float64 {
					copy(moved, x)
					moved[j] += h
					f.At(v, moved, t0)
					return v[i]
				}), 1e-8)
			}
		}
		f.JVP(dst, x, t0, dx, 0)
		var want mat.VecDense
		want.MulVec(jac, mat.NewVecDense(d, dx))
		if e := floats.Distance(dst, want.RawVector().Data, 2); e > 1e-12*(1+mat.Norm(jac, 2)) {
			t.Errorf("%s: JVP and Jacobian differ by %g", name, e)
		}
		kept := append([]float64(nil), w...)
		f.VJP(dst, x, t0, w)
		want.MulVec(jac.T(), mat.NewVecDense(d, w))
		e := floats.Distance(dst, want.RawVector().Data, 2)
		if e > 1e-12*(1+mat.Norm(jac, 2)) || !floats.Equal(w, kept) {
			t.Errorf("%s: VJP and Jacobian differ by %g", name, e)
		}
	}
}

func TestGradientOfTheLossAgreesWithDifferences(t *testing.T) {
	for name, net := range networks() {
		r := random.New("gradient/" + name)
		f := field(net, r)
		x, u, t0 := normals(r, net.Dim), normals(r, net.Dim), 0.7
		gradient := make([]float64, net.Size())
		loss, v := f.Loss(gradient, x, t0, u), make([]float64, net.Dim)
		f.At(v, x, t0)
		near(t, name+" loss", loss, math.Pow(floats.Distance(v, u, 2), 2), 1e-13)
		for k := range gradient {
			at := f.Weights[k]
			near(t, name, gradient[k], slope(func(h float64) float64 {
				f.Weights[k] = at + h
				return f.Loss(nil, x, t0, u)
			}), 1e-8)
			f.Weights[k] = at
		}
	}
}

func TestFastLossAndGradientAgreeWithTheReference(t *testing.T) {
	for name, net := range networks() {
		r := random.New("fast/" + name)
		for _, n := range []int{1, 7, 64} {
			weights := net.Init(r)
			for i := range weights {
				weights[i] += float32(0.1 * r.Normal())
			}
			e, f := newEvaluation(net, n), NewField(net, weights)
			target := make([]float32, n*net.Dim)
			fast, slow := make([]float32, net.Size()), make([]float64, net.Size())
			want := 0.0
			for i := range n {
				x, u, t0 := normals(r, net.Dim), normals(r, net.Dim), r.Uniform()
				in := make([]float64, net.Inputs())
				net.features(in, x, t0)
				narrow(e.value[0][i*len(in):], in)
				narrow(target[i*net.Dim:], u)
				want += f.Loss(slow, x, t0, u) / float64(n)
			}
			floats.Scale(1/float64(n), slow)
			for range 2 { // what the first call leaves must not show in the second
				near(t, name+" loss", e.loss(fast, weights, target), want, 1e-5)
			}
			size, off := floats.Norm(slow, 2), 0.0
			for i, g := range slow {
				off = math.Hypot(off, float64(fast[i])-g)
			}
			if off > 2e-6*size {
				t.Errorf("%s, %d points: the gradient is off by %g of %g", name, n, off, size)
			}
		}
	}
}

func TestEvaluatorAgreesWithTheField(t *testing.T) {
	for name, net := range networks() {
		r := random.New("evaluator/" + name)
		const n = 13
		weights := net.Init(r)
		f, e := NewField(net, weights), NewEvaluator(net, weights, n)
		x, got, want := normals(r, n*net.Dim), make([]float64, n*net.Dim), make([]float64, net.Dim)
		e.At(got, x, 0.6)
		for i := range n {
			f.At(want, x[i*net.Dim:(i+1)*net.Dim], 0.6)
			for j := range want {
				near(t, name, got[i*net.Dim+j], want[j], 1e-5)
			}
		}
	}
}

func TestInitialWeightsKeepTheVariance(t *testing.T) {
	// Each layer of SELU keeps variance 1 of its inputs; with the gain 2 the inputs of the others stay of
	// order 1.
	r := random.New("init")
	for _, name := range Activations.Names() {
		a, _ := Activations.New(name)
		net := Network{Dim: 400, Widths: []int{400, 400, 400, 400}, Activation: a}
		f, v := NewField(net, net.Init(r)), make([]float64, 400)
		f.At(v, normals(r, 400), 0.5)
		rms := floats.Norm(v, 2) / 20
		if least, most := 0.3, 4.0; rms < least || rms > most || name == "selu" && math.Abs(rms-1) > 0.2 {
			t.Errorf("%s: the outputs have the size %g", name, rms)
		}
	}
}
