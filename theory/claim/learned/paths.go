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

// The error per step of Dormand and Prince's method along learned flows, and the steps of Runge's and Kutta's for samples.
const (
	learnedTolerance = 1e-6
	sampleSteps      = 64
)

// learnedPath is a path of the learned flow from x0, with its energy ∫|Ẋ|² dt as one more coordinate.
type learnedPath struct {
	path     *flow.Path
	x0, x1   []float64 // its ends
	energy   float64
	straight float64 // ∫|Ẋ_t-(X_1-X_0)|² dt
}

// at puts the point at a time into dst.
func (p *learnedPath) at(dst []float64, time float64) {
	state := make([]float64, len(dst)+1)
	p.path.At(state, time)
	copy(dst, state)
}

// integrate follows the learned flow from x0 to the end of time.
func (c *Flow) integrate(ctx context.Context, f *learned, x0 []float64) (*learnedPath, error) {
	d, end := len(x0), 1-c.margin()
	rhs := func(dx []float64, time float64, x []float64) {
		f.At(dx[:d], x[:d], time)
		dx[d] = floats.Dot(dx[:d], dx[:d])
	}
	x := append(append([]float64(nil), x0...), 0)
	p := &learnedPath{path: flow.NewPath(rhs, 0, x), x0: x0}
	if err := (flow.Integrator{Tol: learnedTolerance}).Solve(ctx, rhs, x, 0, end, p.path.Visit); err != nil {
		return nil, fmt.Errorf("the learned flow: %w", err)
	}
	p.x1, p.energy = x[:d], x[d]
	p.straight = p.energy - coupling.SquaredDistance(p.x1, x0)/end // since ∫Ẋ dt = X_1-X_0
	return p, nil
}

// follow integrates the learned flow from the initial points, and measures the ends.
func (c *Flow) follow(ctx context.Context, t *claim.Trial, f *learned) ([]*learnedPath, error) {
	d, n := c.target.Dim(), float64(c.Points)
	var paths []*learnedPath
	var straight, distance, miss float64
	lower, y := false, make([]float64, d)
	for range c.Points {
		p, err := c.integrate(ctx, f, t.Rand.Normals(make([]float64, d)))
		if err != nil {
			return nil, err
		}
		paths = append(paths, p)
		c.target.Map(y, p.x0)
		straight += p.straight / n
		distance += c.distance(p) / n
		miss += coupling.SquaredDistance(p.x1, y) / n
		if q, err := coupling.SecondOrder(c.target, coupling.Pair{X0: p.x0, X1: y}); err == nil && q.M < d {
			lower = true
		}
	}
	wantStraight, wantMiss := math.NaN(), math.NaN()
	if c.optimal() {
		wantMiss = 0
		if _, linear := c.Schedule.(*schedule.Linear); linear {
			wantStraight = 0
		}
	}
	t.Sample(straightness, 1, straight, wantStraight)
	t.Sample(mapError, 1, miss, wantMiss)
	if lower {
		t.Sample(endpointDistance, 1, distance, 0)
	}
	return paths, nil
}

// distance bounds the distance of the end of a path to M = T(R^d) from above: by T(x1), which is the nearest point where T is
// a projection, by T(x0), and by T(∇e_λφ(z)), z = x1+λx0, which is the nearest point up to O(λ), e_λφ the Moreau envelope.
func (c *Flow) distance(p *learnedPath) float64 {
	d := len(p.x1)
	y, z, w := make([]float64, d), make([]float64, d), make([]float64, d)
	least := math.Inf(1)
	try := func(w []float64) {
		c.target.Map(y, w)
		least = min(least, floats.Distance(p.x1, y, 2))
	}
	try(p.x1)
	try(p.x0)
	for lambda := 1.0; lambda > 1e-7; lambda /= 4 {
		floats.AddScaledTo(z, p.x1, lambda, p.x0)
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

// compareLaws compares generated with fresh samples, beside samples T(x0) from the same initial points: the two distances share
// most of what is random in them.
func (c *Flow) compareLaws(ctx context.Context, t *claim.Trial, f *learned) error {
	d, n := c.target.Dim(), c.Samples
	made, exact := t.Rand.Normals(make([]float64, n*d)), make([]float64, n*d)
	for i := 0; i < n*d; i += d {
		c.target.Map(exact[i:i+d], made[i:i+d])
	}
	bulk := f.bulk(n)
	rhs := func(dx []float64, time float64, x []float64) { bulk.At(dx, x, time) }
	fixed := flow.FixedStep{Method: flow.Methods["runge-kutta-4"], Steps: sampleSteps}
	if err := fixed.Solve(ctx, rhs, made, 0, 1-c.margin(), nil); err != nil {
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
