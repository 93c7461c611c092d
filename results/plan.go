package results

import "database/sql"

// Plan records an experiment and replaces an earlier one of the same name. Trials stay.
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
			_, err := tx.Exec(`INSERT INTO tolerance VALUES (?, ?, ?, ?, ?, ?)`,
				id, metric, t.Absolute, t.Times, t.Named, t.Why)
			if err != nil {
				return err
			}
		}
		err = insert(tx, `INSERT INTO planned_case VALUES (?, ?, ?, ?, ?, ?)`, len(e.Cases),
			func(i int) []any {
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
		var trials, published [][]any
		for no, c := range e.Cases {
			for repeat, key := range c.Trials() {
				trials = append(trials, []any{id, no, repeat, key})
			}
			for i, p := range c.Published {
				published = append(published,
					[]any{id, no, i, p.Metric, Number(p.At), p.Value, Number(p.Std), p.Source})
			}
		}
		err = insert(tx, `INSERT INTO planned_trial VALUES (?, ?, ?, ?)`, len(trials),
			func(i int) []any { return trials[i] })
		if err != nil {
			return err
		}
		err = insert(tx, `INSERT INTO published VALUES (?, ?, ?, ?, ?, ?, ?, ?)`, len(published),
			func(i int) []any { return published[i] })
		if err != nil {
			return err
		}
		err = insert(tx, `INSERT INTO table_spec VALUES (?, ?, ?)`, len(e.Tables), func(i int) []any {
			return []any{id, i, toJSON(e.Tables[i])}
		})
		if err != nil {
			return err
		}
		err = insert(tx, `INSERT INTO figure_spec VALUES (?, ?, ?)`, len(e.Figures), func(i int) []any {
			return []any{id, i, toJSON(e.Figures[i])}
		})
		if err != nil {
			return err
		}
		return seal(tx, "experiment", id)
	})
}
