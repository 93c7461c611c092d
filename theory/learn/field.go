package learn

import (
	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"
)

// Field is a network with its weights, in float64. It is safe for concurrent use.
type Field struct {
	Network Network
	Weights []float64
}

// NewField makes a field from trained weights. It panics if they are not those of the network.
func NewField(n Network, weights []float32) *Field {
	if len(weights) != n.Size() {
		panic("learn: weights of another network")
	}
	f := &Field{n, make([]float64, len(weights))}
	for i, w := range weights {
		f.Weights[i] = float64(w)
	}
	return f
}

// At puts v_θ(t,x) into dst.
func (f *Field) At(dst, x []float64, t float64) { copy(dst, f.run(x, t).output()) }

// JVP puts the directional derivative ∇_x v_θ(t,x) dx + ∂_t v_θ(t,x) dt into dst.
func (f *Field) JVP(dst, x []float64, t float64, dx []float64, dt float64) {
	p := f.run(x, t)
	tangent := make([]float64, f.Network.Inputs())
	if dt != 0 {
		f.Network.drift(tangent, t)
		for i := range tangent {
			tangent[i] *= dt
		}
	}
	copy(tangent, dx)
	for l, y := range p.layers {
		next := make([]float64, y.out)
		f.times(next, tangent, y)
		if l+1 < len(p.layers) {
			for j := range next {
				next[j] *= p.slope[l][j]
			}
		}
		tangent = next
	}
	copy(dst, tangent)
}

// VJP puts ∇_x v_θ(t,x)ᵀ w into dst.
func (f *Field) VJP(dst, x []float64, t float64, w []float64) {
	copy(dst, f.back(nil, f.run(x, t), w)[:f.Network.Dim])
}

// Jacobian returns ∇_x v_θ(t,x), d×d: element (i,j) is ∂v_i/∂x_j. It multiplies the layers' Jacobians, from
// the first on.
func (f *Field) Jacobian(x []float64, t float64) *mat.Dense {
	p, d := f.run(x, t), f.Network.Dim
	var product *mat.Dense // of the layers so far, transposed: d×out
	for l, y := range p.layers {
		w := mat.NewDense(y.in, y.out, f.Weights[y.w:y.b])
		next := mat.NewDense(d, y.out, nil)
		if l == 0 {
			next.Copy(w) // the first d inputs are x
		} else {
			next.Mul(product, w)
		}
		if l+1 < len(p.layers) {
			next.Apply(func(_, j int, v float64) float64 { return v * p.slope[l][j] }, next)
		}
		product = next
	}
	return mat.DenseCopyOf(product.T())
}

// Loss returns |v_θ(t,x) - u|² and, if gradient is not nil, adds its gradient in θ to it.
func (f *Field) Loss(gradient, x []float64, t float64, u []float64) float64 {
	p := f.run(x, t)
	w, sum := make([]float64, len(u)), 0.0
	for i, v := range p.output() {
		w[i] = 2 * (v - u[i])
		sum += (v - u[i]) * (v - u[i])
	}
	if gradient != nil {
		f.back(gradient, p, w)
	}
	return sum
}

// pass is the record of an evaluation: layer l has the input value[l], the output value[l+1] = σ(…), and σ'
// is slope[l].
type pass struct {
	layers       []layer
	value, slope [][]float64
}

func (p *pass) output() []float64 { return p.value[len(p.layers)] }

func (f *Field) run(x []float64, t float64) *pass {
	if len(x) != f.Network.Dim {
		panic("learn: a point of another dimension")
	}
	layers := f.Network.layers()
	size := f.Network.Inputs()
	for _, y := range layers {
		size += 2 * y.out
	}
	room := make([]float64, size) // one piece of memory for the whole pass
	take := func(n int) (part []float64) {
		part, room = room[:n:n], room[n:]
		return part
	}
	in := take(f.Network.Inputs())
	f.Network.features(in, x, t)
	p := &pass{layers: layers, value: [][]float64{in}}
	for l, y := range layers {
		z := take(y.out)
		copy(z, f.Weights[y.b:y.end])
		f.times(z, p.value[l], y)
		if l+1 < len(layers) {
			slope := take(y.out)
			for j := range z {
				z[j], slope[j] = f.Network.Activation.At(z[j])
			}
			p.slope = append(p.slope, slope)
		}
		p.value = append(p.value, z)
	}
	return p
}

// times adds Wᵀh to dst.
func (f *Field) times(dst, h []float64, y layer) {
	for i, a := range h {
		floats.AddScaled(dst, a, f.Weights[y.w+i*y.out:][:y.out])
	}
}

// back returns the derivative in the inputs, given the derivative w in the output, which it overwrites. If
// gradient is not nil, back adds the derivative in θ to it.
func (f *Field) back(gradient []float64, p *pass, w []float64) []float64 {
	for l := len(p.layers) - 1; l >= 0; l-- {
		y := p.layers[l]
		if l+1 < len(p.layers) {
			for j, s := range p.slope[l] {
				w[j] *= s
			}
		}
		before := make([]float64, y.in)
		for i := range before {
			row := f.Weights[y.w+i*y.out:][:y.out]
			for j, a := range row {
				before[i] += a * w[j]
			}
		}
		if gradient != nil {
			for i, h := range p.value[l] {
				row := gradient[y.w+i*y.out:][:y.out]
				for j, a := range w {
					row[j] += h * a
				}
			}
			for j, a := range w {
				gradient[y.b+j] += a
			}
		}
		w = before
	}
	return w
}
