package semidiscrete

import (
	"math"

	"proxflow/theory/normal"
	"proxflow/theory/quadrature"
)

// corner is a vertex of a convex polygon in counterclockwise order, with the neighbour across the side that
// starts there.
type corner struct {
	x       [2]float64
	to      int  // an atom, or outside
	settled bool // no other atom is better here
}

// side is a segment of a line: the distance h of the line from the origin, h > 0 if the origin lies on its
// left, and the positions of the ends along the line, with 0 at the point nearest to the origin.
type side struct{ h, from, to float64 }

func sideOf(a, b [2]float64) side {
	dx, dy := b[0]-a[0], b[1]-a[1]
	length := math.Hypot(dx, dy)
	if length == 0 {
		return side{}
	}
	dx, dy = dx/length, dy/length
	return side{a[0]*dy - a[1]*dx, a[0]*dx + a[1]*dy, b[0]*dx + b[1]*dy}
}

// density returns the integral of the density of N(0,I₂) over the side.
func (e side) density() float64 {
	if e.from > 0 { // the lower tail of the normal law keeps its digits
		e.from, e.to = -e.to, -e.from
	}
	return normal.PDF(e.h) * max(0, normal.CDF(e.to)-normal.CDF(e.from))
}

var rule6, rule16 = quadrature.Legendre(6), quadrature.Legendre(16)

// flux returns h ∫ F ds over the side for the field F of polygonMass, by Gauss's rule on pieces. F is
// analytic, so pieces of length 3/2 with 16 nodes, or 1/4 with 6, leave rounding errors only.
func (e side) flux() (sum float64) {
	length := e.to - e.from
	if e.h == 0 || length <= 0 {
		return 0
	}
	rule, pieces := &rule16, math.Ceil(length/1.5)
	if length <= 0.25 {
		rule, pieces = &rule6, 1
	}
	half := length / pieces / 2
	for k := range int(pieces) {
		middle := e.from + float64(2*k+1)*half
		for i, at := range rule.At {
			s := middle + half*at
			square := e.h*e.h + s*s // > 0
			sum -= rule.Weight[i] * math.Expm1(-square/2) / square
		}
	}
	return sum * half * e.h / (2 * math.Pi)
}

// polygonMass returns the mass of a convex polygon under N(0,I₂), to an absolute error of about 10⁻¹⁶, by the
// divergence theorem: the density is the divergence of F(x) = x (1 - e^{-|x|²/2}) / (2π|x|²). Small polygons
// have a relative error of this size: they are sums of triangles, on which the density is nearly constant.
func polygonMass(p []corner) (mass float64) {
	if len(p) < 3 {
		return 0
	}
	small := true
	for _, c := range p {
		small = small && math.Abs(c.x[0]-p[0].x[0]) <= 0.25 && math.Abs(c.x[1]-p[0].x[1]) <= 0.25
	}
	if small {
		for i := 2; i < len(p); i++ {
			mass += triangleMass(p[0].x, p[i-1].x, p[i].x)
		}
		return mass
	}
	for i, c := range p {
		mass += sideOf(c.x, p[(i+1)%len(p)].x).flux()
	}
	return max(mass, 0)
}

// triangleMass returns the mass of a triangle of diameter ≤ ½, by Gauss's rule in Duffy's coordinates.
func triangleMass(a, b, c [2]float64) (mass float64) {
	ux, uy, vx, vy := b[0]-a[0], b[1]-a[1], c[0]-b[0], c[1]-b[1]
	for i, at := range rule6.At {
		s := (1 + at) / 2
		for k, across := range rule6.At {
			t := s * (1 + across) / 2
			x, y := a[0]+s*ux+t*vx, a[1]+s*uy+t*vy
			mass += rule6.Weight[i] * rule6.Weight[k] * s * math.Exp(-(x*x+y*y)/2)
		}
	}
	return mass / 4 * max(0, ux*vy-uy*vx) / (2 * math.Pi)
}
