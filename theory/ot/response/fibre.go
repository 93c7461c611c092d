package response

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"

	"proxflow/theory/quadrature"
	"proxflow/theory/random"
)

// place is a point y of M with its integrals over the source. Its fibre, the source points v ∈ ∂φ(y) that T
// takes to y, is a convex set in a translate of the normal space; the source has the mass γ(v) det H(y,v)
// dv dy there, so that
//
//	ρ = ∫γ det H dv        ρA = ∫γ det H H⁻¹ dv        ρB = ∫γ det H H⁻² dv
type place struct {
	y       []float64
	tangent *mat.Dense
	rho     float64
	first   *mat.SymDense // ρA in the basis tangent
	second  *mat.SymDense // ρB
	// diverges is the limit of s γ det H H⁻² at the distance s from the ends of the fibre. If it is not 0, ρB
	// is infinite: y is the image of a vortex.
	diverges *mat.SymDense
}

// fibreDraws is how many source points are drawn in a fibre of codimension 2 or more.
const fibreDraws = 600

// at integrates over the fibre through x0. A fibre in codimension 0 is a point, and in codimension 1 an
// interval for Gauss's rule. In higher codimension the normal part of v is drawn at random.
func (s *support) at(x0 []float64, r *random.Source) (*place, error) {
	y := make([]float64, s.d)
	s.Map(y, x0)
	tangent, hess, err := s.SecondOrder.SecondOrder(y, x0)
	if err != nil {
		return nil, err
	}
	zero := func() *mat.SymDense { return mat.NewSymDense(s.m, nil) }
	p := &place{y: y, tangent: tangent, first: zero(), second: zero(), diverges: zero()}
	switch s.d - s.m {
	case 0:
		return p, p.add(tangent, hess, gauss(x0))
	case 1:
		return p, s.interval(p, x0)
	}
	return p, s.normalPlane(p, x0, r)
}

// add counts a source point with a weight that contains γ.
func (p *place) add(basis *mat.Dense, hess *mat.SymDense, weight float64) error {
	inverse, det, err := p.inverse(basis, hess)
	if err != nil {
		return err
	}
	p.rho += weight * det
	var square mat.SymDense
	square.SymOuterK(weight*det, inverse)
	p.second.AddSym(p.second, &square)
	inverse.ScaleSym(weight*det, inverse)
	p.first.AddSym(p.first, inverse)
	return nil
}

// inverse is H⁻¹ in the basis of the place, and det H.
func (p *place) inverse(basis *mat.Dense, hess *mat.SymDense) (*mat.SymDense, float64, error) {
	var chol mat.Cholesky
	var inverse mat.SymDense
	if !chol.Factorize(hess) || chol.InverseTo(&inverse) != nil {
		return nil, 0, fmt.Errorf("response: the second epi-derivative at %v is not positive definite", p.y)
	}
	m := inverse.SymmetricDim()
	var change, left, both mat.Dense
	change.Mul(p.tangent.T(), basis)
	left.Mul(&change, &inverse)
	both.Mul(&left, change.T())
	for i := range m {
		for j := i; j < m; j++ {
			inverse.SetSym(i, j, (both.At(i, j)+both.At(j, i))/2)
		}
	}
	return &inverse, chol.Det(), nil
}

// goesTo reports whether T(v) = y, up to rounding.
func (s *support) goesTo(y, v []float64) bool {
	image := make([]float64, s.d)
	s.Map(image, v)
	return floats.Distance(image, y, 2) <= 1e-7*s.size
}

var rule = quadrature.Legendre(16)

