// Package random makes the project's random numbers from a pinned generator (ChaCha8) by fixed transforms,
// so that an update of a library changes no result.
package random

import (
	"crypto/sha256"
	"math"
	"math/rand/v2"
)

// Source is a stream of independent deviates. It is not safe for concurrent use.
type Source struct {
	gen   *rand.ChaCha8
	spare float64 // the second normal deviate of a pair
	full  bool
}

// New returns the stream for a text, such as the canonical description of a trial.
func New(seed string) *Source {
	return &Source{gen: rand.NewChaCha8(sha256.Sum256([]byte(seed)))}
}

// Uniform returns a deviate of U(0,1), a multiple of 2⁻⁵³ plus 2⁻⁵⁴: never 0, never 1.
func (s *Source) Uniform() float64 { return (float64(s.gen.Uint64()>>11) + 0.5) * 0x1p-53 }

// Index returns an integer uniform on 0 … n-1, for 0 < n < 2³².
func (s *Source) Index(n int) int { return int((s.gen.Uint64() >> 32) * uint64(n) >> 32) }

// Normal returns a deviate of N(0,1), by Marsaglia's polar method (doi:10.1137/1006063).
func (s *Source) Normal() float64 {
	if s.full {
		s.full = false
		return s.spare
	}
	for {
		u, v := 2*s.Uniform()-1, 2*s.Uniform()-1
		if r := u*u + v*v; r > 0 && r < 1 {
			f := math.Sqrt(-2 * math.Log(r) / r)
			s.spare, s.full = v*f, true
			return u * f
		}
	}
}

// Normals fills dst with independent deviates of N(0,1) and returns it.
func (s *Source) Normals(dst []float64) []float64 {
	for i := range dst {
		dst[i] = s.Normal()
	}
	return dst
}

// Permute shuffles the numbers 0 … n-1 uniformly (Fisher and Yates).
func (s *Source) Permute(n int) []int {
	p := make([]int, n)
	for i := range p {
		j := s.Index(i + 1)
		p[i], p[j] = p[j], i
	}
	return p
}
