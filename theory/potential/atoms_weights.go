package potential

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/gonum/floats"

	"proxflow/theory/catalog"
	"proxflow/theory/normal"
)

// offsetsFor returns the offsets of atoms whose cells have masses proportional to the weights under N(0,I),
// where they are known in closed form.
func offsetsFor(points [][]float64, weights []float64) ([]float64, error) {
	if at := positionsOnLine(points); at != nil {
		shares := slices.Clone(weights)
		floats.Scale(1/floats.Sum(shares), shares)
		b, _, err := SlabOffsets(at, shares)
		if err != nil {
			return nil, catalog.Bad("points", "%v", err)
		}
		return b, nil
	}
	unequal := func(w float64) bool { return math.Abs(w*float64(len(weights))-1) > 1e-12 }
	if !slices.ContainsFunc(weights, unequal) && isRegularPolygon(points) {
		return make([]float64, len(points)), nil // by symmetry the cells are equal sectors
	}
	return nil, catalog.Bad("weights", "have known offsets only for points on a line (two points are), "+
		"and for equal weights at the vertices of a regular polygon; give offsets instead")
}

// SlabOffsets returns the offsets b of atoms at the positions s_j on a line whose cells have the masses w_j >
// 0, of sum 1, under N(0,1), and the masses of the cells of the rounded offsets. The cells are slabs between
// hyperplanes at q_k = Φ⁻¹(w_1 + … + w_k) along the line, in the order of the positions, on which neighbours
// tie: b_(k+1) - b_k = (s_(k+1) - s_k) q_k. The error says that two positions are equal.
func SlabOffsets(s, w []float64) (b, mass []float64, err error) {
	n := len(s)
	order := make([]int, n)
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(i, j int) int { return cmp.Compare(s[i], s[j]) })
	above := make([]float64, n+1) // the mass of the k-th atom and those after it
	for k := n - 1; k >= 0; k-- {
		above[k] = above[k+1] + w[order[k]]
	}
	b, mass = make([]float64, n), make([]float64, n)
	below, left, right := 0.0, 0.0, 1.0 // left and right of the last hyperplane
	for k, i := range order[:n-1] {
		next := order[k+1]
		if s[i] == s[next] {
			const text = "two atoms are too close for float64: both are at %v along their line"
			return nil, nil, fmt.Errorf(text, s[i])
		}
		below += w[i]
		b[next] = b[i] + (s[next]-s[i])*normal.Quantile(below, above[k+1])
		q := (b[next] - b[i]) / (s[next] - s[i])
		if q < 0 {
			mass[i] = normal.CDF(q) - left
		} else {
			mass[i] = right - normal.CDF(-q)
		}
		left, right = normal.CDF(q), normal.CDF(-q)
	}
	mass[order[n-1]] = right
	return b, mass, nil
}

// positionsOnLine returns the positions of points along their line, nil if they do not lie on one.
func positionsOnLine(points [][]float64) []float64 {
	at, direction, length := make([]float64, len(points)), make([]float64, len(points[0])), 0.0
	for _, p := range points { // the direction to the farthest point
		if d := floats.Distance(p, points[0], 2); d > length {
			length = d
			floats.SubTo(direction, p, points[0])
		}
	}
	if length == 0 {
		return at
	}
	floats.Scale(1/length, direction)
	off := make([]float64, len(direction))
	for j, p := range points {
		floats.SubTo(off, p, points[0])
		at[j] = floats.Dot(off, direction)
		if floats.AddScaled(off, -at[j], direction); floats.Norm(off, 2) > rounding*length {
			return nil
		}
	}
	return at
}

// isRegularPolygon reports whether the points are the vertices of a regular polygon in some plane, in any
// order.
func isRegularPolygon(points [][]float64) bool {
	n, d := len(points), len(points[0])
	centre := make([]float64, d)
	for _, p := range points {
		floats.AddScaled(centre, 1/float64(n), p)
	}
	// In the frame of the first spoke and one at an angle to it the vertices are r e^(2πik/n).
	spoke := func(j int) []float64 { return floats.SubTo(make([]float64, d), points[j], centre) }
	first := spoke(0)
	r := floats.Norm(first, 2)
	floats.Scale(1/r, first)
	var across []float64
	seen := make([]bool, n)
	for j := range points {
		s := spoke(j)
		x := floats.Dot(s, first)
		rest := slices.Clone(s)
		floats.AddScaled(rest, -x, first)
		if across == nil && floats.Norm(rest, 2) > 1e-3/float64(n)*r {
			across = slices.Clone(rest)
			floats.Scale(1/floats.Norm(rest, 2), across)
		}
		y := 0.0
		if across != nil {
			y = floats.Dot(rest, across)
			floats.AddScaled(rest, -y, across)
		}
		turns := math.Atan2(y, x) / (2 * math.Pi) * float64(n)
		k := math.Round(turns)
		off := max(floats.Norm(rest, 2)/r, math.Abs(math.Hypot(x, y)/r-1), math.Abs(turns-k)/float64(n))
		if off > 1e-9 {
			return false
		}
		seen[(int(k)+n)%n] = true
	}
	return !slices.Contains(seen, false)
}
