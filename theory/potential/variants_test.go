package potential

import "proxflow/theory/catalog"

// ref is short for a reference with parameters: name, key, value, key, value, …
func ref(name string, params ...any) any {
	r := catalog.Ref{"name": name}
	for i := 0; i < len(params); i += 2 {
		r[params[i].(string)] = params[i+1]
	}
	return r
}

// list is short for a list of numbers as a decoder yields it.
func list(numbers ...float64) []any {
	l := make([]any, len(numbers))
	for i, x := range numbers {
		l[i] = x
	}
	return l
}

// variants are references, away from the defaults, that the laws are tried on besides.
var variants = []any{
	ref("gaussian", "sd", list(0, 0)),
	ref("gaussian", "sd", list(1e3, 1, 1e-3, 0), "b", list(1, -2, 3, 4)),
	ref("gaussian", "a", []any{list(2, 1, 0), list(1, 2, 0), list(0, 0, 0)}, "b", list(0, 5, 1)),
	ref("gaussian", "a", []any{list(1, 2, 2), list(2, 4, 4), list(2, 4, 4)}),
	ref("ball", "d", 1, "radius", 3.0),
	ref("ball", "d", 20, "radius", 1e-3),
	ref("ellipsoid", "axes", list(1.5)),
	ref("ellipsoid", "axes", list(1e-4, 1)),
	ref("ellipsoid", "axes", list(100, 1, 0.01, 1, 3)),
	ref("box", "d", 5, "half-width", 0.2),
	ref("linf-ball", "d", 3, "radius", list(0.5, 1, 2)),
	ref("l1-ball", "d", 1),
	ref("l1-ball", "d", 6, "radius", 2.0),
	ref("simplex", "d", 1),
	ref("simplex", "d", 7, "scale", 0.1),
	ref("soft-threshold", "d", 4, "mu", 1e-3, "kappa", 10.0),
	ref("elastic-net", "d", 3, "mu", 0.4, "kappa", list(1, 2, 3)),
	ref("elastic-net", "d", 2, "mu", list(0, 1)),
	ref("group-soft-threshold", "d", 1, "mu", 0.2),
	ref("group-soft-threshold", "d", 6, "mu", 2.0, "kappa", 0.3),
	ref("box-gaussian", "d", 4, "low", 0.0, "high", 0.5),
	ref("box-gaussian", "low", -3.0, "high", -1.0, "kappa", 4.0),
	ref("log-barrier", "d", 3, "mu", 1e-4),
	ref("log-barrier", "mu", 100.0),
	ref("log-normal", "d", 5),
	ref("product", "blocks", []any{ref("ball", "d", 3), "soft-threshold", ref("gaussian", "sd", list(1, 0)),
		"box"}),
	ref("product", "blocks", []any{"half-space", "ball"}),
	ref("half-space", "normal", list(0, 2, 0), "offset", -1.0),
	ref("half-space", "normal", list(3)),
	ref("second-order-cone", "d", 2),
	ref("second-order-cone", "d", 5),
	ref("translation", "of", ref("soft-threshold", "d", 3), "by", list(1, 100, -2)),
	ref("scaling", "of", ref("log-normal", "d", 3), "factor", 1e-3),
	ref("scaling", "of", "gaussian", "factor", 50.0),
	ref("tilt", "of", ref("box-gaussian", "d", 3), "slope", list(0.3, -1, 0)),
	ref("tilt", "of", ref("ball", "d", 4)),
	ref("plus-quadratic", "of", "half-space", "kappa", 0.2),
	ref("plus-quadratic", "of", ref("l1-ball", "d", 4), "kappa", 3.0),
	ref("plus-quadratic", "of", ref("ball", "d", 3)),
	ref("plus-quadratic", "of", ref("simplex", "d", 4), "kappa", 0.5),
	ref("plus-quadratic", "of", "box"),
	ref("plus-quadratic", "of", "log-barrier"),
	ref("rotation", "of", ref("l1-ball", "d", 3), "angle", 2.0),
	ref("rotation", "of", ref("soft-threshold", "d", 3), "q",
		[]any{list(0, 0.6, 0.8), list(1, 0, 0), list(0, 0.8, -0.6)}),
	ref("conjugate", "of", ref("ball", "d", 3)),
	ref("conjugate", "of", ref("gaussian", "sd", list(2, 0))),
	ref("conjugate", "of", ref("gaussian", "a", []any{list(2, 1), list(1, 2)}, "b", list(1, -1))),
	ref("conjugate", "of", "group-soft-threshold"),
	ref("conjugate", "of", "log-barrier"),
	ref("conjugate", "of", ref("conjugate", "of", "elastic-net")),
	ref("conjugate", "of", ref("moreau-envelope", "of", ref("l1-ball", "d", 3))),
	ref("conjugate", "of", ref("product", "blocks", []any{"soft-threshold", "gaussian"})),
	ref("conjugate", "of", ref("rotation", "of",
		ref("translation", "of", ref("tilt", "of", ref("scaling", "of", "elastic-net"))))),
	ref("conjugate", "of", ref("plus-quadratic", "of", ref("conjugate", "of", "log-normal"))),
	ref("moreau-envelope", "of", ref("box", "d", 3), "lambda", 1e-3),
	ref("moreau-envelope", "of", "second-order-cone", "lambda", 2.0),
	ref("moreau-envelope", "of", "log-normal"),
	ref("rotation", "of", ref("translation", "of", ref("product", "blocks", []any{"simplex", "ball"}), "by",
		0.5), "angle", -1.0),
	ref("ball", "d", 100),
	ref("orthogonal", "n", 1),
	ref("orthogonal", "n", 6),
	ref("stiefel", "n", 5, "p", 3),
	ref("grassmannian", "k", 1, "n", 6),
	ref("low-rank", "n", 3, "p", 5, "mu", 0.3, "kappa", 2.0),
	ref("psd", "n", 5),
	rule("plus-quadratic", "orthogonal"),
	rule("translation", "two-moons", "by", 0.3),
	rule("scaling", rule("rotation", "grassmannian"), "factor", 0.1),
	rule("moreau-envelope", "atoms"),
	ref("product", "blocks", []any{"cantor", "torus", "ball"}),
	ref("torus", "major", 3.0, "minor", 2.0),
	ref("two-moons", "radius", 2.0),
	ref("trefoil", "scale", 0.3),
	ref("segment", "a", list(0, 1, 2), "b", list(1, 1, 0)),
	ref("uniform", "low", 1.0, "high", 100.0),
	ref("two-atoms", "a", 5.0),
	ref("cantor", "low", 0.0, "high", 0.1),
	ref("quantile", "p", list(0, 0.1, 0.1, 1), "q", list(-1, 0, 1, 3)),
	ref("quantile", "p", list(0, 0.5, 0.5, 1), "q", list(-2, -2, 2, 2)),
	ref("atoms", "points", []any{list(1, 0, 0), list(0, 1, 0), list(0, 0, 2)}, "offsets", list(0, 0.1, -0.3)),
}
