package results

import (
	"crypto/sha256"
	"database/sql"
	"database/sql/driver"
	"encoding/binary"
	"fmt"
	"hash"
	"hash/maphash"
	"math"

	"modernc.org/sqlite"
)

// Each trial, experiment and run is stored with a digest of all its rows, and the seal combines those of all
// of them, so that a row that has changed or vanished is noticed: see schema.sql. SQL computes a digest from
// what is stored, with two functions: proxflow_digest of one row, and proxflow_digests of many.
//
// A digest is the first 8 bytes of a SHA-256, which is enough against chance: it does not guard against
// malice.

// digests is the SQL of the digest of a row t of each table. That of a trial depends on its curves only
// through their own digest: they are many, and most readers do without.
var digests = map[string]string{
	"trial": `proxflow_digest(t.key, t.run, t.check_name, t.version, t.summary, t.params, t.seed, t.error,
		t.seconds, t.curves,
		(SELECT proxflow_digests(ordinal, metric, at, got, want, budget, skip, decider)
			FROM measurement WHERE trial = t.id),
		(SELECT proxflow_digests(ordinal, text) FROM warning WHERE trial = t.id))`,
	"experiment": `proxflow_digest(t.name, t.claim, t.title, t.check_name, t.file, t.text, t.size,
		(SELECT proxflow_digests(case_no, params, labels, control, catches)
			FROM planned_case WHERE experiment = t.id),
		(SELECT proxflow_digests(case_no, ordinal, metric, at, value, std, source)
			FROM published WHERE experiment = t.id),
		(SELECT proxflow_digests(case_no, repeat, key) FROM planned_trial WHERE experiment = t.id),
		(SELECT proxflow_digests(metric, absolute, times, named, why)
			FROM tolerance WHERE experiment = t.id),
		(SELECT proxflow_digests(ordinal, spec) FROM table_spec WHERE experiment = t.id),
		(SELECT proxflow_digests(ordinal, spec) FROM figure_spec WHERE experiment = t.id))`,
	"run": `proxflow_digest(t.id, t.commit_id, t.dirty, t.go_version, t.modules, t.goos, t.goarch, t.goamd64,
		t.cpu, t.features, t.workers, t.command, t.specs, t.started, t.ended, t.status)`,
}

// curves is the SQL of the digest of the curves of a trial t.
const curves = `(SELECT proxflow_digests(ordinal, series, x, y) FROM observation WHERE trial = t.id)`

func init() {
	sqlite.MustRegisterFunction("proxflow_digest", &sqlite.FunctionImpl{
		NArgs: -1, Deterministic: true, VolatileArgs: true,
		Scalar: func(_ *sqlite.FunctionContext, row []driver.Value) (driver.Value, error) {
			h := sha256.Sum256(appendRow(nil, row))
			return truncated(h[:]), nil
		},
	})
	sqlite.MustRegisterFunction("proxflow_digests", &sqlite.FunctionImpl{
		NArgs: -1, Deterministic: true, VolatileArgs: true,
		MakeAggregate: func(sqlite.FunctionContext) (sqlite.AggregateFunction, error) {
			return &digester{}, nil
		},
	})
}

// digester is the function proxflow_digests at work. Without rows its value is NULL.
type digester struct {
	sum hash.Hash
	row []byte
}

func (d *digester) Step(_ *sqlite.FunctionContext, row []driver.Value) error {
	if d.sum == nil {
		d.sum = sha256.New()
	}
	d.row = appendRow(d.row[:0], row)
	d.sum.Write(d.row)
	return nil
}

func (d *digester) WindowInverse(*sqlite.FunctionContext, []driver.Value) error {
	return fmt.Errorf("proxflow_digests is no window function")
}

func (d *digester) WindowValue(*sqlite.FunctionContext) (driver.Value, error) {
	if d.sum == nil {
		return nil, nil
	}
	return truncated(d.sum.Sum(nil)), nil
}

func (d *digester) Final(*sqlite.FunctionContext) {}

func truncated(sum []byte) int64 { return int64(binary.LittleEndian.Uint64(sum)) }

// appendRow adds the values of a row, so that different rows give different bytes.
func appendRow(b []byte, row []driver.Value) []byte {
	number := func(kind byte, n uint64) { b = binary.LittleEndian.AppendUint64(append(b, kind), n) }
	number('(', uint64(len(row)))
	for _, value := range row {
		switch v := value.(type) {
		case nil:
			b = append(b, '0')
		case int64:
			number('i', uint64(v))
		case float64:
			number('f', math.Float64bits(v+0)) // -0 is 0
		case string:
			number('s', uint64(len(v)))
			b = append(b, v...)
		case []byte:
			number('b', uint64(len(v)))
			b = append(b, v...)
		default:
			panic(fmt.Sprintf("results: SQLite has no %T", v))
		}
	}
	return b
}

