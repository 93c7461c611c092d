// Package runner turns spec files into stored results and verdicts.
//
// There are only a few types. A Spec is an experiment as its file asks for it. A Plan says which of its trials are to
// run, and why. A Report says what a run did. A Judgement says what a store holds against each claim.
//
// The pipeline:
//
//  1. Load reads TOML strictly. Whatever is wrong, in any file, is a *SpecError with file, line and key, before
//     anything runs.
//  2. The sweep is expanded to cases in a fixed order: the cartesian product, the last key fastest, then the controls,
//     which must fail. The catalog gives the parameters of each case in canonical form, so that two spellings of one
//     case are one case.
//  3. A trial is one repeat of a case. Its random numbers come from a hash of (seed of the spec, check, parameters,
//     repeat): no other case, name, order or number of workers can change them.
//  4. A trial is stored under a hash of (parameters, the seed of step 3, check, version of the mathematics). What the
//     store has under this key is not run again, so an interrupted run resumes.
//     Where a claim is about a law, a trial records samples, and a case has one more trial, its summary, which measures
//     the law over all repeats. Its key is a hash of theirs; it runs when they are stored, and judges their samples.
//     What takes long and serves several trials, such as a training, a check keeps in the store as an artifact, with
//     checkpoints on the way: no other mathematics finds it, and it saves time but changes no result.
//  5. Run plans all experiments into the store, and runs what it lacks on a pool of workers; a single writer puts each
//     trial into the store in one transaction. A check that cannot run, or panics, is an error of its trial, which is
//     stored and tried again by the next run.
//  6. Judge reads the store alone: measurements make the verdict on a case, cases that on an experiment, experiments
//     that on a claim. A control inverts. Nothing measured is a failure, never a pass.
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
//
// The package prints nothing, and knows of checks, potentials and figures only what their catalogs say.
package runner
