-- The store of proxflow, version 7 (PRAGMA user_version). The file's application_id is 0x70726f78, "prox".
--
-- A run yields trials; a trial yields measurements, observations and warnings. An experiment plans cases, and
-- for each case the keys of its trials; the key alone ties the two halves together, so that experiments share
-- trials and a plan may be replaced without losing any. What a check keeps beyond a trial is an artifact.
-- Verdicts are not stored: they follow from measurements and tolerances (rows.go), and `proxflow results`
-- writes both.
--
-- Where a claim is about a law, measurements of a repeat are samples: single draws. One more trial of the
-- case, its summary, measures the law over all repeats, and judges the samples.
--
-- Every trial, experiment and run has a digest of all its rows, computed by proxflow (digest.go); seal.sql
-- combines them. A digest is NULL only within the transaction that writes the row.
--
-- In a REAL column NULL stands for NaN. Infinities are stored as such. Text in JSON is marked so.

-- One call of the program that ran trials.
CREATE TABLE run (
  id         INTEGER PRIMARY KEY,
  commit_id  TEXT NOT NULL,     -- of the source the program was built from; '' if unknown
  dirty      INTEGER NOT NULL,  -- 1 if the source had uncommitted changes
  go_version TEXT NOT NULL,
  modules    TEXT NOT NULL,     -- JSON object: path of each Go module, its version
  goos       TEXT NOT NULL,
  goarch     TEXT NOT NULL,     -- only with the same GOARCH, GOAMD64 and features are the
  goamd64    TEXT NOT NULL,     -- same bytes promised: fused multiply-add rounds differently
  cpu        TEXT NOT NULL,     -- model
  features   TEXT NOT NULL,     -- of the CPU that decide last digits: 'avx avx2 fma'
  workers    INTEGER NOT NULL,  -- trials that ran at once
  command    TEXT NOT NULL,     -- JSON list: the command line, word by word
  specs      TEXT NOT NULL,     -- JSON object: file of each spec, its text as run
  started    TEXT NOT NULL,     -- RFC 3339
  ended      TEXT NOT NULL,     -- RFC 3339; '' while it runs, and for good if it was killed
  status     TEXT NOT NULL,     -- how it ended; '' likewise
  digest     INTEGER            -- of the row
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
  seconds    REAL NOT NULL,         -- duration
  curves     INTEGER,               -- digest of its observations
  digest     INTEGER                -- of the row with its measurements and warnings
) STRICT;

-- One number that a trial measured.
CREATE TABLE measurement (
  trial   INTEGER NOT NULL REFERENCES trial ON DELETE CASCADE,
  ordinal INTEGER NOT NULL,  -- in the order of measurement, from 0
  metric  TEXT NOT NULL,
  at      REAL,              -- where along the trial, usually the time t; NULL if nowhere in particular
  got     REAL,
  want    REAL,              -- what the claim says
  budget  REAL,              -- error that rounding and truncation may cause; half of a 95 % interval
  skip    TEXT,              -- why nothing could be measured or judged; or NULL
  decider TEXT,              -- of a sample: the metric of the summary that judges it, there; or NULL
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

-- What a check keeps for other trials, and for a run that resumes: a training, or its last checkpoint. What a
-- trial measures does not depend on whether it is here; it only takes longer without.
CREATE TABLE artifact (
  key     TEXT NOT NULL PRIMARY KEY,        -- names everything that it depends on; begins with the version
  version TEXT NOT NULL,                    -- of the mathematics that made it; other versions do not use it
  hash    TEXT NOT NULL,                    -- SHA-256 of the data, in hexadecimal digits
  size    INTEGER NOT NULL,                 -- of the data, in bytes
  run     INTEGER NOT NULL REFERENCES run,  -- the run that saved it last
  data    BLOB NOT NULL                     -- in a format of the check
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
  size       TEXT NOT NULL,     -- 'quick' or 'full' if planned by that part of the spec; ''
  digest     INTEGER            -- of the row with its cases, trials, tolerances, tables and figures
) STRICT;

-- One point of an experiment's grid.
CREATE TABLE planned_case (
  experiment INTEGER NOT NULL REFERENCES experiment ON DELETE CASCADE,
  case_no    INTEGER NOT NULL,  -- in the order of the grid, from 0
  params     TEXT NOT NULL,     -- JSON object: every parameter, canonical
  labels     TEXT NOT NULL,     -- JSON object: short text of each parameter
  control    TEXT,              -- why this case must fail; NULL if it is not a control
  catches    TEXT,              -- JSON list: metrics that must all fail in a control; empty: any one
  PRIMARY KEY (experiment, case_no),
  CHECK ((control IS NULL) = (catches IS NULL))
) STRICT, WITHOUT ROWID;

-- A published value of a metric in a case. It is shown in tables and never judged.
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

-- One repeat of a case, or its summary. The trial with this key may not have run yet.
CREATE TABLE planned_trial (
  experiment INTEGER NOT NULL,
  case_no    INTEGER NOT NULL,
  repeat     INTEGER NOT NULL,  -- from 0; -1 for the summary
  key        TEXT NOT NULL,
  PRIMARY KEY (experiment, case_no, repeat),
  FOREIGN KEY (experiment, case_no) REFERENCES planned_case ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

-- The error that an experiment allows for a metric.
CREATE TABLE tolerance (
  experiment INTEGER NOT NULL REFERENCES experiment ON DELETE CASCADE,
  metric     TEXT NOT NULL,
  absolute   REAL NOT NULL,  -- unless it is 0
  times      REAL NOT NULL,  -- otherwise this multiple of the budget
  named      INTEGER NOT NULL,  -- 1 if the spec sets it: the metric is meant to be judged
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
