package exact

import (
	"context"
	"math"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"

	"proxflow/theory/claim"
	"proxflow/theory/claim/internal/coupling"
	"proxflow/theory/flow"
	"proxflow/theory/spectrum"
)

// path is the result of following one trajectory of the variational equation over τ. It holds the
// logarithms of three things: the factors by which the vectors of an orthonormal frame have stretched, the
// distance from x_t to M, and the factors of kicks along the first and the last vector of the frame. The
// frame starts as the eigenvectors of J by descending eigenvalues; the errors mixed into a vector then
// decay faster than the vector does.
type path struct {
	frame            *mat.Dense // at the start
	kick             float64    // size of a kick, in α
	tau, distance    []float64
	stretch          [][]float64 // stretch[i][k] of frame vector i at tau[k]
	slowest, fastest []float64   // of the kicks
}

// step is the step in τ for a trajectory to x1. It is fixed, since step control would only respond to noise.
// Its error, relative to α, is about (step·γ)⁵|x1|/1000.
func (c *TerminalHyperbolicity) step(x1 []float64) float64 {
	return 0.17 / max(1, c.Schedule.Rate()) / math.Pow(max(1, floats.Norm(x1, 2)), 0.2)
}

// part is the size of the differences as a part of α: as large as possible because of noise, but twice this
// size must not reach the next kink of the field, whose distance along the path is proportional to α.
func (c *TerminalHyperbolicity) part(p coupling.Smooth) float64 {
	part := 2e-3
	for part > 1e-5 {
		if _, budget := c.jacobian(p, 2*part); budget <= 1e-3 {
			break
		}
		part /= 4
	}
	return part
}

// jacobian computes J at t = 1/2, by differences of a part of α.
func (c *TerminalHyperbolicity) jacobian(p coupling.Smooth, part float64) (*mat.Dense, float64) {
	s, x := c.Schedule.At(0.5), make([]float64, len(p.X0))
	size := p.At(x, s.A, s.B)
	at := func(dst, x []float64) { c.scaled(dst, x, 0.5) }
	return spectrum.JacobianStep(at, x, part*s.A, claim.Unit*size)
}

// scaled puts (1-t) v_t(x), the velocity in τ, into dst.
func (c *TerminalHyperbolicity) scaled(dst, x []float64, time float64) {
	c.field.At(dst, x, time)
	floats.Scale(1-time, dst)
}

// path integrates x' = (1-t) v, the frame Y' = J Y, and two kicks, in τ. J comes from directional differences
// of the field through the prox, by a part of α; kicks are a quarter of that size. The frame is made
// orthonormal again after every unit of τ, as in Benettin et al. (doi:10.1007/BF02128236).
func (c *TerminalHyperbolicity) path(
	ctx context.Context, p coupling.Smooth, end, part, step float64,
) (*path, error) {
	d := len(p.X0)
	jac, _ := c.jacobian(p, part)
	_, vectors, err := spectrum.Eigen(jac)
	if err != nil {
		return nil, err
	}
	out := &path{frame: mat.NewDense(d, d, nil), kick: part / 4, stretch: make([][]float64, d)}
	for k := range d {
		out.frame.SetCol(k, mat.Col(nil, d-1-k, vectors))
	}
	state, s0 := make([]float64, d+d*d), c.Schedule.At(0.5) // x, then the frame by columns
	p.At(state[:d], s0.A, s0.B)
	frame, total := out.frame, make([]float64, d)
	record := func(tau float64) {
		out.tau = append(out.tau, tau)
		out.distance = append(out.distance, logDistance(p, state[:d]))
		for i, l := range total {
			out.stretch[i] = append(out.stretch[i], l)
		}
	}
	record(tauStart)
	for tau := tauStart; tau < end; {
		next := min(tau+1, end)
		for k := range d {
			mat.Col(state[(k+1)*d:(k+2)*d], k, frame)
		}
		err := flow.Integrator{Step: step}.Solve(ctx, c.variation(d, part), state, tau, next, nil)
		if err != nil {
			return nil, err
		}
		frame = orthonormal(state[d:], d, total)
		tau = next
		record(tau)
	}
	if out.slowest, err = c.kicked(ctx, p, out, 0, end, step); err != nil {
		return nil, err
	}
	out.fastest, err = c.kicked(ctx, p, out, d-1, end, step)
	return out, err
}

