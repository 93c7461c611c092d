package learned

import (
	"context"
	"fmt"
	"math"

	"gonum.org/v1/gonum/floats"

	"proxflow/theory/claim"
	"proxflow/theory/claim/internal/coupling"
	"proxflow/theory/flow"
	"proxflow/theory/ot"
	"proxflow/theory/schedule"
)

// The error per step of the Dormand-Prince method along learned flows, and the number of Runge-Kutta steps
// for samples.
const (
	learnedTolerance = 1e-6
	sampleSteps      = 64
)

// learnedPath is a path of the learned flow.
type learnedPath struct {
	path     *flow.Path // its last coordinate is the energy so far, ∫|Ẋ|² dt
	x0, x1   []float64  // start and end
	energy   float64
	straight float64 // ∫|Ẋ_t-(X_1-X_0)|² dt
}

// at puts the point at a time into dst.
func (p *learnedPath) at(dst []float64, time float64) {
	state := make([]float64, len(dst)+1)
	p.path.At(state, time)
	copy(dst, state)
}

// integrate follows the learned flow from x0 to the last time. There the prediction of a denoiser becomes the
// end of the path.
func (c *Flow) integrate(ctx context.Context, f field, x0 []float64) (*learnedPath, error) {
	d, end := len(x0), 1-c.margin()
	rhs := func(dx []float64, time float64, x []float64) {
		f.At(dx[:d], x[:d], time)
		dx[d] = floats.Dot(dx[:d], dx[:d])
	}
	x := append(append([]float64(nil), x0...), 0)
	path, err := flow.Integrator{Tol: learnedTolerance}.Path(ctx, rhs, x, 0, end)
	if err != nil {
		return nil, fmt.Errorf("the learned flow: %w", err)
	}
	p := &learnedPath{path: path, x0: x0, x1: x[:d], energy: x[d]}
	p.straight = p.energy - coupling.SquaredDistance(p.x1, x0)/end // since ∫Ẋ dt = X_1-X_0
	if f, ok := f.(*denoiser); ok {
		f.data.At(p.x1, p.x1, end)
	}
	return p, nil
}

// follow integrates the learned flow from the initial points, and measures the paths and their ends.
func (c *Flow) follow(ctx context.Context, t *claim.Trial, f field) ([]*learnedPath, error) {
	d := c.target.Dim()
	var paths []*learnedPath
	var bend, moving, before, after, miss, length float64
	y := make([]float64, d)
	for range c.Points {
		p, err := c.integrate(ctx, f, t.Rand.Normals(make([]float64, d)))
		if err != nil {
			return nil, err
		}
		paths = append(paths, p)
		if p.energy > 0 {
			bend, moving = bend+p.straight/p.energy, moving+1
		}
		before, after = before+c.distance(p.x0, p.x0), after+c.distance(p.x0, p.x1)
		c.target.Map(y, p.x0)
		miss += coupling.SquaredDistance(p.x1, y)
		length += coupling.SquaredDistance(p.x0, y)
	}
	relative := func(draw claim.Draw, value, size, want float64) {
		if size > 0 {
			t.Sample(draw, 1, value/size, want)
		}
	}
	straight := math.NaN()
	if _, linear := c.Schedule.(*schedule.Linear); linear && c.optimal() {
		straight = 0
	}
	relative(straightness, bend, moving, straight)
	relative(endpointDistance, after, before, 0)
	if c.optimal() {
		relative(mapError, math.Sqrt(miss), math.Sqrt(length), 0)
	}
	return paths, nil
}

// distance bounds the distance from x to M = T(R^d) from above, by the distances to three kinds of points
// of M: T(x), which is nearest if T is a projection; T(x0), where x0 is the start of the path to x; and
// T(∇e_λφ(z)), where z = x+λx0 and e_λφ is the Moreau envelope, which is nearest up to O(λ).
func (c *Flow) distance(x0, x []float64) float64 {
	d := len(x)
	y, z, w := make([]float64, d), make([]float64, d), make([]float64, d)
	least := math.Inf(1)
	try := func(w []float64) {
		c.target.Map(y, w)
		least = min(least, floats.Distance(x, y, 2))
	}
	try(x)
	try(x0)
	for lambda := 1.0; lambda > 1e-7; lambda /= 4 {
		floats.AddScaledTo(z, x, lambda, x0)
		if c.target.Prox(y, z, lambda); floats.HasNaN(y) {
			continue
		}
		for i := range w {
			w[i] = (z[i] - y[i]) / lambda
		}
		try(w)
	}
	return least
}

// compareLaws compares generated samples with fresh ones, and does the same for samples T(x0) from the same
// initial points: the two distances share most of their randomness.
func (c *Flow) compareLaws(ctx context.Context, t *claim.Trial, f field) error {
	d, n := c.target.Dim(), c.Samples
	made, exact := t.Rand.Normals(make([]float64, n*d)), make([]float64, n*d)
	for i := 0; i < n*d; i += d {
		c.target.Map(exact[i:i+d], made[i:i+d])
	}
	at := f.bulk(n)
	// Equal steps in s, where t = 1-(1-s)², become shorter in t towards the end, where the field is steep.
	rhs := func(dx []float64, s float64, x []float64) {
		at(dx, x, s*(2-s))
		floats.Scale(2*(1-s), dx)
	}
	fixed := flow.FixedStep{Method: flow.Methods["runge-kutta-4"], Steps: sampleSteps}
	if err := fixed.Solve(ctx, rhs, made, 0, 1-math.Sqrt(c.margin()), nil); err != nil {
		return fmt.Errorf("samples of the learned flow: %w", err)
	}
	fresh := make([]float64, n*d)
	c.draws(t.Rand, fresh)
	var distance [2]float64
	for i, x := range [][]float64{made, exact} {
		coupling, err := ot.Solve(solver(d), &ot.Problem{Dim: d, X: x, Y: fresh})
		if err != nil {
			return err
		}
		distance[i] = math.Sqrt(coupling.Cost)
	}
	t.Sample(wasserstein, 1, distance[0], distance[1])
	return nil
}
