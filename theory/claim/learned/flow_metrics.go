package learned

import (
	"proxflow/theory/claim"
	"proxflow/theory/claim/internal/estimate"
	"proxflow/theory/claim/series"
)

// flowDraw is a random number of a training, judged in the mean over trainings.
type flowDraw struct {
	claim.Draw
	atEnd    bool // measured at t = 1 alone, not at the times of the check
	unjudged bool
}

// flowDraws are those that claim L samples.
var flowDraws []flowDraw

func draw(name, doc string) claim.Draw   { return (flowDraw{}).add(name, doc) }
func atEnd(name, doc string) claim.Draw  { return (flowDraw{atEnd: true}).add(name, doc) }
func beside(name, doc string) claim.Draw { return (flowDraw{unjudged: true}).add(name, doc) }

func (d flowDraw) add(name, doc string) claim.Draw {
	d.Draw = estimate.NewDraw(name, doc,
		"mean over trainings of: "+doc+"; the budget is half the 95 % interval of got - want")
	flowDraws = append(flowDraws, d)
	return d.Draw
}

// directional are the draws of the eigenvalues in one kind of direction at one kind of point.
type directional struct {
	direction                             series.Direction
	eigenvalue, spread, error, population claim.Draw
}

func newDirectional(d series.Direction, name, kind, block, of string) directional {
	return directional{
		direction: d,
		eigenvalue: draw(name+"-eigenvalue"+kind,
			"eigenvalue of "+block+", S the symmetric part of (1-t)∇v_θ: mean over "+of+"; wants the population's"),
		spread: beside(name+"-eigenvalue-std"+kind,
			"standard deviation over "+of+" of the "+name+" eigenvalue, beside the population's; not judged"),
		error: draw(name+"-error"+kind,
			"median over "+of+" of |"+name+" eigenvalue - the population's at the same point|"),
		population: draw("population-"+name+kind,
			"the population's "+name+" eigenvalue at the same points: mean"),
	}
}

const atBoundary = "the boundary points, those in strata of M of lower dimension"

// What claim L measures of a flow.
var (
	normal             = newDirectional(series.Normal, "normal", "", "NᵀSN", "the points")
	tangential         = newDirectional(series.Tangential, "tangential", "", "TᵀST", "the points")
	normalBoundary     = newDirectional(series.NormalBoundary, "normal", "-boundary", "NᵀSN", atBoundary)
	tangentialBoundary = newDirectional(series.TangentialBoundary, "tangential", "-boundary", "TᵀST", atBoundary)

	asymmetry = draw("asymmetry", "|A-Aᵀ|/max(1,|A|), A = (1-t)∇v_θ: mean over the points")
	leftOut   = draw("left-out",
		"share of the points at which the population has no second-order data: the learned flow is off the population's")
	fieldError   = draw("field-error", "E|v_θ-v_t|² at X_t of fresh pairs, v_t the population's field")
	straightness = atEnd("straightness",
		"E ∫|Ẋ_t-(X_1-X_0)|² dt of the learned flow (rectified flow, Liu and others 2023, arXiv:2209.03003); 0 is straight")
	endpointDistance = atEnd("endpoint-distance", "distance of the end of the learned flow to M: mean over the points")
	mapError         = atEnd("map-error", "E|X_1-T(X_0)|² of the learned flow: how far it is from the optimal map")
	wasserstein      = atEnd("w2",
		"Wasserstein distance W₂ of generated to fresh samples, by exact assignment; wants that of T(X_0), X_0 the same")
)

func (c *Flow) Metrics() []claim.Metric {
	draws := make([]claim.Draw, len(flowDraws))
	for i, d := range flowDraws {
		draws[i] = d.Draw
	}
	return estimate.Metrics(draws)
}
