-- Every measurement of every planned trial, judged. A trial that could not run has one row, with metric ''
-- and the reason as its note; one that has not run yet has none. A sample has the verdict of the summary's
-- measurement that decides on it, and is inconclusive as long as there is none. Sort by claim, experiment,
-- case_no, repeat, ordinal.
CREATE VIEW result AS
WITH joined AS (
  SELECT e.claim, e.name AS experiment, e.check_name, p.key, c.case_no, c.params, c.labels, p.repeat,
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
SELECT experiment, claim, check_name, key, case_no, params, labels, repeat, control, ordinal, metric,
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
         WHEN got IS NULL          THEN 'the measured number is NaN'
         WHEN want IS NULL         THEN 'the wanted number is NaN'
         WHEN budget IS NULL       THEN 'the error budget is NaN'
         WHEN d_tol IS NULL        THEN 'the metric has no tolerance'
         ELSE ''
       END AS note
FROM decided;
