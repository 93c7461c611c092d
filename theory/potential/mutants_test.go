package potential

import (
	"math"
	"testing"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"
)

// Mutants are potentials with one mistake each.
type (
	proxInverse  struct{ *SoftThreshold }      // the prox of 1/λ
	proxShort    struct{ *Ball }               // the prox of a smaller ball: feasible, firm, and wrong
	proxStale    struct{ *Ball }               // leaves dst as it was inside the ball
	proxSloppy   struct{ *Ellipsoid }          // a prox to nine digits
	proxExpands  struct{ *Ball }               // overrelaxed
	proxGreedy   struct{ *Box }                // overwrites z
	valueHalf    struct{ *LogBarrier }         // returns half of φ
	mapShort     struct{ *Ball }               // T to the half
	mapReversed  struct{ *SoftThreshold }      // T(-x)
	conjDouble   struct{ *BoxGaussian }        // 2φ*
	mapTwisted   struct{ *Gaussian }           // T turned in a plane, which is not a gradient
	hessDouble   struct{ *Ball }               // 2H
	hessInverse  struct{ *Gaussian }           // H⁻¹
	hessSign     struct{ *LogBarrier }         // the part that bends has the wrong sign
	basisLong    struct{ *Ellipsoid }          // 2V and 4H: DT is right, V is not orthonormal
	basisNormal  struct{ *Ball }               // one normal direction too many
	assumesWrong struct{ *GroupSoftThreshold } // reports A3 everywhere
)

func (m proxInverse) Prox(dst, z []float64, lambda float64) float64 {
	return m.SoftThreshold.Prox(dst, z, 1/lambda)
}

func (m proxShort) Prox(dst, z []float64, lambda float64) float64 {
	return (&Ball{m.D, 0.9 * m.Radius}).Prox(dst, z, lambda)
}

func (m proxStale) Prox(dst, z []float64, lambda float64) float64 {
	if floats.Norm(z, 2) <= 10*m.Radius {
		return 0
	}
	return m.Ball.Prox(dst, z, lambda)
}

func (m proxSloppy) Prox(dst, z []float64, lambda float64) float64 {
	v := m.Ellipsoid.Prox(dst, z, lambda)
	dst[0] *= 1 - 1e-9
	return v
}

func (m proxExpands) Prox(dst, z []float64, lambda float64) float64 {
	v := m.Ball.Prox(dst, z, lambda)
	for i := range dst {
		dst[i] = 2*dst[i] - z[i]
	}
	return v
}

func (m proxGreedy) Prox(dst, z []float64, lambda float64) float64 {
	v := m.Box.Prox(dst, z, lambda)
	copy(z, dst)
	return v
}

func (m valueHalf) Prox(dst, z []float64, lambda float64) float64 {
	return m.LogBarrier.Prox(dst, z, lambda) / 2
}

func (m mapShort) Map(dst, x []float64) float64 {
	v := m.Ball.Map(dst, x)
	floats.Scale(0.5, dst)
	return v
}

func (m mapReversed) Map(dst, x []float64) float64 {
	v := m.SoftThreshold.Map(dst, x)
	floats.Scale(-1, dst)
	return v
}

func (m conjDouble) Map(dst, x []float64) float64 { return 2 * m.BoxGaussian.Map(dst, x) }

func (m mapTwisted) Map(dst, x []float64) float64 {
	v := m.Gaussian.Map(dst, x)
	s, c := math.Sincos(0.01)
	dst[0], dst[1] = c*dst[0]-s*dst[1], s*dst[0]+c*dst[1]
	return v
}

func (m hessDouble) SecondOrder(y, v []float64) (*mat.Dense, *mat.SymDense, error) {
	tangent, hess, err := m.Ball.SecondOrder(y, v)
	hess.ScaleSym(2, hess)
	return tangent, hess, err
}

func (m hessInverse) SecondOrder(_, _ []float64) (*mat.Dense, *mat.SymDense, error) {
	tangent, hess := separable(m.Sd)
	return tangent, hess, nil
}

