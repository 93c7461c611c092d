package pointset

import (
	"math"
	"slices"
	"testing"

	"proxflow/theory/random"
)

// lattice draws n points of a small lattice, so that many coincide.
func lattice(r *random.Source, n, d, size int) []float64 {
	points := make([]float64, n*d)
	for i := range points {
		points[i] = float64(r.Index(size)) - 1
	}
	return points
}

func TestCoincidentAgreesWithAllPairs(t *testing.T) {
	r := random.New("coincident")
	for range 200 {
		n, d := r.Index(40), 1+r.Index(3)
		points := lattice(r, n, d, 1+r.Index(4))
		for i, c := range points {
			if c == 0 && r.Index(2) == 0 {
				points[i] = math.Copysign(0, -1)
			}
		}
		var want [][]int32
		seen := make([]bool, n)
		for i := range n {
			if seen[i] {
				continue
			}
			var group []int32
			for k := i; k < n; k++ {
				if slices.Equal(points[i*d:][:d], points[k*d:][:d]) {
					group, seen[k] = append(group, int32(k)), true
				}
			}
			want = append(want, group)
		}
		if got := Coincident(d, points); !slices.EqualFunc(got, want, slices.Equal[[]int32]) {
			t.Fatalf("%d points in dimension %d, %v: groups %v, want %v", n, d, points, got, want)
		}
	}
}

func TestHalveSplitsAtTheWidestSide(t *testing.T) {
	r := random.New("halve")
	for range 500 {
		n, d := 2+r.Index(60), 1+r.Index(3)
		points := lattice(r, n, d, 1+r.Index(50))
		subset := make([]int32, 1+r.Index(n))
		for k, i := range r.Permute(n)[:len(subset)] {
			subset[k] = int32(i)
		}
		middle := r.Index(len(subset))
		order := slices.Clone(subset)
		NewHalver(d, points).Halve(order, middle)

		var widths []float64
		along := func(k int, of []int32) (values []float64) {
			for _, i := range of {
				values = append(values, points[int(i)*d+k])
			}
			return values
		}
		for k := range d {
			all := along(k, subset)
			widths = append(widths, slices.Max(all)-slices.Min(all))
		}
		axis := slices.Index(widths, slices.Max(widths))
		if middle > 0 && slices.Max(along(axis, order[:middle])) > slices.Min(along(axis, order[middle:])) {
			t.Fatalf("%v at %d along axis %d: %v", points, middle, axis, order)
		}
		slices.Sort(order)
		slices.Sort(subset)
		if !slices.Equal(order, subset) {
			t.Fatalf("%v became %v", subset, order)
		}
	}
}
