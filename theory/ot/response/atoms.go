package response

import (
	"encoding/binary"
	"maps"
	"math"
	"slices"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"

	"proxflow/theory/normal"
	"proxflow/theory/random"
)

const (
	lineGroups = 16 // for a standard error
	linesEach  = 1200
	beyond     = 9.0 // standard deviations: the mass farther out is 1e-18
)

// atoms predicts for a map with finitely many values y_i, of masses p. With the Laplacian K of the graph of
// cells, K_ij = -w_ij, w_ij = ∫γ dS over the common face/|y_i - y_j|, and Σ = diag(p) - ppᵀ,
//
//	n·bias → 2 tr(K⁺Σ)
//	√n·plan error → √(2/π) Σ_{i<j} |y_i - y_j|² w_ij √(2(e_i - e_j)ᵀK⁺ΣK⁺(e_i - e_j))
//
// Cells and faces are measured along random lines x + se, where e is a unit vector and x ⟂ e is normal: the
// line meets a cell in an interval, and the mean of Σϕ(s) over its crossings of a face with the normal ν is
// ∫γ dS E|<ν,e>| (Cauchy and Crofton).
func atoms(s *support, r *random.Source) (bias, plan Limit) {
	t := &tracer{support: s, number: map[string]int{}}
	groups := make([]crossings, lineGroups)
	for i := range groups {
		groups[i] = newCrossings()
		for range linesEach {
			t.line(&groups[i], r)
		}
	}
	all := newCrossings()
	for _, g := range groups {
		all.add(g, 1)
	}
	plan.Law = Root
	bias.Value, plan.Value = t.constants(all)
	var biasSquares, planSquares float64
	for _, g := range groups { // jackknife
		rest := newCrossings()
		rest.add(all, 1)
		rest.add(g, -1)
		b, p := t.constants(rest)
		biasSquares += (b - bias.Value) * (b - bias.Value)
		planSquares += (p - plan.Value) * (p - plan.Value)
	}
	const share = float64(lineGroups-1) / lineGroups
	bias.Err, plan.Err = math.Sqrt(share*biasSquares), math.Sqrt(share*planSquares)
	return bias, plan
}

// crossings sums up what lines have met.
type crossings struct {
	lines float64
	mass  map[int]float64    // ∫ϕ(s) ds in the cell of an atom
	face  map[[2]int]float64 // Σϕ(s) where the cells of the atoms i < j meet
}

func newCrossings() crossings { return crossings{mass: map[int]float64{}, face: map[[2]int]float64{}} }

// add adds what other lines have met, times c. The order of a map does not matter: each sum has one term.
func (s *crossings) add(o crossings, c float64) {
	s.lines += c * o.lines
	for k, v := range o.mass {
		s.mass[k] += c * v
	}
	for k, v := range o.face {
		s.face[k] += c * v
	}
}

// tracer follows T along lines. Atoms are numbered as they are met.
type tracer struct {
	*support
	number map[string]int
	values [][]float64
}

// spot is a point x + se of a line.
type spot struct {
	s, value float64 // value is φ*(x + se)
	atom     int     // T(x + se)
	slope    float64 // <T(x + se), e>, the derivative of value in s
}

func (t *tracer) line(into *crossings, r *random.Source) {
	x, e := r.Normals(make([]float64, t.d)), r.Normals(make([]float64, t.d))
	floats.Scale(1/floats.Norm(e, 2), e)
	floats.AddScaled(x, -floats.Dot(x, e), e)
	y, z := make([]float64, t.d), make([]float64, t.d)
	at := func(s float64) spot {
		value := t.Map(y, floats.AddScaledTo(z, x, s, e))
		return spot{s, value, t.atom(y), floats.Dot(y, e)}
	}
	from := math.Inf(-1)
	cross := func(a, b spot, s float64) {
		into.mass[a.atom] += normal.CDF(s) - normal.CDF(from)
		into.face[[2]int{min(a.atom, b.atom), max(a.atom, b.atom)}] += normal.PDF(s)
		from = s
	}
	first, last := at(-beyond), at(beyond)
	follow(first, last, at, cross)
	into.mass[last.atom] += normal.CDF(-from)
	into.lines++
}