// digestOf is what proxflow_digests makes of n rows as insert stores them, without their first column, the
// trial.
func digestOf(n int, row func(i int) []any) driver.Value {
	var d digester
	for i := range n {
		var values []driver.Value
		for _, v := range row(i)[1:] {
			value, err := driver.DefaultParameterConverter.ConvertValue(v)
			if err != nil {
				panic("results: " + err.Error()) // a row holds what SQL has
			}
			if yes, ok := value.(bool); ok {
				value = map[bool]int64{true: 1}[yes]
			}
			values = append(values, value)
		}
		d.Step(nil, values)
	}
	sum, _ := d.WindowValue(nil)
	return sum
}

// seal stores the digest of an experiment or a run, after the last change of what it covers.
func seal(tx *sql.Tx, table string, id int64) error {
	_, err := tx.Exec(`UPDATE `+table+` AS t SET digest = `+digests[table]+` WHERE id = ?`, id)
	return err
}

// verify makes sure that rows t of a table are as they were stored. Name is a column that names them, and
// where is SQL. A snapshot verifies the same rows only once.
func (r *Reader) verify(q querier, table, name, where string, args ...any) error {
	return r.sound(q, "its digest", table, name, "t.digest", digests[table], where, args)
}

// verifyCurves is like verify for the curves of trials.
func (r *Reader) verifyCurves(q querier, where string, args ...any) error {
	return r.sound(q, "the digest of its curves", "trial", "key", "t.curves", curves, where, args)
}

func (r *Reader) sound(q querier, what, table, name, stored, computed, where string, args []any) error {
	if r.old {
		return nil
	}
	query := fmt.Sprintf(`SELECT t.%s FROM %s t WHERE %s AND %s IS NOT %s LIMIT 1`,
		name, table, where, stored, computed)
	done := fmt.Sprint(query, args)
	if r.verified[done] {
		return nil
	}
	err := each(q, func(scan func(...any) error) error {
		var which string
		if err := scan(&which); err != nil {
			return err
		}
		return damaged(r.path, "the %s %q does not match %s", table, which, what)
	}, query, args...)
	if err == nil && r.verified != nil {
		r.verified[done] = true
	}
	return err
}

// plannedTrials is the condition that a trial t is one of an experiment, whose id is the argument.
const plannedTrials = `t.key IN (SELECT key FROM planned_trial WHERE experiment = ?)`

// verifySeal makes sure that no trial, experiment or run has vanished, and that the index finds every trial.
// It reads neither measurements nor plans.
func (r *Reader) verifySeal(q querier) error {
	if r.old {
		return nil
	}
	var sealed, found struct{ trials, experiments, runs int64 }
	err := q.QueryRow(`SELECT trials, experiments, runs FROM seal`).Scan(
		&sealed.trials, &sealed.experiments, &sealed.runs)
	if err != nil {
		return err
	}
	combine := func(table string, into *int64) error {
		return each(q, func(scan func(...any) error) error {
			var digest int64
			err := scan(&digest)
			*into ^= digest
			return err
		}, `SELECT digest FROM `+table+` NOT INDEXED`)
	}
	if err := combine("experiment", &found.experiments); err != nil {
		return err
	}
	if err := combine("run", &found.runs); err != nil {
		return err
	}
	var inTable, inIndex uint64
	seed := maphash.MakeSeed()
	err = each(q, func(scan func(...any) error) error {
		var id, digest int64
		var key string
		err := scan(&id, &key, &digest)
		found.trials ^= digest
		inTable ^= maphash.Comparable(seed, entry{id, key})
		return err
	}, `SELECT id, key, digest FROM trial NOT INDEXED`)
	if err != nil {
		return err
	}
	last := ""
	err = each(q, func(scan func(...any) error) error {
		var id int64
		var key string
		err := scan(&id, &key)
		inIndex ^= maphash.Comparable(seed, entry{id, key})
		if key <= last && err == nil {
			err = damaged(r.path, "the index of its trials is out of order")
		}
		last = key
		return err
	}, `SELECT id, key FROM trial INDEXED BY sqlite_autoindex_trial_1 ORDER BY key`)
	switch {
	case err != nil:
		return err
	case sealed != found:
		return damaged(r.path, "its trials, experiments and runs are not those that were stored")
	case inTable != inIndex:
		return damaged(r.path, "the index of its trials does not have all of them")
	}
	return nil
}

// entry is one of the index of trials.
type entry struct {
	id  int64
	key string
}
