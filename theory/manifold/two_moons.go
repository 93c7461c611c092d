package manifold

import (
	"math"

	"gonum.org/v1/gonum/mat"

	"proxflow/theory/catalog"
)

// TwoMoons is the union of two half-circles of radius R in the plane: R(cos θ, sin θ) and offset - R(cos θ,
// sin θ), 0 ≤ θ ≤ π. With the defaults they are (cos θ, sin θ) and (1 - cos θ, ½ - sin θ), the geometry of
// scikit-learn's make_moons. Along the outward unit normal, II = -1/R. The four end points are strata of
// dimension 0.
type TwoMoons struct {
	Radius float64   `doc:"radius R of both arcs" above:"0"`
	Offset []float64 `doc:"centre of the second arc" len:"2"`
}

var _ = Catalog.Add("two-moons", "two interleaved half-circles in the plane",
	func() Manifold { return &TwoMoons{Radius: 1, Offset: []float64{1, 0.5}} })

// Init rejects arcs that meet.
func (m *TwoMoons) Init() error {
	if len(m.Offset) != 2 {
		return catalog.Bad("offset", "must have 2 elements, not %d", len(m.Offset))
	}
	// The circles meet on the line through the midpoint of the centres that is orthogonal to the offset.
	x, y := m.Offset[0], m.Offset[1]
	half := math.Hypot(x, y) / 2
	for _, side := range []float64{-1, 1} {
		top := y / 2
		if half > 0 {
			top += side * x * math.Sqrt(max(0, m.Radius*m.Radius-half*half)) / (2 * half)
		}
		if half <= m.Radius && 0 <= top && top <= y || half == 0 {
			return catalog.Bad("offset", "the arcs meet")
		}
	}
	return nil
}

func (m *TwoMoons) Dim() int { return 2 }

func (m *TwoMoons) Project(dst, x []float64) float64 {
	first, second := m.arcs()
	p, d := first.project(x)
	if q, e := second.project(x); lead(x, q[:], p[:]) > 0 {
		p, d = q, e
	}
	copy(dst, p[:])
	return d
}

func (m *TwoMoons) Gap(x []float64) float64 {
	first, second := m.arcs()
	_, d := first.project(x)
	_, e := second.project(x)
	gap := math.Abs(d - e)
	if d <= e {
		return min(gap, first.rival(x)-d)
	}
	return min(gap, second.rival(x)-e)
}

func (m *TwoMoons) Tangent(y []float64) *mat.Dense {
	a := m.arc(y)
	if a.end(y) != 0 {
		return nil
	}
	u := [2]float64{(y[0] - a.x) / m.Radius, (y[1] - a.y) / m.Radius}
	return columns([]float64{-u[1], u[0]})
}

func (m *TwoMoons) SecondForm(y, normal []float64) *mat.SymDense {
	a := m.arc(y)
	if a.end(y) != 0 {
		return nil
	}
	return diagonal(-((y[0]-a.x)*normal[0] + (y[1]-a.y)*normal[1]) / (m.Radius * m.Radius))
}

func (m *TwoMoons) Conormals(y []float64) *mat.Dense {
	a := m.arc(y)
	if a.end(y) == 0 {
		return nil
	}
	return columns([]float64{0, -a.side})
}

func (m *TwoMoons) arcs() (first, second arc) {
	return arc{r: m.Radius, side: 1}, arc{m.Offset[0], m.Offset[1], m.Radius, -1}
}

// arc returns the arc that holds y.
func (m *TwoMoons) arc(y []float64) arc {
	first, second := m.arcs()
	p, _ := first.project(y)
	if q, _ := second.project(y); lead(y, q[:], p[:]) > 0 {
		return second
	}
	return first
}

// arc is the half of the circle about (x,y) on which side·(height above the centre) ≥ 0.
type arc struct{ x, y, r, side float64 }

// local is p in coordinates in which the arc is the upper half of a circle about 0.
func (a arc) local(p []float64) (x, y float64) { return a.side * (p[0] - a.x), a.side * (p[1] - a.y) }

func (a arc) project(p []float64) (nearest [2]float64, dist float64) {
	x, y := a.local(p)
	px, py := math.Copysign(a.r, x), 0.0
	switch r := math.Hypot(x, y); {
	case r == 0:
		px, py = 0, a.r
	case y > 0:
		px, py = a.r*(x/r), a.r*(y/r)
	}
	return [2]float64{a.x + a.side*px, a.y + a.side*py}, math.Hypot(x-px, y-py)
}

// rival is the distance of p from what competes with its projection: the opposite point of the circle, or
// the other end of the arc.
func (a arc) rival(p []float64) float64 {
	x, y := a.local(p)
	if y >= 0 {
		return a.r + math.Hypot(x, y)
	}
	return math.Hypot(math.Abs(x)+a.r, y)
}

// end is ±1 at the ends of the arc, 0 elsewhere on it.
func (a arc) end(p []float64) float64 {
	x, y := a.local(p)
	if y > rounding*a.r {
		return 0
	}
	return math.Copysign(1, x)
}
