package spec

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"proxflow/results"
)

// BenchmarkLoad loads a spec of n cases; the time for each stays the same.
func BenchmarkLoad(b *testing.B) {
	for _, n := range []int{1_000, 10_000, 100_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			points, labels := make([]string, 100), make([]string, n/100)
			for i := range points {
				points[i] = fmt.Sprint(i + 1)
			}
			for i := range labels {
				labels[i] = fmt.Sprintf("%q", fmt.Sprint("label ", i))
			}
			text := fmt.Sprintf("name = %q\nclaim = \"P\"\ncheck = \"fake\"\n[sweep]\nlabel = [%s]\npoints = [%s]\n",
				"many", strings.Join(labels, ", "), strings.Join(points, ", "))
			files := fstest.MapFS{"many.toml": {Data: []byte(text)}}
			for b.Loop() {
				specs, err := LoadFS(files, results.Ordinary, "many.toml")
				if err != nil || len(specs[0].Cases) != n {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N*n), "µs/case")
		})
	}
}