// interval integrates over the fibre in codimension 1.
func (s *support) interval(p *place, x0 []float64) error {
	e := mat.Col(nil, 0, complement(p.tangent))
	v := make([]float64, s.d)
	at := func(t float64) []float64 { return floats.AddScaledTo(v, x0, t, e) }
	end := func(far float64) float64 {
		if s.goesTo(p.y, at(far)) {
			return far
		}
		in, out := 0.0, far
		for range 60 {
			if mid := (in + out) / 2; s.goesTo(p.y, at(mid)) {
				in = mid
			} else {
				out = mid
			}
		}
		return in
	}
	nearest := -floats.Dot(x0, e)
	low, high := end(min(nearest, 0)-beyond), end(max(nearest, 0)+beyond)
	const panel = 3
	pieces := math.Ceil((high - low) / panel)
	for k := range int(pieces) {
		half := (high - low) / pieces / 2
		middle := low + float64(2*k+1)*half
		for i, node := range rule.At {
			basis, hess, err := s.SecondOrder.SecondOrder(p.y, at(middle+half*node))
			if err != nil {
				return fmt.Errorf("response: inside a fibre: %w", err)
			}
			if err := p.add(basis, hess, rule.Weight[i]*half*gauss(v)); err != nil {
				return err
			}
		}
	}
	near := 1e-5 * (high - low)
	for _, t := range []float64{low + near, high - near} {
		basis, hess, err := s.SecondOrder.SecondOrder(p.y, at(t))
		if err != nil {
			continue // the end belongs to another stratum
		}
		inverse, det, err := p.inverse(basis, hess)
		if err != nil {
			continue
		}
		var square mat.SymDense
		square.SymOuterK(near*det*gauss(v), inverse)
		if mat.Trace(&square) > 1e-3*mat.Trace(p.second) {
			p.diverges.AddSym(p.diverges, &square)
		}
	}
	return nil
}

// normalPlane averages over the fibre in codimension 2 or more.
func (s *support) normalPlane(p *place, x0 []float64, r *random.Source) error {
	normals := complement(p.tangent)
	along := make([]float64, s.m) // the tangential part, common to the fibre
	mat.NewVecDense(s.m, along).MulVec(p.tangent.T(), mat.NewVecDense(s.d, x0))
	var fixed, across mat.VecDense
	fixed.MulVec(p.tangent, mat.NewVecDense(s.m, along))
	v, nu := make([]float64, s.d), make([]float64, s.d-s.m)
	for range fibreDraws {
		across.MulVec(normals, mat.NewVecDense(len(nu), r.Normals(nu)))
		floats.AddTo(v, fixed.RawVector().Data, across.RawVector().Data)
		if !s.goesTo(p.y, v) {
			continue
		}
		basis, hess, err := s.SecondOrder.SecondOrder(p.y, v)
		if err != nil {
			continue // the relative boundary, up to rounding
		}
		if err := p.add(basis, hess, gauss(along)/fibreDraws); err != nil {
			return err
		}
	}
	if p.rho == 0 {
		return fmt.Errorf("response: no source point of %d goes to %v", fibreDraws, p.y)
	}
	return nil
}

// complement returns an orthonormal basis of the orthogonal complement of a basis that does not span its
// space.
func complement(basis *mat.Dense) *mat.Dense {
	d, m := basis.Dims()
	var qr mat.QR
	qr.Factorize(basis)
	var q mat.Dense
	qr.QTo(&q)
	return mat.DenseCopyOf(q.Slice(0, d, m, d))
}

// visit samples places of M. The mean of area·g(y) over them is an estimate of ∫_M g. Their number depends
// on how long one takes.
func (s *support) visit(r *random.Source, each func(p *place, area float64)) error {
	places := 100
	switch codim := s.d - s.m; {
	case s.m == 1: // along a curve the error falls like places^-2
		places = 300
	case codim == 0:
		places = 4000
	case codim == 1:
		places = 800
	}
	x := make([]float64, s.d)
	for range places {
		r.Normals(x)
		over := 1.0     // γ over the density of x
		if s.d == s.m { // from N(0,2I), so that thin parts of the target are seen as well
			floats.Scale(math.Sqrt2, x)
			over = math.Exp(float64(s.d)*math.Ln2/2 - floats.Dot(x, x)/4)
		}
		p, err := s.at(x, r)
		if err != nil {
			return err
		}
		each(p, over/p.rho)
	}
	return nil
}
