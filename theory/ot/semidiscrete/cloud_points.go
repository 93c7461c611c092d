package semidiscrete

// PointCloud is a cloud of given points.
type PointCloud struct {
	At [][]float64 `doc:"the points by rows, n×d" len:"1"`
}

var _ = Clouds.Add("points", "points that are written out",
	func() Cloud { return &PointCloud{At: [][]float64{{1, 0}, {-1, 0.5}, {0, -1}}} })

func (p *PointCloud) Points() [][]float64 { return p.At }
