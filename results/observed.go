package results

import (
	"database/sql"
	"encoding/json"
	"slices"
)

// Observed is what one planned trial observed: its curves, for figures.
type Observed struct {
	CaseNo, Repeat int
	Params         json.RawMessage
	Labels         map[string]string
	Control        bool
	Series         []Series // in the order of their first points
}

// Series is one curve. It is a plotter.XYer of gonum as it is.
type Series struct {
	Name string
	X, Y []float64 // of equal length, in the order of observation; NaN where there was no number
}

// Len is the number of points.
func (s Series) Len() int { return len(s.X) }

// XY is point i.
func (s Series) XY(i int) (x, y float64) { return s.X[i], s.Y[i] }

// Find returns the curve of this name.
func (o Observed) Find(name string) (s Series, ok bool) {
	i := slices.IndexFunc(o.Series, func(s Series) bool { return s.Name == name })
	if i < 0 {
		return Series{}, false
	}
	return o.Series[i], true
}

// Labels returns the labels of every case of an experiment.
func (s *Store) Labels(experiment string) ([]map[string]string, error) {
	var list []map[string]string
	err := each(s.db, func(scan func(...any) error) error {
		var text sql.RawBytes
		labels := map[string]string{}
		if err := scan(&text); err != nil {
			return err
		}
		list = append(list, labels)
		return json.Unmarshal(text, &labels)
	}, `SELECT c.labels FROM experiment e JOIN planned_case c ON c.experiment = e.id WHERE e.name = ? ORDER BY c.case_no`, experiment)
	return list, explain(s.path, err)
}

// Observations returns the curves of some cases of an experiment, of all for nil, by case and repeat: those whose names
// match one of the patterns, all if there is none. In a pattern * stands for any text and ? for any one letter:
// "path *". A trial without such a curve, or one that could not run, is left out.
func (s *Store) Observations(experiment string, cases []int, patterns ...string) ([]Observed, error) {
	var list []Observed
	var index map[string]int // of the last trial's series by name
	args, match := []any{experiment}, "true"
	if cases != nil {
		chosen, err := json.Marshal(cases)
		if err != nil {
			return nil, err
		}
		args, match = append(args, string(chosen)), "p.case_no IN (SELECT value FROM json_each(?))"
	}
	for i, p := range patterns {
		args = append(args, p)
		match += [2]string{" AND (", " OR "}[min(i, 1)] + "o.series GLOB ?"
	}
	if len(patterns) > 0 {
		match += ")"
	}
	tx, err := s.db.Begin() // both queries see one state
	if err != nil {
		return nil, explain(s.path, err)
	}
	defer tx.Rollback()
	of, err := planned(tx, []string{experiment})
	if err != nil {
		return nil, explain(s.path, err)
	}
	err = each(tx, func(scan func(...any) error) error {
		var o Observed
		var name string
		var x, y Number
		if err := scan(&o.CaseNo, &o.Repeat, &o.Control, &name, &x, &y); err != nil {
			return err
		}
		if n := len(list); n == 0 || list[n-1].CaseNo != o.CaseNo || list[n-1].Repeat != o.Repeat {
			c := of[place{experiment, o.CaseNo}]
			o.Params, o.Labels = c.Params, c.Labels
			list = append(list, o)
			index = map[string]int{}
		}
		last := &list[len(list)-1]
		i, ok := index[name]
		if !ok {
			i = len(last.Series)
			index[name] = i
			last.Series = append(last.Series, Series{Name: name})
		}
		c := &last.Series[i]
		c.X, c.Y = append(c.X, float64(x)), append(c.Y, float64(y))
		return nil
	}, `SELECT p.case_no, p.repeat, c.control IS NOT NULL, o.series, o.x, o.y
		FROM experiment e
		JOIN planned_case c ON c.experiment = e.id
		JOIN planned_trial p ON p.experiment = e.id AND p.case_no = c.case_no
		JOIN trial t ON t.key = p.key AND t.error IS NULL
		JOIN observation o ON o.trial = t.id
		WHERE e.name = ? AND `+match+`
		ORDER BY p.case_no, p.repeat, o.ordinal`, args...)
	return list, explain(s.path, err)
}
