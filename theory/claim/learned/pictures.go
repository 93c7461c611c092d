package learned

import (
	"slices"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"

	"proxflow/theory/claim"
	"proxflow/theory/claim/internal/coupling"
	"proxflow/theory/claim/series"
	"proxflow/theory/spectrum"
)

// What a trial records for figures besides all eigenvalues: the loss, the flow from each point, and points
// of the target; in the plane also crosses at the points of the flow at each t of the check, and quivers at
// three of these times.
const (
	lossWindows  = 200
	pathTimes    = 20
	targetPoints = 600
	quiverSide   = 13
)

func (c *Flow) observeLearned(
	t *claim.Trial, f field, wanted population, paths []*learnedPath, losses []float32,
) {
	observeLosses(t, losses)
	d, end := c.target.Dim(), 1-c.margin()
	x := make([]float64, d)
	for k, p := range paths {
		for i := range pathTimes + 1 {
			time := end * float64(i) / pathTimes
			p.at(x, time)
			t.ObserveVector(series.Path.Of(k+1), time, x)
		}
	}
	for k := range targetPoints {
		c.draws(t.Rand, x)
		t.ObserveVector(series.Target, float64(k+1), x)
	}
	if d != 2 {
		return
	}
	for _, time := range c.T {
		for k, p := range paths {
			p.at(x, time)
			c.observeCross(t, f, wanted, k, x, time)
		}
	}
	for _, i := range slices.Compact([]int{0, len(c.T) / 2, len(c.T) - 1}) {
		c.observeQuiver(t, f, wanted, c.T[i])
	}
}

// observeLosses records the mean losses over windows of steps.
func observeLosses(t *claim.Trial, losses []float32) {
	window := max(1, len(losses)/lossWindows)
	for end := window; end <= len(losses); end += window {
		t.Observe(series.Loss, float64(end), meanLoss(losses[end-window:end]))
	}
}

func meanLoss(losses []float32) (mean float64) {
	for _, l := range losses {
		mean += float64(l) / float64(len(losses))
	}
	return mean
}

// observeCross records the eigenvectors and eigenvalues of the Jacobian at x, the point of path k.
func (c *Flow) observeCross(t *claim.Trial, f field, wanted population, k int, x []float64, time float64) {
	cross, number := series.Cross.Of(time), float64(k+1)
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
	t.ObserveVector(cross.At(), number, x)
	t.ObserveVector(cross.Axis(), number, mat.Col(nil, i, vectors))
	t.Observe(cross.Normal(), number, values[i])
	t.Observe(cross.Tangential(), number, values[1-i])
}

// observeQuiver records both fields on a grid over the range of points of P_t.
func (c *Flow) observeQuiver(t *claim.Trial, f field, wanted population, time float64) {
	quiver, s := series.Quiver.Of(time), c.Schedule.At(time)
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
		t.ObserveVector(quiver.At(), float64(k+1), x)
		t.ObserveVector(quiver.Learned(), float64(k+1), got)
		t.ObserveVector(quiver.Population(), float64(k+1), want)
	}
}