// variation is the right-hand side of x' = (1-t) v, Y' = J Y, with the columns of Y after x.
func (c *TerminalHyperbolicity) variation(d int, part float64) func(dy []float64, tau float64, y []float64) {
	up, down, at := make([]float64, d), make([]float64, d), make([]float64, d)
	return func(dy []float64, tau float64, y []float64) {
		time := -math.Expm1(-tau)
		x := y[:d]
		c.scaled(dy[:d], x, time)
		h := part * c.Schedule.At(time).A
		for k := 1; k <= d; k++ {
			col := y[k*d : (k+1)*d]
			step := h / floats.Norm(col, 2)
			floats.AddScaledTo(at, x, step, col)
			c.scaled(up, at, time)
			floats.AddScaledTo(at, x, -step, col)
			c.scaled(down, at, time)
			out := dy[k*d : (k+1)*d]
			floats.SubTo(out, up, down)
			floats.Scale(1/(2*step), out)
		}
	}
}

// orthonormal makes the columns orthonormal by the QR factorisation and adds the logarithms of their lengths
// to total.
func orthonormal(columns []float64, d int, total []float64) *mat.Dense {
	a := mat.NewDense(d, d, nil)
	for k := range d {
		a.SetCol(k, columns[k*d:(k+1)*d])
	}
	var qr mat.QR
	qr.Factorize(a)
	var q, r mat.Dense
	qr.QTo(&q)
	qr.RTo(&r)
	for k := range d {
		total[k] += math.Log(math.Abs(r.At(k, k)))
	}
	return &q
}

// kicked follows the two trajectories from x_½ ± ε w, where w is vector k of the frame, and returns the
// logarithm of their distance over 2ε at the times of the path.
func (c *TerminalHyperbolicity) kicked(
	ctx context.Context, p coupling.Smooth, of *path, k int, end, step float64,
) ([]float64, error) {
	d := len(p.X0)
	plus, minus, w := make([]float64, d), make([]float64, d), mat.Col(nil, k, of.frame)
	s0 := c.Schedule.At(0.5)
	eps := of.kick * s0.A
	p.At(plus, s0.A, s0.B)
	floats.AddScaledTo(minus, plus, -eps, w)
	floats.AddScaled(plus, eps, w)
	var sizes []float64
	record := func() { sizes = append(sizes, math.Log(floats.Distance(plus, minus, 2)/(2*eps))) }
	record()
	rhs := func(dx []float64, tau float64, x []float64) { c.scaled(dx, x, -math.Expm1(-tau)) }
	for tau := tauStart; tau < end; {
		next := min(tau+1, end)
		for _, x := range [][]float64{plus, minus} {
			if err := (flow.Integrator{Step: step}).Solve(ctx, rhs, x, tau, next, nil); err != nil {
				return nil, err
			}
		}
		tau = next
		record()
	}
	return sizes, nil
}

// logDistance is the logarithm of the distance from x to the tangent space at x1, along normals. This is
// dist(x, M) up to higher order. It is NaN if there are no normals.
func logDistance(p coupling.Smooth, x []float64) float64 {
	d := len(x)
	basis := p.Normal(d)
	if basis == nil {
		return math.NaN()
	}
	var along mat.VecDense
	along.MulVec(basis.T(), mat.NewVecDense(d, floats.SubTo(make([]float64, d), x, p.X1)))
	return math.Log(mat.Norm(&along, 2))
}
