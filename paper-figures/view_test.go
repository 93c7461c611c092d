package figures

import (
	"math"
	"testing"

	"gonum.org/v1/plot/plotter"
)

func TestSlimPathsStayWithinTheTolerance(t *testing.T) {
	const tolerance = 0.01
	var spiral, straight plotter.XYs
	for i := range 800 {
		a := float64(i) / 40
		spiral = append(spiral, plotter.XY{X: a * math.Cos(a), Y: a * math.Sin(a)})
		straight = append(straight, plotter.XY{X: a, Y: 1 - 3*a})
	}
	if got := slim(straight, tolerance); len(got) != 2 || got[0] != straight[0] || got[1] != straight[799] {
		t.Errorf("a straight path keeps %d points", len(got))
	}
	kept := slim(spiral, tolerance)
	if len(kept) > 400 {
		t.Errorf("%d of 800 points kept", len(kept))
	}
	for _, p := range spiral {
		nearest := math.Inf(1)
		for i := range kept[1:] {
			for w := 0.0; w <= 1; w += 0.01 {
				q := plotter.XY{X: kept[i].X + w*(kept[i+1].X-kept[i].X),
					Y: kept[i].Y + w*(kept[i+1].Y-kept[i].Y)}
				nearest = min(nearest, math.Hypot(p.X-q.X, p.Y-q.Y))
			}
		}
		if nearest > 1.2*tolerance { // the chords were searched in steps
			t.Fatalf("a point is %g off the path", nearest)
		}
	}
}

func TestOrthographicViewKeepsLengthsAndHandedness(t *testing.T) {
	f := Eye{Azimuth: 20, Elevation: 30}
	var p [3]projected
	for i := range p {
		e := make([]float64, 3)
		e[i] = 1
		p[i] = f.orthographic(e)
	}
	for i := range p {
		for j := range p {
			want := 0.0
			if i == j {
				want = 1
			}
			if got := p[i].X*p[j].X + p[i].Y*p[j].Y + p[i].near*p[j].near; math.Abs(got-want) > 1e-15 {
				t.Errorf("<e%d, e%d> = %g", i+1, j+1, got)
			}
		}
	}
	det := p[0].X*(p[1].Y*p[2].near-p[1].near*p[2].Y) - p[0].Y*(p[1].X*p[2].near-p[1].near*p[2].X) +
		p[0].near*(p[1].X*p[2].Y-p[1].Y*p[2].X)
	if math.Abs(det-1) > 1e-15 {
		t.Errorf("the view mirrors space: det = %g", det)
	}
	sa, ca := math.Sincos(20 * math.Pi / 180)
	se, ce := math.Sincos(30 * math.Pi / 180)
	if eye := f.orthographic([]float64{ce * ca, ce * sa, se}); math.Hypot(eye.X, eye.Y) > 1e-15 {
		t.Errorf("the eye is seen at %v", eye.XY)
	}
}
