// Package spec reads spec files: TOML that asks for an experiment.
//
// There are only a few types. A Spec is an experiment as its file asks for it, expanded to the cases that will run. An
// Error says what is wrong with a file, in one line with file, line and key.
//
// A spec, with every key:
//
//	name    = "recovery"             # a plain word, the only experiment of this name
//	claim   = "P"                    # a letter or word
//	check   = "proximal-recovery"    # an entry of claim.Catalog
//	title   = "…"                    # by default what the catalog says of the check
//	seed    = 20260213               # ≥ 0, by default 0
//	repeats = 4                      # trials of each case, by default 1; the samples of its summary
//	[params]                         # of the check, for every case and control
//	points = 256
//	target = { name = "atoms", points = { file = "points.csv" } }   # beside the spec; see below
//	[sweep]                          # lists; every combination is a case, the last key fastest; wins over params
//	target = ["ball", { name = "ball", d = 5 }]
//	t      = [0.1, 0.5, 0.9]
//	[tolerance]                      # of each metric; by default what the check says
//	x1-error = 1e-12                 # |got - want| at most
//	x0-error = { budget = 8, why = "…" }   # in error budgets, ≥ 1; or { absolute = 1e-12, why = "…" }
//	[quick]                          # what --quick replaces, key by key
//	repeats = 1
//	params  = { points = 16 }
//	sweep   = { t = [0.5] }
//	[full]                           # the same for --full: the complete, slow size
//	repeats = 64
//	[[control]]                      # cases that must fail: params, then its own; not the sweep
//	why     = "…"
//	params  = { coupling = "independent" }
//	sweep   = { target = ["ball", "box"] }
//	expect  = "fail"                 # the only choice, and the default
//	catches = ["x1-error"]           # metrics that must all fail; by default any one
//	[[published]]                    # what others have published: shown in tables beside ours, and never judged
//	metric  = "x1-error"             # of the check
//	case    = { target = "ball" }    # what cases have in common: some must
//	at      = 0.5                    # where along a trial, if it is measured at places
//	value   = 3e-16
//	std     = 1e-16                  # its standard deviation, if it is known
//	source  = "A. Author, A title, 2025, table 1"
//	[[table]]                        # a cell shows the worst of its measurements
//	name    = "recovery"             # of its file
//	title   = "…"
//	metric  = "x1-error"             # of the check, or of another experiment: "vector-field/field-error"
//	rows    = ["target"]             # parameters of the check, "at", or "metric"
//	columns = ["t"]                  # the same, by default ["metric"]
//	only    = ["schedule=linear"]    # no other cases: parameter=label; labels of one parameter are alternatives
//	at      = "t"                    # what "at" is called: where along a trial the metric was measured
//	show    = "error"                # |got - want|, the default; or "got"; or "got-want", which is got (want); or
//	                                 # "interval", got ± half the 95 % interval of a summary; or "interval-want"
//	[[table]]                        # several metrics, joined by the labels of the rows
//	name    = "errors"
//	rows    = ["target"]
//	metrics = ["x1-error", { metric = "vector-field/field-error", head = "V", show = "got", at = "t", only = ["at=0.5"] }]
//	[[figure]]
//	name = "recovery-error"          # of its file
//	draw = "error-curves"            # an entry of the catalog of figures; all other keys are its parameters
//
// A list of numbers or a matrix, wherever a parameter has one, may be { file = "points.csv" }: a row a line, with commas or
// blanks between the numbers, # before a comment, and perhaps a line of heads; or JSON, where the name ends so. A list of
// numbers is one row or one column. What counts are the numbers: another file of the same ones is the same case.
package spec
