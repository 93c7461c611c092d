package results

import (
	"database/sql"
	"encoding/json"
	"slices"
)

// Observed holds the curves that one planned trial observed, for figures.
type Observed struct {
	CaseNo, Repeat int
	Params         json.RawMessage
	Labels         map[string]string
	Control        bool
	Series         []Series // in the order of their first points
}

// Series is one curve. It implements plotter.XYer of gonum.
type Series struct {
	Name string
	X, Y []float64 // of equal length, in the order of observation; NaN for a missing number
}

// Len is the number of points.
func (s Series) Len() int { return len(s.X) }

// XY returns point i.
func (s Series) XY(i int) (x, y float64) { return s.X[i], s.Y[i] }

// Find returns the curve of this name, if there is one.
func (o Observed) Find(name string) (s Series, ok bool) {
	i := slices.IndexFunc(o.Series, func(s Series) bool { return s.Name == name })
	if i < 0 {
		return Series{}, false
	}
	return o.Series[i], true
}

// Labels returns the labels of every case of an experiment.
func (r *Reader) Labels(experiment string) ([]map[string]string, error) {
	var list []map[string]string
	err := r.read(func(q querier) error {
		ids, err := r.planned(q, []string{experiment}, func(Experiment) {})
		if err != nil || ids == nil {
			return err
		}
		return each(q, func(scan func(...any) error) error {
			var text sql.RawBytes
			labels := map[string]string{}
			if err := scan(&text); err != nil {
				return err
			}
			list = append(list, labels)
			return json.Unmarshal(text, &labels)
		}, `SELECT labels FROM planned_case WHERE experiment = ? ORDER BY case_no`, ids[0])
	})
	return list, err
}

// Observations returns the curves of the chosen cases of an experiment (nil: of all), sorted by case and
// repeat. It returns those whose names match one of the patterns, or all if there are none. In a pattern *
// stands for any text and ? for any one letter, as in "path *". Trials without such a curve, and trials that
// could not run, are left out.
func (r *Reader) Observations(experiment string, chosen []int, patterns ...string) ([]Observed, error) {
	var list []Observed
	var index map[string]int // of the last trial's series by name
	var args []any
	match := "true"
	if chosen != nil {
		numbers, err := json.Marshal(chosen)
		if err != nil {
			return nil, err
		}
		args, match = append(args, string(numbers)), "p.case_no IN (SELECT value FROM json_each(?))"
	}
	for i, p := range patterns {
		args = append(args, p)
		match += [2]string{" AND (", " OR "}[min(i, 1)] + "o.series GLOB ?"
	}
	if len(patterns) > 0 {
		match += ")"
	}
	err := r.read(func(q querier) error {
		ids, err := r.planned(q, []string{experiment}, func(Experiment) {})
		if err != nil || ids == nil {
			return err
		}
		if err := r.verify(q, "trial", "key", plannedTrials, ids[0]); err != nil {
			return err
		}
		if err := r.verifyCurves(q, plannedTrials, ids[0]); err != nil {
			return err
		}
		of, err := cases(q, ids[0])
		if err != nil {
			return err
		}
		return each(q, func(scan func(...any) error) error {
			var o Observed
			var name string
			var x, y Number
			if err := scan(&o.CaseNo, &o.Repeat, &name, &x, &y); err != nil {
				return err
			}
			if n := len(list); n == 0 || list[n-1].CaseNo != o.CaseNo || list[n-1].Repeat != o.Repeat {
				c := of[o.CaseNo]
				o.Params, o.Labels, o.Control = c.Params, c.Labels, c.Control != nil
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
		}, `SELECT p.case_no, p.repeat, o.series, o.x, o.y FROM planned_trial p
			JOIN trial t ON t.key = p.key AND t.error IS NULL JOIN observation o ON o.trial = t.id
			WHERE p.experiment = ? AND `+match+` ORDER BY p.case_no, p.repeat, o.ordinal`,
			append([]any{ids[0]}, args...)...)
	})
	return list, err
}
