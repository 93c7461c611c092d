package semidiscrete

import "math"

// Gaussians is a mixture of isotropic Gaussians centred at the vertices of a regular polygon, the first of
// them on the positive axis. Each is a spiral of m = n/modes points around its centre: the distance of the
// k-th is the quantile (k+½)/m of |X|, X ~ N(0,sd²I₂), its angle k golden angles (Vogel 1979,
// doi:10.1016/0025-5564(79)90080-4).
type Gaussians struct {
	N      int     `doc:"number n of points, a multiple of modes" min:"1" max:"1000000"`
	Modes  int     `doc:"number of centres" min:"1" max:"1000"`
	Radius float64 `doc:"distance of the centres from the origin" above:"0"`
	Sd     float64 `doc:"standard deviation of each coordinate around a centre" above:"0"`
}

var _ = Clouds.Add("eight-gaussians", "Gaussians around the vertices of a regular polygon",
	func() Cloud { return &Gaussians{N: 256, Modes: 8, Radius: 4, Sd: 0.3} })

// Init checks that all modes get equally many points.
func (g *Gaussians) Init() error { return multiple(g.N, g.Modes, "modes") }

func (g *Gaussians) Points() [][]float64 {
	points := make([][]float64, 0, g.N)
	m := g.N / g.Modes
	for mode := range g.Modes {
		sin, cos := math.Sincos(2 * math.Pi * float64(mode) / float64(g.Modes))
		for k := range m {
			r := g.Sd * math.Sqrt(-2*math.Log1p(-(float64(k)+0.5)/float64(m)))
			s, c := math.Sincos(2 * math.Pi * fraction(float64(k)*golden))
			points = append(points, []float64{g.Radius*cos + r*c, g.Radius*sin + r*s})
		}
	}
	return points
}
