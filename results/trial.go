package results

import (
	"database/sql"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

// Put stores a trial of a run, instead of an earlier one of its key. When Put returns nil the trial survives a kill.
func (s *Store) Put(run int64, t Trial) error {
	return s.write(func(tx *sql.Tx) error {
		if _, err := tx.Exec(`DELETE FROM trial WHERE key = ?`, t.Key); err != nil {
			return err
		}
		done, err := tx.Exec(`INSERT INTO trial (key, run, check_name, version, summary, params, seed, error, seconds)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`, t.Key, run, t.Check, t.Version, t.Summary, string(t.Params), t.Seed, orNull(t.Err), t.Seconds)
		if err != nil {
			return err
		}
		id, err := done.LastInsertId()
		if err != nil {
			return err
		}
		err = insert(tx, `INSERT INTO measurement VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`, len(t.Measurements), func(i int) []any {
			m := t.Measurements[i]
			return []any{id, i, m.Metric, Number(m.At), Number(m.Got), Number(m.Want), Number(m.Budget), orNull(m.Skip), orNull(m.By)}
		})
		if err != nil {
			return err
		}
		err = insert(tx, `INSERT INTO observation VALUES (?, ?, ?, ?, ?)`, len(t.Observations), func(i int) []any {
			o := t.Observations[i]
			return []any{id, i, o.Series, Number(o.X), Number(o.Y)}
		})
		if err != nil {
			return err
		}
		return insert(tx, `INSERT INTO warning VALUES (?, ?, ?)`, len(t.Warnings), func(i int) []any {
			return []any{id, i, t.Warnings[i]}
		})
	})
}

// Finished returns the keys of all trials that ran without an error.
func (s *Store) Finished() (map[string]bool, error) {
	keys := map[string]bool{}
	err := each(s.db, func(scan func(...any) error) error {
		var key string
		err := scan(&key)
		keys[key] = true
		return err
	}, `SELECT key FROM trial WHERE error IS NULL`)
	return keys, explain(s.path, err)
}

// Failed returns why trials could not run, by their keys.
func (s *Store) Failed() (map[string]string, error) {
	why := map[string]string{}
	err := each(s.db, func(scan func(...any) error) error {
		var key, reason string
		err := scan(&key, &reason)
		why[key] = reason
		return err
	}, `SELECT key, error FROM trial WHERE error IS NOT NULL`)
	return why, explain(s.path, err)
}

// Measurements returns those of the trials of these keys, in their order. It is an error if one of them has not run.
func (s *Store) Measurements(keys ...string) ([][]Measurement, error) {
	list, ran, index := make([][]Measurement, len(keys)), make([]bool, len(keys)), map[string]int{}
	for i, k := range keys {
		index[k] = i
	}
	err := each(s.db, func(scan func(...any) error) error {
		var key string
		var metric, skip, by sql.NullString
		var at, got, want, budget Number
		err := scan(&key, &metric, &at, &got, &want, &budget, &skip, &by)
		i := index[key]
		if ran[i] = true; metric.Valid {
			list[i] = append(list[i], Measurement{metric.String, float64(at), float64(got), float64(want), float64(budget), skip.String, by.String})
		}
		return err
	}, `SELECT t.key, m.metric, m.at, m.got, m.want, m.budget, m.skip, m.decider
		FROM json_each(?) k JOIN trial t ON t.key = k.value LEFT JOIN measurement m ON m.trial = t.id
		WHERE t.error IS NULL ORDER BY t.id, m.ordinal`, toJSON(keys))
	if i := slices.Index(ran, false); err == nil && i >= 0 {
		err = fmt.Errorf("the trial %s is not there", keys[i])
	}
	return list, explain(s.path, err)
}

// Work names what trials of equal cost have in common.
type Work struct {
	Check, Params string
	Summary       bool
}

// Seconds returns how long a trial took, on average over those that ran, to tell what others will cost.
func (s *Store) Seconds() (map[Work]float64, error) {
	cost := map[Work]float64{}
	err := each(s.db, func(scan func(...any) error) error {
		var w Work
		var seconds float64
		err := scan(&w.Check, &w.Params, &w.Summary, &seconds)
		cost[w] = seconds
		return err
	}, `SELECT check_name, params, summary, avg(seconds) FROM trial WHERE error IS NULL GROUP BY check_name, params, summary`)
	return cost, explain(s.path, err)
}

// Rows returns the measurements of the experiments of these names, of all if there is none, judged: by claim,
// experiment, case, repeat, a summary first, and in the order of measurement.
func (s *Store) Rows(experiments ...string) ([]Row, error) {
	tx, err := s.db.Begin() // both queries see one state
	if err != nil {
		return nil, explain(s.path, err)
	}
	defer tx.Rollback()
	cases, err := planned(tx, experiments)
	if err != nil {
		return nil, explain(s.path, err)
	}
	var list []Row
	where, args := among("experiment", experiments)
	err = each(tx, func(scan func(...any) error) error {
		var r Row
		err := scan(&r.Experiment, &r.Claim, &r.Check, &r.CaseNo, &r.Repeat, &r.Control,
			&r.Metric, &r.At, &r.Got, &r.Want, &r.Budget, &r.Tol, &r.Verdict, &r.Note, &r.By)
		c := cases[place{r.Experiment, r.CaseNo}]
		r.Case, r.Labels = c.Params, c.Labels
		for _, p := range c.Published {
			if p.Metric == r.Metric {
				r.Published = append(r.Published, p)
			}
		}
		list = append(list, r)
		return err
	}, `SELECT experiment, claim, check_name, case_no, repeat, control,
		metric, at, got, want, budget, tol, verdict, note, coalesce(decider, '')
		FROM result WHERE `+where+` ORDER BY claim, experiment, case_no, repeat, ordinal`, args...)
	return list, explain(s.path, err)
}

// place is where a case stands.
type place struct {
	experiment string
	no         int
}

// planned reads parameters, labels and published values of the cases of the experiments of these names, of all if there is
// none: once each, since they may be long.
func planned(q querier, experiments []string) (map[place]Case, error) {
	of := map[place]Case{}
	where, args := among("e.name", experiments)
	err := each(q, func(scan func(...any) error) error {
		var p place
		var c Case
		var params string
		err := scan(&p.experiment, &p.no, &params, asJSON{&c.Labels})
		c.Params = json.RawMessage(params)
		of[p] = c
		return err
	}, `SELECT e.name, c.case_no, c.params, c.labels FROM experiment e JOIN planned_case c ON c.experiment = e.id WHERE `+where, args...)
	if err != nil {
		return nil, err
	}
	err = each(q, func(scan func(...any) error) error {
		var at place
		p, err := scanPublished(scan, &at.experiment, &at.no)
		c := of[at]
		c.Published = append(c.Published, p)
		of[at] = c
		return err
	}, `SELECT e.name, p.case_no, p.metric, p.at, p.value, p.std, p.source FROM experiment e JOIN published p ON p.experiment = e.id
		WHERE `+where+` ORDER BY e.id, p.case_no, p.ordinal`, args...)
	return of, err
}

// Warning is a caveat of a planned trial.
type Warning struct {
	Experiment string
	CaseNo     int
	Repeat     int
	Text       string
}

// Warnings returns the caveats of the experiments of these names, of all if there is none, in the order of Rows.
func (s *Store) Warnings(experiments ...string) ([]Warning, error) {
	var list []Warning
	where, args := among("e.name", experiments)
	err := each(s.db, func(scan func(...any) error) error {
		var w Warning
		err := scan(&w.Experiment, &w.CaseNo, &w.Repeat, &w.Text)
		list = append(list, w)
		return err
	}, `SELECT e.name, p.case_no, p.repeat, w.text
		FROM experiment e JOIN planned_trial p ON p.experiment = e.id JOIN trial t ON t.key = p.key JOIN warning w ON w.trial = t.id
		WHERE `+where+` ORDER BY e.claim, e.name, p.case_no, p.repeat, w.ordinal`, args...)
	return list, explain(s.path, err)
}

// among is the SQL that a column holds one of the names, true if there is none.
func among(column string, names []string) (condition string, args []any) {
	if len(names) == 0 {
		return "true", nil
	}
	for _, n := range names {
		args = append(args, n)
	}
	return column + " IN (?" + strings.Repeat(", ?", len(names)-1) + ")", args
}
