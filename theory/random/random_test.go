package random

import (
	"math"
	"slices"
	"testing"
)

// TestDeviatesArePinned holds the first numbers of a stream, so that no update changes a result unnoticed.
// The uniform ones are those of ChaCha8 (math/rand/v2) seeded with the SHA-256 of the text; the normal ones
// follow by Marsaglia's method.
func TestDeviatesArePinned(t *testing.T) {
	s := New("pinned")
	got := []float64{s.Uniform(), s.Uniform(), s.Normal(), s.Normal(), s.Normal()}
	want := []float64{0.641826762652103, 0.9961092892268044, 0.7981045710211196, -1.4412193273223806,
		1.3327920962448836}
	if !slices.Equal(got, want) {
		t.Errorf("got %#v", got)
	}
}

func TestNormalDeviatesHaveTheNormalLaw(t *testing.T) {
	const n = 200000
	x := New("normal").Normals(make([]float64, n))
	slices.Sort(x)
	// Kolmogorov-Smirnov: √n sup|F_n - Φ| exceeds 2.3 with probability 2 exp(-2·2.3²) = 5e-5.
	var sup float64
	for i, v := range x {
		f := math.Erfc(-v/math.Sqrt2) / 2
		sup = max(sup, math.Abs(f-float64(i)/n), math.Abs(f-float64(i+1)/n))
	}
	if math.Sqrt(n)*sup > 2.3 {
		t.Errorf("√n sup|F_n - Φ| = %g", math.Sqrt(n)*sup)
	}
}

func TestStreamsOfDifferentTextsAreUncorrelated(t *testing.T) {
	const n = 100000
	a, b := New("trial 1"), New("trial 2")
	var sum float64
	for range n {
		sum += a.Normal() * b.Normal()
	}
	if z := sum / math.Sqrt(n); math.Abs(z) > 4.5 { // 7e-6
		t.Errorf("the correlation is %g standard deviations", z)
	}
}

func TestPermuteIsUniform(t *testing.T) {
	const n = 60000
	s, counts := New("permute"), map[[3]int]int{}
	for range n {
		counts[[3]int(s.Permute(3))]++
	}
	var chi2 float64
	for _, c := range counts {
		chi2 += math.Pow(float64(c)-n/6, 2) / (n / 6)
	}
	if len(counts) != 6 || chi2 > 30 { // five degrees of freedom: 1.5e-5
		t.Errorf("%d permutations, χ² = %g", len(counts), chi2)
	}
}
