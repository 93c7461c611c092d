package potential

import (
	"math"
	"slices"

	"gonum.org/v1/gonum/floats"

	"proxflow/theory/normal"
)

// offsetsFor returns offsets whose Laguerre cells have these masses under N(0,I), where they are known in closed form, nil
// elsewhere.
func offsetsFor(points [][]float64, weights []float64) []float64 {
	if at := positionsOnLine(points); at != nil {
		return slabs(at, weights)
	}
	for _, w := range weights {
		if math.Abs(w*float64(len(weights))-1) > 1e-12 {
			return nil
		}
	}
	if isRegularPolygon(points) {
		return make([]float64, len(points)) // by symmetry the cells are equal sectors
	}
	return nil
}

// slabs returns the offsets of atoms at the positions s_j on a line. Their cells are the slabs between the hyperplanes at
// q_k = Φ⁻¹(w_1 + … + w_k) along the line, in the order of the positions, and neighbours tie on them:
// b_(k+1) - b_k = (s_(k+1) - s_k) q_k.
func slabs(at, weights []float64) []float64 {
	order := make([]int, len(at))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(i, j int) int {
		if at[i] < at[j] {
			return -1
		}
		return 1
	})
	b := make([]float64, len(at))
	total, below := floats.Sum(weights), 0.0
	for k, i := range order[:len(order)-1] {
		next := order[k+1]
		below += weights[i]
		above := 0.0
		for _, j := range order[k+1:] {
			above += weights[j]
		}
		b[next] = b[i] + (at[next]-at[i])*normal.Quantile(below/total, above/total)
	}
	return b
}

// positionsOnLine returns the positions of points along the line they lie on, nil if they lie on none.
func positionsOnLine(points [][]float64) []float64 {
	at, direction, length := make([]float64, len(points)), make([]float64, len(points[0])), 0.0
	for _, p := range points { // to the farthest point
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

// isRegularPolygon says whether the points are the vertices of a regular polygon in some plane, in any order.
func isRegularPolygon(points [][]float64) bool {
	n, d := len(points), len(points[0])
	centre := make([]float64, d)
	for _, p := range points {
		floats.AddScaled(centre, 1/float64(n), p)
	}
	// In the frame of the first spoke and of one across it the vertices are r e^(2πik/n).
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
		if floats.Norm(rest, 2) > 1e-9*r || math.Abs(math.Hypot(x, y)-r) > 1e-9*r || math.Abs(turns-k) > 1e-9*float64(n) {
			return false
		}
		seen[(int(k)+n)%n] = true
	}
	return !slices.Contains(seen, false)
}
