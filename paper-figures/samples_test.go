package figures

import (
	"math"
	"slices"
)

// sample is a figure of realistic data.
type sample struct {
	ref  any
	from memory
}

const long = "product(blocks=[ball(d=3, radius=2), ellipsoid(axes=[1, 2, 0.5]), box(d=3, half-width="

var samples = map[string]sample{
	"errors":       {"error-against-time", memory{rows: recoveryRows(manyTargets...)}},
	"errors-one":   {"error-against-time", memory{rows: recoveryRows("ball")}},
	"trajectories": {"trajectories", casesOf(flows()...)},
	"torus": {map[string]any{"name": "trajectories", "targets": []any{"torus"}, "paths": 16},
		casesOf(flows()...)},
	"line": {"trajectories", casesOf(flowOnto("two-atoms", 1, 32, 64, sign))},
	"long-labels": {"trajectories", casesOf(
		flowOnto(long+"1)])", 2, 3, 9, onCircle), flowOnto(long+"2)])", 2, 3, 9, onCircle),
		flowOnto(long+"3)])", 2, 3, 9, onCircle), flowOnto(long+"4)])", 2, 3, 9, onCircle))},
	"errors-long": {"error-against-time", memory{
		rows: recoveryRows(append(manyTargets, long+long+"3)])")...)}},
	"spectrum": {"spectrum", casesOf(slices.Concat(hyperbolic("ball", true, 1.3),
		hyperbolic("torus", true, 0.6, 2.1), hyperbolic("log-normal", false, 0.4, 1.5))...)},
	"kicks": {"kicks", casesOf(slices.Concat(hyperbolic("ball", true, 1.3),
		hyperbolic("torus", true, 0.6, 2.1))...)},
	"kicked": {"kick-trajectories", casesOf(
		kickedNear("ball", 2, onCircle), kickedNear("torus", 3, onTorus))},
	"clouds": {"eigenvalue-cloud", casesOf(
		eigenvalueCloud("orthogonal(n=3)"), eigenvalueCloud("grassmannian(k=2, n=5)"))},
	"sizes": {"error-against-size", minibatchErrors(sizes...)},
	"size-panels": {map[string]any{"name": "error-against-size", "panels": "source"},
		minibatchErrors(fromTwoSources(sizes[:4])...)},
	"size-both": {map[string]any{"name": "error-against-size", "dimensions": []any{0, 1, 2, 3, 4, 5}},
		minibatchErrors(fromTwoSources(sizes)...)},
	"field":  {"minibatch-field", twoAtomsField()},
	"cells":  {"laguerre-cells", casesOf(moonCells(64, 48))},
	"cantor": {"map", casesOf(cantorMap(256))},

	"learned-spectrum": {"learned-spectrum", trainings},
	"learned-flow":     {"learned-flow", trainings},
	"learned-field": {map[string]any{"name": "learned-field", "only": []any{"coupling=independent"}},
		trainings},
	"loss-curve": {"loss-curve", trainings},

	"image-grid": {map[string]any{"name": "image-grid", "by": "steps"},
		learnedImages("steps", "0", "10", "100", "1000", "10000")},
	"image-strip":         {"image-strip", twoCouplings},
	"kick-decay":          {"kick-decay", twoCouplings},
	"eigenvalue-spectrum": {"eigenvalue-spectrum", twoCouplings},
}

func sign(x []float64) []float64 { return []float64{math.Copysign(1, x[0])} }
