package learned

import (
	"fmt"
	"slices"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"

	"proxflow/theory/claim"
	"proxflow/theory/claim/internal/coupling"
	"proxflow/theory/spectrum"
)

// What a trial leaves for figures, besides the eigenvalues of every point, learned/<direction> and population/<direction>
// over t, boundary points apart (see eigenvalues.tell):
//
//	loss                           the mean loss over windows of steps, over the last step of each
//	path-<k>/x<i>                  coordinate i of the learned flow from point k, over t
//	target/x<i>                    coordinate i of points of the target, over their number
//
// and for targets in the plane, over the number of a point, at each t of the check, and quivers at three of them:
//
//	cross/<t>/x<i>                 the point of the learned flow
//	cross/<t>/normal<i>            the unit eigenvector of the symmetric part of ∇v_θ that is nearest to the normal
//	cross/<t>/normal               its eigenvalue of (1-t)∇v_θ
//	cross/<t>/tangential           the other eigenvalue
//	quiver/<t>/x<i>                a point of a grid over P_t
//	quiver/<t>/learned<i>          the learned field there
//	quiver/<t>/population<i>       the population's field there
const (
	lossWindows  = 200
	pathTimes    = 20
	targetPoints = 600
	quiverSide   = 13
)

func (c *Flow) observeLearned(t *claim.Trial, f *learned, wanted population, paths []*learnedPath, losses []float32) {
	window := max(1, len(losses)/lossWindows)
	for end := window; end <= len(losses); end += window {
		sum := 0.0
		for _, l := range losses[end-window : end] {
			sum += float64(l)
		}
		t.Observe("loss", float64(end), sum/float64(window))
	}
	d, end := c.target.Dim(), 1-c.margin()
	x := make([]float64, d)
	for k, p := range paths {
		for i := range pathTimes + 1 {
			time := end * float64(i) / pathTimes
			p.at(x, time)
			observeVector(t, fmt.Sprintf("path-%d/x", k+1), time, x)
		}
	}
	for k := range targetPoints {
		c.draws(t.Rand, x)
		observeVector(t, "target/x", float64(k+1), x)
	}
	if d != 2 {
		return
	}
	for _, time := range c.T {
		for k, p := range paths {
			p.at(x, time)
			c.observeCross(t, f, wanted, fmt.Sprintf("cross/%g/", time), float64(k+1), x, time)
		}
	}
	for _, i := range slices.Compact([]int{0, len(c.T) / 2, len(c.T) - 1}) {
		c.observeQuiver(t, f, wanted, fmt.Sprintf("quiver/%g/", c.T[i]), c.T[i])
	}
}

// observeVector leaves the coordinates of a vector, as name1, name2, …
func observeVector(t *claim.Trial, name string, at float64, x []float64) {
	for i, v := range x {
		t.Observe(fmt.Sprintf("%s%d", name, i+1), at, v)
	}
}

func (c *Flow) observeCross(t *claim.Trial, f *learned, wanted population, name string, k float64, x []float64, time float64) {
	q, err := wanted.near(x, time)
	if err != nil || q.M != 1 {
		return
	}
	jac := f.Jacobian(x, time)
	jac.Scale(1-time, jac)
	values, vectors, err := spectrum.Eigen(jac)
	if err != nil {
		return
	}
	i, normal := 0, mat.Col(nil, 0, q.Normal(2))
	if along := floats.Dot(mat.Col(nil, 0, vectors), normal); along*along < 0.5 {
		i = 1
	}
	observeVector(t, name+"x", k, x)
	observeVector(t, name+"normal", k, mat.Col(nil, i, vectors))
	t.Observe(name+"normal", k, values[i])
	t.Observe(name+"tangential", k, values[1-i])
}

// observeQuiver leaves both fields on a grid over the points of P_t, a tenth of their range beyond.
func (c *Flow) observeQuiver(t *claim.Trial, f *learned, wanted population, name string, time float64) {
	s := c.Schedule.At(time)
	p, x := coupling.NewPair(2), make([]float64, 2)
	var low, high [2]float64
	for range 400 {
		wanted.pair(t, p.X0, p.X1)
		p.At(x, s.A, s.B)
		for i, v := range x {
			low[i], high[i] = min(low[i], v), max(high[i], v)
		}
	}
	got, want := make([]float64, 2), make([]float64, 2)
	for k := range quiverSide * quiverSide {
		for i, step := range []int{k % quiverSide, k / quiverSide} {
			x[i] = low[i] + (high[i]-low[i])*(float64(step)/(quiverSide-1))
		}
		f.At(got, x, time)
		wanted.at(want, x, time)
		observeVector(t, name+"x", float64(k+1), x)
		observeVector(t, name+"learned", float64(k+1), got)
		observeVector(t, name+"population", float64(k+1), want)
	}
}
