package canvas

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"gonum.org/v1/plot/vg"
)

// TestLabelsMoveApartByTheLeastSquares compares with Dykstra's alternating projections onto the constraints.
func TestLabelsMoveApartByTheLeastSquares(t *testing.T) {
	const gap, low, high = 2, 0, 20
	rng := rand.New(rand.NewPCG(11, 12))
	for trial := range 20 {
		places := make([]vg.Length, 2+trial%8)
		for i := range places {
			places[i] = vg.Length(low + (high-low)*rng.Float64()*rng.Float64())
		}
		slices.Sort(places)
		want := slices.Clone(places)
		moved := make([][2]vg.Length, len(places)+1) // what each constraint moved its two places by
		for range 20000 {
			for i := range moved {
				a, b := i-1, i
				for k, j := range []int{a, b} {
					if j >= 0 && j < len(want) {
						want[j] -= moved[i][k]
					}
				}
				moved[i] = [2]vg.Length{}
				switch {
				case i == 0:
					moved[i][1] = max(0, low-want[0])
				case i == len(places):
					moved[i][0] = min(0, high-want[a])
				default:
					s := max(0, gap-(want[b]-want[a])) / 2
					moved[i] = [2]vg.Length{-s, s}
				}
				for k, j := range []int{a, b} {
					if j >= 0 && j < len(want) {
						want[j] += moved[i][k]
					}
				}
			}
		}
		got := slices.Clone(places)
		apart(got, gap, low, high)
		for i := range got {
			if math.Abs(float64(got[i]-want[i])) > 1e-6 {
				t.Fatalf("%v move to %v, want %v", places, got, want)
			}
		}
	}
}
