-- The store of proxflow, version 6 (PRAGMA user_version). The file's application_id is 0x70726f78, "prox".
--
-- A run yields trials; a trial yields measurements, observations and warnings. An experiment plans cases, and for
-- each case the keys of its trials; the key alone ties the two halves together, so that experiments share trials and
-- a plan may be replaced without losing any. The view `result` joins everything and judges it. What a check keeps beyond a
-- trial is an artifact.
--
-- Where a claim is about a law, measurements of a repeat are samples: single draws. One more trial of the case, its
-- summary, measures the law over all repeats, and judges the samples.
--
-- In a REAL column NULL stands for NaN. Infinities are stored as such. Text in JSON is marked so.

-- One call of the program that ran trials.
CREATE TABLE run (
  id         INTEGER PRIMARY KEY,
  commit_id  TEXT NOT NULL,     -- of the source the program was built from; '' if unknown
  dirty      INTEGER NOT NULL,  -- 1 if the source had changes that were not committed
  go_version TEXT NOT NULL,
  modules    TEXT NOT NULL,     -- JSON object: path of each Go module, its version
  goos       TEXT NOT NULL,
  goarch     TEXT NOT NULL,     -- results are promised to be the same bytes only for the same GOARCH,
  goamd64    TEXT NOT NULL,     -- GOAMD64 and features, since fused multiply-add rounds differently
  cpu        TEXT NOT NULL,     -- model
  features   TEXT NOT NULL,     -- of the CPU, those that decide last digits: 'avx avx2 fma'
  workers    INTEGER NOT NULL,  -- trials that ran at once
  command    TEXT NOT NULL,     -- JSON list: the command line, word by word
  specs      TEXT NOT NULL,     -- JSON object: file of each spec, its text as run
  started    TEXT NOT NULL,     -- RFC 3339
  ended      TEXT NOT NULL,     -- RFC 3339; '' while it runs, and for ever if it was killed
  status     TEXT NOT NULL      -- how it ended; '' likewise
) STRICT;

-- What one run of a check yielded.
CREATE TABLE trial (
  id         INTEGER PRIMARY KEY,
  key        TEXT NOT NULL UNIQUE,  -- hash of everything that decides the outcome
  run        INTEGER NOT NULL REFERENCES run,
  check_name TEXT NOT NULL,
  version    TEXT NOT NULL,         -- of the check
  summary    INTEGER NOT NULL,      -- 1 if it sums up the other trials of its case
  params     TEXT NOT NULL,         -- JSON object: every parameter, canonical
  seed       TEXT NOT NULL,
  error      TEXT,                  -- why the check could not run; NULL if it could
  seconds    REAL NOT NULL          -- it took
) STRICT;

-- One number that a trial measured.
CREATE TABLE measurement (
  trial   INTEGER NOT NULL REFERENCES trial ON DELETE CASCADE,
  ordinal INTEGER NOT NULL,  -- in the order of measurement, from 0
  metric  TEXT NOT NULL,
  at      REAL,              -- where along the trial, usually the time t; NULL if nowhere in particular
  got     REAL,
  want    REAL,              -- what the claim says
  budget  REAL,              -- the error that rounding and truncation alone may cause; half of a 95 % interval
  skip    TEXT,              -- why nothing could be measured; NULL if it was
  decider TEXT,              -- of a sample: the metric of the summary that judges it, at the same place; NULL for others
  PRIMARY KEY (trial, ordinal)
) STRICT, WITHOUT ROWID;

CREATE INDEX decision ON measurement (trial, metric, at) WHERE decider IS NULL;

-- One point of a curve that a trial observed, for figures.
CREATE TABLE observation (
  trial   INTEGER NOT NULL REFERENCES trial ON DELETE CASCADE,
  ordinal INTEGER NOT NULL,  -- in the order of observation, over all series of the trial, from 0
  series  TEXT NOT NULL,     -- name of the curve
  x       REAL,
  y       REAL,
  PRIMARY KEY (trial, ordinal)
) STRICT, WITHOUT ROWID;

