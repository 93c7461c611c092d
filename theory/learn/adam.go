package learn

import (
	"fmt"
	"math"
)

// Adam is the optimizer: Adam with bias correction, a learning rate that warms up linearly and decays along
// a cosine, and an exponential moving average (EMA) of the weights. A field that is 0 has the documented
// default.
// [Kingma and Ba, Adam, 2015, arXiv:1412.6980; Loshchilov and Hutter, SGDR, 2017, arXiv:1608.03983]
type Adam struct {
	Rate    float64 // the largest learning rate; 1e-3
	Beta1   float64 // decay of the first moment; 0.9
	Beta2   float64 // decay of the second moment; 0.999
	Epsilon float64 // added to √v; 1e-8
	WarmUp  int     // steps until the rate is largest; 2 % of all steps, -1: none
	Final   float64 // the rate at the last step, as a share of the largest; 0. 1: no decay
	EMA     float64 // decay κ of the average, at most (1+k)/(10+k) in step k; 0.999, -1: none
}

// withDefaults fills in the defaults for a training of this many steps, or says what is wrong.
func (a Adam) withDefaults(steps int) (Adam, error) {
	or := func(x *float64, standard float64) {
		if *x == 0 {
			*x = standard
		}
	}
	or(&a.Rate, 1e-3)
	or(&a.Beta1, 0.9)
	or(&a.Beta2, 0.999)
	or(&a.Epsilon, 1e-8)
	or(&a.EMA, 0.999)
	if a.WarmUp == 0 {
		a.WarmUp = steps / 50
	}
	a.WarmUp, a.EMA = max(0, a.WarmUp), max(0, a.EMA)
	for _, share := range []float64{a.Beta1, a.Beta2, a.EMA} {
		if !(share >= 0 && share < 1) {
			return a, fmt.Errorf("learn: the optimizer has decays β1 = %g, β2 = %g, κ = %g, not all in [0,1)",
				a.Beta1, a.Beta2, a.EMA)
		}
	}
	if !(a.Rate > 0 && a.Epsilon > 0 && a.Final >= 0 && a.Final <= 1) || math.IsInf(a.Rate, 1) {
		return a, fmt.Errorf("learn: the optimizer has rate %g, ε = %g and final share %g",
			a.Rate, a.Epsilon, a.Final)
	}
	return a, nil
}

// rateAt is the learning rate of step k = 1 … steps.
func (a Adam) rateAt(k, steps int) float64 {
	if k <= a.WarmUp {
		return a.Rate * float64(k) / float64(a.WarmUp+1)
	}
	done := float64(k-a.WarmUp-1) / float64(max(1, steps-a.WarmUp-1))
	return a.Rate * (a.Final + (1-a.Final)*(1+math.Cos(math.Pi*done))/2)
}

// step takes step k = 1 … steps along the gradient.
func (a Adam) step(s *State, gradient []float32, k, steps int) {
	correct1, correct2 := 1-math.Pow(a.Beta1, float64(k)), 1-math.Pow(a.Beta2, float64(k))
	keep := 1 - min(a.EMA, float64(1+k)/float64(10+k))
	s.moments.Gradient = gradient
	s.moments.Step(float32(1-a.Beta1), float32(1-a.Beta2), float32(a.rateAt(k, steps)/correct1),
		float32(1/math.Sqrt(correct2)), float32(a.Epsilon), float32(keep))
}
