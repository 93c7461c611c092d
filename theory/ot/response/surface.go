package response

import (
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat"

	"proxflow/theory/random"
)

// surface predicts for m = 2. White noise on M has the same energy in every octave of wavelengths down to the
// distance of points, n^-½:
//
//	n·bias ~ (log n/4π²) ∫_M ∮ dθ dy/<e,Ae>        n·plan error ~ (log n/4π²) ∫_M ∮ <e,Be>/<e,Ae>² dθ dy
//
// The integrals over unit vectors e of the tangent plane are 2π/√det A and π tr(A⁻¹B)/√det A.
func (s *support) surface(r *random.Source) (bias, plan Limit, err error) {
	var ofBias, ofPlan []float64
	vortex := false
	err = s.visit(r, func(p *place, area float64) {
		var ratio mat.Dense
		if ratio.Solve(p.first, p.second) != nil {
			ratio.ReuseAs(2, 2)
			ratio.Set(0, 0, math.NaN())
		}
		density := math.Sqrt(mat.Det(p.first)) / p.rho // √det A
		ofBias = append(ofBias, area/density/(2*math.Pi))
		ofPlan = append(ofPlan, area/density*mat.Trace(&ratio)/(4*math.Pi))
		vortex = vortex || mat.Trace(p.diverges) > 0
	})
	if err != nil {
		return bias, plan, err
	}
	if vortex || s.d-s.m > 1 && s.vortex(r) {
		return slope(ofBias), none("T has vortices, where E[H⁻²] is infinite"), nil
	}
	return slope(ofBias), slope(ofPlan), nil
}

func slope(values []float64) Limit {
	mean, sd := stat.MeanStdDev(values, nil)
	return Limit{Law: Logarithmic, Value: mean, Err: sd / math.Sqrt(float64(len(values)))}
}

// vortex reports whether E[h⁻²] is infinite for the least eigenvalue h of H, as it is where h vanishes on a
// set of codimension 2. Halving ε divides P(h < ε) by four there, but by eight in codimension 3.
func (s *support) vortex(r *random.Source) bool {
	const draws, share = 20000, 50
	x, y := make([]float64, s.d), make([]float64, s.d)
	var least []float64
	for range draws {
		s.Map(y, r.Normals(x))
		_, hess, err := s.SecondOrder.SecondOrder(y, x)
		var e mat.EigenSym
		if err == nil && e.Factorize(hess, false) {
			least = append(least, floats.Min(e.Values(nil)))
		}
	}
	slices.Sort(least)
	if len(least) < draws/2 {
		panic(fmt.Sprintf("response: %d of %d points have a second epi-derivative", len(least), draws))
	}
	eps := least[len(least)/share]
	if eps > 0.9*least[len(least)/2] { // h is bounded below
		return false
	}
	fewer, _ := slices.BinarySearch(least, eps/2)
	return float64(fewer)*math.Sqrt(4*8) > float64(len(least)/share)
}
