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
	"proxflow/theory/spectrum"
)

// Trajectories are followed from t = 1/2 to τ = 18, but no further than α ≥ 10⁻⁸ max(1,|x1|), below which the field is
// too noisy for its Jacobian. The step is fixed, since its control would only see this noise.
const (
	tauStart   = math.Ln2
	tauEnd     = 18.0
	leastAlpha = 1e-8
	pathStep   = 0.1
)

// step is the step in τ for a trajectory to x1. Its error, relative to α, is about (step·γ)⁵|x1|/1000.
func (c *TerminalHyperbolicity) step(x1 []float64) float64 {
	return pathStep / max(1, c.Schedule.Rate()) / math.Pow(max(1, floats.Norm(x1, 2)), 0.2)
}

// path is what one trajectory of the variational equation yields over τ: the logarithms by which an orthonormal frame
// has stretched that starts as the eigenvectors of J by descending eigenvalues (so that what an error mixes into a
// vector decays faster than the vector does), and the distance of x_t to M.
type path struct {
	frame         *mat.Dense // at the start
	part          float64    // of α, by which the field may be varied without meeting a kink
	tau, distance []float64
	stretch       [][]float64 // stretch[k][i] of frame vector i at tau[k]
}

// pathBudget bounds the error of a logarithm of a stretch: the steps' truncation, and the noise and truncation of the
// differences, at 0.2 per cent of α, that J is computed by.
const pathBudget = 1e-4

// follow measures the exponents, the distance and the kicks.
func (c *TerminalHyperbolicity) follow(ctx context.Context, t *claim.Trial, points []coupling.Smooth) error {
	d := c.target.Dim()
	points = points[:min(len(points), c.Paths)]
	end := c.end(points)
	if why := unfollowed(points, end); why != "" {
		for _, metric := range []claim.Metric{lyapunovNormal, lyapunovTangential, distanceRate, kickNormal, kickTangential} {
			t.Skip(metric, math.NaN(), why)
		}
		return nil
	}
	s0, s1 := c.Schedule.At(0.5), c.Schedule.At(-math.Expm1(-end))
	span := end - tauStart
	var normal, tangential, distance, kickedNormal, kickedTangential tally
	for k, p := range points {
		path, err := c.variational(ctx, p, end)
		if err != nil {
			return err
		}
		stretch := path.stretch[len(path.stretch)-1] // tangential ones first, by ascending h
		for i, h := range p.H {
			tangential.add(stretch[i]/span, logStretch(s0, s1, h)/span, pathBudget)
		}
		for _, l := range stretch[p.M:] {
			normal.add(l/span, math.Log(s1.A/s0.A)/span, pathBudget)
		}
		if got, want, ok := path.rate(c, p); ok {
			distance.add(got, want, 1e-3)
		}
		var tangentKick, normalKick []float64
		if p.M < d {
			if normalKick, err = c.kick(ctx, p, path, d-1, end); err != nil {
				return err
			}
			kickedNormal.add(last(normalKick), s1.A/s0.A, pathBudget)
		}
		if p.M > 0 {
			if tangentKick, err = c.kick(ctx, p, path, 0, end); err != nil {
				return err
			}
			want := math.Exp(logStretch(s0, s1, p.H[0]))
			kickedTangential.add(last(tangentKick), want, pathBudget*want)
		}
		if k == 0 {
			path.observe(t, normalKick, tangentKick)
			if err := c.drawKicks(ctx, t, p, path.frame); err != nil {
				return err
			}
		}
	}
	normal.tell(t, lyapunovNormal, end, noNormals)
	tangential.tell(t, lyapunovTangential, end, noTangents)
	distance.tell(t, distanceRate, end, noNormals)
	kickedNormal.tell(t, kickNormal, end, noNormals)
	kickedTangential.tell(t, kickTangential, end, noTangents)
	return nil
}

// end is the last τ to which trajectories to these points are followed, at least that of the start.
func (c *TerminalHyperbolicity) end(points []coupling.Smooth) float64 {
	size, end := 1.0, tauEnd
	for _, p := range points {
		size = max(size, floats.Norm(p.X1, 2))
	}
	for end > tauStart && c.Schedule.At(-math.Expm1(-end)).A < leastAlpha*size {
		end -= 0.5
	}
	return max(end, tauStart)
}

// unfollowed says why no trajectory is followed to τ = end, "" if they are.
func unfollowed(points []coupling.Smooth, end float64) string {
	switch {
	case len(points) == 0:
		return "no trajectory is followed: paths = 0"
	case end < tauStart+1:
		return "the target is so large that float64 resolves α beside it for less than a unit of τ"
	}
	return ""
}

// logStretch is the logarithm of (α+β/h) at the end over that at the start.
func logStretch(start, end schedule.Point, h float64) float64 {
	return math.Log((end.A + end.B/h) / (start.A + start.B/h))
}

func last(x []float64) float64 { return x[len(x)-1] }

// kick follows the two trajectories from x_½ ± ε w, w the k-th vector of the frame, and returns their distance over 2ε at
// the times of the path; ε is a part of α short of the next kink of the field.
func (c *TerminalHyperbolicity) kick(ctx context.Context, p coupling.Smooth, path *path, k int, end float64) ([]float64, error) {
	d := c.target.Dim()
	w, plus, minus := mat.Col(nil, k, path.frame), make([]float64, d), make([]float64, d)
	s0 := c.Schedule.At(0.5)
	eps := path.part * s0.A / 4
	p.At(plus, s0.A, s0.B)
	floats.AddScaledTo(minus, plus, -eps, w)
	floats.AddScaled(plus, eps, w)
	var sizes []float64
	record := func() { sizes = append(sizes, floats.Distance(plus, minus, 2)/(2*eps)) }
	record()
	rhs := func(dx []float64, tau float64, x []float64) { c.scaled(dx, x, -math.Expm1(-tau)) }
	for tau := tauStart; tau < end; {
		next := min(tau+1, end)
		for _, x := range [][]float64{plus, minus} {
			if err := (flow.Integrator{Step: c.step(p.X1)}).Solve(ctx, rhs, x, tau, next, nil); err != nil {
				return nil, err
			}
		}
		tau = next
		record()
	}
	return sizes, nil
}

