package kernel

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"proxflow/theory/random"
)

func normals(r *random.Source, n int) []float32 {
	x := make([]float32, n)
	for i := range x {
		x[i] = float32(r.Normal())
	}
	return x
}

// bothWays runs a test with the assembly, where there is any, and with Go.
func bothWays(t *testing.T, test func(t *testing.T)) {
	t.Run("fast", test)
	kept := vector
	defer func() { vector = kept }()
	vector = nil
	t.Run("go", test)
}

func (m Matrix) at(i, j int) float64 { return float64(m.Data[i*m.RowStride+j*m.ColStride]) }

// random matrices by rows, or by columns.
func matrix(r *random.Source, rows, cols int, transposed bool) Matrix {
	if transposed {
		return NewMatrix(cols, rows, normals(r, rows*cols)).T()
	}
	return NewMatrix(rows, cols, normals(r, rows*cols))
}

func TestProductAgreesWithTheSums(t *testing.T) {
	const canary = 12345
	bothWays(t, func(t *testing.T) {
		r := random.New("product")
		var m Multiplier // shared: what one product leaves must not show in the next
		for trial := range 600 {
			rows, inner, cols := r.Index(20), r.Index(40), r.Index(50)
			a, b := matrix(r, rows, inner, trial%2 == 0), matrix(r, inner, cols, trial%3 == 0)
			// C is the middle of a larger matrix, around which nothing may change.
			frame := slices.Repeat([]float32{canary}, (rows+2)*(cols+3))
			c := Matrix{frame[cols+3+1:], rows, cols, cols + 3, 1}
			var bias, sums []float32
			if trial%5 < 3 {
				bias = normals(r, cols)
			}
			if trial%7 < 3 {
				sums = make([]float32, cols)
			}
			m.Mul(c, a, b, bias, sums)
			for i := range rows {
				for j := range cols {
					want, size := 0.0, 0.0
					if bias != nil {
						want = float64(bias[j])
						size = math.Abs(want)
					}
					for k := range inner {
						want += a.at(i, k) * b.at(k, j)
						size += math.Abs(a.at(i, k) * b.at(k, j))
					}
					if e := math.Abs(c.at(i, j) - want); e > 0x1p-24*size*float64(inner+1) {
						t.Fatalf("%d×%d×%d: element %d, %d is off by %g", rows, inner, cols, i, j, e)
					}
					c.Data[i*c.RowStride+j] = canary
				}
			}
			for j := range sums {
				want, size := 0.0, 0.0
				for k := range inner {
					want += b.at(k, j)
					size += math.Abs(b.at(k, j))
				}
				if e := math.Abs(float64(sums[j]) - want); e > 0x1p-24*size*float64(inner) {
					t.Fatalf("%d×%d×%d: sum %d is off by %g", rows, inner, cols, j, e)
				}
			}
			if i := slices.IndexFunc(frame, func(x float32) bool { return x != canary }); i >= 0 {
				t.Fatalf("%d×%d×%d: a number outside the product is written: %d", rows, inner, cols, i)
			}
		}
	})
}

func TestElementsOfAProductDoNotDependOnItsShape(t *testing.T) {
	bothWays(t, func(t *testing.T) {
		r := random.New("shape")
		const rows, inner, cols = 13, 77, 35
		a, b := matrix(r, rows, inner, false), matrix(r, inner, cols, false)
		c, single := NewMatrix(rows, cols, make([]float32, rows*cols)), NewMatrix(1, 1, make([]float32, 1))
		var m Multiplier
		m.Mul(c, a, b, nil, nil)
		for i := range rows {
			for j := range cols {
				row := Matrix{a.Data[i*inner:], 1, inner, inner, 1}
				column := Matrix{b.Data[j:], inner, 1, cols, 1}
				m.Mul(single, row, column, nil, nil)
				if single.Data[0] != c.Data[i*cols+j] {
					t.Fatalf("element %d, %d is %v alone and %v in the matrix", i, j, single.Data[0], c.Data[i*cols+j])
				}
			}
		}
	})
}

