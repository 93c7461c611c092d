package coupling

import (
	"math"
	"slices"

	"proxflow/theory/claim"
	"proxflow/theory/random"
)

// What checks of several claims perturb.
var (
	Pairs   = claim.NewKind("pairs", "a share ε of the pairs (x0, x1), chosen at random, is permuted", 1)
	Speed   = claim.NewKind("speed", "the velocity of x0 along paths, α̇, times 1+ε", 0.9)
	Turn    = claim.NewKind("turn", "prox or velocity with coordinates 1 and 2, 3 and 4, … turned by ε", 1.5)
	Gain    = claim.NewKind("gain", "the prox, or the end x̂ of paths that a network predicts, times 1-ε", 0.9)
	Hessian = claim.NewKind("hessian", "the second epi-derivative H that is claimed, times 1+ε", 0.9)
)

// Permute permutes a share of the pairs at random: pairing[i] is the partner of i. The random numbers that it
// takes do not depend on the share.
func Permute(r *random.Source, pairing []int, share float64) {
	n := len(pairing)
	chosen, order := r.Permute(n), r.Permute(n)
	chosen = chosen[:int(math.Round(share*float64(n)))]
	old, k := slices.Clone(pairing), 0
	for _, l := range order {
		if l < len(chosen) {
			pairing[chosen[k]] = old[chosen[l]]
			k++
		}
	}
}

// Rotate turns coordinates 1 and 2, 3 and 4, … by an angle in radians.
func Rotate(x []float64, angle float64) {
	if angle == 0 {
		return
	}
	sin, cos := math.Sincos(angle)
	for i := 0; i+1 < len(x); i += 2 {
		x[i], x[i+1] = cos*x[i]-sin*x[i+1], sin*x[i]+cos*x[i+1]
	}
}
