package results

import (
	"context"
	"database/sql"
	"slices"
)

// Reader reads a store. Each method of a Store sees the state at the moment of the call. All methods of a
// Snapshot see the same state.
type Reader struct {
	path string // as the caller wrote it, for messages
	db   *sql.DB
	tx   *sql.Tx // of a Snapshot; nil: one transaction for each method
}

// querier is a database or a transaction.
type querier interface {
	Query(query string, args ...any) (*sql.Rows, error)
	QueryRow(query string, args ...any) *sql.Row
}

// read runs work in one transaction.
func (r *Reader) read(work func(querier) error) error {
	if r.tx != nil {
		return explain(r.path, work(r.tx))
	}
	tx, err := r.db.BeginTx(context.Background(), &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return explain(r.path, err)
	}
	defer tx.Rollback()
	return explain(r.path, work(tx))
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
}

// Snapshot returns the store as it is now.
func (s *Store) Snapshot() (*Snapshot, error) {
	tx, err := s.db.BeginTx(context.Background(), &sql.TxOptions{ReadOnly: true})
	if err == nil {
		// A transaction of SQLite begins with its first query.
		err = tx.QueryRow("SELECT count(*) FROM sqlite_schema").Scan(new(int))
	}
	if err != nil {
		return nil, explain(s.path, err)
	}
	return &Snapshot{Reader: Reader{s.path, s.db, tx}}, nil
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
	for _, e := range experiments {
		if len(names) > 0 && !slices.Contains(names, e.Name) {
			continue
		}
		rows, have := s.rows[e.Name]
		if !have {
			if rows, err = s.Reader.Rows(e.Name); err != nil {
				return nil, err
			}
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
