package results

import (
	"context"
	"database/sql"
	"errors"
	"slices"
)

// Reader reads a store. Each method of a Store sees the state at the moment of the call. All methods of a
// Snapshot see the same state.
type Reader struct {
	path string // as the caller wrote it, for messages
	db   *sql.DB
	tx   *sql.Tx // of a Snapshot; nil: one transaction for each method

	old      bool            // of a version without digests
	verified map[string]bool // of a Snapshot: queries that found nothing damaged
}

// querier is a database or a transaction.
type querier interface {
	Query(query string, args ...any) (*sql.Rows, error)
	QueryRow(query string, args ...any) *sql.Row
}

// read runs work in one transaction. An error without another cause means that the store is damaged.
func (r *Reader) read(work func(querier) error) (err error) {
	if r.tx != nil {
		err = work(r.tx)
	} else {
		tx, e := r.db.BeginTx(context.Background(), &sql.TxOptions{ReadOnly: true})
		if e != nil {
			return explain(r.path, e)
		}
		defer tx.Rollback()
		err = work(tx)
	}
	var usage *UsageError
	var disk *DiskError
	if err = explain(r.path, err); err != nil && !errors.As(err, &usage) && !errors.As(err, &disk) {
		err = damaged(r.path, "%v", errors.Unwrap(err))
	}
	return err
}

// each calls take for every row of one query, with the function that scans it.
func (r *Reader) each(take func(scan func(...any) error) error, query string, args ...any) error {
	return r.read(func(q querier) error { return each(q, take, query, args...) })
}

// Snapshot is a store at one moment, whatever a run adds meanwhile. It caches what it has read; callers must
// not change what it returns. It serves one goroutine, and until Close the store serves nothing else.
type Snapshot struct {
	Reader
	experiments []Experiment
	rows        map[string][]Row // by experiment
	selected    Selector         // nil: everything
}

// Snapshot returns the store as it is now.
func (s *Store) Snapshot() (*Snapshot, error) {
	tx, err := s.db.BeginTx(context.Background(), &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return nil, explain(s.path, err)
	}
	snapshot := &Snapshot{Reader: Reader{s.path, s.db, tx, s.old, map[string]bool{}}}
	// A transaction of SQLite begins with its first query.
	if err := snapshot.read(snapshot.verifySeal); err != nil {
		tx.Rollback()
		return nil, err
	}
	return snapshot, nil
}

// Close releases the store.
func (s *Snapshot) Close() error { return explain(s.path, s.tx.Rollback()) }

// Experiments returns all experiments, sorted by claim and then by name.
func (s *Snapshot) Experiments() (list []Experiment, err error) {
	if s.experiments == nil {
		s.experiments, err = s.Reader.Experiments()
	}
	return s.experiments, err
}

// Rows returns the rows of the experiments of these names, or of all if there are none, in the order of
// Reader.Rows.
func (s *Snapshot) Rows(names ...string) ([]Row, error) {
	experiments, err := s.Experiments()
	if err != nil {
		return nil, err
	}
	var all []Row
	for i := range experiments {
		e := &experiments[i]
		if len(names) > 0 && !slices.Contains(names, e.Name) || e.Unselected() {
			continue
		}
		rows, have := s.rows[e.Name]
		if !have {
			if rows, err = s.Reader.Rows(e.Name); err != nil {
				return nil, err
			}
			rows = s.shown(e, rows)
			if s.rows == nil {
				s.rows = map[string][]Row{}
			}
			s.rows[e.Name] = rows
		}
		if len(names) == 1 {
			return slices.Clip(rows), nil
		}
		all = append(all, rows...)
	}
	return all, nil
}

// Left says what a selection leaves out of a case.
type Left int

const (
	Nothing     Left = iota
	SomeMetrics      // the case runs as a whole, but only some of its metrics are read and judged
	Everything       // the case is neither run nor read
)

// Selector says whether a metric of a case is selected.
type Selector func(e *Experiment, c *Case, metric string) bool