// scaled puts (1-t) v_t(x), the velocity in τ, into dst.
func (c *TerminalHyperbolicity) scaled(dst, x []float64, time float64) {
	c.field.At(dst, x, time)
	floats.Scale(1-time, dst)
}

// variational integrates x' = (1-t) v and the frame Y' = J Y in τ, with J by directional differences of the field
// through the prox. The frame is made orthonormal again after every unit of τ, as Benettin et al. do
// (doi:10.1007/BF02128236).
func (c *TerminalHyperbolicity) variational(ctx context.Context, p coupling.Smooth, end float64) (*path, error) {
	d := c.target.Dim()
	s0 := c.Schedule.At(0.5)
	state := make([]float64, d+d*d) // x, then the frame by columns
	size := p.At(state[:d], s0.A, s0.B)
	// The part of α by which differences step: as large as the noise wants it, but short of the next kink of the field,
	// whose distance is in proportion to α along the path.
	part := 2e-3
	jac, budget := spectrum.JacobianStep(func(dst, x []float64) { c.scaled(dst, x, 0.5) }, state[:d], part*s0.A, claim.Unit*size)
	for budget > 1e-3 && part > 1e-5 {
		part /= 4
		jac, budget = spectrum.JacobianStep(func(dst, x []float64) { c.scaled(dst, x, 0.5) }, state[:d], part*s0.A, claim.Unit*size)
	}
	_, vectors, err := spectrum.Eigen(jac)
	if err != nil {
		return nil, err
	}
	frame := mat.NewDense(d, d, nil)
	for k := range d {
		frame.SetCol(k, mat.Col(nil, d-1-k, vectors))
	}
	up, down, at := make([]float64, d), make([]float64, d), make([]float64, d)
	rhs := func(dx []float64, tau float64, y []float64) {
		time := -math.Expm1(-tau)
		x := y[:d]
		c.scaled(dx[:d], x, time)
		h := part * c.Schedule.At(time).A
		for k := 1; k <= d; k++ {
			col := y[k*d : (k+1)*d]
			step := h / floats.Norm(col, 2)
			floats.AddScaledTo(at, x, step, col)
			c.scaled(up, at, time)
			floats.AddScaledTo(at, x, -step, col)
			c.scaled(down, at, time)
			out := dx[k*d : (k+1)*d]
			floats.SubTo(out, up, down)
			floats.Scale(1/(2*step), out)
		}
	}
	out := &path{frame: frame, part: part}
	total := make([]float64, d)
	record := func(tau float64) {
		out.tau = append(out.tau, tau)
		out.distance = append(out.distance, distance(p, state[:d]))
		out.stretch = append(out.stretch, append([]float64(nil), total...))
	}
	record(tauStart)
	for tau := tauStart; tau < end; {
		next := min(tau+1, end)
		for k := range d {
			mat.Col(state[(k+1)*d:(k+2)*d], k, frame)
		}
		if err := (flow.Integrator{Step: c.step(p.X1)}).Solve(ctx, rhs, state, tau, next, nil); err != nil {
			return nil, err
		}
		frame = orthonormal(state[d:], d, total)
		tau = next
		record(tau)
	}
	return out, nil
}

// orthonormal makes the columns orthonormal by the QR factorisation and adds the logarithms of their lengths to total.
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

// distance is the distance of x to the tangent space at x1 along normals, which is dist(x, M) up to higher order; NaN
// without normals.
func distance(p coupling.Smooth, x []float64) float64 {
	d := len(x)
	basis := p.Normal(d)
	if basis == nil {
		return math.NaN()
	}
	var along mat.VecDense
	along.MulVec(basis.T(), mat.NewVecDense(d, floats.SubTo(make([]float64, d), x, p.X1)))
	return mat.Norm(&along, 2)
}

// rate is the exponent of the distance in τ between the last unit of τ and 4 units before, and that of the straight line
// α x0 + β x1, of which |β-1| |x1| is a part that may still be seen beside α |x0|.
func (p *path) rate(c *TerminalHyperbolicity, of coupling.Smooth) (got, want float64, ok bool) {
	last := len(p.tau) - 1
	first := max(0, last-4)
	if math.IsNaN(p.distance[last]) || first == last {
		return 0, 0, false
	}
	span := p.tau[last] - p.tau[first]
	exact := func(tau float64) float64 {
		s, x := c.Schedule.At(-math.Expm1(-tau)), make([]float64, len(of.X0))
		of.At(x, s.A, s.B)
		return distance(of, x)
	}
	return math.Log(p.distance[last]/p.distance[first]) / span, math.Log(exact(p.tau[last])/exact(p.tau[first])) / span, true
}

// observe leaves the sizes of a normal and of a tangential kick, and the distance to M, as curves over τ for a figure.
func (p *path) observe(t *claim.Trial, normal, tangential []float64) {
	for k, tau := range p.tau {
		if normal != nil {
			t.Observe(series.KickNormal, tau, normal[k])
			t.Observe(series.Distance, tau, p.distance[k])
		}
		if tangential != nil {
			t.Observe(series.KickTangential, tau, tangential[k])
		}
	}
}
