// Package runner turns spec files into stored results and verdicts.
//
// There are only a few types. A Plan says which of its trials are to
// run, and why. A Report says what a run did. A Judgement says what a store holds against each claim.
//
// The pipeline:
//
//  1. Package spec reads TOML strictly. Whatever is wrong, in any file, is a *spec.Error with file, line and key, before
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
// The package prints nothing, and knows of checks, potentials and figures only what their catalogs say.
package runner
