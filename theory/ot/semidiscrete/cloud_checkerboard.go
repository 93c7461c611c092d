package semidiscrete

// Checkerboard is the uniform law on the dark squares of a board [-w,w]² of cells × cells squares, with a
// dark one at the lower left. Each dark square holds m points of the lattice ((k+½)/m, frac(½ + k/Φ)), Φ the
// golden ratio, which fills it evenly.
type Checkerboard struct {
	N         int     `doc:"number n of points, a multiple of the dark squares" min:"1" max:"1000000"`
	Cells     int     `doc:"squares in a row of the board" min:"1" max:"1000"`
	HalfWidth float64 `doc:"half of the board's width w" above:"0"`
}

var _ = Clouds.Add("checkerboard", "the dark squares of a checkerboard in the plane",
	func() Cloud { return &Checkerboard{N: 256, Cells: 4, HalfWidth: 2} })

func (c *Checkerboard) dark() int { return (c.Cells*c.Cells + 1) / 2 }

// Init checks that all dark squares get equally many points.
func (c *Checkerboard) Init() error { return multiple(c.N, c.dark(), "dark squares") }

func (c *Checkerboard) Points() [][]float64 {
	points := make([][]float64, 0, c.N)
	m, width := c.N/c.dark(), 2*c.HalfWidth/float64(c.Cells)
	for row := range c.Cells {
		for column := row % 2; column < c.Cells; column += 2 {
			for k := range m {
				u, v := (float64(k)+0.5)/float64(m), fraction(0.5+float64(k)*golden)
				x, y := (float64(column)+u)*width-c.HalfWidth, (float64(row)+v)*width-c.HalfWidth
				points = append(points, []float64{x, y})
			}
		}
	}
	return points
}