-- A caveat that travels with a trial.
CREATE TABLE warning (
  trial   INTEGER NOT NULL REFERENCES trial ON DELETE CASCADE,
  ordinal INTEGER NOT NULL,
  text    TEXT NOT NULL,
  PRIMARY KEY (trial, ordinal)
) STRICT, WITHOUT ROWID;

-- What a check keeps for other trials, and for a run that resumes: a training, or its last checkpoint. What a trial measures
-- does not depend on whether it is here; it only takes longer without.
CREATE TABLE artifact (
  key     TEXT NOT NULL PRIMARY KEY,        -- names all that it depends on; begins with the version
  version TEXT NOT NULL,                    -- of the mathematics that made it: no other version uses it
  hash    TEXT NOT NULL,                    -- SHA-256 of the data, in hexadecimal digits
  size    INTEGER NOT NULL,                 -- of the data, in bytes
  run     INTEGER NOT NULL REFERENCES run,  -- that saved it last
  data    BLOB NOT NULL                     -- in a form that the check knows
) STRICT;

-- A spec as it was last planned.
CREATE TABLE experiment (
  id         INTEGER PRIMARY KEY,
  name       TEXT NOT NULL UNIQUE,
  claim      TEXT NOT NULL,     -- letter
  title      TEXT NOT NULL,
  check_name TEXT NOT NULL,
  file       TEXT NOT NULL,     -- where the spec was read
  text       TEXT NOT NULL,     -- the spec
  size       TEXT NOT NULL      -- 'quick' or 'full' if planned by that part of the spec; ''
) STRICT;

-- One point of an experiment's grid.
CREATE TABLE planned_case (
  experiment INTEGER NOT NULL REFERENCES experiment ON DELETE CASCADE,
  case_no    INTEGER NOT NULL,  -- in the order of the grid, from 0
  params     TEXT NOT NULL,     -- JSON object: every parameter, canonical
  labels     TEXT NOT NULL,     -- JSON object: short text of each parameter
  control    TEXT,              -- why this case must fail; NULL if it is no control
  catches    TEXT,              -- JSON list: the metrics that must all catch a control; empty: any one of them
  PRIMARY KEY (experiment, case_no),
  CHECK ((control IS NULL) = (catches IS NULL))
) STRICT, WITHOUT ROWID;

