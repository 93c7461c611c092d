package exact

import (
	"context"
	"math"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"

	"proxflow/theory/claim"
	"proxflow/theory/claim/internal/coupling"
	"proxflow/theory/claim/series"
	"proxflow/theory/flow"
	"proxflow/theory/schedule"
)

// visibleKick is the size of the kicks in figures. The kicks that are measured are far smaller.
const visibleKick = 0.3

// drawKicks records curves for a figure, with the linear schedule and in up to three dimensions: the
// trajectory of p from t = 1/2 on, the trajectories after a normal and a tangential kick there, and points of
// the target. Kicks go towards the target; in the opposite direction they could leave the region that the
// flow reaches.
func (c *TerminalHyperbolicity) drawKicks(
	ctx context.Context, t *claim.Trial, p coupling.Smooth, frame *mat.Dense,
) error {
	d := c.target.Dim()
	if _, linear := c.Schedule.(*schedule.Linear); !linear || d > 3 || p.M == 0 || p.M == d {
		return nil
	}
	s0 := c.Schedule.At(0.5)
	for _, kick := range []struct {
		kicked series.Vector
		k      int // the vector of the frame: tangential ones come first
		size   float64
	}{
		{series.KickedNot, 0, 0},
		{series.KickedNormally, d - 1, visibleKick},
		{series.KickedTangentially, 0, visibleKick},
	} {
		x := make([]float64, d)
		p.At(x, s0.A, s0.B)
		w, size := mat.Col(nil, kick.k, frame), kick.size
		if floats.Dot(w, x) > floats.Dot(w, p.X1) {
			size = -size
		}
		floats.AddScaled(x, size, w)
		show := func(tau float64, x []float64) {
			t.ObserveVector(kick.kicked, -math.Expm1(-tau), x)
		}
		show(tauStart, x)
		rhs := func(dx []float64, tau float64, x []float64) { c.scaled(dx, x, -math.Expm1(-tau)) }
		if err := (flow.Integrator{Step: 0.25}).Solve(ctx, rhs, x, tauStart, tauStart+8, show); err != nil {
			return err
		}
	}
	for k, q := range coupling.Draw(t, c.target, coupling.Optimal, 1500) {
		t.ObserveVector(series.Target, float64(k+1), q.X1)
	}
	return nil
}
