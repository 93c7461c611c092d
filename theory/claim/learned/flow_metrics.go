package learned

import (
	"proxflow/theory/claim"
	"proxflow/theory/claim/internal/coupling"
	"proxflow/theory/claim/internal/estimate"
	"proxflow/theory/claim/series"
)

// flowDraw is a random number of a training. Its mean over trainings is judged.
type flowDraw struct {
	claim.Draw
	atEnd    bool   // measured at t = 1 only, not at the times of the check
	optimal  bool   // judged only against the population of the optimal coupling
	unjudged string // not "": why the mean is only recorded beside the population's, never judged
	scale    claim.Scale
}

// flowDraws are the random numbers that claim L samples.
var flowDraws []flowDraw

// Errors, fractions and asymmetry are relative: 1 is the error of no law at all.
func draw(name, doc string) claim.Draw  { return (flowDraw{scale: 1}).add(name, doc) }
func atEnd(name, doc string) claim.Draw { return (flowDraw{atEnd: true, scale: 1}).add(name, doc) }
func ofOptimal(name, doc string) claim.Draw {
	d := flowDraw{optimal: true, scale: claim.OfWant}
	return d.add(name, doc+"; not judged against the independent coupling")
}
func beside(why, name, doc string) claim.Draw {
	return (flowDraw{unjudged: why, scale: claim.OfWant}).add(name, doc+", beside the population's")
}

func (d flowDraw) add(name, doc string) claim.Draw {
	rest := "the budget is half the 95 % interval of got - want"
	if d.unjudged != "" {
		rest = "not judged"
	}
	d.Draw = estimate.NewDraw(name, doc, "mean over trainings of: "+doc+"; "+rest, d.scale, claim.Calibrated)
	d.By.Unjudged = d.unjudged
	flowDraws = append(flowDraws, d)
	return d.Draw
}

// directional holds the draws for one kind of direction at one kind of point.
type directional struct {
	series.Direction
	eigenvalue, spread, error claim.Draw // one without a name is not measured
}

const (
	small = "the population's mean is small: the error at each point is judged instead"
	heavy = "heavy tails: the field is steep between parts of the target"

	relative = "median over the points, relative to the median of |the population's|"
)

// What claim L measures on a flow. Errors are relative, so that one tolerance serves all times and targets.
// S is the symmetric part of (1-t)∇v_θ. Boundary points lie in strata of M of lower dimension.
var (
	normal = directional{series.Normal,
		ofOptimal("normal-eigenvalue", "eigenvalue of NᵀSN: mean over interior points"),
		beside(heavy, "normal-eigenvalue-std", "standard deviation of the same over interior points"),
		draw("normal-error", "error of the eigenvalue of NᵀSN at interior points: "+relative)}
	tangential = directional{series.Tangential,
		beside(small, "tangential-eigenvalue", "eigenvalue of TᵀST: mean over interior points"),
		beside(heavy, "tangential-eigenvalue-std", "standard deviation of the same over interior points"),
		draw("tangential-error", "error of the eigenvalue of TᵀST at interior points: "+relative)}
	normalBoundary = directional{Direction: series.NormalBoundary,
		eigenvalue: ofOptimal("normal-eigenvalue-boundary", "eigenvalue of NᵀSN: mean over boundary points"),
		error:      draw("normal-error-boundary", "its error at boundary points: "+relative)}
	tangentialBoundary = directional{Direction: series.TangentialBoundary}

	asymmetry  = draw("asymmetry", "Σ|A-Aᵀ|/Σ|A| over the points, A = (1-t)∇v_θ, in the Frobenius norm")
	leftOut    = draw("left-out", "fraction of the points that are off the population's flow")
	fieldError = draw("field-error", "|v_θ-v|/|v| in L²(P_t), v the population's field")

	straightness = atEnd("straightness", "∫|Ẋ_t-(X_1-X_0)|² dt / ∫|Ẋ_t|² dt: mean over learned paths; "+
		"0: straight, 1: closed (rectified flow, Liu et al. 2023, arXiv:2209.03003)")
	endpointDistance = atEnd("endpoint-distance",
		"mean distance of the ends of the learned flow to M, relative to that of its initial points")
	mapError = atEnd("map-error",
		"√(E|X_1-T(X_0)|²/E|T(X_0)-X_0|²) of the learned flow; 0: the optimal map")
	// The scale is half the distance W₂ of the source from circle and moons, 0.7, which a flow that stands
	// still leaves.
	wasserstein = (flowDraw{atEnd: true, scale: 0.35}).add("w2",
		"Wasserstein distance W₂ from generated to fresh samples, by exact assignment; expected: that of T(X_0)")
)

func (c *Flow) Metrics() []claim.Metric {
	draws := make([]claim.Draw, len(flowDraws))
	for i, d := range flowDraws {
		draws[i] = d.Draw
	}
	return estimate.Metrics(draws)
}

func (c *Flow) Sensitivities() []claim.Sensitivity {
	return []claim.Sensitivity{
		{Kind: coupling.Speed, By: []claim.Metric{normal.eigenvalue.By, normal.error.By, tangential.error.By,
			normalBoundary.eigenvalue.By, normalBoundary.error.By, fieldError.By, straightness.By}},
		{Kind: coupling.Turn, By: []claim.Metric{fieldError.By, straightness.By, endpointDistance.By, mapError.By,
			wasserstein.By, leftOut.By, asymmetry.By}},
		{Kind: coupling.Hessian, By: []claim.Metric{tangential.error.By}},
	}
}
