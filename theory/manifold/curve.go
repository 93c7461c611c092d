package manifold

import (
	"math"
	"sync"

	"gonum.org/v1/gonum/mat"
)

// vec is a point of R³, or of R² with a last coordinate 0. Its norm overflows beyond 1e154.
type vec [3]float64

func (a vec) dot(b vec) float64        { return a[0]*b[0] + a[1]*b[1] + a[2]*b[2] }
func (a vec) add(s float64, b vec) vec { return vec{a[0] + s*b[0], a[1] + s*b[1], a[2] + s*b[2]} }
func (a vec) norm() float64            { return math.Sqrt(a.dot(a)) }
func vector(x []float64) (v vec)       { copy(v[:], x); return v }

// curve is a regular C³ curve γ: [a,b] → R³ without double points, closed if γ(a) = γ(b).
type curve interface {
	domain() (a, b float64, closed bool)
	// jet returns γ(t), γ'(t), γ"(t).
	jet(t float64) (y, dy, ddy vec)
	// bounds returns upper bounds of |γ'|, |γ"|, |γ"'|.
	bounds() (speed, acceleration, jerk float64)
	// nodes returns the table of the curve.
	nodes() *table
}

// table has the jets of a curve at the ends of the intervals that a search starts with. The first search
// computes them for all.
type table struct {
	once sync.Once
	t    [cells + 1]float64
	jet  [cells + 1]jet
}

type jet struct{ y, dy, ddy vec }

func (n *table) nodes() *table { return n }

func (n *table) of(c curve) *table {
	n.once.Do(func() {
		a, b, _ := c.domain()
		for i := range n.t {
			n.t[i] = a + (b-a)*float64(i)/cells
			j := &n.jet[i]
			j.y, j.dy, j.ddy = c.jet(n.t[i])
		}
	})
	return n
}

// foot is a local minimum of the distance from a point to a curve.
type foot struct {
	t, dist float64
	y       vec
}

func (f foot) isNone() bool { return math.IsInf(f.dist, 1) }

// search finds the local minima of f(t) = |x-γ(t)|²/2 by branch and bound. The bounds on the derivatives
// show that f' has no zero in an interval, or that f" has one sign there; otherwise the interval is halved.
// So no branch is missed, except for minima closer to each other than 2⁻²⁴ of the curve, whose distances
// from x differ by less than rounding.
type search struct {
	curve
	x                         vec
	speed, acceleration, jerk float64
	least                     float64 // intervals shorter than this are not halved
	reach                     float64 // a known upper bound of the distance
	rivals                    bool    // the second nearest foot is wanted too
	first, second             foot
}

// cells is the number of intervals that the search starts with.
const cells = 32

// feet returns the nearest foot of x on the curve, the one with the smallest parameter if there are
// several, and, if rivals are wanted, the second nearest, at distance +Inf if there is none.
func feet(c curve, x vec, rivals bool) (first, second foot) {
	a, b, closed := c.domain()
	none := foot{t: math.NaN(), dist: math.Inf(1), y: vec{math.NaN(), math.NaN(), math.NaN()}}
	if far := x.norm(); math.IsNaN(far) || math.IsInf(far, 0) {
		return none, none
	}
	s := search{curve: c, x: x, least: (b - a) * 0x1p-24, reach: math.Inf(1), rivals: rivals, first: none,
		second: none}
	s.speed, s.acceleration, s.jerk = c.bounds()
	nodes := c.nodes().of(c)
	node := &nodes.t
	var dist, slope [cells + 1]float64
	for i := range node {
		if i == cells && closed {
			// the same to the last bit, so that the seam neither hides nor doubles a foot
			dist[i], slope[i] = dist[0], slope[0]
			break
		}
		y, d, df, _ := s.from(nodes.jet[i])
		dist[i], slope[i] = d, df
		s.reach = min(s.reach, d)
		if !closed && (i == 0 && df >= 0 || i == cells && df < 0) {
			s.offer(foot{node[i], d, y})
		}
	}
	for i := range cells {
		if (dist[i]+dist[i+1]-s.speed*(node[i+1]-node[i]))/2 <= s.limit() {
			s.visit(node[i], node[i+1], slope[i], slope[i+1])
		}
	}
	return s.first, s.second
}

// at returns γ, |x-γ|, f' and f" at t.
func (s *search) at(t float64) (y vec, dist, df, ddf float64) {
	var j jet
	j.y, j.dy, j.ddy = s.jet(t)
	return s.from(j)
}

// from is at, given the jet.
func (s *search) from(j jet) (y vec, dist, df, ddf float64) {
	v := s.x.add(-1, j.y)
	return j.y, v.norm(), -v.dot(j.dy), j.dy.dot(j.dy) - v.dot(j.ddy)
}

// limit is the distance beyond which no foot is wanted.
func (s *search) limit() float64 {
	dist := min(s.reach, s.first.dist)
	if s.rivals {
		dist = s.second.dist
	}
	return dist * (1 + 0x1p-40)
}