-- A value that others have published for a metric in a case: for tables, and never judged.
CREATE TABLE published (
  experiment INTEGER NOT NULL,
  case_no    INTEGER NOT NULL,
  ordinal    INTEGER NOT NULL,  -- in the order of the spec, from 0
  metric     TEXT NOT NULL,
  at         REAL,              -- as in measurement
  value      REAL NOT NULL,
  std        REAL,              -- its standard deviation; NULL if it is not known
  source     TEXT NOT NULL,     -- citation
  PRIMARY KEY (experiment, case_no, ordinal),
  FOREIGN KEY (experiment, case_no) REFERENCES planned_case ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

-- One repeat of a case, or its summary. Its key may belong to a trial that has not run yet.
CREATE TABLE planned_trial (
  experiment INTEGER NOT NULL,
  case_no    INTEGER NOT NULL,
  repeat     INTEGER NOT NULL,  -- from 0; -1 for the summary
  key        TEXT NOT NULL,
  PRIMARY KEY (experiment, case_no, repeat),
  FOREIGN KEY (experiment, case_no) REFERENCES planned_case ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

-- The error that an experiment allows a metric.
CREATE TABLE tolerance (
  experiment INTEGER NOT NULL REFERENCES experiment ON DELETE CASCADE,
  metric     TEXT NOT NULL,
  absolute   REAL NOT NULL,  -- if it is not 0; otherwise
  times      REAL NOT NULL,  -- the multiple of each measurement's budget
  named      INTEGER NOT NULL,  -- 1 if the spec names the metric, and so means it to be measured
  why        TEXT NOT NULL,
  PRIMARY KEY (experiment, metric)
) STRICT, WITHOUT ROWID;

-- A table that a spec asks for.
CREATE TABLE table_spec (
  experiment INTEGER NOT NULL REFERENCES experiment ON DELETE CASCADE,
  ordinal    INTEGER NOT NULL,
  spec       TEXT NOT NULL,  -- JSON object: name, title, metric, rows, columns
  PRIMARY KEY (experiment, ordinal)
) STRICT, WITHOUT ROWID;

-- A figure that a spec asks for.
CREATE TABLE figure_spec (
  experiment INTEGER NOT NULL REFERENCES experiment ON DELETE CASCADE,
  ordinal    INTEGER NOT NULL,
  spec       TEXT NOT NULL,  -- JSON object: name, draw
  PRIMARY KEY (experiment, ordinal)
) STRICT, WITHOUT ROWID;

-- Every measurement of every planned trial, judged. A trial that could not run has one row, with metric '' and the
-- reason as its note; one that has not run yet has none. A sample has the verdict of the summary's measurement that
-- decides on it, and is inconclusive as long as there is none. Sort by claim, experiment, case_no, repeat, ordinal.
CREATE VIEW result AS
WITH joined AS (
  SELECT e.claim, e.name AS experiment, e.check_name, c.case_no, c.params, c.labels, p.repeat,
         c.control IS NOT NULL AS control, coalesce(m.ordinal, 0) AS ordinal, coalesce(m.metric, '') AS metric,
         m.at, m.got, m.want, m.budget, m.decider, t.error, m.decider IS NOT NULL AND d.trial IS NULL AS waits,
         iif(m.decider IS NULL, m.got, d.got) AS d_got, iif(m.decider IS NULL, m.want, d.want) AS d_want,
         iif(m.decider IS NULL, m.budget, d.budget) AS d_budget, iif(m.decider IS NULL, m.skip, d.skip) AS skip,
         l.absolute, l.times
  FROM experiment e
  JOIN planned_case c ON c.experiment = e.id
  JOIN planned_trial p ON p.experiment = e.id AND p.case_no = c.case_no
  JOIN trial t ON t.key = p.key
  LEFT JOIN measurement m ON m.trial = t.id AND t.error IS NULL
  LEFT JOIN planned_trial q ON m.decider IS NOT NULL AND q.experiment = e.id AND q.case_no = c.case_no AND q.repeat = -1
  LEFT JOIN trial u ON u.key = q.key AND u.error IS NULL
  LEFT JOIN measurement d ON d.trial = u.id AND d.metric = m.decider AND d.at IS m.at AND d.decider IS NULL
  LEFT JOIN tolerance l ON l.experiment = e.id AND l.metric = coalesce(m.decider, m.metric)
  WHERE t.error IS NOT NULL OR m.trial IS NOT NULL
), decided AS (
  SELECT *,
         CASE WHEN skip IS NULL THEN iif(absolute <> 0, absolute, times * d_budget) END AS d_tol,
         iif(d_got = d_want, 0.0, abs(d_got - d_want)) AS off -- Inf - Inf is none, yet it is what was wanted
  FROM joined
)
SELECT experiment, claim, check_name, case_no, params, labels, repeat, control, ordinal, metric,
       at, got, want, budget, iif(decider IS NULL, d_tol, NULL) AS tol, decider,
       CASE
         WHEN error IS NOT NULL                                      THEN 'error'
         WHEN waits                                                  THEN 'inconclusive'
         WHEN skip IS NOT NULL                                       THEN 'skipped'
         WHEN off IS NULL OR d_budget IS NULL OR d_tol IS NULL       THEN 'error'
         WHEN off > max(d_tol, d_budget)                             THEN 'fail'
         WHEN d_tol < d_budget OR d_budget = 9e999                   THEN 'inconclusive'
         ELSE 'pass'
       END AS verdict,
       CASE
         WHEN error IS NOT NULL    THEN error
         WHEN waits                THEN 'one draw: judged in the mean, by ' || decider || ', which is not there yet'
         WHEN decider IS NOT NULL  THEN 'one draw: judged in the mean, by ' || decider || coalesce(', skipped: ' || skip, '')
         WHEN skip IS NOT NULL     THEN skip
         WHEN got IS NULL          THEN 'the number got is none'
         WHEN want IS NULL         THEN 'the number wanted is none'
         WHEN budget IS NULL       THEN 'the error budget is none'
         WHEN d_tol IS NULL        THEN 'the metric has no tolerance'
         ELSE ''
       END AS note
FROM decided;
