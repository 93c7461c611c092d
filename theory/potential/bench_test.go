package potential

import (
	"testing"

	"proxflow/theory/random"
)

// benchmarkAll runs a method of every potential of the catalog with its defaults.
func benchmarkAll(b *testing.B, method func(phi Target, dst, x []float64)) {
	for _, name := range Catalog.Names() {
		phi, err := Catalog.New(name)
		if err != nil {
			b.Fatal(err)
		}
		target, err := AsTarget(phi)
		if err != nil {
			continue
		}
		x, dst := random.New(name).Normals(make([]float64, phi.Dim())), make([]float64, phi.Dim())
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				method(target, dst, x)
			}
		})
	}
}

func BenchmarkProx(b *testing.B) {
	benchmarkAll(b, func(phi Target, dst, x []float64) { phi.Prox(dst, x, 0.5) })
}

func BenchmarkMap(b *testing.B) {
	benchmarkAll(b, func(phi Target, dst, x []float64) { phi.Map(dst, x) })
}