// visit offers the feet in (l,r], where f' has the values dfl and dfr at the ends.
func (s *search) visit(l, r, dfl, dfr float64) {
	h, t := (r-l)/2, l+(r-l)/2
	_, dist, df, ddf := s.at(t)
	s.reach = min(s.reach, dist)
	dddf := (dist+s.speed*h)*s.jerk + 3*s.speed*s.acceleration // bounds |f"'| = |3<γ',γ"> - <x-γ,γ"'>|
	switch {
	case dist-s.speed*h > s.limit(), math.Abs(df) > (math.Abs(ddf)+dddf*h)*h, ddf < -dddf*h:
		// too far, or f' has no zero here, or f is concave
	case ddf <= dddf*h && r-l > s.least:
		s.visit(l, t, dfl, df)
		s.visit(t, r, df, dfr)
	case dfl < 0 && dfr >= 0:
		s.offer(s.polish(l, r))
	}
}

// polish finds the zero of f' in (l,r], where f' changes its sign from - to +, by Newton's method
// safeguarded by bisection. Its last step is applied to γ as well, since it is too small to show in t.
func (s *search) polish(l, r float64) foot {
	enough := max(0x1p-30*(r-l), 0x1p-25*s.least) // the next step is the square of this one
	for t := l + (r-l)/2; ; {
		y, _, df, ddf := s.at(t)
		if df < 0 {
			l = t
		} else {
			r = t
		}
		step := -df / ddf
		if ddf > 0 && math.Abs(step) <= enough || r-l <= enough {
			if math.Abs(step) <= enough {
				_, dy, _ := s.jet(t)
				y = y.add(step, dy)
				t += step
			}
			return foot{t, s.x.add(-1, y).norm(), y}
		}
		if t += step; !(ddf > 0 && t > l && t <= r) {
			t = l + (r-l)/2
		}
	}
}

func (s *search) offer(f foot) {
	switch {
	case s.first.isNone() || lead(s.x[:], f.y[:], s.first.y[:]) > 0:
		s.first, s.second = f, s.first
	case s.second.isNone() || lead(s.x[:], f.y[:], s.second.y[:]) > 0:
		s.second = f
	}
}

// projectOnCurve is the Project of a manifold that is a curve.
func projectOnCurve(c curve, dst, x []float64) float64 {
	first, _ := feet(c, vector(x), false)
	copy(dst, first.y[:])
	return first.dist
}

// gapOfCurve is the Gap of a manifold that is a curve.
func gapOfCurve(c curve, x []float64) float64 {
	return gapBetweenFeet(c, vector(x), 0)
}

// gapBetweenFeet is how much farther from x the second nearest foot is than the nearest one, where both are
// also at the distance across from x in a direction orthogonal to the space of the curve.
func gapBetweenFeet(c curve, x vec, across float64) float64 {
	first, second := feet(c, x, true)
	if second.isNone() {
		return math.Inf(1)
	}
	return lead(x[:], first.y[:], second.y[:]) /
		(math.Hypot(first.dist, across) + math.Hypot(second.dist, across))
}

// tangentOfCurve is the Tangent of a manifold that is a curve.
func tangentOfCurve(c curve, y []float64) *mat.Dense {
	p := locate(c, vector(y))
	if p.end != 0 {
		return nil
	}
	return columns(p.tangent[:len(y)])
}

// secondFormOfCurve is the SecondForm of a manifold that is a curve: <γ", ν>/|γ'|², since ν ⟂ γ'.
func secondFormOfCurve(c curve, y, normal []float64) *mat.SymDense {
	p := locate(c, vector(y))
	if p.end != 0 {
		return nil
	}
	return diagonal(p.curvature.dot(vector(normal)))
}

// conormalsOfCurve is the Conormals of a manifold that is a curve.
func conormalsOfCurve(c curve, y []float64) *mat.Dense {
	p := locate(c, vector(y))
	if p.end == 0 {
		return nil
	}
	var outward vec
	outward = outward.add(p.end, p.tangent)
	return columns(outward[:len(y)])
}

// place describes a curve at one of its points.
type place struct {
	tangent   vec     // unit
	curvature vec     // normal vector κN
	end       float64 // -1 at a, 1 at b, 0 between them
}

func locate(c curve, y vec) (p place) {
	f, _ := feet(c, y, false)
	_, dy, ddy := c.jet(f.t)
	speed := dy.norm()
	p.tangent = p.tangent.add(1/speed, dy)
	p.curvature = p.curvature.add(1/(speed*speed), ddy)
	p.curvature = p.curvature.add(-p.curvature.dot(p.tangent), p.tangent)
	a, b, closed := c.domain()
	switch near := rounding * (b - a); {
	case closed:
	case f.t-a <= near:
		p.end = -1
	case b-f.t <= near:
		p.end = 1
	}
	return p
}
