// Package runner runs the trials of specs, keeps their measurements in a store, and judges them.
//
// There are only a few types. A Plan says which trials a run will do, and why. A Job is one of these trials
// with everything that it depends on. An Executor runs jobs: in this process (Local) or in others
// (Subprocesses, whose workers call Work). A Report says what a run did. A Judgement holds the verdicts that
// follow from a store.
//
// The path from a spec to a verdict:
//
//  1. Package spec reads the specs and expands each into cases and the keys of their trials. Errors in a spec
//     are found before anything runs.
//  2. PlanReport compares the keys with the store. Stored trials do not run again, so an interrupted run
//     resumes.
//  3. Run hands the missing trials to the executor, several at once. A single writer puts each trial into the
//     store in one transaction. If a check cannot run, or panics, its trial is stored with the error, and the
//     next run tries it again.
//  4. If a claim is about a distribution, each trial records samples. The case then has one more trial, its
//     summary, which runs when all repeats are stored, measures the distribution over them, and judges their
//     samples.
//  5. If a result takes long and serves several trials, such as a training, the check keeps it in the store
//     as an artifact, with checkpoints. Other versions of the mathematics do not see it. Artifacts save time
//     and change no result.
//  6. Judge reads the store alone. The verdict on a case follows from its measurements, that on an experiment
//     from its cases, and that on a claim from its experiments. For a control, failing is success. If nothing
//     was measured, that is a failure, never a pass.
//
// No result depends on the number of jobs, on the executor, or on the order in which trials end: the random
// numbers of a trial come from its own parameters.
//
// The package prints nothing. It knows about checks, potentials and figures only what their catalogs say.
package runner
