// Package runner runs the trials of specs, keeps what they measure in a store, and judges it.
//
// There are only a few types. A Plan says which trials a run will do, and why. A Job is one of these trials
// with all that it depends on, and an Executor runs it: in this process (Local) or in others (Subprocesses,
// whose workers call Work). A Report says what a run did. A Judgement says what a store holds against each
// claim.
//
// The path from a spec to a verdict:
//
//  1. Package spec reads the specs, and expands each to cases and the keys of their trials. Whatever is wrong
//     with any of them is known before anything runs.
//  2. PlanReport compares the keys with the store. What the store has is not run again, so an interrupted run
//     resumes.
//  3. Run hands the missing trials to the executor, several at once, and a single writer puts each trial into
//     the store in one transaction. If a check cannot run, or panics, that is an error of its trial, which is
//     stored, and tried again by the next run.
//  4. Where a claim is about a law, a trial records samples, and a case has one more trial, its summary,
//     which measures the law over all repeats. It runs when these are stored, and judges their samples.
//  5. What takes long and serves several trials, such as a training, a check keeps in the store as an
//     artifact, with checkpoints on the way. Other mathematics does not find it. It saves time, and changes
//     no result.
//  6. Judge reads the store alone. The verdict on a case comes from its measurements, that on an experiment
//     from its cases, and that on a claim from its experiments. A control inverts. Nothing measured is a
//     failure, never a pass.
//
// No result depends on the number of jobs, on the executor, or on the order in which trials end: the random
// numbers of a trial come from its own parameters.
//
// The package prints nothing, and knows of checks, potentials and figures only what their catalogs say.
package runner
