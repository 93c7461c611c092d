package kernel

import "math"

// assembly is what the generator writes: loops over whole tiles and whole blocks of 8 numbers.
type assembly struct {
	narrow, wide         [tall + 1]panelFunc // by the rows of a tile
	pack                 func(panel, b *float32, rows, stride int)
	selu, silu, softplus func(h, d, z *float32, blocks int)
	multiply             func(dst, src *float32, blocks int)
	adam                 func(weights, first, second, average, gradient *float32, blocks int, c *[6]float32)
}

type panelFunc = func(tiles, k int, a *float32, rs, cs int, b, bias, c *float32, ldc int)

// vector is nil where the processor lacks what the assembly needs.
var vector *assembly

// tiles computes width columns of C = A B + 1 biasᵀ from a packed panel of B; ldc is the row stride of C.
func tiles(c []float32, ldc int, a Matrix, panel, bias []float32, width int) {
	if vector == nil || a.Rows == 0 || a.Cols == 0 {
		tilesGo(c, ldc, a, panel, bias, width)
		return
	}
	panels := &vector.wide
	if width == narrow {
		panels = &vector.narrow
	}
	run := func(i, rows, count int) {
		_, _ = c[(i+rows*count-1)*ldc+width-1], a.Data[(i+rows*count-1)*a.RowStride+(a.Cols-1)*a.ColStride]
		panels[rows](count, a.Cols, &a.Data[i*a.RowStride], 4*a.RowStride, 4*a.ColStride, &panel[0], &bias[0],
			&c[i*ldc], 4*ldc)
	}
	full, rest := a.Rows/tall, a.Rows%tall
	if full > 0 {
		run(0, tall, full)
	}
	if rest > 0 {
		run(full*tall, rest, 1)
	}
}

func tilesGo(c []float32, ldc int, a Matrix, panel, bias []float32, width int) {
	for i := range a.Rows {
		row := c[i*ldc:][:width]
		copy(row, bias)
		for k := range a.Cols {
			x := a.Data[i*a.RowStride+k*a.ColStride]
			for j, y := range panel[k*width:][:width] {
				row[j] += x * y
			}
		}
	}
}

// The activations may work in place: h or d may be z.

// SELU puts h = λ z for z > 0, λα (exp z - 1) for z ≤ 0, and its derivative d.
// [Klambauer and others, Self-Normalizing Neural Networks, 2017, arXiv:1706.02515]
func SELU(h, d, z []float32) {
	rest := 0
	if vector != nil {
		rest = activate(vector.selu, h, d, z)
	}
	for i := rest; i < len(z); i++ {
		if x := z[i]; x <= 0 {
			d[i] = Lambda * Alpha * exp(x)
			h[i] = d[i] - Lambda*Alpha
		} else {
			h[i], d[i] = Lambda*x, Lambda
		}
	}
}

// Lambda and Alpha are the constants of SELU: they make mean 0 and variance 1 a fixed point.
const (
	Lambda = 1.0507009873554804934193349852946
	Alpha  = 1.6732632423543772848170429916717
)

// SiLU puts h = z s with s = 1/(1+exp(-z)), and its derivative d = s + h (1-s).
func SiLU(h, d, z []float32) {
	rest := 0
	if vector != nil {
		rest = activate(vector.silu, h, d, z)
	}
	for i := rest; i < len(z); i++ {
		s, c := 1/(1+exp(-z[i])), 1/(1+exp(z[i]))
		h[i] = z[i] * s
		d[i] = s + h[i]*c
	}
}

// Softplus puts h = log(1+exp z) and its derivative d = 1/(1+exp(-z)).
func Softplus(h, d, z []float32) {
	rest := 0
	if vector != nil {
		rest = activate(vector.softplus, h, d, z)
	}
	for i := rest; i < len(z); i++ {
		x := float64(z[i])
		d[i] = 1 / (1 + exp(-z[i]))
		h[i] = float32(max(x, 0) + math.Log1p(math.Exp(-math.Abs(x))))
	}
}

func exp(x float32) float32 { return float32(math.Exp(float64(x))) }

// activate runs over whole blocks and returns where the rest starts.
func activate(f func(h, d, z *float32, blocks int), h, d, z []float32) int {
	n := len(z) / 8
	if n > 0 {
		_, _ = h[8*n-1], d[8*n-1]
		f(&h[0], &d[0], &z[0], n)
	}
	return 8 * n
}

// Times computes dst[i] *= src[i].
func Times(dst, src []float32) {
	rest := 0
	if n := len(dst) / 8; vector != nil && n > 0 {
		_ = src[8*n-1]
		vector.multiply(&dst[0], &src[0], n)
		rest = 8 * n
	}
	for i := rest; i < len(dst); i++ {
		dst[i] *= src[i]
	}
}

// Adam holds the weights of a network while it is trained, and their moments.
type Adam struct {
	Weights, First, Second, Average, Gradient []float32
	c                                         [6]float32
}

// Step is one step of Adam: with the gradient g
//
//	m += (1-β1)(g - m),  v += (1-β2)(g² - v),  θ -= rate m/(scale √v + ε),  a += (1-κ)(θ - a)
//
// where rate and scale hold the bias corrections, and keep1 = 1-β1, keep2 = 1-β2, keep = 1-κ.
// [Kingma and Ba, Adam, 2015, arXiv:1412.6980]
func (s *Adam) Step(keep1, keep2, rate, scale, epsilon, keep float32) {
	rest := 0
	if n := len(s.Weights) / 8; vector != nil && n > 0 {
		s.c = [6]float32{keep1, keep2, rate, scale, epsilon, keep}
		rest = 8 * n
		_, _, _, _ = s.First[rest-1], s.Second[rest-1], s.Average[rest-1], s.Gradient[rest-1]
		vector.adam(&s.Weights[0], &s.First[0], &s.Second[0], &s.Average[0], &s.Gradient[0], n, &s.c)
	}
	for i := rest; i < len(s.Weights); i++ {
		g := s.Gradient[i]
		s.First[i] += keep1 * (g - s.First[i])
		s.Second[i] += keep2 * (g*g - s.Second[i])
		s.Weights[i] -= rate * s.First[i] / (scale*float32(math.Sqrt(float64(s.Second[i]))) + epsilon)
		s.Average[i] += keep * (s.Weights[i] - s.Average[i])
	}
}
