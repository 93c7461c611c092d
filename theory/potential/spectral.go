package potential

import (
	"errors"
	"math"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"
)

// Second order of the spectral potentials. φ(Y) = Σ g(σ_i) for an even convex g: R → (-∞, +∞], or the like
// for eigenvalues; g is made of pieces that are open intervals with g″ constant, or kinks, where ∂g is an
// interval. The prox of φ applies that of g, f, to the singular values of z = y + v. In the direction that
// turns two singular vectors into each other its derivative is the divided difference (f(z_a) -
// f(z_b))/(z_a - z_b) (Daleckii and Krein), and from D prox = (I + H)⁻¹ P_T follows H = (v_a - v_b)/(y_a -
// y_b): normal where y_a = y_b is a kink, and g″ where both lie in one interval.

// spectralPoint is a singular value or eigenvalue of y, that of v ∈ ∂φ(y) on the same vectors, and the
// number of the piece of g that holds it. For singular values, -y lies in the piece of the opposite number.
type spectralPoint struct {
	y, v  float64
	piece int
}

// spectrum says what g is.
type spectrum struct {
	kinkAtZero bool    // piece 0 is a kink and the others are intervals; or the other way round
	curvature  float64 // g″ on the intervals
	traceless  bool    // the trace is fixed
	// classify numbers the pieces of the points, in any order, or returns the assumption that fails.
	classify func([]spectralPoint) error
}

func (g spectrum) kink(piece int) bool { return (piece == 0) == g.kinkAtZero }

// singularSecondOrder is SecondOrder of a function of the singular values of n×p matrices.
func (g spectrum) singularSecondOrder(y, v []float64, n, p int) (*mat.Dense, *mat.SymDense, error) {
	var svd mat.SVD
	joint := balanced(y, v)
	if math.IsNaN(powerOfTwo(joint)) || !svd.Factorize(mat.NewDense(n, p, joint), mat.SVDFull) {
		return nil, nil, errors.New("potential: no singular value decomposition")
	}
	var u, w mat.Dense
	svd.UTo(&u)
	svd.VTo(&w)
	left, right := columns(&u), columns(&w)
	outer := func(i, j int, c float64) []float64 { return addOuter(make([]float64, n*p), c, left[i], right[j]) }

	points := make([]spectralPoint, min(n, p))
	for i := range points {
		e := outer(i, i, 1)
		points[i] = spectralPoint{y: floats.Dot(e, y), v: floats.Dot(e, v)}
	}
	if err := g.classify(points); err != nil {
		return nil, nil, err
	}
	f := frame{spectrum: g}
	for i, a := range points {
		f.add(a, a, outer(i, i, 1))
		for j, b := range points[:i] {
			f.add(a, b, addOuter(outer(i, j, math.Sqrt2/2), math.Sqrt2/2, left[j], right[i]))
			f.add(a, spectralPoint{-b.y, -b.v, -b.piece},
				addOuter(outer(i, j, math.Sqrt2/2), -math.Sqrt2/2, left[j], right[i]))
		}
		for k := len(points); k < n; k++ {
			f.add(a, spectralPoint{}, outer(k, i, 1))
		}
		for k := len(points); k < p; k++ {
			f.add(a, spectralPoint{}, outer(i, k, 1))
		}
	}
	return f.secondOrder()
}

// eigenSecondOrder is SecondOrder of a function of the eigenvalues of symmetric n×n matrices in coordinates.
func (g spectrum) eigenSecondOrder(y, v []float64, n int) (*mat.Dense, *mat.SymDense, error) {
	q, _, ok := jacobiEigen(balanced(y, v), n)
	if !ok {
		return nil, nil, errors.New("potential: no eigenvalue decomposition")
	}
	product := func(i, j int, c float64) []float64 {
		return addSymmetric(make([]float64, len(y)), c, q[i], q[j])
	}

	points := make([]spectralPoint, n)
	for i := range points {
		e := product(i, i, 1)
		points[i] = spectralPoint{y: floats.Dot(e, y), v: floats.Dot(e, v)}
	}
	if err := g.classify(points); err != nil {
		return nil, nil, err
	}
	f := frame{spectrum: g}
	var diagonal [][]float64
	for i, a := range points {
		if !g.kink(a.piece) {
			diagonal = append(diagonal, product(i, i, 1))
		}
		for j, b := range points[:i] {
			f.add(a, b, product(i, j, math.Sqrt2))
		}
	}
	if g.traceless && len(diagonal) > 0 {
		diagonal = differences(diagonal)
	}
	for _, w := range diagonal {
		f.push(w, g.curvature)
	}
	return f.secondOrder()
}

// differences returns an orthonormal basis of those combinations of orthonormal vectors whose coefficients
// add up to 0.
func differences(vectors [][]float64) [][]float64 {
	ones := make([]float64, len(vectors))
	floats.AddConst(1, ones)
	var basis [][]float64
	if c := orthogonalComplement(ones); c != nil {
		for _, coefficients := range columns(c) {
			w := make([]float64, len(vectors[0]))
			for i, x := range vectors {
				floats.AddScaled(w, coefficients[i], x)
			}
			basis = append(basis, w)
		}
	}
	return basis
}

// frame collects orthonormal tangent directions with the eigenvalues of H on them.
type frame struct {
	spectrum
	directions [][]float64
	h          []float64
}

// add adds the direction w that turns the vectors of a and b into each other, unless it is normal.
func (f *frame) add(a, b spectralPoint, w []float64) {
	switch {
	case a.piece != b.piece:
		f.push(w, (a.v-b.v)/(a.y-b.y))
	case !f.kink(a.piece):
		f.push(w, f.curvature)
	}
}

func (f *frame) push(w []float64, h float64) {
	f.directions, f.h = append(f.directions, w), append(f.h, h)
}

func (f *frame) secondOrder() (*mat.Dense, *mat.SymDense, error) {
	m := len(f.h)
	if m == 0 {
		return nil, nil, nil
	}
	tangent, hess := mat.NewDense(len(f.directions[0]), m, nil), mat.NewSymDense(m, nil)
	for j, w := range f.directions {
		tangent.SetCol(j, w)
		hess.SetSym(j, j, f.h[j])
	}
	return tangent, hess, nil
}

// balanced returns y/|y| + v/|v|, whose singular vectors are those that y and v share: v ∈ ∂φ(y) orders its
// singular values as y does. With the two scales, neither is lost in the rounding of the other.
func balanced(y, v []float64) []float64 {
	sum := make([]float64, len(y))
	for _, x := range [][]float64{y, v} {
		if norm := floats.Norm(x, 2); norm != 0 {
			floats.AddScaled(sum, 1/norm, x)
		}
	}
	return sum
}

// columns returns copies of the columns of a matrix.
func columns(a *mat.Dense) [][]float64 {
	_, m := a.Dims()
	c := make([][]float64, m)
	for j := range c {
		c[j] = mat.Col(nil, j, a)
	}
	return c
}
