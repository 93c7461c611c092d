package learned

import (
	"math"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"

	"proxflow/theory/claim"
	"proxflow/theory/claim/internal/coupling"
	"proxflow/theory/schedule"
)

// posteriorSamples is the number of target points that represent P1 under the independent coupling. Only
// those within about α/β of x have weight: on a curve of length ℓ at α = 0.05, a fraction 0.2/ℓ.
const posteriorSamples = 1 << 13

// newPosterior takes the target points T(x0) of a randomly shifted low-discrepancy sequence of sources: x0
// has the coordinates Φ⁻¹({s_j + k φ^(-j-1)}), where φ > 1 solves φ^(d+1) = φ + 1. [M. Roberts, The
// unreasonable effectiveness of quasirandom sequences, 2018]
func newPosterior(c *Flow, t *claim.Trial) *posterior {
	d := c.target.Dim()
	phi := 1.5
	for range 100 {
		phi = math.Pow(1+phi, 1/float64(d+1))
	}
	shift, x0 := make([]float64, d), make([]float64, d)
	for j := range shift {
		shift[j] = t.Rand.Uniform()
	}
	p := &posterior{Flow: c, y: make([]float64, posteriorSamples*d)}
	for k := range posteriorSamples {
		for j := range x0 {
			_, u := math.Modf(shift[j] + float64(k)*math.Pow(phi, -float64(j+1)))
			x0[j] = math.Sqrt2 * math.Erfinv(2*max(u, 0x1p-53)-1)
		}
		c.target.Map(p.y[k*d:(k+1)*d], x0)
	}
	return p
}

// posterior is the population of the independent coupling: v_t(x) = α̇ (x-βm)/α + β̇ m with m = E(X1|X_t =
// x), and ∇v_t = (α̇/α) I + (β̇-α̇β/α)(β/α²) Var(X1|X_t = x). Both moments come from samples y of P1 with
// the weights exp(-|x-βy|²/(2α²)).
type posterior struct {
	*Flow
	y []float64 // by rows
}

func (p *posterior) pair(t *claim.Trial, x0, x1 []float64) {
	p.target.Map(x1, t.Rand.Normals(x0))
	t.Rand.Normals(x0)
}

// weights returns those of the samples given X_t = x, up to a factor, and their sum.
func (p *posterior) weights(s schedule.Point, x []float64) (w []float64, total float64) {
	d := len(x)
	w = make([]float64, len(p.y)/d)
	most := math.Inf(-1)
	for j := range w {
		r2 := 0.0
		for k, y := range p.y[j*d:][:d] {
			e := x[k] - s.B*y
			r2 += e * e
		}
		w[j] = -r2 / (2 * s.A * s.A)
		most = max(most, w[j])
	}
	for j, exponent := range w {
		if exponent < most-36 { // a weight below 2⁻⁵²
			w[j] = 0
			continue
		}
		w[j] = math.Exp(exponent - most)
		total += w[j]
	}
	return w, total
}

// mean is E(X1|X_t = x).
func (p *posterior) mean(w []float64, total float64, d int) []float64 {
	mean := make([]float64, d)
	for j, wj := range w {
		for k, y := range p.y[j*d:][:d] {
			mean[k] += wj * y
		}
	}
	floats.Scale(1/total, mean)
	return mean
}

// covariance is Var(X1|X_t = x).
func (p *posterior) covariance(s schedule.Point, x []float64) *mat.SymDense {
	d := len(x)
	w, total := p.weights(s, x)
	mean, square, cov := p.mean(w, total, d), make([]float64, d*d), mat.NewSymDense(d, nil)
	for j, wj := range w {
		y := p.y[j*d:][:d]
		for k, yk := range y {
			for l := k; l < d; l++ {
				square[k*d+l] += wj * yk * y[l]
			}
		}
	}
	for k := range d {
		for l := k; l < d; l++ {
			cov.SetSym(k, l, square[k*d+l]/total-mean[k]*mean[l])
		}
	}
	return cov
}

func (p *posterior) at(dst, x []float64, time float64) {
	s := p.Schedule.At(time)
	w, total := p.weights(s, x)
	toVelocity(dst, x, p.mean(w, total, len(x)), s)
}

// near returns T(x/β): the posterior is concentrated near the part of M that is nearest to x/β.
func (p *posterior) near(x []float64, time float64) (coupling.Smooth, error) {
	z, y := make([]float64, len(x)), make([]float64, len(x))
	floats.ScaleTo(z, 1/p.Schedule.At(time).B, x)
	p.target.Map(y, z)
	return coupling.SecondOrder(p.target, coupling.Pair{X0: z, X1: y})
}

func (p *posterior) rates(
	q coupling.Smooth, x []float64, time float64,
) (normal, tangential []float64, err error) {
	s, d := p.Schedule.At(time), len(x)
	jac := mat.NewDense(d, d, nil)
	jac.Scale((1-time)*(s.DB-s.DA*s.B/s.A)*s.B/(s.A*s.A), p.covariance(s, x))
	for i := range d {
		jac.Set(i, i, jac.At(i, i)+(1-time)*s.DA/s.A)
	}
	return split(q, jac)
}
