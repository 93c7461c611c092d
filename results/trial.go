package results

import (
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
)

// Put stores a trial of a run and replaces an earlier one of the same key. Once it returns nil the trial
// survives a kill.
func (s *Store) Put(run int64, t Trial) error {
	var id int64
	measurement := func(i int) []any {
		m := t.Measurements[i]
		return []any{id, i, m.Metric, Number(m.At), Number(m.Got), Number(m.Want), Number(m.Budget),
			orNull(m.Skip), orNull(m.By)}
	}
	observation := func(i int) []any {
		o := t.Observations[i]
		return []any{id, i, o.Series, Number(o.X), Number(o.Y)}
	}
	warning := func(i int) []any { return []any{id, i, t.Warnings[i]} }

	row := []any{t.Key, run, t.Check, t.Version, t.Summary, string(t.Params), t.Seed, orNull(t.Err), t.Seconds,
		digestOf(len(t.Observations), observation)}
	covered := slices.Concat([]any{nil}, row, []any{digestOf(len(t.Measurements), measurement),
		digestOf(len(t.Warnings), warning)})
	digest := digestOf(1, func(int) []any { return covered })
	return s.write(func(tx *sql.Tx) error {
		if _, err := tx.Exec(`DELETE FROM trial WHERE key = ?`, t.Key); err != nil {
			return err
		}
		done, err := tx.Exec(`INSERT INTO trial
			(key, run, check_name, version, summary, params, seed, error, seconds, curves, digest)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`, append(row, digest)...)
		if err != nil {
			return err
		}
		if id, err = done.LastInsertId(); err != nil {
			return err
		}
		err = insert(tx, `INSERT INTO measurement VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`, len(t.Measurements),
			measurement)
		if err != nil {
			return err
		}
		err = insert(tx, `INSERT INTO observation VALUES (?, ?, ?, ?, ?)`, len(t.Observations), observation)
		if err != nil {
			return err
		}
		return insert(tx, `INSERT INTO warning VALUES (?, ?, ?)`, len(t.Warnings), warning)
	})
}

// Trial returns the trial of a key, with the number of the run that made it; ok says whether there is one.
func (r *Reader) Trial(key string) (t Trial, run int64, ok bool, err error) {
	err = r.read(func(q querier) error {
		var id int64
		var params string
		var failed sql.NullString
		row := q.QueryRow(`SELECT id, key, run, check_name, version, summary, params, seed, error, seconds
			FROM trial WHERE key = ?`, key)
		err := row.Scan(&id, &t.Key, &run, &t.Check, &t.Version, &t.Summary, &params, &t.Seed, &failed, &t.Seconds)
		if errors.Is(err, sql.ErrNoRows) {
			return nil
		} else if err != nil {
			return err
		}
		ok, t.Params, t.Err = true, json.RawMessage(params), failed.String
		err = each(q, func(scan func(...any) error) error {
			var m Measurement
			var at, got, want, budget Number
			var skip, by sql.NullString
			err := scan(&m.Metric, &at, &got, &want, &budget, &skip, &by)
			m.At, m.Got, m.Want, m.Budget = float64(at), float64(got), float64(want), float64(budget)
			m.Skip, m.By = skip.String, by.String
			t.Measurements = append(t.Measurements, m)
			return err
		}, `SELECT metric, at, got, want, budget, skip, decider
			FROM measurement WHERE trial = ? ORDER BY ordinal`, id)
		if err != nil {
			return err
		}
		err = each(q, func(scan func(...any) error) error {
			var o Observation
			var x, y Number
			err := scan(&o.Series, &x, &y)
			o.X, o.Y = float64(x), float64(y)
			t.Observations = append(t.Observations, o)
			return err
		}, `SELECT series, x, y FROM observation WHERE trial = ? ORDER BY ordinal`, id)
		if err != nil {
			return err
		}
		return each(q, func(scan func(...any) error) error {
			var text string
			err := scan(&text)
			t.Warnings = append(t.Warnings, text)
			return err
		}, `SELECT text FROM warning WHERE trial = ? ORDER BY ordinal`, id)
	})
	return t, run, ok, err
}

// Finished returns the keys of all trials that could run.
func (r *Reader) Finished() (map[string]bool, error) {
	keys := map[string]bool{}
	err := r.each(func(scan func(...any) error) error {
		var key string
		err := scan(&key)
		keys[key] = true
		return err
	}, `SELECT key FROM trial WHERE error IS NULL`)
	return keys, err
}

