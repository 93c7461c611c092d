// Package spec reads specs: TOML files, each of which describes one experiment.
//
// There are only a few types. A Spec is an experiment, checked and expanded into the cases that will run. An
// Error says what is wrong with a file, in one line with file, line and key.
//
// A file is read in one pass. Each step has its own source file:
//
//  1. load: paths become files, and files become texts of limited size.
//  2. document: the TOML library decodes the text. scan finds the line of every key and element, and refuses
//     a text that would take the library too long.
//  3. node: values are read with their expected types. A problem is recorded with its line and key, and
//     reading goes on.
//  4. spec, variant, table: each part of the document is read once. If a parameter names a file, numbers
//     reads it.
//  5. grid: each size of the spec is expanded into cases: the cartesian product of its sweep, the last key
//     fastest, followed by the controls. The catalog builds every case and returns its parameters in
//     canonical form, so that two spellings of a case are the same case.
//  6. key: a trial is one repeat of a case. Its random numbers come from a hash of (seed of the spec, check,
//     parameters, repeat). It is stored under a hash of (parameters, that seed, check, version of the
//     mathematics).
//  7. published: values from the literature are added to the cases that they are about.
//
// A spec, with every key:
//
//	name    = "recovery"             # lower-case words with hyphens; unique among experiments
//	claim   = "P"                    # a letter or word
//	check   = "proximal-recovery"    # an entry of claim.Catalog
//	title   = "…"                    # default: the catalog's description of the check
//	seed    = 20260213               # ≥ 0, default 0
//	repeats = 4                      # trials of each case, default 1
//	[params]                         # of the check, for every case and control
//	points = 256
//	target = { name = "atoms", points = { file = "points.csv" } }   # beside the spec; see below
//	[sweep]                          # lists; every combination is a case; overrides params
//	target = ["ball", { name = "ball", d = 5 }]
//	t      = [0.1, 0.5, 0.9]
//	[tolerance]                      # of each metric; default: that of the check, in error budgets
//	x1-error = 1e-12                 # the largest |got - want|
//	x0-error = { budget = 8, why = "…" }   # in error budgets, ≥ 1; or { absolute = 1e-12, why = "…" }
//	[quick]                          # replacements for --quick, key by key
//	repeats = 1
//	params  = { points = 16 }
//	sweep   = { t = [0.5] }
//	tolerance = { x1-error = 1e-11 }
//	[full]                           # replacements for --full, the complete and slow size
//	repeats = 64
//	[[control]]                      # cases that must fail: [params] overridden by its own, without [sweep]
//	why     = "…"
//	params  = { coupling = "independent" }
//	sweep   = { target = ["ball", "box"] }
//	expect  = "fail"                 # the only choice, and the default
//	catches = ["x1-error"]           # metrics that must all fail; default: any one
//	[[published]]                    # a value from the literature, for tables; it is never judged
//	metric  = "x1-error"             # of the check
//	case    = { target = "ball" }    # parameters of the cases that it is about; at least one case has them
//	at      = 0.5                    # the place, if the metric is measured at several
//	value   = 3e-16
//	std     = 1e-16                  # its standard deviation, if known
//	source  = "A. Author, A title, 2025, table 1"
//	[[table]]                        # a cell shows its worst measurement
//	name    = "recovery"             # name of the output file
//	title   = "…"
//	metric  = "x1-error"             # of the check, or of another experiment: "vector-field/field-error"
//	rows    = ["target"]             # parameters of the check, "at" or "metric"
//	columns = ["t"]                  # the same, default ["metric"]
//	only    = ["schedule=linear"]    # only these cases; several labels of one parameter are alternatives
//	at      = "t"                    # heading for "at", the place at which the metric was measured
//	show    = "error"                # |got - want|, the default; or "got"; or "got-want": got (want); or
//	                                 # "interval": got ± half the 95 % interval of a summary; or
//	                                 # "interval-want"
//	[[table]]                        # several metrics, joined by row labels
//	name    = "errors"
//	rows    = ["target"]
//	metrics = ["x1-error",
//	           { metric = "vector-field/field-error", head = "V", show = "got", at = "t", only = ["at=1"] }]
//	[[figure]]
//	name = "recovery-error"          # name of the output file
//	draw = "error-curves"            # an entry of the catalog of figures; all other keys are its parameters
//
// A parameter that is a list of numbers or a matrix can be written { file = "points.csv" }. The file has
// one row per line, with commas or blanks between the numbers, # before a comment, and optionally a header
// line. If its name ends in .json, it is JSON. A list of numbers is one row or one column. Only the numbers
// count: another file with the same numbers gives the same case.
package spec