// follow finds the crossings between two points of a line, in order. φ* is convex and piecewise affine there.
// Where the affine pieces of both ends meet, either T has one of their values, and this is the only crossing,
// or there is another piece in between.
func follow(a, b spot, at func(s float64) spot, cross func(a, b spot, s float64)) {
	if a.atom == b.atom {
		return
	}
	s := ((a.value - a.slope*a.s) - (b.value - b.slope*b.s)) / (b.slope - a.slope)
	if !(s > a.s && s < b.s) { // one end is the crossing, up to rounding
		cross(a, b, a.s)
		return
	}
	mid := at(s)
	above := mid.value - a.value - a.slope*(s-a.s)
	if mid.atom == a.atom || mid.atom == b.atom || above <= 1e-13*(1+math.Abs(mid.value)) {
		cross(a, b, s)
		return
	}
	follow(a, mid, at, cross)
	follow(mid, b, at, cross)
}

// atom is the number of a value of T.
func (t *tracer) atom(y []float64) int {
	var key []byte
	for _, v := range y {
		key = binary.LittleEndian.AppendUint64(key, math.Float64bits(v+0)) // -0 is 0
	}
	i, seen := t.number[string(key)]
	if !seen {
		i = len(t.values)
		t.number[string(key)] = i
		t.values = append(t.values, slices.Clone(y))
	}
	return i
}

// constants are the limits that masses and faces give, NaN if some atoms have no face.
func (t *tracer) constants(of crossings) (bias, plan float64) {
	n, d := len(t.values), float64(t.d)
	slant := math.Exp(logGamma(d/2)-logGamma((d+1)/2)) / math.Sqrt(math.Pi) // E|<ν,e>|
	inOrder := func(a, b [2]int) int { return slices.Compare(a[:], b[:]) }
	faces := slices.SortedFunc(maps.Keys(of.face), inOrder)
	apart := func(f [2]int) float64 { return floats.Distance(t.values[f[0]], t.values[f[1]], 2) }

	laplacian := mat.NewSymDense(n, nil) // K + 11ᵀ, which is regular; its inverse is K⁺ + 11ᵀ/n²
	for i := range n {
		for j := i; j < n; j++ {
			laplacian.SetSym(i, j, 1)
		}
	}
	weight := make([]float64, len(faces))
	for k, f := range faces {
		w := of.face[f] / of.lines / slant / apart(f)
		i, j := f[0], f[1]
		weight[k] = w
		laplacian.SetSym(i, j, laplacian.At(i, j)-w)
		laplacian.SetSym(i, i, laplacian.At(i, i)+w)
		laplacian.SetSym(j, j, laplacian.At(j, j)+w)
	}
	var chol mat.Cholesky
	var inverse mat.SymDense
	if !chol.Factorize(laplacian) || chol.InverseTo(&inverse) != nil {
		return math.NaN(), math.NaN()
	}
	sigma := mat.NewSymDense(n, nil)
	for i := range n {
		p := of.mass[i] / of.lines
		for j := i; j < n; j++ {
			sigma.SetSym(i, j, -p*of.mass[j]/of.lines)
		}
		sigma.SetSym(i, i, p-p*p)
	}
	var response, covariance mat.Dense // K⁺Σ, since Σ1 = 0, and K⁺ΣK⁺
	response.Mul(&inverse, sigma)
	covariance.Mul(&response, &inverse)
	for k, f := range faces {
		i, j := f[0], f[1]
		s2 := 2 * (covariance.At(i, i) + covariance.At(j, j) - covariance.At(i, j) - covariance.At(j, i))
		plan += math.Sqrt(2/math.Pi) * apart(f) * apart(f) * weight[k] * math.Sqrt(s2)
	}
	return 2 * mat.Trace(&response), plan
}
