package results

import (
	"database/sql"
	"encoding/json"
)

// Plan records an experiment, instead of an earlier one of its name. Trials stay.
func (s *Store) Plan(e Experiment) error {
	return s.write(func(tx *sql.Tx) error {
		if _, err := tx.Exec(`DELETE FROM experiment WHERE name = ?`, e.Name); err != nil {
			return err
		}
		done, err := tx.Exec(`INSERT INTO experiment (name, claim, title, check_name, file, text, size)
			VALUES (?, ?, ?, ?, ?, ?, ?)`, e.Name, e.Claim, e.Title, e.Check, e.File, e.Text, e.Size)
		if err != nil {
			return err
		}
		id, err := done.LastInsertId()
		if err != nil {
			return err
		}
		for metric, t := range e.Tolerances {
			if _, err := tx.Exec(`INSERT INTO tolerance VALUES (?, ?, ?, ?, ?, ?)`, id, metric, t.Absolute, t.Times, t.Named, t.Why); err != nil {
				return err
			}
		}
		err = insert(tx, `INSERT INTO planned_case VALUES (?, ?, ?, ?, ?, ?)`, len(e.Cases), func(i int) []any {
			c := e.Cases[i]
			var control, catches sql.NullString
			if c.Control != nil {
				control = sql.NullString{String: c.Control.Why, Valid: true}
				catches = sql.NullString{String: toJSON(c.Control.Catches), Valid: true}
			}
			return []any{id, i, string(c.Params), toJSON(c.Labels), control, catches}
		})
		if err != nil {
			return err
		}
		for no, c := range e.Cases {
			var trials [][]any
			for repeat, key := range c.Trials() {
				trials = append(trials, []any{id, no, repeat, key})
			}
			err := insert(tx, `INSERT INTO planned_trial VALUES (?, ?, ?, ?)`, len(trials), func(i int) []any { return trials[i] })
			if err != nil {
				return err
			}
			err = insert(tx, `INSERT INTO published VALUES (?, ?, ?, ?, ?, ?, ?, ?)`, len(c.Published), func(i int) []any {
				p := c.Published[i]
				return []any{id, no, i, p.Metric, Number(p.At), p.Value, Number(p.Std), p.Source}
			})
			if err != nil {
				return err
			}
		}
		err = insert(tx, `INSERT INTO table_spec VALUES (?, ?, ?)`, len(e.Tables), func(i int) []any {
			return []any{id, i, toJSON(e.Tables[i])}
		})
		if err != nil {
			return err
		}
		return insert(tx, `INSERT INTO figure_spec VALUES (?, ?, ?)`, len(e.Figures), func(i int) []any {
			return []any{id, i, toJSON(e.Figures[i])}
		})
	})
}

// Experiments returns all experiments, by claim and then by name.
func (s *Store) Experiments() ([]Experiment, error) {
	var list []Experiment
	tx, err := s.db.Begin() // all queries see one state
	if err != nil {
		return nil, explain(s.path, err)
	}
	defer tx.Rollback()
	of := map[int64]int{} // index in list by id
	err = each(tx, func(scan func(...any) error) error {
		var id int64
		e := Experiment{Tolerances: map[string]Tolerance{}}
		err := scan(&id, &e.Name, &e.Claim, &e.Title, &e.Check, &e.File, &e.Text, &e.Size)
		of[id] = len(list)
		list = append(list, e)
		return err
	}, `SELECT id, name, claim, title, check_name, file, text, size FROM experiment ORDER BY claim, name`)

	part := func(take func(scan func(...any) error) error, query string) {
		if err == nil {
			err = each(tx, take, query)
		}
	}
	part(func(scan func(...any) error) error {
		var id int64
		var metric string
		var t Tolerance
		err := scan(&id, &metric, &t.Absolute, &t.Times, &t.Named, &t.Why)
		list[of[id]].Tolerances[metric] = t
		return err
	}, `SELECT experiment, metric, absolute, times, named, why FROM tolerance`)
	part(func(scan func(...any) error) error {
		var id int64
		var params string
		var c Case
		var control, catches sql.NullString
		if err := scan(&id, &params, asJSON{&c.Labels}, &control, &catches); err != nil {
			return err
		}
		c.Params = json.RawMessage(params)
		if control.Valid {
			c.Control = &Control{Why: control.String}
			if err := json.Unmarshal([]byte(catches.String), &c.Control.Catches); err != nil {
				return err
			}
		}
		e := &list[of[id]]
		e.Cases = append(e.Cases, c)
		return nil
	}, `SELECT experiment, params, labels, control, catches FROM planned_case ORDER BY experiment, case_no`)
	part(func(scan func(...any) error) error {
		var id int64
		var no, repeat int
		var key string
		err := scan(&id, &no, &repeat, &key)
		c := &list[of[id]].Cases[no]
		if repeat == Summary {
			c.Summary = key
		} else {
			c.Keys = append(c.Keys, key)
		}
		return err
	}, `SELECT experiment, case_no, repeat, key FROM planned_trial ORDER BY experiment, case_no, repeat`)
	part(func(scan func(...any) error) error {
		var id int64
		var no int
		p, err := scanPublished(scan, &id, &no)
		c := &list[of[id]].Cases[no]
		c.Published = append(c.Published, p)
		return err
	}, `SELECT experiment, case_no, metric, at, value, std, source FROM published ORDER BY experiment, case_no, ordinal`)
	part(func(scan func(...any) error) error {
		var id int64
		var t TableSpec
		err := scan(&id, asJSON{&t})
		list[of[id]].Tables = append(list[of[id]].Tables, t)
		return err
	}, `SELECT experiment, spec FROM table_spec ORDER BY experiment, ordinal`)
	part(func(scan func(...any) error) error {
		var id int64
		var f FigureSpec
		err := scan(&id, asJSON{&f})
		list[of[id]].Figures = append(list[of[id]].Figures, f)
		return err
	}, `SELECT experiment, spec FROM figure_spec ORDER BY experiment, ordinal`)
	return list, explain(s.path, err)
}

// Missing counts the planned trials of an experiment that have not run, nor tried to.
func (s *Store) Missing(experiment string) (n int, err error) {
	err = s.db.QueryRow(`SELECT count(*) FROM experiment e JOIN planned_trial p ON p.experiment = e.id
		WHERE e.name = ? AND NOT EXISTS (SELECT 1 FROM trial t WHERE t.key = p.key)`, experiment).Scan(&n)
	return n, explain(s.path, err)
}

// scanPublished scans a published value after what tells its case.
func scanPublished(scan func(...any) error, where ...any) (p Published, err error) {
	var at, std Number
	err = scan(append(where, &p.Metric, &at, &p.Value, &std, &p.Source)...)
	p.At, p.Std = float64(at), float64(std)
	return p, err
}
