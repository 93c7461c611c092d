-- The store of proxflow, version 1 (PRAGMA user_version). The file's application_id is 0x70726f78, "prox".
--
-- A run yields trials; a trial yields measurements, observations and warnings. An experiment plans cases, and for
-- each case the keys of its trials; the key alone ties the two halves together, so that experiments share trials and
-- a plan may be replaced without losing any. The view `result` joins everything and judges it.
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
  goarch     TEXT NOT NULL,     -- results are promised to be the same bytes only for the same GOARCH and
  goamd64    TEXT NOT NULL,     -- GOAMD64, since fused multiply-add rounds otherwise
  cpu        TEXT NOT NULL,     -- model
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
  budget  REAL,              -- the error that rounding and truncation alone may cause
  skip    TEXT,              -- why nothing could be measured; NULL if it was
  PRIMARY KEY (trial, ordinal)
) STRICT, WITHOUT ROWID;

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

-- A spec as it was last planned.
CREATE TABLE experiment (
  id         INTEGER PRIMARY KEY,
  name       TEXT NOT NULL UNIQUE,
  claim      TEXT NOT NULL,     -- letter
  title      TEXT NOT NULL,
  check_name TEXT NOT NULL,
  file       TEXT NOT NULL,     -- where the spec was read
  text       TEXT NOT NULL,     -- the spec
  quick      INTEGER NOT NULL   -- 1 if planned by its [quick] part
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

-- One repeat of a case. Its key may belong to a trial that has not run yet.
CREATE TABLE planned_trial (
  experiment INTEGER NOT NULL,
  case_no    INTEGER NOT NULL,
  repeat     INTEGER NOT NULL,  -- from 0
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
-- reason as its note; one that has not run yet has none. Sort by claim, experiment, case_no, repeat, ordinal.
CREATE VIEW result AS
WITH joined AS (
  SELECT e.claim, e.name AS experiment, e.check_name, c.case_no, c.params, c.labels, p.repeat,
         c.control IS NOT NULL AS control, coalesce(m.ordinal, 0) AS ordinal, coalesce(m.metric, '') AS metric,
         m.at, m.got, m.want, m.budget, m.skip, t.error,
         CASE WHEN m.skip IS NULL THEN iif(l.absolute <> 0, l.absolute, l.times * m.budget) END AS tol,
         iif(m.got = m.want, 0.0, abs(m.got - m.want)) AS off -- Inf - Inf is none, yet it is what was wanted
  FROM experiment e
  JOIN planned_case c ON c.experiment = e.id
  JOIN planned_trial p ON p.experiment = e.id AND p.case_no = c.case_no
  JOIN trial t ON t.key = p.key
  LEFT JOIN measurement m ON m.trial = t.id AND t.error IS NULL
  LEFT JOIN tolerance l ON l.experiment = e.id AND l.metric = m.metric
  WHERE t.error IS NOT NULL OR m.trial IS NOT NULL
)
SELECT experiment, claim, check_name, case_no, params, labels, repeat, control, ordinal, metric,
       at, got, want, budget, tol,
       CASE
         WHEN error IS NOT NULL                                  THEN 'error'
         WHEN skip IS NOT NULL                                   THEN 'skipped'
         WHEN off IS NULL OR budget IS NULL OR tol IS NULL       THEN 'error'
         WHEN off > max(tol, budget)                             THEN 'fail'
         WHEN tol < budget OR budget = 9e999                     THEN 'inconclusive'
         ELSE 'pass'
       END AS verdict,
       CASE
         WHEN error IS NOT NULL  THEN error
         WHEN skip IS NOT NULL   THEN skip
         WHEN got IS NULL        THEN 'the number got is none'
         WHEN want IS NULL       THEN 'the number wanted is none'
         WHEN budget IS NULL     THEN 'the error budget is none'
         WHEN tol IS NULL        THEN 'the metric has no tolerance'
         ELSE ''
       END AS note
FROM joined;
