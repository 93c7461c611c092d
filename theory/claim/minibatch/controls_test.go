package minibatch

import (
	"math"
	"testing"

	"gonum.org/v1/gonum/floats"

	"proxflow/theory/ot"
	"proxflow/theory/random"
)

// The squares of moment tensors are sums over pairs of points, since <u⊗…⊗u, w⊗…⊗w> = <u,w>^k.
func TestControlsAreThoseOfTheWholeTensors(t *testing.T) {
	r := random.New("controls")
	for _, c := range []struct{ d, n, most int }{{1, 9, 4}, {2, 7, 4}, {3, 2, 4}, {5, 12, 4},
		{16, 6, 3}, {30, 4, 2}} {
		b := &batch{Problem: &ot.Problem{Dim: c.d}, centre: r.Normals(make([]float64, c.d))}
		b.X, b.Y = make([]float64, c.n*c.d), r.Normals(make([]float64, c.n*c.d))
		b.images = r.Normals(make([]float64, c.n*c.d))
		got := b.controls()
		for k := 1; k <= degrees; k++ {
			// The sum over pairs, on either side and between them, of <u,w>^k.
			between := func(p, q []float64) (sum, alike float64) {
				u, w := make([]float64, c.d), make([]float64, c.d)
				for i := range c.n {
					for j := range c.n {
						floats.SubTo(u, p[i*c.d:(i+1)*c.d], b.centre)
						floats.SubTo(w, q[j*c.d:(j+1)*c.d], b.centre)
						product := math.Pow(floats.Dot(u, w), float64(k))
						if sum += product; i == j {
							alike += product
						}
					}
				}
				return sum, alike
			}
			n := float64(c.n)
			xx, x := between(b.images, b.images)
			yy, y := between(b.Y, b.Y)
			xy, _ := between(b.images, b.Y)
			want := (xx-2*xy+yy)/n - (x-xx/n+y-yy/n)/(n-1)
			if k > c.most {
				want = 0
			}
			if !(math.Abs(got[k-1]-want) <= 1e-12*(math.Abs(xx)+math.Abs(yy))) {
				t.Errorf("d = %d, degree %d: got %v, want %v", c.d, k, got[k-1], want)
			}
		}
	}
}
