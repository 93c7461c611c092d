package results

import (
	"database/sql"
	"encoding/json"
	"strings"
)

// Experiments returns all experiments, sorted by claim and then by name.
func (r *Reader) Experiments() (list []Experiment, err error) {
	err = r.read(func(q querier) error {
		ids, err := r.planned(q, nil, func(e Experiment) { list = append(list, e) })
		if err != nil {
			return err
		}
		for i, id := range ids {
			if err := list[i].complete(q, id); err != nil {
				return err
			}
		}
		return nil
	})
	return list, err
}

// planned calls take with each experiment of these names, or with all if there are none, and returns their
// ids. The experiments are without their parts, which are sound.
func (r *Reader) planned(q querier, names []string, take func(Experiment)) (ids []int64, err error) {
	where, args := among("+t.name", names) // not by the index, which may be damaged
	if err := r.verify(q, "experiment", "name", where, args...); err != nil {
		return nil, err
	}
	err = each(q, func(scan func(...any) error) error {
		var id int64
		var e Experiment
		err := scan(&id, &e.Name, &e.Claim, &e.Title, &e.Check, &e.File, &e.Text, &e.Size)
		ids = append(ids, id)
		take(e)
		return err
	}, `SELECT id, name, claim, title, check_name, file, text, size FROM experiment t
		WHERE `+where+` ORDER BY claim, +name`, args...)
	return ids, err
}

// among is an SQL condition: the column holds one of the names. It is true if there are no names.
func among(column string, names []string) (condition string, args []any) {
	if len(names) == 0 {
		return "true", nil
	}
	for _, n := range names {
		args = append(args, n)
	}
	return column + " IN (?" + strings.Repeat(", ?", len(names)-1) + ")", args
}

// complete reads the parts of an experiment.
func (e *Experiment) complete(q querier, id int64) (err error) {
	if e.Tolerances, err = tolerances(q, id); err != nil {
		return err
	}
	if e.Cases, err = cases(q, id); err != nil {
		return err
	}
	err = each(q, func(scan func(...any) error) error {
		var no, repeat int
		var key string
		err := scan(&no, &repeat, &key)
		if c := &e.Cases[no]; repeat == Summary {
			c.Summary = key
		} else {
			c.Keys = append(c.Keys, key)
		}
		return err
	}, `SELECT case_no, repeat, key FROM planned_trial WHERE experiment = ? ORDER BY case_no, repeat`, id)
	if err != nil {
		return err
	}
	err = each(q, func(scan func(...any) error) error {
		var t TableSpec
		err := scan(asJSON{&t})
		e.Tables = append(e.Tables, t)
		return err
	}, `SELECT spec FROM table_spec WHERE experiment = ? ORDER BY ordinal`, id)
	if err != nil {
		return err
	}
	return each(q, func(scan func(...any) error) error {
		var f FigureSpec
		err := scan(asJSON{&f})
		e.Figures = append(e.Figures, f)
		return err
	}, `SELECT spec FROM figure_spec WHERE experiment = ? ORDER BY ordinal`, id)
}

func tolerances(q querier, experiment int64) (map[string]Tolerance, error) {
	of := map[string]Tolerance{}
	err := each(q, func(scan func(...any) error) error {
		var metric string
		var t Tolerance
		err := scan(&metric, &t.Absolute, &t.Times, &t.Named, &t.Why)
		of[metric] = t
		return err
	}, `SELECT metric, absolute, times, named, why FROM tolerance WHERE experiment = ?`, experiment)
	return of, err
}

// cases reads the cases of an experiment, without the keys of their trials.
func cases(q querier, experiment int64) (list []Case, err error) {
	err = each(q, func(scan func(...any) error) error {
		var c Case
		var params string
		var control, catches sql.NullString
		if err := scan(&params, asJSON{&c.Labels}, &control, &catches); err != nil {
			return err
		}
		c.Params = json.RawMessage(params)
		if control.Valid {
			c.Control = &Control{Why: control.String}
			if err := json.Unmarshal([]byte(catches.String), &c.Control.Catches); err != nil {
				return err
			}
		}
		list = append(list, c)
		return nil
	}, `SELECT params, labels, control, catches FROM planned_case
		WHERE experiment = ? ORDER BY case_no`, experiment)
	if err != nil {
		return nil, err
	}
	err = each(q, func(scan func(...any) error) error {
		var no int
		var p Published
		var at, std Number
		err := scan(&no, &p.Metric, &at, &p.Value, &std, &p.Source)
		p.At, p.Std = float64(at), float64(std)
		list[no].Published = append(list[no].Published, p)
		return err
	}, `SELECT case_no, metric, at, value, std, source FROM published
		WHERE experiment = ? ORDER BY case_no, ordinal`, experiment)
	return list, err
}
