// Package spec reads specs: TOML files, each of which asks for one experiment.
//
// There are only a few types. A Spec is an experiment as its file asks for it, expanded to the cases that
// will run. An Error says what is wrong with a file, in one line with file, line and key.
//
// A file is read in one pass, each step in a file of its own:
//
//  1. load: paths become files, and files become texts, none too large.
//  2. document: the TOML library decodes the text; scan finds the line of every key and element, and refuses
//     a text that would take the library too long.
//  3. node: values are read as what they should be. A problem is noted, with line and key, and reading goes
//     on.
//  4. spec, variant, table: each part of the document is read once. Where a parameter names a file, numbers
//     reads it.
//  5. grid: each size of the spec becomes cases, the cartesian product of its sweep, the last key fastest,
//     and then the controls. The catalog builds every case and gives its parameters in canonical form, so
//     that two spellings of one case are one case.
//  6. key: a trial is one repeat of a case. Its random numbers come from a hash of (seed of the spec, check,
//     parameters, repeat), and it is stored under a hash of (parameters, that seed, check, version of the
//     mathematics).
//  7. published: values from the literature are added to the cases that they are about.
//
// A spec, with every key:
//
//	name    = "recovery"             # lower-case words with hyphens; no other experiment has this name
//	claim   = "P"                    # a letter or word
//	check   = "proximal-recovery"    # an entry of claim.Catalog
//	title   = "…"                    # by default what the catalog says of the check
//	seed    = 20260213               # ≥ 0, by default 0
//	repeats = 4                      # trials of each case, by default 1; its summary sums them up
//	[params]                         # of the check, for every case and control
//	points = 256
//	target = { name = "atoms", points = { file = "points.csv" } }   # beside the spec; see below
//	[sweep]                          # lists; every combination is a case; overrides params
//	target = ["ball", { name = "ball", d = 5 }]
//	t      = [0.1, 0.5, 0.9]
//	[tolerance]                      # of each metric; by default as the check says, in error budgets
//	x1-error = 1e-12                 # |got - want| at most
//	x0-error = { budget = 8, why = "…" }   # in error budgets, ≥ 1; or { absolute = 1e-12, why = "…" }
//	[quick]                          # what --quick replaces, key by key
//	repeats = 1
//	params  = { points = 16 }
//	sweep   = { t = [0.5] }
//	tolerance = { x1-error = 1e-11 }
//	[full]                           # the same for --full: the complete, slow size
//	repeats = 64
//	[[control]]                      # cases that must fail: params and then its own, without the sweep
//	why     = "…"
//	params  = { coupling = "independent" }
//	sweep   = { target = ["ball", "box"] }
//	expect  = "fail"                 # the only choice, and the default
//	catches = ["x1-error"]           # metrics that must all fail; by default any one
//	[[published]]                    # a value from the literature, for tables; it is never judged
//	metric  = "x1-error"             # of the check
//	case    = { target = "ball" }    # parameters that its cases have in common; at least one case has them
//	at      = 0.5                    # where along a trial, if the metric is measured at places
//	value   = 3e-16
//	std     = 1e-16                  # its standard deviation, if known
//	source  = "A. Author, A title, 2025, table 1"
//	[[table]]                        # a cell shows the worst of its measurements
//	name    = "recovery"             # of its file
//	title   = "…"
//	metric  = "x1-error"             # of the check, or of another experiment: "vector-field/field-error"
//	rows    = ["target"]             # parameters of the check, "at" or "metric"
//	columns = ["t"]                  # the same, by default ["metric"]
//	only    = ["schedule=linear"]    # no other cases; labels of one parameter are alternatives
//	at      = "t"                    # what "at" is called: where along a trial the metric was measured
//	show    = "error"                # |got - want|, the default; or "got"; or "got-want": got (want); or
//	                                 # "interval": got ± half the 95 % interval of a summary; or
//	                                 # "interval-want"
//	[[table]]                        # several metrics, joined by the labels of the rows
//	name    = "errors"
//	rows    = ["target"]
//	metrics = ["x1-error",
//	           { metric = "vector-field/field-error", head = "V", show = "got", at = "t", only = ["at=1"] }]
//	[[figure]]
//	name = "recovery-error"          # of its file
//	draw = "error-curves"            # an entry of the catalog of figures; all other keys are its parameters
//
// Wherever a parameter is a list of numbers or a matrix, it may be { file = "points.csv" }: one row per line,
// with commas or blanks between the numbers, # before a comment, and perhaps a header line; or JSON, if the
// name ends in .json. A list of numbers is one row or one column. Only the numbers count: another file with
// the same ones is the same case.
package spec