// Select notes in each case what the selector leaves out of it.
func (e *Experiment) Select(selected Selector) {
	for i := range e.Cases {
		c := &e.Cases[i]
		n := 0
		for metric := range e.Tolerances {
			if selected(e, c, metric) {
				n++
			}
		}
		switch {
		case n == 0:
			c.Left = Everything
		case n < len(e.Tolerances):
			c.Left = SomeMetrics
		}
	}
}

// Select restricts what the snapshot shows from now on to what the selector selects. A control has to catch
// the metrics that are left of those that it names.
func (s *Snapshot) Select(selected Selector) error {
	experiments, err := s.Experiments()
	if err != nil {
		return err
	}
	s.selected, s.rows = selected, nil
	for i := range experiments {
		e := &experiments[i]
		e.Select(selected)
		for k := range e.Cases {
			c := &e.Cases[k]
			if c.Left != SomeMetrics || c.Control == nil || c.Control.Catches == nil {
				continue
			}
			catches := slices.DeleteFunc(slices.Clone(c.Control.Catches),
				func(metric string) bool { return !selected(e, c, metric) })
			if c.Control = (&Control{c.Control.Why, catches}); len(catches) == 0 {
				c.Left = Everything
			}
		}
	}
	return nil
}

// shown returns the rows of an experiment that are selected. A sample is selected with what judges it.
func (s *Snapshot) shown(e *Experiment, rows []Row) []Row {
	if s.selected == nil {
		return rows
	}
	var list []Row
	for _, r := range rows {
		switch c := &e.Cases[r.CaseNo]; {
		case c.Left == Everything:
		case c.Left == Nothing, r.Metric == "", s.selected(e, c, r.Metric), r.By != "" && s.selected(e, c, r.By):
			list = append(list, r)
		}
	}
	return list
}

// RowsWithoutSamples is that of Reader, restricted to what is selected.
func (s *Snapshot) RowsWithoutSamples(names ...string) (list []Row, err error) {
	return s.selectRows(names, s.Reader.RowsWithoutSamples)
}

// selectRows reads the rows of the experiments of these names, or of all if there are none.
func (s *Snapshot) selectRows(names []string, read func(...string) ([]Row, error)) (list []Row, err error) {
	if s.selected == nil {
		return read(names...)
	}
	experiments, err := s.Experiments()
	for i := range experiments {
		e := &experiments[i]
		if err != nil || len(names) > 0 && !slices.Contains(names, e.Name) || e.Unselected() {
			continue
		}
		var rows []Row
		if rows, err = read(e.Name); err == nil {
			list = append(list, s.shown(e, rows)...)
		}
	}
	return list, err
}

// Unselected says whether a selection leaves out the whole experiment.
func (e *Experiment) Unselected() bool {
	return len(e.Cases) > 0 &&
		!slices.ContainsFunc(e.Cases, func(c Case) bool { return c.Left != Everything })
}

// Warnings is that of Reader, restricted to what is selected.
func (s *Snapshot) Warnings(names ...string) ([]Warning, error) {
	list, err := s.Reader.Warnings(names...)
	if s.selected == nil || err != nil {
		return list, err
	}
	return slices.DeleteFunc(list, func(w Warning) bool { return s.leaves(w.Experiment, w.CaseNo) }), nil
}

// Labels is that of Reader, with nil for a case that is not selected.
func (s *Snapshot) Labels(experiment string) ([]map[string]string, error) {
	list, err := s.Reader.Labels(experiment)
	for no := range list {
		if s.leaves(experiment, no) {
			list[no] = nil
		}
	}
	return list, err
}

// Observations is that of Reader, restricted to what is selected.
func (s *Snapshot) Observations(experiment string, chosen []int, patterns ...string) ([]Observed, error) {
	list, err := s.Reader.Observations(experiment, chosen, patterns...)
	if s.selected == nil || err != nil {
		return list, err
	}
	return slices.DeleteFunc(list, func(o Observed) bool { return s.leaves(experiment, o.CaseNo) }), nil
}

// leaves says whether the selection leaves out a case.
func (s *Snapshot) leaves(experiment string, no int) bool {
	i := slices.IndexFunc(s.experiments, func(e Experiment) bool { return e.Name == experiment })
	return s.selected != nil && i >= 0 && s.experiments[i].Cases[no].Left == Everything
}
