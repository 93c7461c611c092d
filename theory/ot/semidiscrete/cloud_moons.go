package semidiscrete

import (
	"math"

	"proxflow/theory/catalog"
	"proxflow/theory/random"
)

// Moons is the uniform law on two half-circles of radius R: each is cut into pieces of equal length with an
// atom in the middle, R(cos θ, sin θ) and offset - R(cos θ, sin θ) at θ = π(k+½)/(n/2). The arcs are those of
// the manifold two-moons.
type Moons struct {
	N      int       `doc:"number n of points, even" min:"2" max:"1000000"`
	Radius float64   `doc:"radius R of both arcs" above:"0"`
	Offset []float64 `doc:"centre of the second arc" len:"2"`
	Noise  float64   `doc:"standard deviation of the noise on each coordinate" min:"0"`
}

var _ = Clouds.Add("moons", "two half-circles in the plane, uniform along the arcs",
	func() Cloud { return &Moons{N: 64, Radius: 1, Offset: []float64{1, 0.5}} })

// Init checks that both arcs get equally many points.
func (m *Moons) Init() error {
	if len(m.Offset) != 2 {
		return catalog.Bad("offset", "must have 2 elements, not %d", len(m.Offset))
	}
	return multiple(m.N, 2, "arcs")
}

func (m *Moons) Points() [][]float64 {
	points := make([][]float64, 0, m.N)
	noise := random.New("moons")
	for k := range m.N {
		theta := math.Pi * (float64(k/2) + 0.5) / float64(m.N/2)
		x, y := m.Radius*math.Cos(theta), m.Radius*math.Sin(theta)
		if k%2 == 1 {
			x, y = m.Offset[0]-x, m.Offset[1]-y
		}
		points = append(points, []float64{x + m.Noise*noise.Normal(), y + m.Noise*noise.Normal()})
	}
	return points
}