func (m hessSign) SecondOrder(y, _ []float64) (*mat.Dense, *mat.SymDense, error) {
	h := make([]float64, m.D)
	for i, yi := range y {
		h[i] = 1 - m.Mu/(yi*yi)
	}
	tangent, hess := separable(h)
	return tangent, hess, nil
}

func (m basisLong) SecondOrder(y, v []float64) (*mat.Dense, *mat.SymDense, error) {
	tangent, hess, err := m.Ellipsoid.SecondOrder(y, v)
	tangent.Scale(2, tangent)
	hess.ScaleSym(4, hess)
	return tangent, hess, err
}

func (m basisNormal) SecondOrder(_, v []float64) (*mat.Dense, *mat.SymDense, error) {
	return identity(m.D), scaledIdentity(m.D, floats.Norm(v, 2)/m.Radius), nil
}

func (m assumesWrong) SecondOrder(_, _ []float64) (*mat.Dense, *mat.SymDense, error) {
	return nil, nil, &AssumptionError{"A3", "nothing ever holds"}
}

func TestLawsRejectWrongPotentials(t *testing.T) {
	for _, c := range []struct {
		phi Potential
		law string // that rejects it, whichever others do
	}{
		{proxInverse{&SoftThreshold{3, 0.5, 1}}, "(z-p)/λ is a subgradient at p = prox(z)"},
		{proxInverse{&SoftThreshold{3, 0.5, 1}}, "prox recovers x1 from x1 + λx0"},
		{proxInverse{&SoftThreshold{3, 0.5, 1}}, "D prox is (I+λH)⁻¹ on the tangent space"},
		{proxShort{&Ball{3, 1}}, "(z-p)/λ is a subgradient at p = prox(z)"},
		{proxShort{&Ball{3, 1}}, "prox agrees with a slow solver that knows the map alone"},
		{proxStale{&Ball{3, 1}}, "prox and T write all of dst and leave their argument alone"},
		{proxSloppy{&Ellipsoid{[]float64{1, 2}}}, "prox recovers x1 from x1 + λx0"},
		{proxExpands{&Ball{3, 1}}, "prox is firmly nonexpansive"},
		{proxGreedy{&Box{3, 1}}, "prox and T write all of dst and leave their argument alone"},
		{valueHalf{&LogBarrier{3, 1}}, "prox returns φ at its point"},
		{mapShort{&Ball{3, 1}}, "T is the gradient of φ*"},
		{mapShort{&Ball{3, 1}}, "prox recovers x1 from x1 + λx0"},
		{mapShort{&Ball{3, 1}}, "DT is the inverse of H on the tangent space"},
		{mapReversed{&SoftThreshold{3, 0.5, 1}}, "prox recovers x1 from x1 + λx0"},
		{conjDouble{&BoxGaussian{3, -1, 1, 2}}, "Fenchel's inequality, equal at p = prox(z) and on the path"},
		{conjDouble{&BoxGaussian{3, -1, 1, 2}}, "T is the gradient of φ*"},
		{mapTwisted{&Gaussian{Sd: []float64{1, 2}, values: []float64{1, 2}}}, "T is the gradient of φ*"},
		{hessDouble{&Ball{3, 1}}, "DT is the inverse of H on the tangent space"},
		{hessInverse{&Gaussian{Sd: []float64{1, 2}, values: []float64{1, 2}}},
			"D prox is (I+λH)⁻¹ on the tangent space"},
		{hessSign{&LogBarrier{3, 1}}, "DT is the inverse of H on the tangent space"},
		{basisLong{&Ellipsoid{[]float64{1, 2}}}, "DT is the inverse of H on the tangent space"},
		{basisNormal{&Ball{3, 1}}, "DT is the inverse of H on the tangent space"},
		{assumesWrong{&GroupSoftThreshold{3, 0.5, 1}}, "DT is the inverse of H on the tangent space"},
	} {
		rejected, found := false, false
		for _, l := range lawbook {
			if l.name == c.law {
				found, rejected = true, l.check(c.phi, "mutants") != nil
			}
		}
		if !found || !rejected {
			t.Errorf("%T gets past the law %q", c.phi, c.law)
		}
	}
}
