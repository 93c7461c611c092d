package learned

import (
	"context"

	"proxflow/theory/claim"
	"proxflow/theory/learn"
	"proxflow/theory/potential"
	"proxflow/theory/random"
	"proxflow/theory/schedule"
)

// training names the training of a trial.
func (c *Flow) training(origin string) string {
	return c.name("learned-flow", struct {
		Target   potential.Potential
		Predict  string
		Schedule schedule.Schedule
	}{c.Target, c.Predict, c.Schedule}, origin)
}

func (c *Flow) network() learn.Network {
	return learn.MLP(c.target.Dim(), c.Width, c.Depth, c.Activation)
}

// trained returns the trained field and the losses of the steps.
func (c *Flow) trained(ctx context.Context, t *claim.Trial) (field, []float32, error) {
	f, losses, err := c.train(ctx, t, learn.Config{
		Network: c.network(), Schedule: c.Schedule, Data: c.Predict == data,
		Target: c.draws, Margin: c.margin(), Seed: c.training(t.Origin),
	})
	if err != nil {
		return nil, nil, err
	}
	if c.Predict == data {
		return &denoiser{f, c.Schedule}, losses, nil
	}
	return f, losses, nil
}

// draws fills dst with independent target points.
func (c *Flow) draws(r *random.Source, dst []float64) {
	d := c.target.Dim()
	x0 := make([]float64, d)
	for i := 0; i < len(dst); i += d {
		c.target.Map(dst[i:i+d], r.Normals(x0))
	}
}