// Failed returns, by key, why trials could not run.
func (r *Reader) Failed() (map[string]string, error) {
	why := map[string]string{}
	err := r.each(func(scan func(...any) error) error {
		var key, reason string
		err := scan(&key, &reason)
		why[key] = reason
		return err
	}, `SELECT key, error FROM trial WHERE error IS NOT NULL`)
	return why, err
}

// Durations returns, by key, how many seconds each trial took.
func (r *Reader) Durations() (map[string]float64, error) {
	took := map[string]float64{}
	err := r.each(func(scan func(...any) error) error {
		var key string
		var seconds float64
		err := scan(&key, &seconds)
		took[key] = seconds
		return err
	}, `SELECT key, seconds FROM trial`)
	return took, err
}

// Measurements returns those of the trials with these keys, in the same order. It is an error if one has not
// run.
func (r *Reader) Measurements(keys ...string) ([][]Measurement, error) {
	list, ran, index := make([][]Measurement, len(keys)), make([]bool, len(keys)), map[string]int{}
	for i, k := range keys {
		index[k] = i
	}
	err := r.read(func(q querier) error {
		err := r.verify(q, "trial", "key", `t.key IN (SELECT value FROM json_each(?))`, toJSON(keys))
		if err != nil {
			return err
		}
		return each(q, func(scan func(...any) error) error {
			var key string
			var metric, skip, by sql.NullString
			var at, got, want, budget Number
			err := scan(&key, &metric, &at, &got, &want, &budget, &skip, &by)
			i := index[key]
			if ran[i] = true; metric.Valid {
				list[i] = append(list[i], Measurement{metric.String, float64(at), float64(got), float64(want),
					float64(budget), skip.String, by.String})
			}
			return err
		}, `SELECT t.key, m.metric, m.at, m.got, m.want, m.budget, m.skip, m.decider
			FROM json_each(?) k JOIN trial t ON t.key = k.value LEFT JOIN measurement m ON m.trial = t.id
			WHERE t.error IS NULL ORDER BY t.id, m.ordinal`, toJSON(keys))
	})
	if i := slices.Index(ran, false); err == nil && i >= 0 {
		err = fmt.Errorf("the trial %s is not in the store", keys[i])
	}
	return list, err
}

// Work is what trials of about the same cost have in common.
type Work struct {
	Check, Params string
	Summary       bool
}

// Seconds returns the mean time of the trials that could run, as an estimate for others.
func (r *Reader) Seconds() (map[Work]float64, error) {
	cost := map[Work]float64{}
	err := r.each(func(scan func(...any) error) error {
		var w Work
		var seconds float64
		err := scan(&w.Check, &w.Params, &w.Summary, &seconds)
		cost[w] = seconds
		return err
	}, `SELECT check_name, params, summary, avg(seconds) FROM trial
		WHERE error IS NULL GROUP BY check_name, params, summary`)
	return cost, err
}

// Origins returns, by key, the number of the run that made each trial. A trial that runs again has a new one.
func (r *Reader) Origins() (map[string]int64, error) {
	runs := map[string]int64{}
	err := r.each(func(scan func(...any) error) error {
		var key string
		var run int64
		err := scan(&key, &run)
		runs[key] = run
		return err
	}, `SELECT key, run FROM trial`)
	return runs, err
}

// Warning is a caveat that a planned trial recorded.
type Warning struct {
	Experiment     string
	CaseNo, Repeat int
	Text           string
}

// Warnings returns the warnings of the experiments of these names, or of all if there are none, in the order
// of Rows.
func (r *Reader) Warnings(experiments ...string) (list []Warning, err error) {
	err = r.read(func(q querier) error {
		var names []string
		ids, err := r.planned(q, experiments, func(e Experiment) { names = append(names, e.Name) })
		for i, id := range ids {
			if err == nil {
				err = r.verify(q, "trial", "key", plannedTrials, id)
			}
			if err == nil {
				err = warnings(q, id, func(w Warning) {
					w.Experiment = names[i]
					list = append(list, w)
				})
			}
		}
		return err
	})
	return list, err
}

// warnings calls take with each warning of an experiment, without its name.
func warnings(q querier, experiment int64, take func(Warning)) error {
	return each(q, func(scan func(...any) error) error {
		var w Warning
		err := scan(&w.CaseNo, &w.Repeat, &w.Text)
		take(w)
		return err
	}, `SELECT p.case_no, p.repeat, w.text
		FROM planned_trial p JOIN trial t ON t.key = p.key JOIN warning w ON w.trial = t.id
		WHERE p.experiment = ? ORDER BY p.case_no, p.repeat, w.ordinal`, experiment)
}
