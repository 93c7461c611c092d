package claim

import (
	"context"
	"math"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"

	"proxflow/theory/flow"
	"proxflow/theory/spectrum"
)

// Trajectories are followed from t = 1/2 to τ = 18, but no further than α reaches a millionth, where distances to M
// disappear in the tolerance of the integration.
const (
	tauStart   = math.Ln2
	tauEnd     = 18.0
	leastAlpha = 1e-6
	pathTol    = 1e-11
)

// path is what one trajectory of the variational equation yields over τ: the logarithms by which an orthonormal frame
// that starts as the eigenvectors of J has stretched, and the distance of x_t to M.
type path struct {
	tau, distance []float64
	stretch       [][]float64 // stretch[k][i] of frame vector i at tau[k]
}

// follow measures the exponents, the distance and the kicks.
func (c *TerminalHyperbolicity) follow(ctx context.Context, t *Trial, points []smooth) error {
	d := c.target.Dim()
	end := tauEnd
	for c.Schedule.At(-math.Expm1(-end)).A < leastAlpha {
		end -= 0.5
	}
	if end < tauStart+1 {
		return nil
	}
	s0, s1 := c.Schedule.At(0.5), c.Schedule.At(-math.Expm1(-end))
	span := end - tauStart
	var normal, tangential, distance, kickNormal, kickTangential tally
	for k, p := range points[:min(len(points), c.Paths)] {
		path, err := c.variational(ctx, p, end)
		if err != nil {
			return err
		}
		stretch := path.stretch[len(path.stretch)-1] // as the eigenvalues at the start: normal ones first
		n := d - p.m
		// The tolerance of the integration, a few hundred steps of it, over the size of what has contracted.
		budget := 1e3*pathTol/s1.A + 1e-6
		for _, l := range stretch[:n] {
			normal.add(l/span, math.Log(s1.A/s0.A)/span, budget)
			kickNormal.add(math.Exp(l), s1.A/s0.A, budget)
		}
		for i, l := range stretch[n:] {
			h := p.h[p.m-1-i]
			want := math.Log((s1.A + s1.B/h) / (s0.A + s0.B/h))
			tangential.add(l/span, want/span, budget)
			kickTangential.add(math.Exp(l), math.Exp(want), budget*math.Exp(math.Abs(want)))
		}
		if k == 0 {
			path.observe(t, n)
		}
		if got, want, ok := path.rate(c); ok {
			distance.add(got, want, 1e-3)
		}
	}
	normal.tell(t, "lyapunov-normal", end, noNormals)
	tangential.tell(t, "lyapunov-tangential", end, noTangents)
	distance.tell(t, "distance-rate", end, noNormals)
	kickNormal.tell(t, "kick-normal", end, noNormals)
	kickTangential.tell(t, "kick-tangential", end, noTangents)
	return nil
}

// variational integrates x' = (1-τ-speed) v and the frame Y' = J Y in τ, with J by directional differences of the field
// through the prox. The frame is made orthonormal again after every unit of τ, as Benettin et al. do
// (doi:10.1007/BF02128236).
func (c *TerminalHyperbolicity) variational(ctx context.Context, p smooth, end float64) (*path, error) {
	d := c.target.Dim()
	s0 := c.Schedule.At(0.5)
	state := make([]float64, d+d*d) // x, then the frame by columns
	size := p.at(state[:d], s0.A, s0.B)
	scaled := func(dst, x []float64, time float64) {
		c.field.At(dst, x, time)
		floats.Scale(1-time, dst)
	}
	jac, _ := spectrum.Jacobian(func(dst, x []float64) { scaled(dst, x, 0.5) }, state[:d], 1e-2*s0.A, unit*size)
	_, frame, err := spectrum.Eigen(jac)
	if err != nil {
		return nil, err
	}
	up, down, at := make([]float64, d), make([]float64, d), make([]float64, d)
	rhs := func(dx []float64, tau float64, y []float64) {
		time := -math.Expm1(-tau)
		x := y[:d]
		scaled(dx[:d], x, time)
		h := 1e-4 * c.Schedule.At(time).A
		for k := 1; k <= d; k++ {
			col := y[k*d : (k+1)*d]
			step := h / floats.Norm(col, 2)
			floats.AddScaledTo(at, x, step, col)
			scaled(up, at, time)
			floats.AddScaledTo(at, x, -step, col)
			scaled(down, at, time)
			out := dx[k*d : (k+1)*d]
			floats.SubTo(out, up, down)
			floats.Scale(1/(2*step), out)
		}
	}
	out := &path{}
	total := make([]float64, d)
	record := func(tau float64) {
		out.tau = append(out.tau, tau)
		out.distance = append(out.distance, p.distance(state[:d]))
		out.stretch = append(out.stretch, append([]float64(nil), total...))
	}
	record(tauStart)
	for tau := tauStart; tau < end; {
		next := min(tau+1, end)
		for k := range d {
			mat.Col(state[(k+1)*d:(k+2)*d], k, frame)
		}
		if err := (flow.Integrator{Tol: pathTol}).Solve(ctx, rhs, state, tau, next, nil); err != nil {
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
func (p smooth) distance(x []float64) float64 {
	d := len(x)
	basis := p.normal(d)
	if basis == nil {
		return math.NaN()
	}
	var along mat.VecDense
	along.MulVec(basis.T(), mat.NewVecDense(d, floats.SubTo(make([]float64, d), x, p.x1)))
	return mat.Norm(&along, 2)
}

// rate is the exponent of the distance in τ between the last unit of τ and 4 units before, and that of α.
func (p *path) rate(c *TerminalHyperbolicity) (got, want float64, ok bool) {
	last := len(p.tau) - 1
	first := max(0, last-4)
	if math.IsNaN(p.distance[last]) || first == last {
		return 0, 0, false
	}
	span := p.tau[last] - p.tau[first]
	alpha := func(tau float64) float64 { return c.Schedule.At(-math.Expm1(-tau)).A }
	return math.Log(p.distance[last]/p.distance[first]) / span, math.Log(alpha(p.tau[last])/alpha(p.tau[first])) / span, true
}

// observe leaves the size of a normal and of a tangential kick as curves over τ for a figure.
func (p *path) observe(t *Trial, normals int) {
	for k, tau := range p.tau {
		for i, l := range p.stretch[k] {
			series := "kick-tangential"
			if i < normals {
				series = "kick-normal"
			}
			if i == 0 || i == normals {
				t.Observe(series, tau, math.Exp(l))
			}
		}
	}
}
