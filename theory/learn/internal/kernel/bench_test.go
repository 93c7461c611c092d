package kernel

import (
	"fmt"
	"testing"

	"proxflow/theory/random"
)

func BenchmarkMul(b *testing.B) {
	r := random.New("bench")
	for _, s := range []struct {
		name    string
		m, k, n int
		ta, tb  bool
	}{
		{"hidden", 512, 64, 64, false, false}, {"hidden-back", 512, 64, 64, false, true},
		{"hidden-gradient", 64, 512, 64, true, false},
		{"in", 512, 3, 64, false, false}, {"in-gradient", 3, 512, 64, true, false},
		{"out", 512, 64, 2, false, false}, {"out-back", 512, 2, 64, false, true},
		{"out-gradient", 64, 512, 2, true, false},
		{"bias", 1, 512, 64, true, false},
		{"large", 256, 512, 512, false, false}, {"large-back", 256, 512, 512, false, true},
		{"large-gradient", 512, 256, 512, true, false},
		{"last", 256, 512, 784, false, false},
	} {
		b.Run(fmt.Sprintf("%s-%dx%dx%d", s.name, s.m, s.k, s.n), func(b *testing.B) {
			x, y := NewMatrix(s.m, s.k, normals(r, s.m*s.k)), NewMatrix(s.k, s.n, normals(r, s.k*s.n))
			if s.ta {
				x = NewMatrix(s.k, s.m, x.Data).T()
			}
			if s.tb {
				y = NewMatrix(s.n, s.k, y.Data).T()
			}
			z := NewMatrix(s.m, s.n, make([]float32, s.m*s.n))
			var m Multiplier
			for b.Loop() {
				m.Mul(z, x, y, nil, nil)
			}
			b.ReportMetric(2*float64(s.m)*float64(s.k)*float64(s.n)*float64(b.N)/float64(b.Elapsed().Nanoseconds()),
				"GFLOP/s")
		})
	}
}

func BenchmarkActivation(b *testing.B) {
	r := random.New("bench")
	z := normals(r, 512*64)
	h, d := make([]float32, len(z)), make([]float32, len(z))
	for name, f := range map[string]func(h, d, z []float32){"selu": SELU, "silu": SiLU, "softplus": Softplus} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				f(h, d, z)
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(len(z)), "ns/number")
		})
	}
}