func TestActivationsAgreeWithTheirFormulas(t *testing.T) {
	sigmoid := func(z float64) float64 { return 1 / (1 + math.Exp(-z)) }
	for name, c := range map[string]struct {
		apply        func(h, d, z []float32)
		value, slope func(z float64) float64
		least        float64 // slopes are right to 7 digits down to here
	}{
		"selu": {SELU,
			func(z float64) float64 { return Lambda * (max(z, 0) + Alpha*math.Expm1(min(z, 0))) },
			func(z float64) float64 {
				if z > 0 {
					return Lambda
				}
				return Lambda * Alpha * math.Exp(z)
			}, 1e-30},
		"silu": {SiLU,
			func(z float64) float64 { return z * sigmoid(z) },
			func(z float64) float64 { return sigmoid(z) + z*sigmoid(z)*sigmoid(-z) }, 0.5},
		"softplus": {Softplus,
			func(z float64) float64 { return max(z, 0) + math.Log1p(math.Exp(-math.Abs(z))) }, sigmoid, 1e-30},
	} {
		t.Run(name, func(t *testing.T) {
			bothWays(t, func(t *testing.T) {
				z := []float32{0, 1e-30, -1e-30, -86.9, -87, -88, -1000, 88, 1000, -math.MaxFloat32, 1e30}
				for x := float32(-20); x < 20; x += 0.0037 {
					z = append(z, x)
				}
				h, d := slices.Clone(z), make([]float32, len(z))
				c.apply(h, d, h) // in place
				for i, x := range z {
					value, slope := c.value(float64(x)), c.slope(float64(x))
					// SELU near 0 is a difference of numbers near λα.
					if e := math.Abs(float64(h[i]) - value); e > 4e-7*max(1, math.Abs(value)) {
						t.Errorf("at %g: %g, want %g", x, h[i], value)
					}
					if e := math.Abs(float64(d[i]) - slope); e > 4e-7*max(c.least, math.Abs(slope)) {
						t.Errorf("at %g: slope %g, want %g", x, d[i], slope)
					}
				}
				bad := slices.Repeat([]float32{float32(math.NaN())}, 9)
				c.apply(bad, d, bad)
				if i := slices.IndexFunc(bad, func(x float32) bool { return x == x }); i >= 0 {
					t.Errorf("NaN becomes %g", bad[i])
				}
			})
		})
	}
}

func TestStepOfAdamAgreesWithItsFormula(t *testing.T) {
	bothWays(t, func(t *testing.T) {
		r := random.New("adam")
		const n = 21
		s := Adam{Weights: normals(r, n), First: normals(r, n), Second: normals(r, n), Average: normals(r, n),
			Gradient: normals(r, n)}
		for i, x := range s.Second {
			s.Second[i] = x * x
		}
		w, m, v, a := slices.Clone(s.Weights), slices.Clone(s.First), slices.Clone(s.Second),
			slices.Clone(s.Average)
		s.Step(0.1, 0.01, 0.3, 1.5, 0.2, 0.25)
		for i := range n {
			g := float64(s.Gradient[i])
			m := 0.9*float64(m[i]) + 0.1*g
			v := 0.99*float64(v[i]) + 0.01*g*g
			w := float64(w[i]) - 0.3*m/(1.5*math.Sqrt(v)+0.2)
			a := 0.75*float64(a[i]) + 0.25*w
			for name, c := range map[string][2]float64{"weight": {float64(s.Weights[i]), w},
				"first moment":  {float64(s.First[i]), m},
				"second moment": {float64(s.Second[i]), v}, "average": {float64(s.Average[i]), a}} {
				if math.Abs(c[0]-c[1]) > 1e-6*max(1, math.Abs(c[1])) {
					t.Errorf("%s %d is %g, want %g", name, i, c[0], c[1])
				}
			}
		}
	})
}

func TestTimesMultipliesEachNumber(t *testing.T) {
	bothWays(t, func(t *testing.T) {
		r := random.New("times")
		for n := range 20 {
			x, y := normals(r, n), normals(r, n)
			got := slices.Clone(x)
			Times(got, y)
			for i := range got {
				if got[i] != x[i]*y[i] {
					t.Fatalf("number %d of %d is %g, want %g", i, n, got[i], x[i]*y[i])
				}
			}
		}
	})
}

func TestMisuseOfAProductPanics(t *testing.T) {
	four := NewMatrix(2, 2, make([]float32, 4))
	for name, f := range map[string]func(m *Multiplier){
		"inner":      func(m *Multiplier) { m.Mul(four, NewMatrix(2, 1, make([]float32, 2)), four, nil, nil) },
		"bias":       func(m *Multiplier) { m.Mul(four, four, four, make([]float32, 1), nil) },
		"transposed": func(m *Multiplier) { m.Mul(four.T(), four, four, nil, nil) },
		"short":      func(*Multiplier) { NewMatrix(3, 2, make([]float32, 5)) },
	} {
		func() {
			defer func() {
				if s := fmt.Sprint(recover()); len(s) < 7 || s[:7] != "kernel:" {
					t.Errorf("%s: got %v", name, s)
				}
			}()
			f(&Multiplier{})
		}()
	}
}
