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

// moments returns mean and covariance of X1 given X_t = x.
func (p *posterior) moments(s schedule.Point, x []float64) (mean []float64, cov *mat.SymDense) {
	d := len(x)
	n := len(p.y) / d
	exponents, most := make([]float64, n), math.Inf(-1)
	for j := range exponents {
		r2 := 0.0
		for k, xk := range x {
			e := xk - s.B*p.y[j*d+k]
			r2 += e * e
		}
		exponents[j] = -r2 / (2 * s.A * s.A)
		most = max(most, exponents[j])
	}
	total, square := 0.0, make([]float64, d*d)
	mean, cov = make([]float64, d), mat.NewSymDense(d, nil)
	for j, e := range exponents {
		if e < most-36 { // a weight below 2⁻⁵²
			continue
		}
		w, y := math.Exp(e-most), p.y[j*d:(j+1)*d]
		total += w
		for k, yk := range y {
			mean[k] += w * yk
			for l := k; l < d; l++ {
				square[k*d+l] += w * yk * y[l]
			}
		}
	}
	floats.Scale(1/total, mean)
	for k := range d {
		for l := k; l < d; l++ {
			cov.SetSym(k, l, square[k*d+l]/total-mean[k]*mean[l])
		}
	}
	return mean, cov
}

func (p *posterior) at(dst, x []float64, time float64) {
	s := p.Schedule.At(time)
	mean, _ := p.moments(s, x)
	toVelocity(dst, x, mean, s)
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
	_, cov := p.moments(s, x)
	jac := mat.NewDense(d, d, nil)
	jac.Scale((1-time)*(s.DB-s.DA*s.B/s.A)*s.B/(s.A*s.A), cov)
	for i := range d {
		jac.Set(i, i, jac.At(i, i)+(1-time)*s.DA/s.A)
	}
	return split(q, jac)
}
