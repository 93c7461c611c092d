package manifold

import (
	"math"

	"gonum.org/v1/gonum/mat"

	"proxflow/theory/catalog"
)

// Torus is the torus of revolution (√(x²+y²) - R)² + z² = r² in R³, 0 < r < R: the points at distance r
// from the core circle of radius R in the plane z = 0. P goes through the nearest point of the core. With n
// the outward normal and cos φ its horizontal part, the principal curvatures are II_n = -diag(cos φ/(R + r
// cos φ), 1/r) along the parallel and the meridian. The medial axis is the z-axis and the core.
type Torus struct {
	Major float64 `doc:"radius R of the core circle" above:"0"`
	Minor float64 `doc:"radius r of the tube, r < R" above:"0"`
}

var _ = Catalog.Add("torus", "torus of revolution about the z-axis in R³",
	func() Manifold { return &Torus{Major: 2, Minor: 0.5} })

// Init rejects a tube that meets itself.
func (m *Torus) Init() error {
	if m.Minor >= m.Major {
		return catalog.Bad("minor", "must be less than major, %v", m.Major)
	}
	return nil
}

func (m *Torus) Dim() int { return 3 }

func (m *Torus) Project(dst, x []float64) float64 {
	a := m.axes(x)
	c, s := a.outward()
	rho := m.Major + m.Minor*c
	dst[0], dst[1], dst[2] = rho*a.cos, rho*a.sin, m.Minor*s
	return math.Abs(math.Hypot(a.radial, a.height) - m.Minor)
}

func (m *Torus) Gap(x []float64) float64 {
	a := m.axes(x)
	v := math.Hypot(a.radial, a.height)
	far := math.Hypot(a.radial+2*m.Major, a.height) // from the opposite point of the core
	return min(2*min(v, m.Minor), math.Abs(far-m.Minor)-math.Abs(v-m.Minor))
}

func (m *Torus) Tangent(y []float64) *mat.Dense {
	a := m.axes(y)
	c, s := a.outward()
	return columns([]float64{-a.sin, a.cos, 0}, []float64{-s * a.cos, -s * a.sin, c})
}

func (m *Torus) SecondForm(y, normal []float64) *mat.SymDense {
	a := m.axes(y)
	c, s := a.outward()
	along := c*(a.cos*normal[0]+a.sin*normal[1]) + s*normal[2] // of n
	return diagonal(-along*c/(m.Major+a.radial), -along/m.Minor)
}

func (m *Torus) Conormals([]float64) *mat.Dense { return nil }

// meridian is a point in its half-plane from the z-axis, in coordinates about the core.
type meridian struct {
	cos, sin       float64 // direction of the half-plane
	radial, height float64 // from the core
}

func (m *Torus) axes(x []float64) meridian {
	rho := math.Hypot(x[0], x[1])
	if rho == 0 {
		return meridian{1, 0, -m.Major, x[2]}
	}
	return meridian{x[0] / rho, x[1] / rho, rho - m.Major, x[2]}
}

// outward is the unit vector from the core to the point, in the half-plane: (cos φ, sin φ). On the core
// itself it is horizontal.
func (a meridian) outward() (cos, sin float64) {
	v := math.Hypot(a.radial, a.height)
	if v == 0 {
		return 1, 0
	}
	return a.radial / v, a.height / v
}
